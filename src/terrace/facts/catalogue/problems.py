"""What may be wrong in a catalogue."""

from terrace.base.kernel.problems import define

FORMULA = define(
    "formula.refused",
    vi="Công thức sai ở ký tự {position} («{near}»): {why_vi}",
    en="The formula is wrong at character {position} ({near!r}): {why_en}",
    advice_vi="{advice_vi}",
    advice_en="{advice_en}",
)
CONDITION = define(
    "rule.condition",
    vi="Điều kiện sai ở ký tự {position} («{near}»): {why_vi}",
    en="The condition is wrong at character {position} ({near!r}): {why_en}",
    advice_vi="{advice_vi}",
    advice_en="{advice_en}",
)
FORMULA_INPUT = define(
    "formula.input_unknown",
    vi="Công thức gọi chỉ tiêu {code} (ký tự {position}) chưa có trong danh mục",
    en="The formula names the indicator {code} (character {position}), which the catalogue does not have",
    advice_vi="Kiểm tra lại mã chỉ tiêu{closest_vi}.",
    advice_en="Check the code of the indicator{closest_en}.",
)
FORMULA_CIRCLE = define(
    "formula.circle",
    vi="Các chỉ tiêu phụ thuộc vòng quanh: {path}",
    en="The indicators depend on each other in a circle: {path}",
    advice_vi="Sửa một công thức hoặc quyền số để bỏ vòng lặp.",
    advice_en="Change one formula or weight so that the circle is broken.",
)
FORMULA_FREQUENCY = define(
    "formula.frequency",
    vi="{code} có kỳ {other_vi}, khác kỳ {own_vi} của chỉ tiêu này",
    en="{code} is reported by {other_en}, this indicator by {own_en}",
    advice_vi="Chỉ tiêu tính toán, các chỉ tiêu đầu vào và quyền số phải cùng kỳ báo cáo.",
    advice_en="A derived indicator, its inputs and its weight must have one frequency.",
)
FORMULA_CELLS = define(
    "formula.breakdown",
    vi="{code} không có phân tổ {cells} mà chỉ tiêu này có",
    en="{code} does not have the breakdown {cells} that this indicator has",
    advice_vi="Thêm phân tổ đó cho {code}, hoặc bỏ nó ở chỉ tiêu này.",
    advice_en="Add that breakdown to {code}, or take it away from this indicator.",
)
RETIRED_INPUT = define(
    "indicator.retired_input",
    vi="{code} đã ngừng dùng",
    en="{code} is retired",
    advice_vi="Đưa {code} trở lại, hoặc thay nó trong công thức hay quyền số.",
    advice_en="Bring {code} back, or replace it in the formula or weight.",
)
RULE_MISSING = define(
    "indicator.rule",
    vi="Ô {column} phải là {wanted_vi}",
    en="The cell {column} must be {wanted_en}",
    advice_vi="{advice_vi}",
    advice_en="{advice_en}",
)
RANGE = define(
    "indicator.range",
    vi="Giá trị nhỏ nhất {minimum} lớn hơn giá trị lớn nhất {maximum}",
    en="The minimum {minimum} is greater than the maximum {maximum}",
    advice_vi="Đổi chỗ hai giá trị hoặc để trống một ô.",
    advice_en="Exchange the two, or leave one empty.",
)
WEIGHT = define(
    "indicator.weight",
    vi="{code} không làm quyền số được: quyền số phải là chỉ tiêu báo cáo, cộng được theo địa bàn",
    en="{code} cannot be a weight: a weight is a reported indicator that is summed over places",
    advice_vi="Chọn một chỉ tiêu có area_rule là sum và không có công thức.",
    advice_en="Choose an indicator whose area_rule is sum and that has no formula.",
)
FROZEN = define(
    "indicator.in_use",
    vi="Không đổi được {column} của {code} từ {old} sang {new}: đã có số liệu",
    en="The {column} of {code} cannot change from {old} to {new}: there are figures",
    advice_vi="Thêm một chỉ tiêu với mã mới và bỏ dòng của {code} để ngừng dùng nó.",
    advice_en="Add an indicator with a new code, and remove the row of {code} to retire it.",
)
BREAKDOWN = define(
    "breakdown.refused",
    vi="Phân tổ «{text}» không đọc được: {why_vi}",
    en="The breakdown {text!r} cannot be read: {why_en}",
    advice_vi="Viết các nhóm cách nhau bằng dấu phẩy, các chiều trong một nhóm bằng dấu *: SEX, SEX*AGE.",
    advice_en="Write groups with commas and the dimensions of one group with *: SEX, SEX*AGE.",
)
CELL = define(
    "breakdown.unknown",
    vi="{indicator} không có phân tổ {cell}",
    en="{indicator} has no breakdown {cell}",
    advice_vi="Các phân tổ có: {known}.",
    advice_en="It has: {known}.",
)
PRECEDENCE = define(
    "source.precedence",
    vi="Nguồn {other} đã có thứ tự ưu tiên {precedence}",
    en="The source {other} already has the precedence {precedence}",
    advice_vi="Cho mỗi nguồn một thứ tự riêng; số nhỏ hơn được ưu tiên.",
    advice_en="Give each source its own; the lower number wins.",
)
STILL_USED = define(
    "catalogue.still_used",
    vi="{what_vi} «{code}» không còn trong bảng nhưng chỉ tiêu {user} vẫn dùng",
    en="The {what_en} {code!r} left its table, but the indicator {user} uses it",
    advice_vi="Đưa dòng đó trở lại bảng {table}, hoặc sửa chỉ tiêu {user}.",
    advice_en="Put the row back into the table {table}, or change the indicator {user}.",
)
FACTOR = define(
    "pxweb.factor",
    vi="Hệ số {factor} phải lớn hơn 0",
    en="The factor {factor} must be above 0",
    advice_vi="Điền 1 khi đơn vị của bảng và của chỉ tiêu giống nhau.",
    advice_en="Write 1 when the table and the indicator have the same unit.",
)
