"""What returns and their tables can be refused for."""

from terrace.base.kernel.problems import define

UNKNOWN = define(
    "return.unknown",
    status=404,
    vi="Không có báo cáo {form} của {area} kỳ {period}, hoặc bạn không được xem.",
    en="There is no return {form} of {area} for {period}, or you may not see it.",
    advice_vi="Mở báo cáo từ trang công việc của bạn.",
    advice_en="Open the return from your own page.",
)
SOME_UNKNOWN = define(
    "return.some_unknown",
    status=404,
    vi="Có {count} báo cáo không còn, hoặc bạn không được xem.",
    en="{count} of the returns are not there, or you may not see them.",
    advice_vi="Tải lại danh sách rồi chọn lại; chưa có báo cáo nào được duyệt.",
    advice_en="Load the list again and choose anew; none of them was approved.",
)
STATE = define(
    "return.state",
    status=409,
    vi="Báo cáo đang ở trạng thái «{state_vi}» nên không {verb_vi} được.",
    en="The return is {state_en}: it cannot be {verb_en}.",
    advice_vi="Tải lại trang để xem trạng thái mới nhất; báo cáo đã duyệt hoặc đã khóa phải được mở lại trước.",
    advice_en="Load the page again to see how it stands; what was approved or locked must be reopened first.",
)
CHANGED = define(
    "return.changed",
    status=409,
    vi="«{label}» đã thay đổi trên máy chủ: bạn {said_vi}, máy chủ có {held_vi} ({by_vi}).",
    en="{label!r} was changed on the server: you {said_en}, the server has {held_en} ({by_en}).",
    advice_vi="So hai số, giữ số đúng rồi nộp lại; chưa có gì bị ghi đè.",
    advice_en="Compare both, keep the right one and hand in again; nothing was overwritten.",
)
INCOMPLETE = define(
    "return.incomplete",
    vi="Còn {count} dòng chưa có số liệu và chưa nêu lý do: {labels}.",
    en="{count} rows have neither a value nor a reason: {labels}.",
    advice_vi="Điền số (số 0 khác với không có số liệu), chọn lý do ở từng dòng, hoặc giải thích chung khi nộp.",
    advice_en="Fill them in (zero is not the same as missing), choose a reason, or explain once when handing in.",
)
NOT_ASKED = define(
    "return.not_asked",
    vi="Biểu {form} không hỏi {what}.",
    en="The form {form} does not ask for {what}.",
    advice_vi="Gửi số liệu ngoài biểu qua /api/v1/submissions.",
    advice_en="Send figures outside the form by /api/v1/submissions.",
)
SOURCE = define(
    "return.source",
    vi="Biểu {form} được nộp với nguồn {wanted}, không phải {found}.",
    en="The form {form} is handed in as {wanted}, not as {found}.",
    advice_vi="Đặt source là {wanted}.",
    advice_en="Set source to {wanted}.",
)
OWN = define(
    "return.own",
    status=403,
    vi="Không ai tự duyệt báo cáo do mình nộp.",
    en="Nobody approves what she handed in herself.",
    advice_vi="Đề nghị một người khác ở cấp nhận báo cáo duyệt.",
    advice_en="Ask somebody else at the receiving level.",
)
NOT_RECEIVER = define(
    "return.not_receiver",
    status=403,
    vi="Chỉ {roles_vi} ở {level_vi} mới được làm việc này.",
    en="Only a {roles_en} at the level of {level_en} may do this.",
    advice_vi="Đề nghị người nhận báo cáo.",
    advice_en="Ask who receives the return.",
)
REMARK_MISSING = define(
    "return.remark",
    vi="Thiếu nhận xét hoặc lý do.",
    en="The remark or the reason is missing.",
    advice_vi="Viết ngắn gọn điều cần sửa hoặc vì sao mở lại (nhiều nhất {most} ký tự).",
    advice_en="Say shortly what to mend, or why it is reopened (at most {most} characters).",
)
DRAFT_WRONG = define(
    "return.draft",
    vi="Bản nháp không đọc được: {detail}",
    en="The draft cannot be read: {detail}",
    advice_vi='Gửi {{"rows": {{"MÃ|PHÂN_TỔ": {{"value": "…"}}}}}}, nhiều nhất {most} dòng.',
    advice_en='Send {{"rows": {{"INDICATOR|BREAKDOWN": {{"value": "…"}}}}}}, at most {most} rows.',
)
SECTOR = define(
    "form.sector",
    vi="Chỉ tiêu {indicator} thuộc lĩnh vực {found}, biểu thuộc lĩnh vực {wanted}",
    en="The indicator {indicator} belongs to the sector {found}, the form to {wanted}",
    advice_vi="Để trống cột sector của biểu nếu biểu hỏi nhiều lĩnh vực.",
    advice_en="Leave the form's sector empty when it asks across sectors.",
)
FREQUENCY = define(
    "form.frequency",
    vi="Chỉ tiêu {indicator} không có kỳ báo cáo của biểu {form}",
    en="The indicator {indicator} does not have the frequency of the form {form}",
    advice_vi="Dùng chỉ tiêu cùng kỳ, hoặc một biểu khác.",
    advice_en="Use an indicator of the same frequency, or another form.",
)
LEVEL = define(
    "form.level",
    vi="Chỉ tiêu {indicator} không được báo cáo ở cấp của biểu {form}",
    en="The indicator {indicator} is not reported at the level of the form {form}",
    advice_vi="Kiểm tra cột level của biểu và cột reported_at của chỉ tiêu.",
    advice_en="Check the level of the form and reported_at of the indicator.",
)
BREAKDOWNS = define(
    "form.breakdowns",
    vi="Chỉ tiêu {indicator} không có nhóm phân tổ «{text}»",
    en="The indicator {indicator} does not have the breakdown {text!r}",
    advice_vi="Các nhóm có thể hỏi: {known}.",
    advice_en="Groups that may be asked: {known}.",
)
DAYS = define(
    "form.days",
    vi="Các ngày của biểu {form} trái thứ tự: mở không sau hạn nộp, chốt số liệu không sau hạn nộp",
    en="The days of the form {form} are out of order: it opens, and figures are cut off, not after the due day",
    advice_vi="Số ngày tính từ ngày cuối kỳ, có thể âm.",
    advice_en="Days count from the last day of the period and may be negative.",
)
APPROVER = define(
    "form.approver",
    vi="Vai trò «{role}» không duyệt được báo cáo",
    en="The role {role!r} does not approve returns",
    advice_vi="Dùng một trong: {known}.",
    advice_en="Use one of: {known}.",
)
RECEIVER = define(
    "form.receiver",
    vi="Cấp nhận của biểu {form} thấp hơn cấp báo cáo",
    en="The form {form} is received below the level that reports",
    advice_vi="Cấp nhận bằng hoặc cao hơn cấp báo cáo.",
    advice_en="The receiving level is the reporting level or above it.",
)
FORM_EMPTY = define(
    "form.empty",
    vi="Biểu {form} không hỏi gì",
    en="The form {form} asks nothing",
    advice_vi="Thêm dòng của biểu vào bảng return_lines.",
    advice_en="Add its lines to the table return_lines.",
)
MEASURE = define(
    "measure.indicator",
    vi="Chỉ tiêu {indicator} không ghi được số đếm này",
    en="The indicator {indicator} cannot hold this count",
    advice_vi="Dùng chỉ tiêu tháng, báo cáo ở cấp xã hoặc cấp tỉnh, không phân tổ, không có công thức.",
    advice_en="Use a monthly indicator without formula or breakdown, reported by communes or provinces.",
)
