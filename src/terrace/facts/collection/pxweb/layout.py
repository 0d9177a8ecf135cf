"""Where things stand in a file: the separator, the title, the row of heads."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from terrace.base.kernel.problems import Refused
from terrace.base.kernel.text import tidy

from . import heads
from .decoding import Source
from .problems import FILE_BROKEN, HEAD_ABSENT, HEAD_VARIABLES

_SEPARATORS = (";", "\t", ",")
#: The heads are looked for in so many rows.
_TOP = 50
#: PX-Web writes `<title> by <first variable>, … and Year`.
_BY = (" by ", " chia theo ", " phân theo ", " theo ")


@dataclass(frozen=True, slots=True)
class Layout:
    """A file with its separator and heads; rows are counted from 1, blank ones included."""

    source: Source
    name: str
    separator: str
    head_row: int
    head: tuple[str, ...]
    above: tuple[str, ...]

    @property
    def title_raw(self) -> str:
        return self.above[0] if self.above else ""

    @property
    def title(self) -> str:
        """The title without the variables that PX-Web adds; the mark (*) stays."""
        stub = tidy(self.head[0])
        ends = [self.title_raw.rfind(by + stub) for by in _BY] if stub else [-1]
        return self.title_raw[: max(ends)] if max(ends) > 0 else self.title_raw

    def pointer(self, row: int, column: int = 1) -> str:
        return f"{self.name}:{row}:{column}"

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row below the heads with its number. Raises `Refused` where the quoting is broken."""
        return islice(_rows(self.source, self.separator, self.name), self.head_row, None)


def find(source: Source, name: str) -> Layout:
    """The layout in which the head has most years. Raises `Refused`: none, or a second variable."""
    found = [_try(source, name, separator) for separator in _SEPARATORS]
    best = max(found, key=lambda layout: _years(layout.head) if layout else 0)
    if best is None or _body_above(best):
        raise HEAD_ABSENT.problem(f"{name}:1:1", name=name)
    if not any(sign.isdigit() for sign in best.head[1]):
        raise HEAD_VARIABLES.problem(best.pointer(best.head_row, 2), text=tidy(best.head[1]))
    return best


def _try(source: Source, name: str, separator: str) -> Layout | None:
    above: list[str] = []
    try:
        for number, row in islice(_rows(source, separator, name), _TOP):
            head = _without_end(row)
            if _is_head(head):
                return Layout(source, name, separator, number, head, tuple(above))
            above += [tidy(separator.join(head))] if head else []
    except Refused:  # the quoting is for another separator; when it is for none, there is no head
        return None
    return None


def _rows(source: Source, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, row in enumerate(csv.reader(source.lines(), delimiter=separator), start=1):
            yield number, row
    except csv.Error as fault:
        raise FILE_BROKEN.problem(f"{name}:{number + 1}:1", row=number + 1, why=str(fault)) from fault


def _without_end(row: Sequence[str]) -> tuple[str, ...]:
    """The row without blank cells at its end."""
    length = len(row)
    while length and not row[length - 1].strip():
        length -= 1
    return tuple(row[:length])


def _is_head(row: Sequence[str]) -> bool:
    """At least half of the cells after the first give a year."""
    return len(row) > 1 and _years(row) * 2 >= len(row) - 1


def _years(row: Sequence[str]) -> int:
    return sum(heads.parse(0, text) is not None for text in row[1:])


def _body_above(layout: Layout) -> bool:
    """Rows as wide as the head stand above it: it is a row of figures that look like years."""
    width = len(layout.head)
    return width > 2 and any(text.count(layout.separator) >= width - 1 for text in layout.above)  # noqa: PLR2004
