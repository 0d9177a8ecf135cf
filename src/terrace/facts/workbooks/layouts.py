"""How a foreign sheet is read: where its head is, what each column holds; kept for next time by its head."""

import hashlib
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal, Self, get_args

import msgspec

from terrace.base.kernel.text import fold
from terrace.facts.workbooks.sheets import Sheet, Spot, letters

Role = Literal["skip", "area_code", "area_name", "period", "indicator", "breakdown", "value", "reason", "because"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
#: Where the period comes from when no column holds it: what stands above the head, or the head of each column.
TITLE, HEAD = "title", "head"
#: Rows of a head, and columns of a sheet, at the most.
MOST_HEAD, MOST_COLUMNS = 4, 120
_NUMBERS: Final = re.compile(r"\d+")


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """One column. A column of figures says of which cell it is, unless other columns do; `factor` × value."""

    at: int
    role: Role = "skip"
    indicator: str = ""
    breakdown: str = ""
    factor: str = "1"

    @property
    def times(self) -> Decimal:
        return Decimal(self.factor)


class Layout(msgspec.Struct, frozen=True, omit_defaults=True):
    """A whole layout. `head`: first row of the head, of `heads` rows; `first`: the first row of figures.

    `period` is a code, `title` or `head`; `area` a code where no column names a place.
    """

    head: int
    heads: int
    first: int
    columns: list[Column]
    source: str = ""
    period: str = TITLE
    area: str = ""

    def having(self, *roles: Role) -> list[Column]:
        return [each for each in self.columns if each.role in roles]

    @property
    def asks_period(self) -> bool:
        """True when the period is a fixed one: next time it will be another."""
        return self.period not in {TITLE, HEAD} and not self.having("period")

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is missing, in both languages."""
        found = []
        values = self.having("value")
        if not values:
            found.append(("chưa có cột số liệu", "no column of figures"))
        if any(not each.indicator for each in values) and not self.having("indicator"):
            found.append(("có cột số liệu chưa rõ chỉ tiêu", "a column of figures without an indicator"))
        if not self.having("area_code", "area_name") and not self.area:
            found.append(("chưa có cột địa bàn", "no column of places"))
        if not (self.having("period") or self.period):
            found.append(("chưa có kỳ báo cáo", "no period"))
        found += [
            (f"hệ số cột {letters(each.at)} không phải là số", f"the factor of column {letters(each.at)} is no number")
            for each in self.columns
            if not is_factor(each.factor)
        ]
        return found

    def as_json(self) -> Any:
        return msgspec.to_builtins(self)

    @classmethod
    def read(cls, kept: Any) -> Self:
        return msgspec.convert(kept, cls)


def is_factor(text: str) -> bool:
    """A number above zero of a sensible size.

    >>> is_factor("1000"), is_factor("0.001"), is_factor("x"), is_factor("0")
    (True, True, False, False)
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and Decimal("1e-9") <= number <= Decimal("1e9")


def heads(sheet: Sheet, head: int, count: int) -> list[str]:
    """The text above each column, from all rows of the head; a merged cell counts for every column of it."""
    filled = _merged(sheet, head, count)
    found = []
    for column in range(min(sheet.width, MOST_COLUMNS)):
        texts = (filled.get((row, column)) or sheet.text(row, column) for row in range(head, head + count))
        found.append(" ".join(dict.fromkeys(text for text in texts if text)))
    return found


def _merged(sheet: Sheet, head: int, count: int) -> dict[Spot, str]:
    """Texts of merged cells of the head, at every column that they span; without merging, a blank cell of an upper row
    goes with what is left of it.
    """
    filled: dict[Spot, str] = {}
    for (top, left), (_, right) in sheet.merged:
        if head <= top < head + count:
            filled |= {(top, column): sheet.text(top, left) for column in range(left, right + 1)}
    for row in range(head, head + count - 1) if not sheet.merged else ():
        last = ""
        for column in range(sheet.width):
            last = sheet.text(row, column) or last
            if sheet.text(head + count - 1, column):
                filled[row, column] = last
    return filled


def fingerprint(sheet: Sheet, layout: Layout) -> str:
    """What a layout is recognised by: its head, folded, numbers (years, months) left open."""
    return fingerprint_at(sheet, layout.head, layout.heads)


def fingerprint_at(sheet: Sheet, head: int, count: int) -> str:
    texts = [_NUMBERS.sub("#", fold(text)) for text in heads(sheet, head, count)]
    return hashlib.sha256("\n".join(texts).rstrip("\n").encode()).hexdigest()
