"""Problems of the embedded servers."""

from terrace.base.kernel.problems import define

NOT_INSTALLED = define(
    "embedded.not_installed",
    status=503,
    vi="Không tìm thấy chương trình {program} đi kèm.",
    en="The bundled program {program} was not found.",
    advice_vi="Chạy lại `make demo`, hoặc đặt {variable} để dùng máy chủ có sẵn.",
    advice_en="Run `make demo` again, or set {variable} to use a server of your own.",
)
NO_USER = define(
    "embedded.no_user",
    status=503,
    vi="PostgreSQL không chạy dưới quyền root và máy này không có người dùng thường nào trong: {names}.",
    en="PostgreSQL does not run as root, and this machine has none of the ordinary users {names}.",
    advice_vi="Tạo người dùng `terrace` (`useradd --system terrace`) hoặc chạy bằng một người dùng thường.",
    advice_en="Create a user `terrace` (`useradd --system terrace`), or run as an ordinary user.",
)
FOREIGN = define(
    "embedded.foreign",
    status=503,
    vi="Thư mục {folder} thuộc về người dùng khác.",
    en="The folder {folder} belongs to another user.",
    advice_vi="Chạy dưới quyền người dùng đã tạo nó, hoặc đặt TERRACE_HOME sang thư mục khác.",
    advice_en="Run as the user who made it, or set TERRACE_HOME to another folder.",
)
OTHER_VERSION = define(
    "embedded.other_version",
    status=503,
    vi="Dữ liệu trong {folder} là của PostgreSQL {found}, còn chương trình đi kèm là {own}.",
    en="The data in {folder} belong to PostgreSQL {found}; the bundled program is {own}.",
    advice_vi="Xuất dữ liệu bằng phiên bản cũ (`pg_dumpall`) rồi nạp vào một TERRACE_HOME mới.",
    advice_en="Dump the data with the old version (`pg_dumpall`) and load them into a new TERRACE_HOME.",
)
NOT_STARTED = define(
    "embedded.not_started",
    status=503,
    vi="{server} không khởi động được: {reason}",
    en="{server} did not start: {reason}",
    advice_vi="Xem nhật ký {log}; chạy `terrace doctor`.",
    advice_en="Read the log {log}; run `terrace doctor`.",
)
