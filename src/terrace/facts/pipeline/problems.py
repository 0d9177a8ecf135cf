"""What a question about figures can be refused for."""

from terrace.base.kernel.problems import define

PARAMETER_MISSING = define(
    "parameter.missing",
    status=400,
    vi="Thiếu tham số {name}.",
    en="The parameter {name} is missing.",
    advice_vi="Cần indicator, area và period; xem /api/v1/openapi.json.",
    advice_en="indicator, area and period are needed; see /api/v1/openapi.json.",
)
PARAMETER_WRONG = define(
    "parameter.wrong",
    status=400,
    vi="Tham số {name} không nhận giá trị {value}.",
    en="The parameter {name} does not take the value {value}.",
    advice_vi="Giá trị được phép: {allowed}.",
    advice_en="Allowed: {allowed}.",
)
FIGURE_UNPUBLISHED = define(
    "figure.unpublished",
    status=403,
    vi="Số liệu này chưa công bố và nằm ngoài phạm vi của bạn.",
    en="This figure is not published and lies outside your area or sector.",
    advice_vi="Nếu công việc cần số liệu này, đề nghị quản trị viên cấp quyền xem.",
    advice_en="If your work needs it, ask the administrator for a grant.",
)
EVALUATION_UNPUBLISHED = define(
    "figure.needs_rights",
    status=403,
    vi="Số liệu tính lại theo ngày cũ cần quyền xem số liệu bên dưới.",
    en="A figure as known on a past day is worked out from what lies below it, which you may not read.",
    advice_vi="Bỏ as_of để xem số liệu hiện hành đã công bố.",
    advice_en="Leave out as_of to see the published figure of today.",
)
