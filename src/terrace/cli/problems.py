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
SERIES_UNREADABLE = define(
    "bench.series_unreadable",
    vi="Không đọc được tệp chuỗi số liệu: {error}",
    en="The file of series cannot be read: {error}",
    advice_vi="Cần một tệp CSV mã UTF-8 có các cột series, period, part, t, value.",
    advice_en="It takes a CSV file in UTF-8 with the columns series, period, part, t, value.",
)
SERIES_COLUMNS = define(
    "bench.series_columns",
    vi="Thiếu cột: {columns}.",
    en="Columns are missing: {columns}.",
    advice_vi="Dòng đầu phải có series, period, part, t, value; cột khác được bỏ qua.",
    advice_en="The first line needs series, period, part, t, value; other columns are passed over.",
)
SERIES_VALUE = define(
    "bench.series_value",
    vi="Giá trị không hợp lệ: “{text}”.",
    en="This cannot be: “{text}”.",
    advice_vi="series: tên; period: YEARLY, HALF-YEARLY, SEASONAL, QUARTERLY hoặc MONTHLY, giống nhau trong một chuỗi; "
    "part: train hoặc test; t: số nguyên; value: số, hoặc để trống khi thiếu.",
    advice_en="series: a name; period: YEARLY, HALF-YEARLY, SEASONAL, QUARTERLY or MONTHLY, one for a series; "
    "part: train or test; t: a whole number; value: a number, or empty where it is missing.",
)
SERIES_TWICE = define(
    "bench.series_twice",
    vi="Chuỗi {series} có kỳ t = {t} hai lần, lần đầu ở dòng {line}.",
    en="Series {series} has t = {t} twice, first in line {line}.",
    advice_vi="Giữ một dòng cho mỗi kỳ.",
    advice_en="Keep one line for each period.",
)
SERIES_PART = define(
    "bench.series_part",
    vi="Chuỗi {series} không có giá trị nào ở phần {part}.",
    en="Series {series} has no value in the part {part}.",
    advice_vi="Mỗi chuỗi cần phần train (quá khứ) và test (về sau, để chấm).",
    advice_en="Each series needs a train part (the past) and a test part (what came, to judge by).",
)
SERIES_JUMPS = define(
    "bench.series_jumps",
    vi="t của chuỗi {series} nhảy quá xa: t phải đếm số kỳ.",
    en="t of series {series} jumps too far: it has to count periods.",
    advice_vi="Đánh số 1, 2, 3 …; kỳ thiếu thì bỏ số đó. Không dùng ngày hay năm ghép tháng (202601).",
    advice_en="Number them 1, 2, 3 …; leave out the number of a missing period. No dates, no 202601.",
)
SERIES_NONE = define(
    "bench.series_none",
    vi="Tệp không có chuỗi nào.",
    en="The file has no series.",
    advice_vi="Thêm ít nhất một chuỗi có phần train và test.",
    advice_en="Add a series with a train part and a test part.",
)
WATCHED_UNREADABLE = define(
    "bench.watched_unreadable",
    vi="Không đọc được tệp chuỗi số liệu cần theo dõi: {error}",
    en="The file of series to watch cannot be read: {error}",
    advice_vi="Cần một tệp CSV mã UTF-8 có các cột series, t (hoặc period), value.",
    advice_en="It takes a CSV file in UTF-8 with the columns series, t (or period), value.",
)
WATCHED_COLUMNS = define(
    "bench.watched_columns",
    vi="Tệp chuỗi số liệu cần theo dõi thiếu cột: {columns}.",
    en="The file of series to watch lacks columns: {columns}.",
    advice_vi="Dòng đầu là series, t (hoặc period), value, thêm frequency và type nếu có; "
    "hoặc table, area, year, item, value.",
    advice_en="The first line is series, t (or period), value, with frequency and type if you have them; "
    "or table, area, year, item, value.",
)
WATCHED_VALUE = define(
    "bench.watched_value",
    vi="Không hiểu được: “{text}”.",
    en="This cannot be understood: “{text}”.",
    advice_vi="value: số, để trống khi thiếu; t: số nguyên đếm kỳ; period: 2024, 2024-05, 2024-Q2 hoặc 2024-H1.",
    advice_en="value: a number, empty where missing; t: a whole number that counts periods; "
    "period: 2024, 2024-05, 2024-Q2 or 2024-H1.",
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
