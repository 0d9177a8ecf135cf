"""What was read from a file: sheets of cells, in Unicode, with what the figures need to know of their dress."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from terrace.base.kernel.legacy import Legacy
from terrace.facts.workbooks.figures import Content

#: Row and column, from 0.
Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; rows and columns are counted from 0 at A1, and a row may end early."""

    name: str
    rows: list[list[Content]]
    visible: bool = True
    percents: frozenset[Spot] = frozenset()
    merged: tuple[tuple[Spot, Spot], ...] = ()
    #: How many cells were converted from which old font.
    old_fonts: Counter[Legacy] = field(default_factory=Counter)

    def at(self, row: int, column: int) -> Content:
        """The content of a cell; None outside."""
        if not 0 <= row < len(self.rows):
            return None
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else None

    def text(self, row: int, column: int) -> str:
        """The content as text, without blanks around; '' for none."""
        return written(self.at(row, column))

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    @property
    def blank(self) -> bool:
        return not any(written(each) for row in self.rows for each in row)

    def texts(self) -> Iterator[str]:
        return (each for row in self.rows for each in row if isinstance(each, str) and each)


@dataclass(frozen=True, slots=True)
class Book:
    """A file: its kind (`xlsx`, `xls`, `ods`, `csv`) and its sheets in order."""

    kind: str
    sheets: tuple[Sheet, ...]


def written(content: Content) -> str:
    """A cell as text: a whole number without `.0`.

    >>> written(4.0), written(" a "), written(None), written(4.5)
    ('4', 'a', '', '4.5')
    """
    if content is None:
        return ""
    if isinstance(content, float) and content.is_integer():
        return str(int(content))
    return str(content).strip()


def address(row: int, column: int) -> str:
    """The name of a cell as spreadsheets write it.

    >>> address(0, 0), address(11, 27)
    ('A1', 'AB12')
    """
    return f"{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """The name of a column.

    >>> letters(25), letters(26), letters(701), letters(702)
    ('Z', 'AA', 'ZZ', 'AAA')
    """
    name, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
