"""What a file can be refused for; faults of single facts are those of collection and rules."""

from terrace.base.kernel.problems import define

FORMAT_UNKNOWN = define(
    "file.format",
    status=415,
    vi="Không rõ định dạng tệp: {found}.",
    en="The format of the file is not known: {found}.",
    advice_vi="Gửi một trong các định dạng: {known}; nêu bằng Content-Type hoặc tham số format.",
    advice_en="Send one of these formats: {known}; name it by Content-Type or the parameter format.",
)
FILE_EXPANDS = define(
    "file.expands",
    status=413,
    vi="Tệp nén giải ra lớn hơn {limit} MB.",
    en="The packed file expands to more than {limit} MB.",
    advice_vi="Chia thành nhiều tệp.",
    advice_en="Split it into several files.",
)
FILE_CUT = define(
    "file.cut",
    vi="Tệp nén bị cụt hoặc hỏng: {detail}.",
    en="The packed file is cut off or broken: {detail}.",
    advice_vi="Nén lại bằng gzip rồi gửi lại toàn bộ tệp.",
    advice_en="Pack it again with gzip and send the whole file again.",
)
ROWS_MANY = define(
    "file.rows",
    status=413,
    vi="Tệp có hơn {most} số liệu.",
    en="The file has more than {most} facts.",
    advice_vi="Chia thành nhiều tệp, mỗi tệp một khóa riêng.",
    advice_en="Split it into several files, each with its own key.",
)
TEXT_ENCODING = define(
    "file.encoding",
    vi="Dòng {line}: tệp không phải UTF-8 ({found}).",
    en="Line {line}: the file is not UTF-8 ({found}).",
    advice_vi="Lưu lại dưới dạng UTF-8 (trong Excel: CSV UTF-8).",
    advice_en="Save it again as UTF-8 (in Excel: CSV UTF-8).",
)
TEXT_NUL = define(
    "file.nul",
    vi="Dòng {line} có ký tự NUL (byte 0).",
    en="Line {line} has a NUL character (byte 0).",
    advice_vi="Tệp có thể bị hỏng khi sao chép, hoặc không phải tệp văn bản: xuất lại.",
    advice_en="The file may be damaged, or is not a text: export it again.",
)
JSON_BROKEN = define(
    "file.json",
    vi="JSON không hợp lệ ở dòng {line}, cột {column}: {detail}.",
    en="Broken JSON at line {line}, column {column}: {detail}.",
    advice_vi="Kiểm tra dấu ngoặc và dấu phẩy tại đó; tệp có thể bị cắt.",
    advice_en="Check brackets and commas there; the file may be cut off.",
)
CSV_BROKEN = define(
    "file.csv",
    vi="CSV không hợp lệ ở dòng {line}: {detail}.",
    en="Broken CSV at line {line}: {detail}.",
    advice_vi="Kiểm tra dấu ngoặc kép và số cột của dòng đó.",
    advice_en="Check the quotes and the number of columns there.",
)
CSV_COLUMNS = define(
    "file.columns",
    vi="Dòng {line} có {found} cột, tiêu đề có {wanted} cột.",
    en="Line {line} has {found} columns, the header has {wanted}.",
    advice_vi="Ô có dấu phẩy phải đặt trong dấu ngoặc kép; ô trống vẫn cần dấu phẩy.",
    advice_en="A cell with a comma needs quotes; an empty cell still needs its comma.",
)
HEADER_MISSING = define(
    "header.missing",
    vi="Tiêu đề thiếu cột {name}.",
    en="The header has no column {name}.",
    advice_vi="Dòng đầu phải là: indicator,area,period,breakdown,value,reason,status,because (bốn cột cuối tùy chọn).",
    advice_en="The first line is: indicator,area,period,breakdown,value,reason,status,because (needed: the first three"
    " and value or reason).",
)
HEADER_UNKNOWN = define(
    "header.unknown",
    vi="Không hiểu cột {name}.",
    en="The column {name} is not known.",
    advice_vi="Các cột: indicator, area, period, breakdown, value, reason, status, because.",
    advice_en="Columns are: indicator, area, period, breakdown, value, reason, status, because.",
)
HEADER_TWICE = define(
    "header.twice",
    vi="Cột {name} có hai lần.",
    en="The column {name} is there twice.",
    advice_vi="Giữ lại một cột.",
    advice_en="Keep one of them.",
)
SOURCE_DIFFERS = define(
    "file.source",
    vi="Tệp ghi nguồn {found}, nhưng nguồn được nêu khi gửi là {named}.",
    en="The file names the source {found}, the request names {named}.",
    advice_vi="Nêu nguồn một lần, hoặc hai nơi giống nhau.",
    advice_en="Name the source once, or the same in both places.",
)
SOURCE_MISSING = define(
    "source.missing",
    vi="Chưa nêu nguồn số liệu.",
    en="The source is not named.",
    advice_vi="Thêm tham số source, ví dụ ?source=commune (JSON có thể ghi source trong tệp).",
    advice_en="Add the parameter source, such as ?source=commune (JSON may name it in the file).",
)
JOB_UNKNOWN = define(
    "job.unknown",
    status=404,
    vi="Không có lần nộp tệp số {id}.",
    en="There is no job {id}.",
    advice_vi="Kiểm tra số; chỉ người gửi và người có quyền với mọi số liệu trong tệp mới xem được.",
    advice_en="Check the number; only the sender, and who may read all that is in the file, can see it.",
)
JOB_KEY_REUSED = define(
    "job.key_reused",
    status=409,
    vi="Idempotency-Key này đã dùng cho tệp khác (số {id}).",
    en="This Idempotency-Key was used for another file (job {id}).",
    advice_vi="Tệp mới cần khóa mới; gửi lại tệp cũ thì giữ khóa cũ.",
    advice_en="A new file needs a new key; to repeat the old file keep the old key.",
)
JOB_OVER = define(
    "job.over",
    status=409,
    vi="Tệp số {id} đã kết thúc, không còn gì để rút.",
    en="Job {id} is over: there is nothing to take back.",
    advice_vi="Không cần làm gì thêm.",
    advice_en="Nothing more to do.",
)
JOB_FAILED = define(
    "job.failed",
    status=500,
    vi="Hệ thống không xử lý được tệp sau {tries} lần thử; không có gì được lưu.",
    en="The file could not be handled after {tries} tries; nothing was stored.",
    advice_vi="Báo quản trị viên kèm số của lần nộp tệp; nhật ký của worker có chi tiết.",
    advice_en="Tell the administrator the number of the job; the log of the worker has the details.",
)
