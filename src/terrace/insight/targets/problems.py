"""What can be wrong with a target."""

from terrace.base.kernel.problems import define

INDICATOR_UNKNOWN = define(
    "target.indicator",
    vi="Không có chỉ tiêu {code}.",
    en="There is no indicator {code}.",
    advice_vi="Dùng mã trong danh mục chỉ tiêu.",
    advice_en="Use a code of the catalogue.",
)
NO_YEAR = define(
    "target.no_year",
    vi="Chỉ tiêu {code} không có số liệu cả năm.",
    en="The indicator {code} has no figure of a year.",
    advice_vi="Đặt kế hoạch cho chỉ tiêu cộng dồn, bình quân hoặc thời điểm cuối năm.",
    advice_en="Set targets for indicators that add up over the year, or are averages or year-end figures.",
)
BREAKDOWN_UNKNOWN = define(
    "target.breakdown",
    vi="Chỉ tiêu {code} không có phân tổ {breakdown}.",
    en="The indicator {code} has no breakdown {breakdown}.",
    advice_vi="Để trống cho tổng số, hoặc dùng mã phân tổ của chỉ tiêu.",
    advice_en="Leave it empty for the total, or use a breakdown of the indicator.",
)
PLACE_UNKNOWN = define(
    "target.place",
    vi="Không có địa bàn {code} trong năm {year}.",
    en="There is no place {code} in {year}.",
    advice_vi="Dùng mã địa bàn đang có hiệu lực trong năm kế hoạch.",
    advice_en="Use the code that the place has in the year of the plan.",
)
YEAR_WRONG = define(
    "target.year",
    vi="{year} không phải là năm kế hoạch hợp lệ.",
    en="{year} is not a year that a target can be set for.",
    advice_vi="Nhập năm từ {first} đến {last}.",
    advice_en="Enter a year from {first} to {last}.",
)
VALUE_WRONG = define(
    "target.value",
    vi="{value} không phải là mức kế hoạch hợp lệ của {indicator}.",
    en="{value} is not a valid target of {indicator}.",
    advice_vi="Nhập một số{least_vi}, tối đa {decimals} chữ số thập phân.",
    advice_en="Enter a number{least_en} with at most {decimals} decimals.",
)
DIRECTION_WRONG = define(
    "target.direction",
    vi="{direction} không phải là hướng của kế hoạch.",
    en="{direction} is not a direction of a target.",
    advice_vi="Chọn up (đạt từ mức này trở lên) hoặc down (không vượt mức này).",
    advice_en="Choose up (this much or more) or down (no more than this).",
)
DECIDED_BY_WRONG = define(
    "target.decided_by",
    vi="Chưa nêu căn cứ của kế hoạch, hoặc căn cứ dài quá {most} ký tự.",
    en="What the target rests on is missing, or longer than {most} characters.",
    advice_vi="Ghi số và ngày của nghị quyết hoặc quyết định, viết bằng Unicode dựng sẵn.",
    advice_en="Name the resolution or decision with number and day, in composed Unicode.",
)
UNREADABLE = define(
    "target.unreadable",
    status=400,
    vi="Không đọc được nội dung: {detail}",
    en="The content cannot be read: {detail}",
    advice_vi="Gửi JSON với value, direction và decided_by; value null là bỏ kế hoạch.",
    advice_en="Send JSON with value, direction and decided_by; a null value lifts the target.",
)
NUMBER_WRONG = define(
    "target.number",
    vi="Không đọc được mức kế hoạch: {value}.",
    en="The target cannot be read: {value}.",
    advice_vi="Nhập một số, ví dụ 1.250,5; hoặc đánh dấu «Bỏ kế hoạch».",
    advice_en="Enter a number such as 1,250.5, or tick that the target is lifted.",
)
RESOLUTION_UNKNOWN = define(
    "target.resolution",
    vi="Không có nghị quyết mã {code}.",
    en="There is no resolution {code}.",
    advice_vi="Dùng mã trong danh sách nghị quyết, hoặc lập nghị quyết trước.",
    advice_en="Use a code of the list of resolutions, or enter the resolution first.",
)
RESOLUTION_ABSENT = define(
    "target.resolution_absent",
    status=404,
    vi="Không có nghị quyết mã {code}.",
    en="There is no resolution {code}.",
    advice_vi="Chọn trong danh sách nghị quyết.",
    advice_en="Choose from the list of resolutions.",
)
RESOLUTION_OWNED = define(
    "target.resolution_owned",
    status=409,
    vi="Nghị quyết {code} thuộc gói {pack}.",
    en="The resolution {code} belongs to the pack {pack}.",
    advice_vi="Sửa trong bảng resolutions.csv của gói rồi nạp lại.",
    advice_en="Change it in the table resolutions.csv of the pack, and load it anew.",
)
CODE_WRONG = define(
    "target.code",
    vi="{code} không phải là mã hợp lệ.",
    en="{code} is not a valid code.",
    advice_vi="Dùng chữ không dấu, số, dấu - hoặc _, tối đa 60 ký tự.",
    advice_en="Use plain letters, digits, - or _, at most 60 of them.",
)
NAME_WRONG = define(
    "target.name",
    vi="Chưa có tên, hoặc tên dài quá {most} ký tự.",
    en="The name is missing, or longer than {most} characters.",
    advice_vi="Ghi tên ngắn gọn, viết bằng Unicode dựng sẵn.",
    advice_en="Give a short name in composed Unicode.",
)
YEARS_WRONG = define(
    "target.years",
    vi="Năm đầu {first} và năm cuối {last} không hợp lệ.",
    en="The years {first} to {last} make no sense.",
    advice_vi="Năm cuối không được trước năm đầu.",
    advice_en="The last year may not be before the first.",
)
SECTOR_UNKNOWN = define(
    "target.sector",
    vi="Không có lĩnh vực {code}.",
    en="There is no sector {code}.",
    advice_vi="Dùng mã trong danh mục lĩnh vực.",
    advice_en="Use a code of the list of sectors.",
)
RULE_TURNED = define(
    "target.rule",
    vi="Quy tắc {code} có mức vàng cao hơn mức xanh.",
    en="In the rule {code}, amber asks for more than green.",
    advice_vi="Đặt mức xanh bằng hoặc cao hơn mức vàng.",
    advice_en="Let green ask for as much as amber, or more.",
)
BASIS_WRONG = define(
    "target.basis",
    vi="{what} không phải là căn cứ pháp lý hợp lệ.",
    en="{what} is not a valid legal basis.",
    advice_vi="Chọn loại văn bản ({kinds}), ghi số, ngày và điều khoản; mỗi ô tối đa {most} ký tự.",
    advice_en="Choose a kind of document ({kinds}), with number, day and clause; at most {most} characters each.",
)
AGENCY_WRONG = define(
    "target.agency",
    vi="Tên cơ quan chủ trì dài quá {most} ký tự hoặc không viết bằng Unicode dựng sẵn.",
    en="The name of the agency is longer than {most} characters, or not in composed Unicode.",
    advice_vi="Ghi tên ngắn gọn hoặc mã nguồn số liệu của cơ quan.",
    advice_en="Give a short name, or the code of the agency's source.",
)
PERSON_UNKNOWN = define(
    "target.person",
    vi="Không có cán bộ với tên đăng nhập {name}.",
    en="There is no official with the user name {name}.",
    advice_vi="Dùng tên đăng nhập của người phụ trách, hoặc để trống.",
    advice_en="Use the user name of who answers, or leave it empty.",
)
PERIOD_WRONG = define(
    "target.period",
    vi="{period} không phải là kỳ của năm kế hoạch của chỉ tiêu {indicator}.",
    en="{period} is not a part of a year that {indicator} has figures for.",
    advice_vi="Dùng mã kỳ như 2026-Q1, 2026-S1, 2026-M03; không chi tiết hơn kỳ báo cáo của chỉ tiêu.",
    advice_en="Use a code such as 2026-Q1, 2026-S1 or 2026-M03, not finer than the indicator is reported.",
)
PART_ALONE = define(
    "target.part_alone",
    vi="Chưa có kế hoạch cả năm {year} của {indicator} để chia theo kỳ.",
    en="{indicator} has no plan of the year {year} that could be divided.",
    advice_vi="Đặt kế hoạch năm trước, rồi đặt kế hoạch của kỳ.",
    advice_en="Set the plan of the year first, then that of the period.",
)
TABLE_COLUMN = define(
    "target.table_column",
    vi="Bảng thiếu cột «{column}».",
    en="The table lacks the column {column!r}.",
    advice_vi="Tải bảng mẫu về, sửa trong đó và giữ nguyên dòng tiêu đề.",
    advice_en="Download the table, edit it and keep its head row.",
)
TABLE_EMPTY = define(
    "target.table_empty",
    vi="Bảng không có dòng nào.",
    en="The table has no rows.",
    advice_vi="Kiểm tra đã lưu đúng tệp và bảng nằm ở trang tính đầu tiên.",
    advice_en="Check that the right file was saved and that the table is on its first sheet.",
)
TABLE_LONG = define(
    "target.table_long",
    vi="Bảng dài quá {most} dòng.",
    en="The table has more than {most} rows.",
    advice_vi="Chia thành nhiều tệp.",
    advice_en="Divide it into several files.",
)
TABLE_TWICE = define(
    "target.table_twice",
    vi="Dòng này trùng với dòng {first}.",
    en="This row says what row {first} says already.",
    advice_vi="Giữ lại một dòng.",
    advice_en="Keep one of them.",
)
CELL_WRONG = define(
    "target.table_cell",
    vi="Không đọc được «{text}».",
    en="{text!r} cannot be read.",
    advice_vi="{hint_vi}",
    advice_en="{hint_en}",
)
INDEX_ABSENT = define(
    "target.index_absent",
    status=404,
    vi="Không có chỉ số {code}.",
    en="There is no index {code}.",
    advice_vi="Chọn trong danh sách chỉ số.",
    advice_en="Choose from the list of indices.",
)
