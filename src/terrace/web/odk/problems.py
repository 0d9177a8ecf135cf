"""What the addresses of the field app can be asked in vain."""

from terrace.base.kernel.problems import define

DEVICE_UNKNOWN = define(
    "device.unknown",
    status=403,
    vi="Điện thoại này chưa kết nối, hoặc kết nối đã bị hủy hay hết hạn.",
    en="This phone is not connected, or its connection was ended or has expired.",
    advice_vi="Đăng nhập trên web, mở «Điện thoại của tôi» và quét mã mới.",
    advice_en="Log in on the web, open “My phones” and scan a new code.",
)
DEVICE_FAST = define(
    "device.fast",
    status=429,
    vi="Điện thoại gửi quá nhiều yêu cầu.",
    en="The phone asks too often.",
    advice_vi="Đợi {seconds} giây rồi gửi lại.",
    advice_en="Wait {seconds} seconds and send again.",
)
NOT_MULTIPART = define(
    "answer.not_multipart",
    status=400,
    vi="Nội dung gửi không phải multipart/form-data đọc được.",
    en="What was sent is not multipart/form-data that can be read.",
    advice_vi="Gửi theo chuẩn OpenRosa.",
    advice_en="Send it as OpenRosa tells.",
)
NO_ADDRESS = define(
    "device.no_address",
    status=404,
    vi="Không có địa chỉ này.",
    en="There is no such address.",
    advice_vi="Tải lại danh sách biểu mẫu trong ứng dụng.",
    advice_en="Fetch the list of forms again in the app.",
)
