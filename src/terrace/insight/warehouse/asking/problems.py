"""What a question of analysis can be refused for."""

from terrace.base.kernel.problems import define

UNREADABLE = define(
    "analysis.unreadable",
    status=400,
    vi="Không đọc được câu hỏi: {detail}.",
    en="The question cannot be read: {detail}.",
    advice_vi="Xem mẫu câu hỏi tại /api/v1/openapi.json.",
    advice_en="See the examples in /api/v1/openapi.json.",
)
WORD = define(
    "analysis.word",
    status=400,
    vi="«{value}» không dùng được ở {name}.",
    en="“{value}” cannot stand in {name}.",
    advice_vi="Dùng: {allowed}.",
    advice_en="Use: {allowed}.",
)
NOTHING = define(
    "analysis.nothing",
    status=400,
    vi="Câu hỏi chưa chọn chỉ tiêu nào.",
    en="The question names no indicator.",
    advice_vi="Chọn ít nhất một chỉ tiêu.",
    advice_en="Choose at least one indicator.",
)
AXIS_TWICE = define(
    "analysis.axis_twice",
    status=400,
    vi="Chiều «{axis}» đứng hai lần ở hàng và cột.",
    en="“{axis}” stands twice on rows and columns.",
    advice_vi="Bỏ bớt một.",
    advice_en="Take one away.",
)
LIMIT = define(
    "analysis.limit",
    status=400,
    vi="Số hàng tối đa phải là số nguyên từ 1 đến {most}.",
    en="The limit is a whole number from 1 to {most}.",
    advice_vi="Ví dụ: 10.",
    advice_en="For example 10.",
)
INDICATOR = define(
    "analysis.indicator",
    status=404,
    vi="Không có chỉ tiêu {code}.",
    en="There is no indicator {code}.",
    advice_vi="Tìm mã chỉ tiêu trong danh mục. {near_vi}",
    advice_en="Look the code up in the catalogue. {near_en}",
)
PLACE = define(
    "analysis.place",
    status=404,
    vi="Không có địa bàn mã {code} vào ngày {day}.",
    en="There is no place {code} on {day}.",
    advice_vi="Kiểm tra mã (giữ số 0 ở đầu); mã có thể đã đổi khi sáp nhập.",
    advice_en="Check the code (keep leading zeros); it may have changed in a merger.",
)
PERIOD = define(
    "analysis.period",
    status=400,
    vi="«{text}» không phải là một kỳ hay khoảng kỳ.",
    en="“{text}” is neither a period nor a range of periods.",
    advice_vi="Ví dụ: 2026, 2026-Q3, 2026-M01..2026-M10, last:12:M.",
    advice_en="For example 2026, 2026-Q3, 2026-M01..2026-M10, last:12:M.",
)
DIMENSION = define(
    "analysis.dimension",
    status=404,
    vi="Các chỉ tiêu đã chọn không có phân tổ {code}.",
    en="The indicators chosen have no breakdown {code}.",
    advice_vi="Phân tổ có thể dùng: {allowed}.",
    advice_en="Breakdowns they have: {allowed}.",
)
CODE = define(
    "analysis.code",
    status=404,
    vi="Phân tổ {dimension} không có mã {code}.",
    en="The breakdown {dimension} has no code {code}.",
    advice_vi="Mã có thể dùng: {allowed}.",
    advice_en="Its codes: {allowed}.",
)
SOURCE = define(
    "analysis.source",
    status=404,
    vi="Không có nguồn {code}.",
    en="There is no source {code}.",
    advice_vi="Các nguồn: {allowed}.",
    advice_en="The sources are: {allowed}.",
)
TOO_LARGE = define(
    "analysis.too_large",
    vi="Câu trả lời có {cells} ô, nhiều hơn {most}.",
    en="The answer has {cells} cells, more than {most}.",
    advice_vi="Chọn ít địa bàn, ít kỳ hoặc ít chỉ tiêu hơn, hoặc cấp cao hơn.",
    advice_en="Choose fewer places, periods or indicators, or a higher level.",
)
PAST = define(
    "analysis.past",
    status=403,
    vi="Số liệu như đã biết vào một ngày cũ cần quyền xem số liệu chi tiết ở địa bàn này.",
    en="Figures as known on a past day need the right to read what lies below them at this place.",
    advice_vi="Bỏ ngày đã biết (as_of) để xem số liệu hiện hành.",
    advice_en="Leave as_of out to see the figures of today.",
)
