"""An answer as a pivot table: headings that span, cells with their marks and where they lead, and what is left out.

The table is what is shown first and what pictures are drawn from, so nothing is in a picture that is not in it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terrace.insight.warehouse.answers import Answer, Cell, Heading, Shown
from terrace.web.explore import addresses
from terrace.web.explore.addresses import Asked
from terrace.web.ui import numbers

#: Rows and columns that the page shows; files hold all.
ROWS, COLUMNS = 400, 60
#: Signs of the statistical yearbooks for a cell without a value; the words are in `legend`.
SIGNS = {"missing": "…", "late": "…", "not_applicable": "–", "hidden": "▒"}
OTHER_SIGN, PARTIAL = "×", "½"
#: A value in one of these ways is not a sum of reports, so that coverage is said of what it is made from.
RANK = "rank"


@dataclass(frozen=True, slots=True)
class Box:
    """One cell as it is drawn; `absent` where no cell can be."""

    text: str = ""
    machine: str = ""
    marks: tuple[str, ...] = ()
    title: str = ""
    href: str = ""
    absent: bool = False
    #: Not all reports are in.
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """A heading over (or beside) so many lines; `sort` and `sorted` on the innermost of a column."""

    label: str
    span: int = 1
    href: str = ""
    sort: str = ""
    sorted: str = ""
    #: The whole heading with the steps above it, for pictures and readers.
    whole: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the headings that begin here, then its cells; `code` of its place, for the map."""

    heads: tuple[Head, ...]
    boxes: tuple[Box, ...]
    whole: str
    code: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """The whole: header lines, rows, a legend of the marks that occur, and how much is not shown."""

    corner: tuple[str, ...]
    head_lines: tuple[tuple[Head, ...], ...]
    rows: tuple[Row, ...]
    #: Sign, its meaning, and for cells without a value how many there are of the whole answer.
    legend: tuple[tuple[str, str, int], ...]
    rows_hidden: int
    columns_hidden: int
    label_sort: str
    label_sorted: str

    @property
    def partial(self) -> bool:
        """Some figure lacks reports, but not every one."""
        return any(box.partial for row in self.rows for box in row.boxes)


def made(asked: Asked, answer: Answer, corner: Sequence[str]) -> Table:
    """The table of an answer."""
    draft = _Draft(asked, answer)
    rows = tuple(draft.rows())
    return Table(
        corner=tuple(corner) or ("",),
        head_lines=tuple(draft.head_lines()),
        rows=rows,
        legend=tuple(legend(answer, (mark for row in rows for box in row.boxes for mark in (box.text, *box.marks)))),
        rows_hidden=max(0, len(answer.rows) - ROWS),
        columns_hidden=max(0, len(answer.columns) - COLUMNS),
        label_sort=addresses.sorting(asked, "label"),
        label_sorted=_way(asked, "label", ""),
    )


def _way(asked: Asked, by: str, at: str) -> str:
    """How the rows are sorted by this column, as `aria-sort` says it."""
    now = asked.question.sort
    if now is None or now.by != by or now.at != at:
        return ""
    return "descending" if now.descending else "ascending"


class _Draft:
    """An answer on its way to a table."""

    def __init__(self, asked: Asked, answer: Answer) -> None:
        self.asked, self.answer = asked, answer
        self.language = (get_language() or "vi")[:2]
        self.columns = answer.columns[:COLUMNS]
        self.row_count = len(answer.rows[:ROWS])
        cells = [cell for row in answer.cells[:ROWS] for cell in row[:COLUMNS] if cell and cell.value is not None]
        #: Marks that all cells bear are said once above the table (the answer's notes), not in every cell.
        self.common = set.intersection(*(set(marks(cell)) for cell in cells)) if cells else set()

    def head_lines(self) -> Iterator[tuple[Head, ...]]:
        """One line of headings for each axis of the columns."""
        depth = max((len(each.members) for each in self.columns), default=0)
        for line in range(max(depth, 1)):
            yield tuple(self._line(line, last=line >= depth - 1))

    def _line(self, line: int, *, last: bool) -> Iterator[Head]:
        at = 0
        for _key, run in groupby(self.columns, key=lambda each: each.members[: line + 1] if not last else each):
            heads = list(run)
            yield self._column(heads[0], line, len(heads), at, last=last)
            at += len(heads)

    def _column(self, heading: Heading, line: int, span: int, at: int, *, last: bool) -> Head:
        member = heading.members[line] if line < len(heading.members) else None
        label, href = (member.label, self._href(heading, line)) if member else (_("Value"), "")
        if not last:
            return Head(label, span, href, whole=label)
        shown = self.answer.shown(0, at) if self.answer.column_measures or self.answer.row_measures else None
        by = shown.text if shown and self.answer.column_measures else ""
        key = heading.key
        sort = addresses.sorting(self.asked, by, key) if by else ""
        unit = shown.unit if shown and self.answer.column_measures else ""
        return Head(label, span, href, sort, _way(self.asked, by, key) if by else "", heading.label or label, unit)

    def _href(self, heading: Heading, line: int) -> str:
        """Down from the step of a heading, within the steps above it."""
        member = heading.members[line]
        if member.kind == "measure":
            return ""
        return addresses.deeper(self.asked, Heading(heading.members[: line + 1]), member.kind)

    def rows(self) -> Iterator[Row]:
        spans = _spans(self.answer.rows[: self.row_count])
        for at in range(self.row_count):
            heading = self.answer.rows[at]
            heads = tuple(self._row_head(heading, line, span) for line, span in spans[at])
            boxes = tuple(self._box(at, column) for column in range(len(self.columns)))
            place = heading.member("place")
            decimals = self.answer.shown(at, 0).decimals if self.columns else 0
            yield Row(heads or (Head(_("Value")),), boxes, heading.label, place.code if place else "", decimals)

    def _row_head(self, heading: Heading, line: int, span: int) -> Head:
        member = heading.members[line]
        return Head(member.label, span, self._href(heading, line), whole=heading.label)

    def _box(self, row: int, column: int) -> Box:
        cell, shown = self.answer.cells[row][column], self.answer.shown(row, column)
        if cell is None:
            return Box(absent=True)
        href = "" if cell.hidden else addresses.figure(self.asked.question, cell.key)
        own = tuple(mark for mark in marks(cell) if mark not in self.common)
        return Box(
            written(cell, shown, self.language),
            numbers.machine(cell.value),
            own,
            said(cell),
            href,
            partial=PARTIAL in marks(cell),
        )


def _spans(headings: Sequence[Heading]) -> list[list[tuple[int, int]]]:
    """For each row the headings that begin there: (which step, over how many rows)."""
    found: list[list[tuple[int, int]]] = [[] for _heading in headings]
    depth = max((len(each.members) for each in headings), default=0)
    for line in range(depth):
        at = 0
        innermost = line == depth - 1
        for _key, run in groupby(headings, key=lambda each: each if innermost else each.members[: line + 1]):
            length = len(list(run))
            found[at].append((line, length))
            at += length
    return found


def written(cell: Cell, shown: Shown, language: str) -> str:
    """A value as people write it, or the sign of why there is none."""
    if cell.value is None:
        return sign(cell)
    if shown.show == RANK:
        return str(int(cell.value))
    return numbers.form(Decimal(cell.value), shown.decimals, language)


def sign(cell: Cell) -> str:
    """Of a cell without a value: why it has none."""
    return SIGNS.get(cell.reason or "missing", OTHER_SIGN)


def marks(cell: Cell) -> tuple[str, ...]:
    """What makes a value less than firm."""
    if cell.value is None:
        return ()
    found = {
        "s": cell.status == "provisional",
        "e": cell.status == "estimated" or cell.estimated,
        "◌": cell.simulated,
        PARTIAL: bool(cell.expected) and cell.reported < cell.expected,
    }
    return tuple(mark for mark, stands in found.items() if stands)


def said(cell: Cell) -> str:
    """The same in words, for whoever points at the cell or hears it."""
    words = [name for mark, name in signs() if mark in marks(cell)]
    if cell.value is not None and cell.expected and cell.reported < cell.expected:
        words.append(f"{cell.reported}/{cell.expected}")
    if cell.value is None:
        words += [name for mark, name in signs() if mark == sign(cell)]
    return ", ".join(words)


def signs() -> list[tuple[str, str]]:
    return [
        ("s", _("provisional")),
        ("e", _("estimated")),
        ("◌", _("simulated data")),
        (PARTIAL, _("not all reports are in")),
        ("…", _("no figure was reported")),
        ("–", _("does not occur")),
        ("▒", _("hidden: you have no right to see it")),
        ("×", _("cannot be worked out")),
    ]


def legend(answer: Answer, found: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """The signs that occur, with their meaning; how many cells have no value, and why."""
    there = set(found)
    empty = Counter[str]()
    for reason, count in answer.empty.items():
        empty[SIGNS.get(reason, OTHER_SIGN)] += count
    return ((mark, words, empty[mark]) for mark, words in signs() if mark in there)
