"""What can be wrong with settling a conflict, and with the table of tolerances."""

from terrace.base.kernel.problems import define

CONFLICT_UNKNOWN = define(
    "conflict.unknown",
    status=404,
    vi="Không có mâu thuẫn số {id}.",
    en="There is no conflict {id}.",
    advice_vi="Mở lại từ danh sách mâu thuẫn; chỉ thấy địa bàn và lĩnh vực thuộc quyền của bạn.",
    advice_en="Open it from the list of conflicts; you see those of your places and sectors only.",
)
CONFLICT_OVER = define(
    "conflict.over",
    status=409,
    vi="Mâu thuẫn số {id} không còn mở.",
    en="Conflict {id} is no longer open.",
    advice_vi="Tải lại trang để xem ai đã xử lý, hoặc hai nguồn đã khớp.",
    advice_en="Load the page again to see who settled it, or that both sides agree now.",
)
CONFLICT_MOVED = define(
    "conflict.moved",
    status=409,
    vi="Số liệu của mâu thuẫn số {id} vừa thay đổi.",
    en="The figures of conflict {id} have just changed.",
    advice_vi="Xem lại hai số liệu mới rồi quyết định.",
    advice_en="Look at both figures again, then decide.",
)
WHY_NEEDED = define(
    "conflict.why",
    vi="Chưa nêu lý do chọn số liệu.",
    en="The reason for the decision is missing.",
    advice_vi="Ghi ngắn gọn căn cứ: biên bản rà soát, văn bản, cách tính.",
    advice_en="Name in a few words what it rests on: a review, a document, a method.",
)
FIGURE_NEEDED = define(
    "conflict.figure",
    vi="{value} không phải là số liệu hợp lệ của {indicator}.",
    en="{value} is not a valid figure of {indicator}.",
    advice_vi="Nhập số trong khoảng {minimum} … {maximum}, tối đa {decimals} chữ số thập phân.",
    advice_en="Enter a number between {minimum} and {maximum} with at most {decimals} decimals.",
)
TOLERANCE_INDICATOR = define(
    "tolerance.indicator",
    vi="Không có chỉ tiêu {code}.",
    en="There is no indicator {code}.",
    advice_vi="Dùng mã trong bảng indicators, hoặc để trống để áp dụng cho mọi chỉ tiêu còn lại.",
    advice_en="Use a code of the table indicators, or leave it empty for all the others.",
)
