"""What can be wrong with files that belong to a submission."""

from terrace.base.kernel.problems import define

ORIGINAL_EMPTY = define(
    "original.empty",
    vi="Tệp {name} không có nội dung.",
    en="The file {name} is empty.",
    advice_vi="Kiểm tra tệp rồi gửi lại.",
    advice_en="Check the file and send it again.",
)
ORIGINAL_TOO_LARGE = define(
    "original.too_large",
    status=413,
    vi="Tệp lớn hơn {limit} MB.",
    en="The file is larger than {limit} MB.",
    advice_vi="Chia thành nhiều tệp hoặc nén lại rồi gửi.",
    advice_en="Split it into several files, or compress it.",
)
ORIGINAL_UNKNOWN = define(
    "original.unknown",
    vi="Chưa nhận được tệp {name} từ bạn.",
    en="No file {name} was received from you.",
    advice_vi="Gửi tệp trước (POST /api/v1/originals), rồi nêu mã SHA-256 của tệp trong attachments.",
    advice_en="Send the file first (POST /api/v1/originals), then name its SHA-256 in attachments.",
)
ORIGINAL_NOT_FOUND = define(
    "original.not_found",
    status=404,
    vi="Không có tệp {sha256}, hoặc bạn không được xem tệp này.",
    en="There is no file {sha256}, or you may not read it.",
    advice_vi="Mở tệp từ trang của lần nộp.",
    advice_en="Open the file from the page of its submission.",
)
ORIGINAL_KNOWN = define(
    "original.known",
    status=409,
    vi="Tệp này đã được nộp ngày {day} (lần nộp số {id}), cùng các ô số liệu đó.",
    en="This file was handed in on {day} already (submission {id}), for the same cells.",
    advice_vi="Không cần nộp lại. Nếu đúng là phải nộp lại, ghi lý do (because).",
    advice_en="There is no need to send it again. If there is, give a reason (because).",
)
ATTACHMENTS_MANY = define(
    "attachments.many",
    vi="Có hơn {most} tệp kèm theo.",
    en="There are more than {most} attachments.",
    advice_vi="Nén các tệp lại thành một, hoặc chia thành nhiều lần nộp.",
    advice_en="Pack them into one file, or split the submission.",
)
ORIGINAL_FORM = define(
    "original.form",
    status=415,
    vi="Đây là biểu mẫu, không phải nội dung của tệp.",
    en="This is a form, not the content of a file.",
    advice_vi="Gửi nguyên nội dung tệp làm thân yêu cầu, với Content-Type của tệp.",
    advice_en="Send the file itself as the body, with its own Content-Type.",
)
