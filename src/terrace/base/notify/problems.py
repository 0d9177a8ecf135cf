"""What can be wrong with notices, links, addresses and webhooks."""

from terrace.base.kernel.problems import define

SEALED = define(
    "notify.sealed",
    status=409,
    vi="Dữ liệu liên lạc được mã hóa bằng khóa khác",
    en="Contact data are encrypted with another key",
    advice_vi="Đặt lại TERRACE_SECRET_KEY như trước, hoặc nhập lại số điện thoại, thiết bị, khóa webhook.",
    advice_en="Set TERRACE_SECRET_KEY as it was, or enter telephone number, device or webhook again.",
)
LINK_BAD = define(
    "notify.link_bad",
    status=404,
    vi="Liên kết này không đúng hoặc không còn dùng được",
    en="This link is not right or no longer good",
    advice_vi="Mở liên kết trong thư mới nhất, hoặc đăng nhập để xử lý.",
    advice_en="Open the link of the newest message, or log in.",
)
LINK_OLD = define(
    "notify.link_old",
    status=410,
    vi="Liên kết này đã hết hạn",
    en="This link has expired",
    advice_vi="Đăng nhập để xử lý.",
    advice_en="Log in to go on.",
)
KIND_UNKNOWN = define(
    "notify.kind_unknown",
    vi="Không có loại thông báo «{kind}»",
    en="There is no kind of notice {kind!r}",
    advice_vi="Chọn một loại trong danh sách.",
    advice_en="Choose a kind from the list.",
)
CHANNEL_UNKNOWN = define(
    "notify.channel_unknown",
    vi="Không có kênh «{channel}»",
    en="There is no channel {channel!r}",
    advice_vi="Chọn: email, push hoặc sms.",
    advice_en="Choose email, push or sms.",
)
PHONE_BAD = define(
    "notify.phone_bad",
    vi="Số điện thoại không đúng",
    en="This is not a telephone number",
    advice_vi="Viết như 0912 345 678 hoặc +84912345678.",
    advice_en="Write it as 0912 345 678 or +84912345678.",
)
DIGEST_BAD = define(
    "notify.digest_bad",
    vi="Không có lựa chọn bản tin «{digest}»",
    en="There is no digest {digest!r}",
    advice_vi="Chọn: none, daily, weekly hoặc both.",
    advice_en="Choose none, daily, weekly or both.",
)
DEVICE_BAD = define(
    "notify.device_bad",
    vi="Trình duyệt gửi thông tin đăng ký không đúng",
    en="The browser's subscription cannot be used",
    advice_vi="Tắt rồi bật lại thông báo đẩy trên thiết bị này.",
    advice_en="Turn push off and on again on this device.",
)
DEVICES_MANY = define(
    "notify.devices_many",
    vi="Đã có {most} thiết bị nhận thông báo đẩy",
    en="There are {most} devices with push already",
    advice_vi="Gỡ một thiết bị không còn dùng.",
    advice_en="Remove a device that is no longer used.",
)
URL_BAD = define(
    "notify.url_bad",
    vi="Địa chỉ «{url}» không dùng được: {why_vi}",
    en="The address {url!r} cannot be used: {why_en}",
    advice_vi="Dùng địa chỉ https công khai; mạng nội bộ phải được quản trị viên cho phép (TERRACE_PRIVATE_NETWORKS).",
    advice_en="Use a public https address; private networks have to be allowed (TERRACE_PRIVATE_NETWORKS).",
)
WEBHOOK_NAME = define(
    "notify.webhook_name",
    vi="Tên «{name}» trống, quá dài hoặc đã có",
    en="The name {name!r} is empty, too long or taken",
    advice_vi="Đặt một tên khác, tối đa 80 ký tự.",
    advice_en="Give another name of at most 80 signs.",
)
WEBHOOK_ACCOUNT = define(
    "notify.webhook_account",
    vi="Webhook không thể thay mặt tài khoản này",
    en="A webhook cannot act as this account",
    advice_vi="Dùng tài khoản hệ thống (terrace user create … --system) có quyền ở nơi cần thiết, hoặc của chính bạn.",
    advice_en="Use a system account (terrace user create … --system) with a grant where it is needed, or your own.",
)
BOUNCE_LISTEN = define(
    "notify.bounce_listen",
    vi="TERRACE_BOUNCE_LISTEN không đúng: «{text}»",
    en="TERRACE_BOUNCE_LISTEN is not right: {text!r}",
    advice_vi="Ví dụ: 0.0.0.0:2525/bounces.tinh.gov.vn",
    advice_en="Example: 0.0.0.0:2525/bounces.tinh.gov.vn",
)
NETWORKS = define(
    "notify.private_networks",
    vi="TERRACE_PRIVATE_NETWORKS không đúng: {why}",
    en="TERRACE_PRIVATE_NETWORKS is not right: {why}",
    advice_vi="Ví dụ: 10.20.0.0/16,192.168.5.7",
    advice_en="Example: 10.20.0.0/16,192.168.5.7",
)
WEBHOOK_UNKNOWN = define(
    "notify.webhook_unknown",
    status=404,
    vi="Không có webhook này",
    en="There is no such webhook",
    advice_vi="Mở lại danh sách webhook.",
    advice_en="Open the list of webhooks again.",
)
WEBHOOK_OFF = define(
    "notify.webhook_off",
    status=409,
    vi="Webhook này đang tắt",
    en="This webhook is switched off",
    advice_vi="Bật lại rồi gửi tin thử.",
    advice_en="Switch it on, then send the test message.",
)
DELIVERY_UNKNOWN = define(
    "notify.delivery_unknown",
    status=404,
    vi="Không có lượt gửi này, hoặc không gửi lại được",
    en="There is no such delivery, or it cannot be sent again",
    advice_vi="Chỉ gửi lại được lượt đã gửi hoặc đã thất bại.",
    advice_en="Only what was sent or has failed can be sent again.",
)
SMTP_URL = define(
    "notify.smtp_url",
    vi="TERRACE_SMTP_URL không đúng: {why}",
    en="TERRACE_SMTP_URL is not right: {why}",
    advice_vi="Ví dụ: smtp://user:pass@host:587?starttls=1, smtps://host, maildir:/thư/mục.",
    advice_en="Examples: smtp://user:pass@host:587?starttls=1, smtps://host, maildir:/folder.",
)
MAIL_OFF = define(
    "notify.mail_off",
    status=409,
    vi="Thư điện tử đang tắt: chưa đặt TERRACE_SMTP_URL",
    en="E-mail is off: TERRACE_SMTP_URL is not set",
    advice_vi="Đặt TERRACE_SMTP_URL, rồi chạy: terrace mail test DIA-CHI",
    advice_en="Set TERRACE_SMTP_URL, then run: terrace mail test ADDRESS",
)
MAIL_REFUSED = define(
    "notify.mail_refused",
    status=502,
    vi="Máy chủ thư không nhận: {why}",
    en="The mail server did not take it: {why}",
    advice_vi="Kiểm tra TERRACE_SMTP_URL, TERRACE_MAIL_FROM và địa chỉ nhận.",
    advice_en="Look at TERRACE_SMTP_URL, TERRACE_MAIL_FROM and the recipient's address.",
)
MAIL_UNREACHABLE = define(
    "notify.mail_unreachable",
    status=502,
    vi="Không nói chuyện được với máy chủ thư: {why}",
    en="The mail server cannot be talked to: {why}",
    advice_vi="Kiểm tra tên máy, cổng, tường lửa, mã hóa, mật khẩu trong TERRACE_SMTP_URL; thư chờ đến khi gửi được.",
    advice_en="Check host, port, firewall, encryption and password in TERRACE_SMTP_URL; mail waits until it can go.",
)
NOTICE_DAYS = define(
    "notify.notice_days",
    vi="TERRACE_NOTICE_DAYS không đúng: «{text}»",
    en="TERRACE_NOTICE_DAYS is not right: {text!r}",
    advice_vi="Đặt số ngày, từ {least} trở lên, ví dụ 400.",
    advice_en="Set a number of days, {least} or more, such as 400.",
)
ADDRESS_BAD = define(
    "notify.address_bad",
    vi="«{address}» không phải là địa chỉ thư",
    en="{address!r} is not an e-mail address",
    advice_vi="Viết như ten@tinh.gov.vn.",
    advice_en="Write it as name@tinh.gov.vn.",
)
BOUNCE_UNKNOWN = define(
    "notify.bounce_unknown",
    status=404,
    vi="Địa chỉ này không bị đánh dấu",
    en="This address is not marked",
    advice_vi="Mở lại danh sách địa chỉ.",
    advice_en="Open the list of addresses again.",
)
