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
