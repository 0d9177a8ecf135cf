"""What keeping views and boards can go wrong with."""

from terrace.base.kernel.problems import define

VIEW_ABSENT = define(
    "view.absent",
    status=404,
    vi="Không có mẫu phân tích «{slug}», hoặc chưa chia sẻ với bạn.",
    en="There is no saved view {slug!r}, or it is not shared with you.",
    advice_vi="Mở trang phân tích để xem các mẫu của bạn, hoặc đề nghị người tạo chia sẻ.",
    advice_en="Look at your views on the analysis page, or ask its owner to share it.",
)
BOARD_ABSENT = define(
    "board.absent",
    status=404,
    vi="Không có bảng theo dõi «{slug}», hoặc chưa chia sẻ với bạn.",
    en="There is no board {slug!r}, or it is not shared with you.",
    advice_vi="Chọn trong danh sách bảng theo dõi.",
    advice_en="Choose from the list of boards.",
)
NAME_WRONG = define(
    "view.name",
    vi="Chưa có tên, hoặc tên dài quá {most} ký tự.",
    en="The name is missing, or longer than {most} characters.",
    advice_vi="Ghi tên ngắn gọn, ví dụ «Sản lượng lúa theo xã».",
    advice_en="Give a short name, such as “Paddy output by commune”.",
)
CHOICE_WRONG = define(
    "view.choice",
    vi="«{value}» không phải là một lựa chọn.",
    en="{value!r} is not one of the choices.",
    advice_vi="Chọn một trong: {choices}.",
    advice_en="Choose one of: {choices}.",
)
OWNED = define(
    "view.owned",
    status=403,
    vi="«{name}» là của người khác nên bạn không sửa được.",
    en="{name!r} belongs to somebody else, so you cannot change it.",
    advice_vi="Lưu thành bản của bạn rồi sửa.",
    advice_en="Save it under a name of your own, then change that.",
)
TOO_MANY = define(
    "view.too_many",
    vi="Mỗi người được giữ tối đa {most}.",
    en="One person can keep at most {most}.",
    advice_vi="Xóa những mục không còn dùng.",
    advice_en="Remove what is no longer used.",
)
BOARD_FULL = define(
    "board.full",
    vi="Bảng đã có {most} ô.",
    en="The board has {most} tiles already.",
    advice_vi="Bỏ bớt ô, hoặc lập thêm một bảng.",
    advice_en="Take a tile away, or make another board.",
)
TILE_TWICE = define(
    "board.tile_twice",
    status=409,
    vi="«{name}» đã có trên bảng này.",
    en="{name!r} is on this board already.",
    advice_vi="Chọn một mẫu khác.",
    advice_en="Choose another view.",
)
SECONDS_WRONG = define(
    "board.seconds",
    vi="Thời gian mỗi ô phải từ {least} đến {most} giây.",
    en="A tile is shown for {least} to {most} seconds.",
    advice_vi="Nhập một số nguyên trong khoảng này.",
    advice_en="Give a whole number in this range.",
)
OFFICE_ABSENT = define(
    "view.office_absent",
    status=403,
    vi="Bạn chưa được phân quyền ở địa bàn nào.",
    en="You have no rights at any place.",
    advice_vi="Liên hệ quản trị viên của đơn vị.",
    advice_en="Ask the administrator of your office.",
)
