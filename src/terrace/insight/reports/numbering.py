"""Numbers, periods and days as administrative papers write them, in Vietnamese and English. Free of Django."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.pipeline.results import EXACT
from terrace.insight.monitoring.wording import number

HUNDRED: Final = Decimal(100)
_ROMAN: Final = ("I", "II", "III", "IV")
_SEASONS: Final = (
    ("vụ xuân", "the spring crop"),
    ("vụ hè thu", "the summer-autumn crop"),
    ("vụ mùa", "the winter crop"),
)


def value(amount: Decimal, decimals: int, language: str) -> str:
    """Exact, with so many decimals.

    >>> value(Decimal("1234.5"), 1, "vi"), value(Decimal("1234.5"), 1, "en")
    ('1.234,5', '1,234.5')
    """
    return number(amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, EXACT), decimals, language)


def share(now: Decimal, then: Decimal) -> Decimal | None:
    """`now` as a percentage of `then`, with one decimal; None when it has no meaning.

    >>> share(Decimal(105), Decimal(100)), share(Decimal(1), Decimal(0)), share(Decimal(1), Decimal(-1))
    (Decimal('105.0'), None, None)
    """
    if then <= 0 or now < 0:
        return None
    return EXACT.divide(EXACT.multiply(now, HUNDRED), then).quantize(Decimal("0.1"), ROUND_HALF_UP)


def per_cent(amount: Decimal, language: str) -> str:
    """With one decimal, and no blank before the sign.

    >>> per_cent(Decimal("104.5"), "vi"), per_cent(Decimal("104.5"), "en")
    ('104,5%', '104.5%')
    """
    return f"{number(amount, 1, language)}%"


def count(amount: int, language: str) -> str:
    """A whole number.

    >>> count(1488, "vi"), count(1488, "en")
    ('1.488', '1,488')
    """
    return number(Decimal(amount), 0, language)


def measured(written: str, unit: str) -> str:
    """A number with its unit; the blank between does not break, and there is none before a per cent sign.

    >>> measured("12,5", "%"), measured("12,5", "ha")
    ('12,5%', '12,5\\xa0ha')
    """
    return f"{written}{unit}" if unit.startswith("%") else f"{written}\u00a0{unit}"


def period(when: Period, language: str) -> str:
    """Inside a sentence.

    >>> period(Period(Frequency.MONTH, 2026, 10), "vi"), period(Period(Frequency.QUARTER, 2026, 3), "en")
    ('tháng 10 năm 2026', 'the third quarter of 2026')
    """
    return _period_en(when) if language == "en" else _period_vi(when)


def _period_vi(when: Period) -> str:
    year, at = when.year, when.index
    match when.frequency:
        case Frequency.MONTH:
            return f"tháng {at} năm {year}"
        case Frequency.QUARTER:
            return f"quý {_ROMAN[at - 1]} năm {year}"
        case Frequency.HALF:
            return f"6 tháng {'đầu' if at == 1 else 'cuối'} năm {year}"
        case Frequency.NINE:
            return f"9 tháng đầu năm {year}"
        case Frequency.SEASON:
            return f"{_SEASONS[at - 1][0]} năm {year}"
    return f"năm {year}"


def _period_en(when: Period) -> str:
    year, at = when.year, when.index
    match when.frequency:
        case Frequency.MONTH:
            return f"{when.start:%B} {year}"
        case Frequency.QUARTER:
            return f"the {('first', 'second', 'third', 'fourth')[at - 1]} quarter of {year}"
        case Frequency.HALF:
            return f"the {'first' if at == 1 else 'second'} half of {year}"
        case Frequency.NINE:
            return f"the first nine months of {year}"
        case Frequency.SEASON:
            return f"{_SEASONS[at - 1][1]} of {year}"
    return str(year)


def so_far(when: Period, language: str) -> str:
    """The part of the year up to the end of a period.

    >>> so_far(Period(Frequency.MONTH, 2026, 10), "vi"), so_far(Period(Frequency.MONTH, 2026, 10), "en")
    ('10 tháng', 'ten months')
    """
    months = when.end.month
    counted = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    if language == "en":
        return f"{counted[months - 2]} months" if months > 1 else "one month"
    return f"{months} tháng"


def before(frequency: Frequency, language: str) -> str:
    """The period before, inside a sentence."""
    vi, en = _BEFORE[frequency]
    return en if language == "en" else vi


_BEFORE: Final = {
    Frequency.MONTH: ("tháng trước", "the month before"),
    Frequency.QUARTER: ("quý trước", "the quarter before"),
    Frequency.HALF: ("6 tháng trước đó", "the half-year before"),
    Frequency.NINE: ("9 tháng năm trước", "the nine months a year before"),
    Frequency.SEASON: ("vụ trước", "the crop before"),
    Frequency.YEAR: ("năm trước", "the year before"),
}


def year_before(frequency: Frequency, language: str) -> str:
    """The same period of the year before, inside a sentence."""
    whole = frequency is Frequency.YEAR
    if language == "en":
        return "the year before" if whole else "the same period last year"
    return "năm trước" if whole else "cùng kỳ năm trước"


def short(when: Period, language: str) -> str:
    """At an axis: `10/26`, `QIII/26`, `2026`."""
    year = f"{when.year % 100:02}"
    if when.frequency is Frequency.MONTH:
        return f"{when.index}/{year}"
    return str(when.year) if when.frequency is Frequency.YEAR else f"{when.label(language)}"


def day(when: date, language: str) -> str:
    """As Decree 30 writes it: days below 10 and the months 1 and 2 with a nought.

    >>> day(date(2026, 2, 5), "vi"), day(date(2026, 11, 22), "vi")
    ('ngày 05 tháng 02 năm 2026', 'ngày 22 tháng 11 năm 2026')
    """
    if language == "en":
        return f"{when.day} {when:%B} {when.year}"
    month = f"{when.month:02}" if when.month <= 2 else str(when.month)  # noqa: PLR2004 - the decree
    return f"ngày {when.day:02} tháng {month} năm {when.year}"
