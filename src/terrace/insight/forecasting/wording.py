"""Forecasts in words: the method in one sentence, how well it did before, and what is special about the series."""

from decimal import ROUND_CEILING, Decimal
from typing import Final

from terrace.base.kernel.periods import MONTHS, Frequency
from terrace.insight.forecasting.views import Accuracy, ForecastView

#: Vietnamese, then English.
Both = tuple[str, str]

METHODS: Final[dict[str, Both]] = {
    "pool": (
        "Cách tính: gộp nhiều mô hình xu thế và mùa vụ; mô hình nào trước đây dự báo đúng hơn thì được tin hơn.",
        "Method: many models of trend and season together; those that were right more often weigh more.",
    ),
    "models": (
        "Cách tính: gộp nhiều mô hình xu thế và mùa vụ với các mô hình thống kê được ước lượng riêng cho chuỗi này.",
        "Method: many models of trend and season, together with statistical models fitted to this series alone.",
    ),
    "naive": (
        "Cách tính: lấy giá trị gần nhất, vì chuỗi quá ngắn hoặc không có quy luật rõ hơn.",
        "Method: the newest value, since the series is too short, or nothing better is to be seen in it.",
    ),
    "drift": (
        "Cách tính: giá trị gần nhất cộng mức tăng giảm bình quân từ trước tới nay.",
        "Method: the newest value and the mean change so far.",
    ),
    "mean": (
        "Cách tính: bình quân các kỳ đã có.",
        "Method: the mean of the periods so far.",
    ),
    "constant": (
        "Cách tính: chuỗi không đổi nên giữ nguyên giá trị.",
        "Method: the series does not move, so its value is kept.",
    ),
    "formula": (
        "Cách tính: theo công thức của chỉ tiêu, từ dự báo của các chỉ tiêu thành phần.",
        "Method: by the formula of the indicator, from the forecasts of its parts.",
    ),
}
OTHER: Final[Both] = ("Cách tính: {code}.", "Method: {code}.")
NOTES: Final[dict[str, Both]] = {
    "short": (
        "Chuỗi ngắn: khoảng dự báo rộng vì còn ít số liệu để kiểm chứng.",
        "The series is short: the ranges are wide, since there is little to check them by.",
    ),
    "zeros": (
        "Chuỗi có kỳ bằng không; dự báo là mức bình quân, từng kỳ có thể khác nhiều.",
        "Some periods are zero; the forecast is a mean level from which single periods may differ much.",
    ),
    "missing_filled": (
        "Có kỳ thiếu số liệu; dự báo ước các kỳ đó từ các kỳ bên cạnh.",
        "Some periods are missing; the forecast fills them in from those beside them.",
    ),
    "constant": ("Chuỗi không thay đổi trong các kỳ đã có.", "The series has not moved so far."),
    "break_restated": (
        "Chuỗi có lúc đổi phạm vi hoặc cách tính (sáp nhập, định nghĩa, đơn vị); số liệu trước đó đã được quy đổi.",
        "The meaning of the series changed (a merger, a definition, a unit); what was before has been restated.",
    ),
    "empty": ("Chưa có số liệu.", "There are no figures yet."),
}
OTHER_NOTE: Final[Both] = ("Ghi chú: {code}.", "Note: {code}.")

SHARE: Final[Both] = (
    "Trong {years} năm qua, {count} dự báo trước {ahead} có một nửa sai không quá {share} %.",
    "In the last {years} years half of the {count} forecasts {ahead} ahead were within {share} %.",
)
INSIDE: Final[Both] = (
    "{inside} % số lần nằm trong khoảng 8 phần 10.",
    "{inside} % of them lay within the range of 8 in 10.",
)
STEPS: Final[dict[Frequency, Both]] = {
    Frequency.YEAR: ("năm", "year"),
    Frequency.HALF: ("nửa năm", "half-year"),
    Frequency.NINE: ("kỳ chín tháng", "nine-month period"),
    Frequency.QUARTER: ("quý", "quarter"),
    Frequency.SEASON: ("vụ", "crop season"),
    Frequency.MONTH: ("tháng", "month"),
}


def _in(both: Both, language: str) -> str:
    return both[1] if language == "en" else both[0]


def method(view: ForecastView, language: str = "vi") -> str:
    """How it was worked out, in one sentence."""
    return _in(METHODS.get(view.method, OTHER), language).format(code=view.method)


def notes(view: ForecastView, language: str = "vi") -> tuple[str, ...]:
    """A sentence for each note, in their order."""
    return tuple(_in(NOTES.get(code, OTHER_NOTE), language).format(code=code) for code in view.notes)


def accuracy(view: ForecastView, language: str = "vi") -> str:
    """How well the series was forecast one period ahead, and a year; '' when nothing is known of it."""
    wanted = {1, len(MONTHS[view.spec.frequency])}
    return " ".join(_accuracy(view, each, language) for each in view.accuracy if each.ahead in wanted)


def _accuracy(view: ForecastView, one: Accuracy, language: str) -> str:
    text = _in(SHARE, language).format(
        years=one.years,
        count=one.tries,
        ahead=_ahead(view.spec.frequency, one.ahead, language),
        share=per_cent(one.share, language),
    )
    if one.inside80 is None:
        return text
    return f"{text} {_in(INSIDE, language).format(inside=per_cent(one.inside80, language))}"


def _ahead(frequency: Frequency, steps: int, language: str) -> str:
    """`một năm` for as many steps as make one."""
    if steps == len(MONTHS[frequency]):
        return _in(("một năm", "one year"), language)
    name = _in(STEPS[frequency], language)
    if language == "en":
        return f"{steps} {name}s" if steps > 1 else f"one {name}"
    return f"{steps} {name}" if steps > 1 else f"một {name}"


def per_cent(share: Decimal, language: str = "vi") -> str:
    """A share as per cent, never said smaller than it is.

    >>> per_cent(Decimal("0.0382")), per_cent(Decimal("0.0042")), per_cent(Decimal("0.0042"), "en")
    ('4', '0,5', '0.5')
    """
    digits = Decimal("0.1") if share < Decimal("0.01") else Decimal(1)
    text = f"{(share * 100).quantize(digits, rounding=ROUND_CEILING):f}"
    return text if language == "en" else text.replace(".", ",")
