"""What may be wrong with a rule, and what a broken rule says."""

from terrace.base.kernel.problems import define

#: The texts of these two are the rule's own.
BROKEN = define(
    "rule.broken",
    vi="{message_vi}",
    en="{message_en}",
    advice_vi="{advice_vi}",
    advice_en="{advice_en}",
)
UNEXPLAINED = define(
    "rule.unexplained",
    vi="{message_vi}",
    en="{message_en}",
    advice_vi="{advice_vi} Nếu số liệu đúng, hãy ghi lý do.",
    advice_en="{advice_en} If the figure is right, give the reason.",
)
INPUT = define(
    "rule.input_unknown",
    vi="Điều kiện gọi chỉ tiêu {code} (ký tự {position}) chưa có trong danh mục",
    en="The condition names the indicator {code} (character {position}), which the catalogue does not have",
    advice_vi="Kiểm tra lại mã chỉ tiêu.{closest_vi}",
    advice_en="Check the code of the indicator.{closest_en}",
)
DERIVED = define(
    "rule.input_derived",
    vi="{code} là chỉ tiêu tính toán, không ai báo cáo nên không kiểm tra được khi nhập",
    en="{code} is computed and reported by nobody, so it cannot be checked as it comes in",
    advice_vi="Viết điều kiện theo các chỉ tiêu đầu vào: {inputs}.",
    advice_en="Write the condition with its inputs: {inputs}.",
)
FREQUENCY = define(
    "rule.frequency",
    vi="{code} có kỳ báo cáo khác với {other}",
    en="{code} is reported by another kind of period than {other}",
    advice_vi="Các chỉ tiêu trong một điều kiện phải cùng kỳ báo cáo.",
    advice_en="The indicators of one condition must have one frequency.",
)
GROUP = define(
    "rule.group_unknown",
    vi="{code} không có nhóm phân tổ {group}",
    en="{code} has no breakdown group {group}",
    advice_vi="Các nhóm có: {known}.",
    advice_en="It has: {known}.",
)
NOWHERE = define(
    "rule.nowhere",
    vi="Không có phân tổ nào mà mọi chỉ tiêu trong điều kiện cùng có",
    en="There is no breakdown that every indicator of the condition has",
    advice_vi="parts(MÃ, CHIỀU) chỉ xét ở tổng của nhóm đó; kiểm tra lại các chỉ tiêu đi cùng.",
    advice_en="parts(CODE, DIMENSION) is judged at the totals of that group; check the other indicators.",
)
PLACE = define(
    "rule.text_place",
    vi="Câu này có chỗ «{{{name}}}» mà điều kiện không hỏi đến",
    en="The text has a place {{{name}}}, which the condition does not ask for",
    advice_vi="Dùng một trong: {known}.",
    advice_en="Use one of: {known}.",
)
STILL_USED = define(
    "rule.still_used",
    vi="Chỉ tiêu {code} không còn dùng nhưng quy tắc {rule} của gói {pack} vẫn gọi nó",
    en="The indicator {code} is no longer used, but the rule {rule} of the pack {pack} names it",
    advice_vi="Đưa chỉ tiêu trở lại, hoặc sửa quy tắc {rule}.",
    advice_en="Bring the indicator back, or change the rule {rule}.",
)
