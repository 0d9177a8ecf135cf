"""What can be wrong with a table of rules that is handed in."""

from terrace.base.kernel.problems import define

EMPTY = define(
    "rule.table_empty",
    vi="Bảng không có dòng nào.",
    en="The table has no rows.",
    advice_vi="Kiểm tra đã lưu đúng tệp và bảng nằm ở trang tính đầu tiên.",
    advice_en="Check that the right file was saved and that the table is on its first sheet.",
)
COLUMN = define(
    "rule.table_column",
    vi="Bảng thiếu cột «{column}».",
    en="The table lacks the column {column!r}.",
    advice_vi="Tải bảng về, sửa trong đó và giữ nguyên dòng tiêu đề.",
    advice_en="Download the table, edit it and keep its head row.",
)
UNKNOWN = define(
    "rule.table_unknown",
    vi="Bảng có cột lạ «{column}».",
    en="The table has an unknown column {column!r}.",
    advice_vi="Bỏ cột này, hoặc sửa tên theo trang tính «help» của bảng tải về.",
    advice_en="Remove the column, or name it as the sheet “help” of the downloaded table does.",
)
LONG = define(
    "rule.table_long",
    vi="Bảng dài quá {most} dòng.",
    en="The table has more than {most} rows.",
    advice_vi="Chia thành nhiều tệp; quy tắc không có trong bảng thì giữ nguyên.",
    advice_en="Divide it into several files; rules that are not in the table stay as they are.",
)
MANY = define(
    "rule.table_many",
    vi="Bảng sửa {changed} quy tắc, quá {most} quy tắc một lần.",
    en="The table changes {changed} rules, more than {most} at once.",
    advice_vi="Chia thành nhiều tệp: mỗi quy tắc được thử trên ba năm số liệu.",
    advice_en="Divide it into several files: each rule is tried on three years of figures.",
)
TWICE = define(
    "rule.table_twice",
    vi="Mã này đã có ở dòng {first}.",
    en="Row {first} has this code already.",
    advice_vi="Giữ lại một dòng.",
    advice_en="Keep one of them.",
)
PLACE = define(
    "rule.table_place",
    vi="Không có địa bàn mã «{code}».",
    en="There is no place with the code {code!r}.",
    advice_vi="Ghi mã địa bàn, ví dụ 08; để trống là địa bàn của bạn.",
    advice_en="Write the code of a place such as 08; empty is your own.",
)
OLD = define(
    "rule.table_old",
    status=409,
    vi="Bản xem trước này đã quá cũ, hoặc không phải của bạn.",
    en="This preview is too old, or not yours.",
    advice_vi="Nộp lại bảng để xem trước.",
    advice_en="Hand the table in again to see what it changes.",
)
