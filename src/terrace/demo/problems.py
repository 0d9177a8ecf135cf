"""What the demonstration can lack."""

from terrace.base.kernel.problems import define

PACKS_ABSENT = define(
    "demo.packs_absent",
    status=404,
    vi="Không tìm thấy thư mục packs với các gói danh mục (đã tìm trong: {looked}).",
    en="The folder `packs` with the packs was not found (looked in: {looked}).",
    advice_vi="Chạy từ thư mục mã nguồn, hoặc đặt TERRACE_PACKS là đường dẫn tới thư mục packs.",
    advice_en="Run it from the source folder, or set TERRACE_PACKS to the path of the folder `packs`.",
)
ROAD_STOPPED = define(
    "demo.road_stopped",
    status=503,
    vi="Số liệu không được tổng hợp: trong {seconds} giây không có gì tiến triển.",
    en="Figures are not rolled up: nothing moved for {seconds} seconds.",
    advice_vi="Chạy `terrace doctor`, rồi chạy lại `terrace demo`; những gì đã gửi không mất.",
    advice_en="Run `terrace doctor`, then `terrace demo` again; nothing that was sent is lost.",
)
