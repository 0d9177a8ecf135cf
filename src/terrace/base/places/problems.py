"""What can be wrong with a place, or with a table of changes."""

from terrace.base.kernel.problems import define

PLACE_UNKNOWN = define(
    "place.unknown",
    vi="Không có địa bàn mã {code} vào ngày {day}.",
    en="There was no place {code} on {day}.",
    advice_vi="Kiểm tra mã (giữ số 0 ở đầu) và ngày; mã có thể đã đổi khi sáp nhập.",
    advice_en="Check the code (keep leading zeros) and the day; the code may have changed in a merger.",
)
TABLE_UNREADABLE = define(
    "place.table_unreadable",
    vi="Không đọc được tệp {file}.",
    en="The file {file} cannot be read.",
    advice_vi="Lưu tệp dạng CSV (UTF-8) hoặc XLSX rồi thử lại.",
    advice_en="Save it as CSV (UTF-8) or XLSX and try again.",
)
COLUMN_MISSING = define(
    "place.column_missing",
    vi="Bảng thiếu cột {column}.",
    en="The table has no column {column}.",
    advice_vi="Thêm cột này vào dòng tiêu đề; xem tệp mẫu.",
    advice_en="Add it to the heading; see the example table.",
)
COLUMN_UNKNOWN = define(
    "place.column_unknown",
    vi="Bảng có cột lạ {column}.",
    en="The table has an unknown column {column}.",
    advice_vi="Sửa tên cột hoặc bỏ cột này.",
    advice_en="Correct its name or leave it out.",
)
CELL_MISSING = define(
    "place.cell_missing",
    vi="Thay đổi “{action}” cần có {column}.",
    en="A change “{action}” needs {column}.",
    advice_vi="Điền ô này.",
    advice_en="Fill this cell.",
)
DAY_WRONG = define(
    "place.day_wrong",
    vi="“{text}” không phải là ngày.",
    en="“{text}” is not a day.",
    advice_vi="Viết ngày dạng 2026-09-20 hoặc 20/09/2026.",
    advice_en="Write the day as 2026-09-20 or 20/09/2026.",
)
ACTION_UNKNOWN = define(
    "place.action_unknown",
    vi="Không có loại thay đổi “{text}”.",
    en="There is no change “{text}”.",
    advice_vi="Dùng một trong: {known}.",
    advice_en="Use one of: {known}.",
)
KIND_UNKNOWN = define(
    "place.kind_unknown",
    vi="Không có loại đơn vị “{text}”.",
    en="There is no kind of unit “{text}”.",
    advice_vi="Dùng một trong: {known}.",
    advice_en="Use one of: {known}.",
)
CODE_TAKEN = define(
    "place.code_taken",
    vi="Mã {code} đang thuộc về {name} vào ngày {day}.",
    en="The code {code} belongs to {name} on {day}.",
    advice_vi="Dùng mã khác; nếu {name} được nhập vào đơn vị mới thì thêm dòng merge từ {code} vào {code}.",
    advice_en="Use another code; if {name} goes into the new unit, add a row merging {code} into {code}.",
)
WEIGHT_WRONG = define(
    "place.weight_wrong",
    vi="“{text}” không phải là tỷ lệ lớn hơn 0 và không quá 1.",
    en="“{text}” is not a share above 0 and up to 1.",
    advice_vi="Viết tỷ lệ dạng 0,25 với nhiều nhất 10 chữ số thập phân, hoặc để trống khi chưa biết.",
    advice_en="Write it as 0.25 with at most 10 decimals, or leave it blank when it is not known.",
)
WEIGHTS_OFF = define(
    "place.weights_off",
    vi="Các tỷ lệ của {code} cộng lại bằng {total}, không phải 1.",
    en="The shares of {code} add up to {total}, not to 1.",
    advice_vi="Sửa các tỷ lệ, hoặc để trống tất cả để chia đều (ước tính).",
    advice_en="Correct them, or leave all blank for equal shares (estimated).",
)
TWICE = define(
    "place.change_twice",
    vi="{code} đã được chuyển vào {new_code} ở một dòng khác.",
    en="{code} goes to {new_code} in another row already.",
    advice_vi="Bỏ một trong hai dòng.",
    advice_en="Leave one of the two rows out.",
)
LEFT_BEHIND = define(
    "place.left_behind",
    vi="{code} kết thúc trước ngày {day} nhưng còn {count} đơn vị trực thuộc.",
    en="{code} ends before {day} but {count} units below it stay.",
    advice_vi="Thêm dòng move (hoặc merge, end) cho từng đơn vị trực thuộc.",
    advice_en="Add a row move (or merge, end) for each of them.",
)
LATER_KNOWN = define(
    "place.later_known",
    vi="{code} đã có thay đổi sau ngày {day}.",
    en="Changes of {code} after {day} are known already.",
    advice_vi="Nhập thay đổi theo thứ tự thời gian.",
    advice_en="Enter changes in the order of time.",
)
PARENT_WRONG = define(
    "place.parent_wrong",
    vi="{code} không thể trực thuộc {parent}.",
    en="{code} cannot belong to {parent}.",
    advice_vi="Kiểm tra mã đơn vị cấp trên: xã thuộc tỉnh hoặc huyện, tỉnh thuộc VN.",
    advice_en="Check the code of the parent: communes belong to provinces or districts, provinces to VN.",
)
