"""What a leader's page can be asked in vain."""

from terrace.base.kernel.problems import define

PLACE_UNKNOWN = define(
    "operations.place_unknown",
    status=404,
    vi="Không có địa bàn mã {code}.",
    en="There is no place with the code {code}.",
    advice_vi="Tìm địa bàn theo tên, hoặc bắt đầu lại từ trang điều hành.",
    advice_en="Look the place up by its name, or start again from the operations page.",
)
QUESTION_WRONG = define(
    "operations.question_wrong",
    status=404,
    vi="Không có số liệu này: {what}.",
    en="There is no such figure: {what}.",
    advice_vi="Chọn chỉ tiêu và kỳ từ danh sách trên trang.",
    advice_en="Choose indicator and period from the lists on the page.",
)
FORECAST_MISSING = define(
    "operations.forecast_missing",
    status=404,
    vi="Chưa có dự báo của {indicator} cho địa bàn {area}.",
    en="There is no forecast of {indicator} for the place {area}.",
    advice_vi="Mở trang dự báo của chỉ tiêu: trang nêu lý do và việc cần làm.",
    advice_en="Open the page of the forecast: it says why, and what to do.",
)
PROVINCE_NEEDED = define(
    "operations.province_needed",
    status=404,
    vi="Kế hoạch trường lớp được tính cho một tỉnh, thành phố.",
    en="School places are planned for one province.",
    advice_vi="Mở trang của một tỉnh (hoặc một xã trong tỉnh) rồi chọn «Chỗ học».",
    advice_en="Give a province, or a commune in one, as ?place=CODE.",
)
DAY_WRONG = define(
    "operations.day_wrong",
    vi="Không đọc được ngày {day}.",
    en="{day} is no day.",
    advice_vi="Chọn một ngày sau hôm nay, viết như 2026-12-31.",
    advice_en="Choose a day after today, written as 2026-12-31.",
)
