"""What is wrong with a workbook or a cell of it."""

from terrace.base.kernel.problems import define

EMPTY = define(
    "workbook.empty",
    vi="Tệp {name} không có gì để đọc.",
    en="There is nothing to read in {name}.",
    advice_vi="Chọn tệp Excel đã điền (.xlsx, .xls, .ods hoặc .csv).",
    advice_en="Choose the workbook that was filled in (.xlsx, .xls, .ods or .csv).",
)
TOO_LARGE = define(
    "workbook.too_large",
    status=413,
    vi="Tệp lớn hơn {limit} MB.",
    en="The file is larger than {limit} MB.",
    advice_vi="Xóa hình ảnh và các trang không cần nộp, hoặc chia thành nhiều tệp.",
    advice_en="Remove pictures and sheets that are not handed in, or split it into several files.",
)
UNREADABLE = define(
    "workbook.unreadable",
    vi="Không mở được tệp {name}: không phải bảng tính .xlsx, .xls, .ods hay .csv, hoặc tệp bị hỏng.",
    en="{name} cannot be opened: it is no .xlsx, .xls, .ods or .csv, or it is damaged.",
    advice_vi="Mở tệp bằng Excel hoặc LibreOffice, chọn «Lưu thành» dạng .xlsx rồi nộp lại.",
    advice_en="Open it in Excel or LibreOffice, save it as .xlsx and hand it in again.",
)
ENCRYPTED = define(
    "workbook.encrypted",
    vi="Tệp {name} có mật khẩu mở.",
    en="{name} has a password.",
    advice_vi="Bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc) rồi nộp lại.",
    advice_en="Take the password off (File › Info › Protect Workbook) and hand it in again.",
)
KEY_TAMPERED = define(
    "workbook.key_tampered",
    vi="Mã nhận dạng ẩn của trang này đã bị sửa.",
    en="The hidden key of this sheet was changed.",
    advice_vi="Tải biểu mới, chép số liệu sang rồi nộp biểu mới.",
    advice_en="Download the workbook anew, copy the figures and hand in the new one.",
)
KEY_OTHER = define(
    "workbook.key_other",
    vi="Dòng này mang mã {code}, không thuộc biểu đã tải.",
    en="This row has the key {code}, which the workbook was not made for.",
    advice_vi="Đừng chép dòng từ biểu khác sang; tải đúng biểu rồi điền.",
    advice_en="Do not copy rows from another workbook; download the right one.",
)
COLUMN_LOST = define(
    "workbook.column_lost",
    vi="Không còn cột số liệu trên trang này.",
    en="The column of figures is no longer on this sheet.",
    advice_vi="Hoàn tác việc xóa cột, hoặc tải biểu mới.",
    advice_en="Undo the deletion, or download the workbook anew.",
)
ROW_TWICE = define(
    "workbook.row_twice",
    vi="Dòng này trùng với dòng {first}.",
    en="This row stands in row {first} already.",
    advice_vi="Giữ lại một dòng.",
    advice_en="Keep one of them.",
)
NOT_NUMBER = define(
    "cell.not_number",
    vi="«{text}» không phải là số.",
    en="“{text}” is not a number.",
    advice_vi="Nhập số, ví dụ 1234,5. Không có số liệu thì để trống và chọn lý do.",
    advice_en="Give a number such as 1234.5. Where there is none, leave the cell blank and choose a reason.",
)
AMBIGUOUS = define(
    "cell.ambiguous",
    vi="«{text}» có thể là {small} hoặc {large}.",
    en="“{text}” may be {small} or {large}.",
    advice_vi="Gõ lại dưới dạng số, không dùng dấu phân cách hàng nghìn.",
    advice_en="Type it again as a number, without a sign between thousands.",
)
DATE = define(
    "cell.date",
    vi="Ô này là ngày {day}, không phải số.",
    en="This cell is the date {day}, not a number.",
    advice_vi="Excel tự đổi số như 1.5 thành ngày: đặt định dạng ô là Số (Number) rồi gõ lại.",
    advice_en="Excel turns entries like 1.5 into dates: set the cell's format to Number and type it again.",
)
TRUTH = define(
    "cell.truth",
    vi="Ô này là đúng/sai, không phải số.",
    en="This cell is true or false, not a number.",
    advice_vi="Gõ lại số liệu.",
    advice_en="Type the figure.",
)
BROKEN = define(
    "cell.error",
    vi="Công thức trong ô này báo lỗi {text}.",
    en="The formula in this cell gives the error {text}.",
    advice_vi="Sửa công thức hoặc gõ thẳng số liệu.",
    advice_en="Mend the formula, or type the figure.",
)
PERCENT = define(
    "cell.percent",
    vi="Ô này là phần trăm, nhưng đơn vị tính là {unit}.",
    en="This cell is a percentage, but the unit is {unit}.",
    advice_vi="Bỏ dấu %, nhập số theo đúng đơn vị tính.",
    advice_en="Take the % sign off and give the number in its unit.",
)
REASON = define(
    "cell.reason",
    vi="«{text}» không phải là lý do.",
    en="“{text}” is not a reason.",
    advice_vi="Chọn trong danh sách: {allowed}.",
    advice_en="Choose from the list: {allowed}.",
)
AREA_MISSING = define(
    "row.area_missing",
    vi="Dòng này không có địa bàn.",
    en="This row names no place.",
    advice_vi="Điền mã hoặc tên địa bàn, hoặc bỏ dòng này khỏi vùng số liệu.",
    advice_en="Give the code or the name of the place, or leave the row out.",
)
AREA_UNKNOWN = define(
    "row.area_unknown",
    vi="Không có địa bàn «{text}» trong phạm vi của bạn vào ngày {day}.",
    en="There is no place “{text}” in your area on {day}.",
    advice_vi="{hint}",
    advice_en="{hint_en}",
)
AREA_SEVERAL = define(
    "row.area_several",
    vi="«{text}» là tên của nhiều địa bàn: {places}.",
    en="“{text}” is the name of several places: {places}.",
    advice_vi="Viết thêm mã địa bàn ở một cột.",
    advice_en="Add a column with the codes of the places.",
)
PERIOD = define(
    "row.period",
    vi="«{text}» không phải là kỳ báo cáo.",
    en="“{text}” is not a period.",
    advice_vi="Viết như 2026-M10, 10/2026, Tháng 10/2026, Quý III/2026 hoặc 2026.",
    advice_en="Write 2026-M10, 10/2026, Q3 2026 or 2026.",
)
INDICATOR = define(
    "row.indicator",
    vi="Không nhận ra chỉ tiêu «{text}».",
    en="The indicator “{text}” is not known.",
    advice_vi="Dùng mã hoặc đúng tên chỉ tiêu trong danh mục.",
    advice_en="Use the code or the exact name of the catalogue.",
)
BREAKDOWN = define(
    "row.breakdown",
    vi="Không nhận ra phân tổ «{text}» của {indicator}.",
    en="The breakdown “{text}” of {indicator} is not known.",
    advice_vi="Dùng mã hoặc tên phân tổ trong danh mục.",
    advice_en="Use the code or the name of the catalogue.",
)
LAYOUT = define(
    "layout.incomplete",
    vi="Cách đọc chưa đủ: {detail_vi}.",
    en="The layout is not complete: {detail_en}.",
    advice_vi="Chọn ít nhất một cột số liệu và cho biết địa bàn, kỳ báo cáo.",
    advice_en="Choose at least one column of figures, and say which place and period they are of.",
)
UPLOAD_UNKNOWN = define(
    "upload.unknown",
    status=404,
    vi="Không có lần nộp tệp này.",
    en="There is no such upload.",
    advice_vi="Mở từ trang «Nộp Excel» của bạn.",
    advice_en="Open it from your own page of workbooks.",
)
NOTHING_TO_DOWNLOAD = define(
    "workbook.nothing",
    status=404,
    vi="Không có biểu nào để tải.",
    en="There is no return to download.",
    advice_vi="Chọn biểu, địa bàn và kỳ khác.",
    advice_en="Choose another form, place or period.",
)
TOO_MANY = define(
    "workbook.too_many",
    vi="Chọn {count} báo cáo; một tệp chứa nhiều nhất {most}.",
    en="{count} returns were chosen; one workbook holds {most} at the most.",
    advice_vi="Chọn ít địa bàn hoặc ít kỳ hơn.",
    advice_en="Choose fewer places or periods.",
)
MAPPING_UNKNOWN = define(
    "mapping.unknown",
    status=404,
    vi="Không có cách đọc này, hoặc không phải của bạn.",
    en="There is no such layout, or it is not yours.",
    advice_vi="Chỉ người đã lưu cách đọc mới xóa được.",
    advice_en="Only who saved a layout can delete it.",
)
