"""A cell's content to an exact figure, to a reason for none, or to a fault.

    blank                     nothing was said
    0                         zero
    1234.5 (a number)         its shortest digits; a formula's remainder behind the 15th digit, which no spreadsheet
                              shows, is cut
    "1.234,5" "1,234.5"       both; where a text has two meanings, the indicator's decimals or the sheet decide
    "12 %", a percent cell    12, where the unit is %
    "thiếu", "…", "-"         a reason

>>> read(1234.1 + 0.2, Asked()).value, read("1.234,50", Asked()).value, read("4.0", Asked()).value
(Decimal('1234.3'), Decimal('1234.50'), Decimal('4.0'))
>>> read("nộp muộn", Asked()).reason, read("  ", Asked()).said
('late', False)
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from terrace.base.kernel.problems import Fault
from terrace.base.kernel.text import fold, tidy
from terrace.facts.collection.pxweb import numbers
from terrace.facts.collection.pxweb.numbers import AmbiguousError, Sign, UnreadableError
from terrace.facts.workbooks import problems

#: What a cell of a spreadsheet may hold.
Content = str | float | int | bool | Decimal | date | datetime | time | timedelta | None

MISSING, NOT_APPLICABLE, LATE = "missing", "not_applicable", "late"
#: How people write that there is no value; the first of each language is what our own lists offer.
REASONS: Final[dict[str, dict[str, str]]] = {
    "vi": {"thiếu": MISSING, "không có": NOT_APPLICABLE, "nộp muộn": LATE},
    "en": {"missing": MISSING, "not applicable": NOT_APPLICABLE, "late": LATE},
}
_MORE: Final = {
    "thiếu số liệu": MISSING, "chưa có": MISSING, "chưa có số liệu": MISSING, "chưa thu thập": MISSING,
    "không có số liệu": MISSING, "na": MISSING, "n/a": MISSING, "...": MISSING, "..": MISSING, "…": MISSING,
    "không áp dụng": NOT_APPLICABLE, "không thuộc diện": NOT_APPLICABLE, "n.a.": NOT_APPLICABLE,
    "not_applicable": NOT_APPLICABLE, "-": NOT_APPLICABLE, "–": NOT_APPLICABLE, "—": NOT_APPLICABLE,
    "muộn": LATE, "báo cáo muộn": LATE, "chậm": LATE, "nộp chậm": LATE,
}  # fmt: skip
_WORDS: Final = {fold(word): code for words in (*REASONS.values(), _MORE) for word, code in words.items()}
#: Errors of formulas as spreadsheets show them.
_ERROR: Final = re.compile(r"#(N/A|VALUE!|REF!|DIV/0!|NUM!|NAME\?|NULL!|SPILL!|CALC!)|Err:\d+|#[A-ZĐÀ-Ỹ/0!?]+")
#: Digits that a spreadsheet keeps.
DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class Asked:
    """What a cell is to hold: decimals and unit of its indicator; the decimal sign that the sheet proves."""

    decimals: int = 6
    unit: str = ""
    sign: Sign = ""

    @property
    def in_percent(self) -> bool:
        return self.unit.strip() in {"%", "phần trăm", "per cent"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says: a value, or a reason, or neither (blank), or a fault."""

    value: Decimal | None = None
    reason: str | None = None
    fault: Fault | None = None

    @property
    def said(self) -> bool:
        return self is not NOTHING


NOTHING: Final = Said()


def read(content: Content, asked: Asked, *, percent: bool = False) -> Said:
    """What the cell says; `percent`: its number is shown as a percentage."""
    if content is None or content == "":
        return NOTHING
    if isinstance(content, str):
        return _text(content, asked)
    if isinstance(content, bool):
        return Said(fault=problems.TRUTH.fault())
    if isinstance(content, date | time | timedelta):
        return Said(fault=problems.DATE.fault(day=_day(content)))
    value = exact(content)
    if value is None:
        return Said(fault=problems.NOT_NUMBER.fault(text=content))
    return _percent(value * 100, asked) if percent else Said(value)


def exact(number: float | int | Decimal) -> Decimal | None:
    """The decimal that the number is shown as; None for what is no number.

    >>> exact(0.1), exact(3.0), exact(0.1 + 0.2), exact(12345678901.5)
    (Decimal('0.1'), Decimal('3'), Decimal('0.3'), Decimal('12345678901.5'))
    """
    if isinstance(number, Decimal | int):
        return Decimal(number)
    if not math.isfinite(number):
        return None
    if number.is_integer() and abs(number) < 10**DIGITS:
        return Decimal(int(number))
    text = repr(number)
    return Decimal(text if len(text) <= DIGITS else format(number, f".{DIGITS}g"))


def reason(content: Content) -> str | None:
    """The code of a reason as people write it; None when it is none."""
    return _reason(content) if isinstance(content, str) else None


@lru_cache(maxsize=4096)
def _reason(text: str) -> str | None:
    return _WORDS.get(fold(text).rstrip(":;, "))


def sign(contents: list[Content]) -> Sign:
    """The decimal sign that the texts of a sheet prove; '' when they prove none, or both."""
    proved = {numbers.decimal_sign(tidy(each)) for each in contents if isinstance(each, str)} - {""}
    return proved.pop() if len(proved) == 1 else ""


def _text(content: str, asked: Asked) -> Said:
    simple = numbers.simple(content)
    if simple is not None:
        return Said(simple)
    text = tidy(content)
    if not text:
        return NOTHING
    if found := _reason(text):
        return Said(reason=found)
    if _ERROR.fullmatch(text):
        return Said(fault=problems.BROKEN.fault(text=text))
    if text.endswith("%"):
        found_value = _number(text[:-1].rstrip(), asked)
        return _percent(found_value.value, asked) if found_value.value is not None else found_value
    return _number(_without_unit(text, asked), asked)


def _without_unit(text: str, asked: Asked) -> str:
    """`12 ha` where the unit is ha: people write it."""
    bare = text[: -len(asked.unit)].rstrip()
    return bare if asked.unit and fold(text).endswith(" " + fold(asked.unit)) else text


def _percent(value: Decimal, asked: Asked) -> Said:
    if not asked.in_percent:
        return Said(fault=problems.PERCENT.fault(unit=asked.unit or "?"))
    return Said(Decimal(format(value.normalize(), "f")))


def _number(text: str, asked: Asked) -> Said:
    try:
        return Said(numbers.parse(text))
    except UnreadableError:
        return Said(fault=problems.NOT_NUMBER.fault(text=text[:60]))
    except AmbiguousError as two:
        return _either(text, two, asked)


def _either(text: str, two: AmbiguousError, asked: Asked) -> Said:
    """`1.234`: three decimals where fewer are allowed cannot be meant."""
    if asked.decimals < 3:  # noqa: PLR2004 - the digits behind the sign
        return Said(Decimal(two.large))
    if asked.sign:
        return Said(numbers.parse(text, asked.sign))
    return Said(fault=problems.AMBIGUOUS.fault(text=text, small=two.small, large=two.large))


def _day(content: date | time | timedelta) -> str:
    if isinstance(content, date):
        return f"{content.day:02}/{content.month:02}/{content.year}"
    return str(content)
