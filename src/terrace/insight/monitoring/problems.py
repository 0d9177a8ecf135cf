"""What can be wrong with rules and with asking for warnings."""

from terrace.base.kernel.problems import define

WARNING_UNKNOWN = define(
    "warning.unknown",
    status=404,
    vi="Không có cảnh báo số {id}.",
    en="There is no warning {id}.",
    advice_vi="Mở lại từ danh sách cảnh báo; chỉ thấy địa bàn và lĩnh vực thuộc quyền của bạn.",
    advice_en="Open it from the list of warnings; you see those of your places and sectors only.",
)
RULE_UNKNOWN = define(
    "rule.unknown",
    status=404,
    vi="Không có quy tắc {code}.",
    en="There is no rule {code}.",
    advice_vi="Chọn một quy tắc trong danh sách quy tắc cảnh báo.",
    advice_en="Choose one of the list of rules.",
)
RULE_CODE = define(
    "rule.code",
    vi="Mã quy tắc «{code}» không hợp lệ.",
    en="{code!r} is not a code of a rule.",
    advice_vi="Dùng chữ thường không dấu, số và gạch nối, tối đa 60 ký tự, ví dụ dan-lon-giam.",
    advice_en="Use small letters, digits and hyphens, at most 60 of them, such as pig-herd-falls.",
)
RULE_TAKEN = define(
    "rule.taken",
    status=409,
    vi="Quy tắc {code} đã được đặt cho một địa bàn khác.",
    en="The rule {code} is kept for another place.",
    advice_vi="Đặt quy tắc mới với mã khác cho địa bàn của bạn.",
    advice_en="Write a new rule with another code for your place.",
)
RULE_MOVED = define(
    "rule.moved",
    status=409,
    vi="Quy tắc {code} vừa được người khác sửa.",
    en="Somebody has just changed the rule {code}.",
    advice_vi="Tải lại trang, xem nội dung mới rồi sửa lại.",
    advice_en="Load the page again, look at what is new, then change it.",
)
RULE_INDICATOR = define(
    "rule.indicator",
    vi="Không có chỉ tiêu {code}.",
    en="There is no indicator {code}.",
    advice_vi="Dùng mã trong danh mục chỉ tiêu; để trống nếu áp dụng cho mọi chỉ tiêu.",
    advice_en="Use a code of the catalogue; leave it empty for every indicator.",
)
RULE_SECTOR = define(
    "rule.sector",
    vi="Không có lĩnh vực {code}.",
    en="There is no sector {code}.",
    advice_vi="Dùng mã trong danh mục lĩnh vực; để trống nếu áp dụng cho mọi lĩnh vực.",
    advice_en="Use a code of the sectors; leave it empty for all.",
)
RULE_NEEDS_INDICATOR = define(
    "rule.needs_indicator",
    vi="Quy tắc loại {kind} phải nêu một chỉ tiêu.",
    en="A rule of the kind {kind} must name an indicator.",
    advice_vi="Ngưỡng có đơn vị, nên mỗi chỉ tiêu cần một quy tắc riêng.",
    advice_en="A limit has a unit, so each indicator needs a rule of its own.",
)
RULE_BREAKDOWN = define(
    "rule.breakdown",
    vi="Chỉ tiêu {code} không có phân tổ {breakdown}.",
    en="The indicator {code} has no breakdown {breakdown}.",
    advice_vi="Để trống cho tổng số, ghi * cho mọi phân tổ, hoặc mã như SEX=F.",
    advice_en="Leave it empty for the total, write * for every cell, or a code such as SEX=F.",
)
RULE_PARAM = define(
    "rule.param",
    vi="Quy tắc loại {kind} cần {names} hợp lệ.",
    en="A rule of the kind {kind} needs a sound {names}.",
    advice_vi="{advice_vi}",
    advice_en="{advice_en}",
)
RULE_TEXT = define(
    "rule.text",
    vi="Tên hoặc hướng dẫn của quy tắc chưa hợp lệ.",
    en="The name or the advice of the rule cannot be used.",
    advice_vi="Ghi tên (tối đa 200 ký tự) và hướng dẫn (tối đa 1.000 ký tự) bằng chữ Unicode dựng sẵn.",
    advice_en="Write a name (at most 200 characters) and an advice (at most 1,000), in composed Unicode.",
)
RULE_ROLE = define(
    "rule.role",
    vi="Không có vai trò {role}.",
    en="There is no role {role}.",
    advice_vi="Chọn một vai trò được xử lý cảnh báo, hoặc để trống.",
    advice_en="Choose a role that handles warnings, or leave it empty.",
)
RULE_GRADE = define(
    "rule.grade",
    vi="Mức độ phải từ 1 đến 4 và hạn xử lý từ 0 đến 60 ngày làm việc.",
    en="The severity must be 1 to 4, the deadline 0 to 60 working days.",
    advice_vi="1 để biết, 2 cần xem, 3 nghiêm trọng, 4 xử lý ngay.",
    advice_en="1 to note, 2 to look into, 3 serious, 4 at once.",
)
RULE_PLACE = define(
    "rule.place",
    vi="Không có địa bàn số {area}.",
    en="There is no place {area}.",
    advice_vi="Chọn địa bàn mà quy tắc áp dụng.",
    advice_en="Choose the place that the rule holds for.",
)
FREQUENCY_UNKNOWN = define(
    "monitoring.frequency",
    vi="Không có tần suất {code}.",
    en="There is no frequency {code}.",
    advice_vi="Dùng year, half-year, quarter, month hoặc season.",
    advice_en="Use year, half-year, quarter, month or season.",
)
