"""What a submission can be refused for."""

from terrace.base.kernel.problems import Kind, define

__all__ = ["Kind"]

BODY_BROKEN = define(
    "body.broken",
    status=400,
    vi="Nội dung gửi không phải JSON hợp lệ: {detail}",
    en="The body is not valid JSON: {detail}",
    advice_vi="Kiểm tra dấu ngoặc, dấu phẩy và mã hóa UTF-8 rồi gửi lại toàn bộ.",
    advice_en="Check brackets, commas and the UTF-8 encoding, then send the whole body again.",
)
BODY_TOO_LARGE = define(
    "body.too_large",
    status=413,
    vi="Nội dung gửi lớn hơn {limit} MB.",
    en="The body is larger than {limit} MB.",
    advice_vi="Chia thành nhiều lần gửi, mỗi lần một khóa Idempotency-Key riêng.",
    advice_en="Split it into several submissions, each with its own Idempotency-Key.",
)
KEY_MISSING = define(
    "key.missing",
    status=400,
    vi="Thiếu Idempotency-Key.",
    en="The Idempotency-Key is missing.",
    advice_vi="Gửi một mã duy nhất (UUID) cho mỗi lần nộp và giữ nguyên mã khi gửi lại.",
    advice_en="Send a unique key (a UUID) with each submission and keep it when you retry.",
)
KEY_LONG = define(
    "key.long",
    status=400,
    vi="Idempotency-Key dài hơn {most} ký tự.",
    en="The Idempotency-Key has more than {most} characters.",
    advice_vi="Dùng một UUID.",
    advice_en="Use a UUID.",
)
KEY_REUSED = define(
    "key.reused",
    status=409,
    vi="Idempotency-Key này đã dùng cho một lần nộp có nội dung khác (số {id}).",
    en="This Idempotency-Key was used for a submission with other content (number {id}).",
    advice_vi="Nội dung mới cần một khóa mới; gửi lại nội dung cũ thì giữ khóa cũ.",
    advice_en="New content needs a new key; to repeat the old content keep the old key.",
)
TYPE_WRONG = define(
    "type.wrong",
    vi="Sai kiểu dữ liệu: {detail}",
    en="Wrong type: {detail}",
    advice_vi="Mã là chuỗi, giá trị là số; xem /api/v1/openapi.json.",
    advice_en="Codes are strings, values are numbers; see /api/v1/openapi.json.",
)
NOTE_WRONG = define(
    "note.wrong",
    vi="Ghi chú dài hơn {most} ký tự hoặc có ký tự điều khiển.",
    en="The note has more than {most} characters, or control characters.",
    advice_vi="Rút gọn ghi chú, chỉ dùng chữ và dấu xuống dòng.",
    advice_en="Shorten it; letters and line breaks only.",
)
NOTHING = define(
    "observations.none",
    vi="Lần nộp không có số liệu nào.",
    en="The submission has no observations.",
    advice_vi="Gửi ít nhất một số liệu.",
    advice_en="Send at least one observation.",
)
SOURCE_UNKNOWN = define(
    "source.unknown",
    vi="Không có nguồn {code}.",
    en="There is no source {code}.",
    advice_vi="Dùng một mã nguồn trong danh mục nguồn số liệu.",
    advice_en="Use a code of the catalogue of sources.",
)
INDICATOR_UNKNOWN = define(
    "indicator.unknown",
    vi="Không có chỉ tiêu {code}.",
    en="There is no indicator {code}.",
    advice_vi="Kiểm tra mã chỉ tiêu trong danh mục.",
    advice_en="Check the code in the catalogue of indicators.",
)
INDICATOR_DERIVED = define(
    "observation.derived",
    vi="Chỉ tiêu {code} được tính từ công thức, không nhập trực tiếp.",
    en="Indicator {code} is computed by a formula and not entered.",
    advice_vi="Nhập các chỉ tiêu thành phần: {inputs}.",
    advice_en="Enter its parts: {inputs}.",
)
INDICATOR_RETIRED = define(
    "observation.retired",
    vi="Chỉ tiêu {code} đã ngừng thu thập.",
    en="Indicator {code} is no longer collected.",
    advice_vi="Xem danh mục để biết chỉ tiêu thay thế.",
    advice_en="See the catalogue for what replaced it.",
)
AREA_UNKNOWN = define(
    "observation.area",
    vi="Không có địa bàn mã {code} vào ngày {day}.",
    en="There is no place with the code {code} on {day}.",
    advice_vi="Mã địa bàn thay đổi theo thời gian: dùng mã có hiệu lực vào ngày cuối kỳ (xem /api/v1/places?at={day}).",
    advice_en="Codes change over time: use the code valid on the last day of the period (see /api/v1/places?at={day}).",
)
AREA_LEVEL = define(
    "area.level",
    vi="Chỉ tiêu {indicator} không thu thập ở cấp của địa bàn {code}.",
    en="Indicator {indicator} is not reported at the level of place {code}.",
    advice_vi="Nộp ở cấp đã quy định trong danh mục hoặc cấp cao hơn.",
    advice_en="Report it at the level named in the catalogue or above.",
)
PERIOD_UNKNOWN = define(
    "period.unknown",
    vi="{code} không phải là một kỳ báo cáo.",
    en="{code} is not a period.",
    advice_vi="Viết kỳ theo SDMX: 2026-M10, 2026-Q3, 2026-S1, 2026.",
    advice_en="Write periods as in SDMX: 2026-M10, 2026-Q3, 2026-S1, 2026.",
)
PERIOD_FREQUENCY = define(
    "period.frequency",
    vi="Chỉ tiêu {indicator} thu thập theo kỳ kiểu {wanted}, không phải {code}.",
    en="Indicator {indicator} is collected for periods like {wanted}, not {code}.",
    advice_vi="Nộp đúng kỳ của chỉ tiêu; hệ thống tự cộng dồn lên quý, 6 tháng, năm.",
    advice_en="Use the indicator's own frequency; quarters, half-years and years are rolled up by the system.",
)
PERIOD_FUTURE = define(
    "period.future",
    vi="Kỳ {code} chưa bắt đầu.",
    en="Period {code} has not begun.",
    advice_vi="Chỉ nộp số liệu của kỳ đã hoặc đang diễn ra; chỉ tiêu kế hoạch nhập ở mục kế hoạch.",
    advice_en="Report periods that have begun; plans are entered as targets.",
)
BREAKDOWN_UNKNOWN = define(
    "observation.breakdown",
    vi="Chỉ tiêu {indicator} không có phân tổ {code}.",
    en="Indicator {indicator} has no breakdown {code}.",
    advice_vi="Các phân tổ được phép: {allowed}.",
    advice_en="Allowed breakdowns: {allowed}.",
)
VALUE_OR_REASON = define(
    "value.or_reason",
    vi="Mỗi số liệu cần đúng một trong hai: giá trị, hoặc lý do không có giá trị.",
    en="An observation needs exactly one of a value and a reason for none.",
    advice_vi="Nhập giá trị (kể cả 0), hoặc reason: missing, not_applicable, late.",
    advice_en="Give a value (zero included), or a reason: missing, not_applicable, late.",
)
VALUE_NOT_NUMBER = define(
    "value.not_number",
    vi="{value} không phải là số.",
    en="{value} is not a number.",
    advice_vi="Nhập số thập phân, ví dụ 1234.5; không có giá trị thì nêu lý do.",
    advice_en="Give a decimal number such as 1234.5; where there is none, give a reason.",
)
VALUE_RANGE = define(
    "value.range",
    vi="Giá trị {value} của {indicator} nằm ngoài khoảng {minimum} … {maximum}.",
    en="Value {value} of {indicator} is outside {minimum} … {maximum}.",
    advice_vi="Kiểm tra đơn vị tính ({unit}) và dấu thập phân.",
    advice_en="Check the unit ({unit}) and the decimal sign.",
)
VALUE_DECIMALS = define(
    "value.decimals",
    vi="Giá trị {value} của {indicator} có nhiều hơn {decimals} chữ số thập phân.",
    en="Value {value} of {indicator} has more than {decimals} decimals.",
    advice_vi="Làm tròn đúng quy định của chỉ tiêu.",
    advice_en="Round it as the indicator prescribes.",
)
REASON_UNKNOWN = define(
    "reason.unknown",
    vi="Không có lý do {code}.",
    en="There is no reason {code}.",
    advice_vi="Dùng missing, not_applicable hoặc late.",
    advice_en="Use missing, not_applicable or late.",
)
STATUS_UNKNOWN = define(
    "status.unknown",
    vi="Không có trạng thái {code}.",
    en="There is no status {code}.",
    advice_vi="Dùng provisional, estimated hoặc final.",
    advice_en="Use provisional, estimated or final.",
)
DUPLICATE = define(
    "observation.duplicate",
    vi="Ô số liệu này đã có trong cùng lần nộp (dòng {first}).",
    en="This cell is already in the same submission (observation {first}).",
    advice_vi="Mỗi ô chỉ được nộp một lần trong một lần nộp: giữ lại một dòng.",
    advice_en="A cell may stand once in a submission: keep one of them.",
)
TEXT_LEGACY_FONT = define(
    "text.legacy_font",
    vi="Chữ được gõ bằng phông TCVN3 (ABC): {text}",
    en="The text is typed in a TCVN3 (ABC) font: {text}",
    advice_vi="Chuyển sang Unicode dựng sẵn (ví dụ bằng UniKey) rồi gửi lại.",
    advice_en="Convert it to Unicode (NFC) and send it again.",
)
TEXT_NOT_NFC = define(
    "text.not_nfc",
    vi="Chữ dùng Unicode tổ hợp (NFD): {text}",
    en="The text is in decomposed Unicode (NFD): {text}",
    advice_vi="Chuyển sang Unicode dựng sẵn (NFC) rồi gửi lại.",
    advice_en="Convert it to composed Unicode (NFC) and send it again.",
)
ACCESS_DENIED = define(
    "access.denied",
    status=403,
    vi="Tài khoản của bạn không được nộp số liệu {sector} cho địa bàn {code}.",
    en="Your account may not submit figures of {sector} for place {code}.",
    advice_vi="Kiểm tra mã địa bàn; nếu đúng, đề nghị quản trị viên cấp quyền.",
    advice_en="Check the code of the place; if it is right, ask the administrator for the grant.",
)
SUBMISSION_UNKNOWN = define(
    "submission.unknown",
    status=404,
    vi="Không có lần nộp số {id}.",
    en="There is no submission {id}.",
    advice_vi="Kiểm tra số, hoặc mở từ trang của số liệu.",
    advice_en="Check the number, or open it from the page of a figure.",
)
SUBMISSION_WITHDRAWN = define(
    "submission.withdrawn",
    status=409,
    vi="Lần nộp số {id} đã được rút trước đó.",
    en="Submission {id} was withdrawn before.",
    advice_vi="Không cần làm gì thêm; số liệu mới nộp bằng một lần nộp mới.",
    advice_en="Nothing more to do; send new figures as a new submission.",
)
STORE_FAILED = define(
    "store.failed",
    status=503,
    vi="Hệ thống chưa lưu được lần nộp này.",
    en="The submission could not be stored.",
    advice_vi="Không có gì bị mất: gửi lại với cùng Idempotency-Key sau ít phút.",
    advice_en="Nothing was lost: send it again with the same Idempotency-Key in a few minutes.",
)
CELL_LOCKED = define(
    "cell.locked",
    status=409,
    vi="Số liệu {indicator} của {area}, kỳ {period} đã khóa.",
    en="Figure {indicator} of {area} for {period} is locked.",
    advice_vi="Đề nghị người duyệt mở lại báo cáo và nêu lý do, rồi nộp lại.",
    advice_en="Ask who approves the return to reopen it with a reason, then send it again.",
)
BECAUSE_WRONG = define(
    "because.wrong",
    vi="Lý do dài hơn {most} ký tự hoặc có ký tự điều khiển.",
    en="The reason has more than {most} characters, or control characters.",
    advice_vi="Ghi ngắn gọn vì sao số liệu đúng.",
    advice_en="Say in a few words why the figure is right.",
)
DEVICE_WRONG = define(
    "device.wrong",
    vi="Tên thiết bị dài hơn {most} ký tự hoặc có ký tự điều khiển.",
    en="The name of the device has more than {most} characters, or control characters.",
    advice_vi="Dùng tên ngắn của thiết bị.",
    advice_en="Use a short name of the device.",
)
WHY_MISSING = define(
    "withdrawal.why",
    vi="Thiếu lý do rút, hoặc lý do dài hơn {most} ký tự.",
    en="The reason for the withdrawal is missing, or has more than {most} characters.",
    advice_vi='Nêu lý do (trong JSON: {{"why": "…"}}); lý do hiện trên trang của lần nộp và trong nhật ký.',
    advice_en='Say why (in JSON: {{"why": "…"}}); it is shown with the submission and kept in the audit.',
)
