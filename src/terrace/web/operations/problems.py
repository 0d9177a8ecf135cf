"""What a leader's page can be asked in vain."""

from terrace.base.kernel.problems import define

PLACE_UNKNOWN = define(
    "operations.place_unknown",
    status=404,
    vi="Không có địa bàn mã {code}.",
    en="There is no place with the code {code}.",
    advice_vi="Tìm địa bàn theo tên, hoặc bắt đầu lại từ trang điều hành.",
    advice_en="Look the place up by its name, or start again from the operations page.",
)
QUESTION_WRONG = define(
    "operations.question_wrong",
    status=404,
    vi="Không có số liệu này: {what}.",
    en="There is no such figure: {what}.",
    advice_vi="Chọn chỉ tiêu và kỳ từ danh sách trên trang.",
    advice_en="Choose indicator and period from the lists on the page.",
)
