"""Problems of the command line itself."""

from terrace.base.kernel.problems import define

UNEXPECTED = define(
    "command.unexpected",
    status=500,
    vi="Lỗi ngoài dự kiến: {error}",
    en="Something unexpected happened: {error}",
    advice_vi="Chi tiết nằm trong {log}; `terrace --debug …` hiện ngay; `terrace doctor` kiểm tra máy.",
    advice_en="The details are in {log}; `terrace --debug …` shows them; `terrace doctor` looks around.",
)
DATABASE_UNREACHABLE = define(
    "database.unreachable",
    status=503,
    vi="Không làm việc được với cơ sở dữ liệu: {error}",
    en="The database does not answer as expected: {error}",
    advice_vi="Kiểm tra DATABASE_URL và chạy `terrace migrate`, rồi `terrace doctor`.",
    advice_en="Check DATABASE_URL and run `terrace migrate`, then `terrace doctor`.",
)
PORT_TAKEN = define(
    "port.taken",
    status=409,
    vi="Cổng {port} trên {host} đang được chương trình khác dùng.",
    en="Port {port} on {host} is used by another program.",
    advice_vi="Dừng chương trình đó hoặc chọn cổng khác: {option}.",
    advice_en="Stop that program, or choose another port: {option}.",
)
NOT_BESIDE = define(
    "bench.not_here",
    status=404,
    vi="Không có phép đo {name} ({file}).",
    en="The benchmark {name} is not here ({file}).",
    advice_vi="Phép đo đi cùng mã nguồn: chạy lệnh này từ bản cài trong thư mục dự án.",
    advice_en="Benchmarks come with the source: run this from an installation inside the project's folder.",
)
PERSON_UNKNOWN = define(
    "person.unknown",
    status=404,
    vi="Không có người dùng {username}.",
    en="There is no person {username}.",
    advice_vi="Xem danh sách: `terrace user list`.",
    advice_en="See who there is: `terrace user list`.",
)
TOKEN_UNKNOWN = define(
    "token.unknown",
    status=404,
    vi="Không có mã truy cập số {number}.",
    en="There is no token number {number}.",
    advice_vi="Xem danh sách: `terrace token list`.",
    advice_en="See which there are: `terrace token list`.",
)
AREA_UNKNOWN = define(
    "area.unknown",
    status=404,
    vi="Hôm nay không có địa bàn mã {code}.",
    en="No place has the code {code} today.",
    advice_vi="Nạp danh mục địa bàn trước: `terrace migrate`; toàn quốc có mã VN.",
    advice_en="Load the places first: `terrace migrate`; the whole country has the code VN.",
)
