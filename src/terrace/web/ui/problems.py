"""Problems of pages."""

from terrace.base.kernel.problems import define

BAD_REQUEST = define(
    "page.bad_request",
    status=400,
    vi="Yêu cầu không đọc được.",
    en="The request cannot be read.",
    advice_vi="Quay lại trang trước và thử lại. Nếu vẫn lỗi, gửi mã này cho quản trị viên.",
    advice_en="Go back and try again. If it happens again, give this code to the administrator.",
)
FORM_OLD = define(
    "page.form_old",
    status=403,
    vi="Trang này đã mở quá lâu hoặc phiên đăng nhập đã đổi.",
    en="This page was open for too long, or the session has changed.",
    advice_vi="Tải lại trang rồi gửi lại.",
    advice_en="Reload the page and send it again.",
)
DENIED = define(
    "page.denied",
    status=403,
    vi="Bạn không được mở trang này.",
    en="You may not open this page.",
    advice_vi="Đăng nhập bằng tài khoản khác, hoặc liên hệ quản trị viên của đơn vị.",
    advice_en="Log in with another account, or ask the administrator of your office.",
)
NOT_FOUND = define(
    "page.not_found",
    status=404,
    vi="Không tìm thấy trang này.",
    en="This page does not exist.",
    advice_vi="Kiểm tra địa chỉ, hoặc bắt đầu lại từ trang chủ.",
    advice_en="Check the address, or start again from the home page.",
)
TOO_LARGE = define(
    "page.too_large",
    status=413,
    vi="Nội dung gửi lên quá lớn (tối đa {limit} MB).",
    en="What you sent is too large (at most {limit} MB).",
    advice_vi="Chia thành nhiều phần nhỏ hơn rồi gửi lại. Chưa có gì được lưu.",
    advice_en="Send it in smaller parts. Nothing was stored.",
)
BROKEN = define(
    "page.broken",
    status=500,
    vi="Hệ thống gặp lỗi khi tạo trang này.",
    en="The system failed to make this page.",
    advice_vi="Thử lại sau ít phút. Số liệu đã được xác nhận thì không mất.",
    advice_en="Try again in a few minutes. What was acknowledged is not lost.",
)
