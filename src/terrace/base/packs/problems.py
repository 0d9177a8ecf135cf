"""What may be wrong in a pack. The pointer of a fault is `file:row:column`, the row as Excel counts it."""

from terrace.base.kernel.problems import define

FOLDER = define(
    "pack.folder",
    vi="Không có thư mục gói dữ liệu {path}",
    en="There is no pack folder {path}",
    advice_vi="Kiểm tra đường dẫn; một gói là một thư mục chứa các bảng .csv hoặc .xlsx.",
    advice_en="Check the path; a pack is a folder of .csv or .xlsx tables.",
    status=404,
)
EMPTY = define(
    "pack.empty",
    vi="Thư mục {path} không có bảng nào",
    en="The folder {path} holds no table",
    advice_vi="Đặt các bảng như indicators.csv vào thư mục.",
    advice_en="Put tables such as indicators.csv into the folder.",
)
TABLE = define(
    "pack.table_unknown",
    vi="Không có bảng tên «{name}»",
    en="There is no table named {name!r}",
    advice_vi="Tên bảng dùng được: {known}.{closest_vi}",
    advice_en="Tables are: {known}.{closest_en}",
)
TWICE = define(
    "pack.table_twice",
    vi="Bảng «{name}» có hai tệp: {first} và {second}",
    en="The table {name!r} is in two files: {first} and {second}",
    advice_vi="Giữ lại một tệp.",
    advice_en="Keep one of them.",
)
SUFFIX = define(
    "pack.file_kind",
    vi="Không đọc loại tệp {suffix}",
    en="Files of the kind {suffix} are not read",
    advice_vi="Lưu bảng thành .xlsx hoặc CSV UTF-8.",
    advice_en="Save the table as .xlsx or as CSV UTF-8.",
)
LARGE = define(
    "pack.file_large",
    vi="Tệp lớn hơn {limit} MB",
    en="The file is larger than {limit} MB",
    advice_vi="Chia bảng thành nhiều gói.",
    advice_en="Divide the table into several packs.",
)
ENCODING = define(
    "pack.encoding",
    vi="Tệp không phải UTF-8 (byte thứ {position})",
    en="The file is not UTF-8 (byte {position})",
    advice_vi="Trong Excel chọn Lưu thành › CSV UTF-8, hoặc lưu thành .xlsx.",
    advice_en="In Excel choose Save as › CSV UTF-8, or save as .xlsx.",
)
BROKEN = define(
    "pack.file_broken",
    vi="Không đọc được tệp: {why}",
    en="The file cannot be read: {why}",
    advice_vi="Mở tệp bằng Excel, kiểm tra rồi lưu lại.",
    advice_en="Open the file in Excel, check it and save it again.",
)
SHEETS = define(
    "pack.sheets",
    vi="Tệp có thêm trang tính «{name}» chứa dữ liệu; chỉ trang đầu được đọc",
    en="The file has another sheet {name!r} with cells; only the first is read",
    advice_vi="Xoá các trang tính khác, hoặc tách thành tệp riêng.",
    advice_en="Remove the other sheets, or make files of them.",
)
COLUMN = define(
    "pack.column_unknown",
    vi="Bảng {table} không có cột «{name}»",
    en="The table {table} has no column {name!r}",
    advice_vi="Các cột dùng được: {known}.{closest_vi}",
    advice_en="Columns are: {known}.{closest_en}",
)
COLUMN_TWICE = define(
    "pack.column_twice",
    vi="Cột «{name}» có hai lần",
    en="The column {name!r} is there twice",
    advice_vi="Xoá một cột.",
    advice_en="Remove one of them.",
)
COLUMN_MISSING = define(
    "pack.column_missing",
    vi="Bảng {table} thiếu cột «{name}»",
    en="The table {table} lacks the column {name!r}",
    advice_vi="Thêm cột này vào dòng tiêu đề.",
    advice_en="Add the column to the header row.",
)
CELLS = define(
    "pack.cells_beyond",
    vi="Dòng có {count} ô, nhiều hơn {columns} cột của tiêu đề",
    en="The row has {count} cells, more than the {columns} columns of the header",
    advice_vi="Đặt trong ngoặc kép các ô có dấu phân cách, hoặc xoá ô thừa.",
    advice_en="Quote cells that contain the separator, or remove the cells beyond.",
)
REQUIRED = define(
    "pack.cell_empty",
    vi="Ô {column} để trống",
    en="The cell {column} is empty",
    advice_vi="Điền {hint_vi}.",
    advice_en="Fill in {hint_en}.",
)
VALUE = define(
    "pack.cell_value",
    vi="«{text}» không phải là {hint_vi}",
    en="{text!r} is not {hint_en}",
    advice_vi="Điền {hint_vi}.{closest_vi}",
    advice_en="Fill in {hint_en}.{closest_en}",
)
TCVN3 = define(
    "pack.text_tcvn3",
    vi="«{text}» có vẻ gõ bằng phông TCVN3 (ABC)",
    en="{text!r} looks like text of a TCVN3 (ABC) font",
    advice_vi="Chuyển bảng mã sang Unicode (dựng sẵn) rồi lưu lại.",
    advice_en="Convert it to Unicode and save again.",
)
UNKNOWN = define(
    "pack.reference_unknown",
    vi="Không có {what_vi} «{text}»",
    en="There is no {what_en} {text!r}",
    advice_vi="Thêm nó vào bảng {table}, hoặc sửa mã.{closest_vi}",
    advice_en="Add it to the table {table}, or correct the code.{closest_en}",
)
DUPLICATE = define(
    "pack.row_twice",
    vi="«{key}» đã có ở dòng {first}",
    en="{key!r} is already in row {first}",
    advice_vi="Giữ lại một dòng.",
    advice_en="Keep one of the rows.",
)
OWNED = define(
    "pack.row_owned",
    vi="«{key}» thuộc gói {owner}",
    en="{key!r} belongs to the pack {owner}",
    advice_vi="Sửa trong gói {owner}, hoặc dùng mã khác.",
    advice_en="Change it in the pack {owner}, or use another code.",
)
NEEDS = define(
    "pack.need_missing",
    vi="Gói này cần gói {need}, chưa được nạp",
    en="This pack needs the pack {need}, which is not loaded",
    advice_vi="Nạp gói {need} trước: terrace load pack packs/{need}",
    advice_en="Load the pack {need} first: terrace load pack packs/{need}",
)
CONSTRAINT = define(
    "pack.constraint",
    vi="Cơ sở dữ liệu từ chối gói này: {why}",
    en="The database refuses this pack: {why}",
    advice_vi="Báo cho người quản trị: bước kiểm tra trước đó lẽ ra phải tìm thấy lỗi này.",
    advice_en="Tell the administrator: a check before should have found this.",
)
ONE_ROW = define(
    "pack.one_row",
    vi="Bảng pack chỉ có một dòng",
    en="The table pack has one row only",
    advice_vi="Mỗi thư mục là một gói; xoá dòng thừa.",
    advice_en="A folder is one pack; remove the row.",
)
