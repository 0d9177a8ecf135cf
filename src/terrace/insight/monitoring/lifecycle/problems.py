"""What can be wrong with handling a warning."""

from terrace.base.kernel.problems import define

OVER = define(
    "warning.over",
    status=409,
    vi="Cảnh báo số {id} đã hết hiệu lực.",
    en="Warning {id} is cleared.",
    advice_vi="Tải lại trang để xem lý do; vẫn có thể ghi ý kiến và đánh giá.",
    advice_en="Load the page again to see why; it can still be commented on and reviewed.",
)
TEXT_NEEDED = define(
    "warning.text",
    vi="Cần ghi {what_vi}, tối đa {most} ký tự.",
    en="{what_en} is missing or too long: at most {most} characters.",
    advice_vi="Ghi ngắn gọn để người sau hiểu được việc đã làm.",
    advice_en="Write in a few words what whoever comes later should know.",
)
NOT_HANDLING = define(
    "warning.assignee",
    vi="Người được chọn không có quyền xử lý cảnh báo ở địa bàn và lĩnh vực này.",
    en="The chosen person may not handle warnings of this place and sector.",
    advice_vi="Chọn một người trong danh sách người xử lý của cảnh báo.",
    advice_en="Choose one of those who handle it, as the warning's page lists them.",
)
DEADLINE = define(
    "warning.deadline",
    vi="Hạn xử lý phải ở sau thời điểm hiện tại và trong vòng {days} ngày.",
    en="The deadline must lie ahead, within {days} days.",
    advice_vi="Chọn một ngày làm việc sắp tới, hoặc để trống để giữ hạn cũ.",
    advice_en="Choose a coming working day, or leave it empty to keep the deadline.",
)
SILENCE_UNTIL = define(
    "silence.until",
    vi="Thời điểm hết tạm im phải ở sau hiện tại và trong vòng {days} ngày.",
    en="A silence must end in the future, within {days} days.",
    advice_vi="Chọn ngày kết thúc gần hơn; có thể gia hạn khi hết hạn.",
    advice_en="Choose a nearer end; it can be made anew when it is over.",
)
SILENCE_UNKNOWN = define(
    "silence.unknown",
    status=404,
    vi="Không có lần tạm im số {id}.",
    en="There is no silence {id}.",
    advice_vi="Mở lại danh sách tạm im; chỉ thấy địa bàn và lĩnh vực thuộc quyền của bạn.",
    advice_en="Open the list of silences again; you see those of your places and sectors only.",
)
SILENCE_SCOPE = define(
    "silence.scope",
    vi="Phạm vi tạm im có địa bàn, chỉ tiêu hoặc quy tắc không tồn tại.",
    en="The silence names a place, an indicator or a rule that is not there.",
    advice_vi="Chọn phạm vi từ trang của cảnh báo.",
    advice_en="Choose its scope on the page of a warning.",
)
VERDICT_UNKNOWN = define(
    "warning.verdict",
    vi="Không có kết luận «{verdict}».",
    en="There is no verdict {verdict!r}.",
    advice_vi="Chọn: right (đúng), false-alarm (báo nhầm), entry-error (nhập sai), real-change (biến động thật).",
    advice_en="Choose right, false-alarm, entry-error or real-change.",
)
GROUP_UNKNOWN = define(
    "warning.group",
    status=404,
    vi="Không có nhóm cảnh báo này, hoặc không thuộc quyền của bạn.",
    en="There is no such group of warnings, or it is not yours.",
    advice_vi="Mở danh sách cảnh báo để xem các cảnh báo của bạn.",
    advice_en="Open the list of warnings to see yours.",
)
