"""Problems of access."""

from terrace.base.kernel.problems import define

DENIED = define(
    "access.refused",
    status=403,
    vi="{reason_vi}",
    en="{reason_en}",
    advice_vi="Liên hệ quản trị viên của đơn vị nếu bạn cần quyền này.",
    advice_en="Ask the administrator of your office if you need this right.",
)
NOT_SIGNED_IN = define(
    "access.not_signed_in",
    status=401,
    vi="Bạn chưa đăng nhập.",
    en="You are not signed in.",
    advice_vi="Đăng nhập, hoặc gửi mã truy cập trong tiêu đề Authorization: Bearer.",
    advice_en="Sign in, or send a token in the header Authorization: Bearer.",
)
TOKEN_BAD = define(
    "access.token_bad",
    status=401,
    vi="Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi.",
    en="The token is wrong, has expired or was revoked.",
    advice_vi="Tạo mã mới bằng `terrace token create`.",
    advice_en="Make a new one with `terrace token create`.",
)
LOGIN_WRONG = define(
    "access.login_wrong",
    status=401,
    vi="Tên đăng nhập hoặc mật khẩu không đúng.",
    en="The user name or the password is wrong.",
    advice_vi="Kiểm tra bộ gõ tiếng Việt và phím Caps Lock, rồi thử lại.",
    advice_en="Check the keyboard layout and Caps Lock, then try again.",
)
WAIT = define(
    "access.wait",
    status=429,
    vi="Đã sai quá nhiều lần. Hãy đợi {seconds} giây.",
    en="Too many failed attempts. Please wait {seconds} seconds.",
    advice_vi="Đợi hết thời gian rồi thử lại; liên hệ quản trị viên nếu quên mật khẩu.",
    advice_en="Try again after that; ask the administrator if you forgot the password.",
)
ROLE_UNKNOWN = define(
    "grant.role_unknown",
    vi="Không có vai trò {role}.",
    en="There is no role {role}.",
    advice_vi="Chọn một trong: {known}.",
    advice_en="Choose one of: {known}.",
)
GRANT_TWICE = define(
    "grant.twice",
    status=409,
    vi="Người này đã có quyền đó trong thời gian này.",
    en="This person already has this grant during this time.",
    advice_vi="Kết thúc quyền cũ trước, hoặc chọn thời gian khác.",
    advice_en="End the old grant first, or choose another time.",
)
GRANT_NO_TIME = define(
    "grant.no_time",
    vi="Ngày kết thúc {until} không sau ngày bắt đầu {start}.",
    en="The end {until} is not after the start {start}.",
    advice_vi="Sửa ngày kết thúc.",
    advice_en="Correct the end.",
)
OWN_GRANT = define(
    "grant.own",
    status=403,
    vi="Không ai được tự thay đổi quyền của mình.",
    en="Nobody changes her own grants.",
    advice_vi="Nhờ một quản trị viên khác.",
    advice_en="Ask another administrator.",
)
TOKEN_OF_ANOTHER = define(
    "token.of_another",
    status=403,
    vi="Không được tạo mã truy cập thay cho {username}.",
    en="Nobody makes a token in the name of {username} but the person herself.",
    advice_vi="Tạo tài khoản loại hệ thống và cấp quyền cho tài khoản đó.",
    advice_en="Create an account of kind system and grant it what it needs.",
)
FOREIGN_PAGE = define(
    "access.foreign_page",
    status=403,
    vi="Yêu cầu không đến từ một trang của hệ thống.",
    en="The request does not come from a page of this site.",
    advice_vi="Tải lại trang rồi thử lại; hệ thống khác hãy dùng mã truy cập.",
    advice_en="Load the page again and retry; other systems use a token.",
)
DATABASE_AWAY = define(
    "access.database_away",
    status=503,
    vi="Cơ sở dữ liệu tạm thời không trả lời.",
    en="The database does not answer at the moment.",
    advice_vi="Thử lại sau ít phút. Những gì đã được xác nhận thì không mất.",
    advice_en="Try again in a few minutes. What was acknowledged is not lost.",
)
