"""Problems of people."""

from terrace.base.kernel.problems import define

USERNAME_TAKEN = define(
    "person.username_taken",
    status=409,
    vi="Tên đăng nhập {username} đã có người dùng.",
    en="The user name {username} is taken.",
    advice_vi="Chọn tên khác.",
    advice_en="Choose another name.",
)
USERNAME_BAD = define(
    "person.username_bad",
    vi="Tên đăng nhập {username} không hợp lệ.",
    en="The user name {username} is not allowed.",
    advice_vi="Dùng 2–80 chữ cái không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới hoặc @.",
    advice_en="Use 2 to 80 letters without accents, digits, dots, dashes, underscores or @.",
)
PASSWORD_WEAK = define(
    "person.password_weak",
    vi="Mật khẩu chưa đủ an toàn: {reason}",
    en="The password is too weak: {reason}",
    advice_vi="Dùng ít nhất 10 ký tự, không dùng mật khẩu phổ biến.",
    advice_en="Use at least 10 characters, and not a common password.",
)
