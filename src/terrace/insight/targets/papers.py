"""Tables of targets that a specialist edits in Excel or as CSV: out of what holds, and back in.

One row for each target of a year and for each plan of a part of it (`period` is then `2026-Q1` and the like; only its
value counts). What is empty in `value` lifts the target. All rows are taken, or none.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Final

from django.db import transaction
from xlsxwriter import Workbook

from terrace.base.access.policy import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.kernel.text import tidy
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.pipeline.queries import Reader
from terrace.facts.workbooks import tables
from terrace.facts.workbooks.figures import Content
from terrace.facts.workbooks.styles import Styles, number
from terrace.insight.targets import actions, days, dividing, goals, problems, queries, resolutions
from terrace.insight.targets.actions import Wanted
from terrace.insight.targets.bases import KINDS, Basis
from terrace.insight.targets.dividing import WantedPart
from terrace.insight.targets.goals import Cell, Goal
from terrace.insight.targets.models import Direction

COLUMNS: Final = (
    "indicator", "name", "unit", "place", "breakdown", "period", "value", "direction", "resolution", "agency",
    "person", "basis_kind", "basis_number", "basis_date", "basis_clause", "decided_by",
)  # fmt: skip
#: Columns that a table needs, and those that are there to be read only.
NEEDED: Final = ("indicator", "place", "period", "value")
WIDTHS: Final = (24, 42, 12, 8, 14, 12, 16, 10, 18, 24, 16, 12, 20, 12, 20, 44)
#: Rows that one file may have; digits that a number of a spreadsheet keeps.
MOST: Final = 1000
_LAYOUT: Final = tables.Layout(NEEDED, MOST, problems.TABLE_COLUMN, problems.TABLE_EMPTY, problems.TABLE_LONG)
NUMBER_DIGITS: Final = 15
#: Digits of a group of thousands.
_GROUP: Final = 3
_GROUPED: Final = re.compile(r"-?[1-9]\d{0,2}([.,]\d{3})+", re.ASCII)
Cells = Sequence[str | Decimal | date | None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a table did: rows that changed something, and rows that said what holds already."""

    changed: int
    same: int


# out


def rows(reader: Reader, held: Sequence[Goal], language: str = "vi") -> Iterator[tuple[Cells, int]]:
    """The rows of these targets, each with the decimals of its indicator."""
    planned = goals.shares(reader.snapshot, reader.index, held) if held else {}
    for goal in held:
        yield _row(reader, goal, language), goal.spec.decimals
        for share in planned.get(goal.cell, ()):
            yield _part(reader, goal, share, language), goal.spec.decimals


def of_place(reader: Reader, area: int, year: int) -> list[Goal]:
    """The targets of a place for a year that she may see."""
    held = goals.holding(reader.snapshot, reader.index, years=[year], areas=[area])
    return [goal for goal in held if queries.sees(reader, goal)]


def of_resolution(reader: Reader, code: str) -> list[Goal]:
    """The targets of a resolution, of all its years, that she may see."""
    paper = resolutions.one(reader.index, code)
    held = goals.holding(reader.snapshot, reader.index, years=paper.years)
    return [goal for goal in held if goal.resolution == code and queries.sees(reader, goal)]


def _head(reader: Reader, goal: Goal, language: str) -> tuple[str, ...]:
    version = reader.index.version(goal.area, goals.day_of(goal.year)) or reader.index.history(goal.area)[-1]
    cell = reader.snapshot.cells[goal.breakdown] if goal.breakdown else ""
    spec = goal.spec
    return spec.code, spec.name(language), reader.snapshot.unit(spec, language), version.code, cell


def _row(reader: Reader, goal: Goal, language: str) -> Cells:
    basis = goal.basis
    said = (goal.direction, goal.resolution, goal.agency, goal.person)
    document = (basis.kind, basis.number, basis.day, basis.clause)
    return (*_head(reader, goal, language), str(goal.year), goal.value, *said, *document, goal.decided_by(language))


def _part(reader: Reader, goal: Goal, share: goals.Share, language: str) -> Cells:
    return (*_head(reader, goal, language), share.period.code, share.value, *[""] * 9)


def as_csv(reader: Reader, held: Sequence[Goal], language: str = "vi") -> bytes:
    """CSV in UTF-8 with a mark that Excel knows; numbers have decimal points."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_text(cell) for cell in cells] for cells, _ in rows(reader, held, language))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _text(cell: str | Decimal | date | None) -> str:
    """Text that a spreadsheet would read as a formula begins with an apostrophe."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return f"'{cell}" if cell and cell[0] in "=+-@\t" else cell or ""


def as_workbook(reader: Reader, held: Sequence[Goal], language: str = "vi") -> bytes:
    """A workbook of one sheet; choices have lists, and what is only to be read is grey."""
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    styles, sheet = Styles(book), book.add_worksheet("targets")
    for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, styles.head)
    last = 0
    for last, (cells, decimals) in enumerate(rows(reader, held, language), start=1):
        figure = styles.get(border=1, num_format=number(decimals))
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal) and len(cell.as_tuple().digits) <= NUMBER_DIGITS:
                sheet.write_number(last, column, float(cell), figure)
            else:
                sheet.write_string(last, column, _text(cell).removeprefix("'"), styles.label)
    for name, choices in (("direction", Direction.values), ("basis_kind", [*KINDS])):
        at = COLUMNS.index(name)
        sheet.data_validation(1, at, last + 200, at, {"validate": "list", "source": choices})
    sheet.freeze_panes(1, 2)
    book.close()
    return content.getvalue()


# in


def take(actor: Actor, content: bytes, name: str) -> Taken:
    """Set the targets of a table; raises Refused with every fault, at `/rows/12/value`, and then nothing is changed."""
    lines = tables.read(content, name, _LAYOUT).lines
    faults: list[Fault] = []
    years, parts = _wanted(lines, faults)
    changed = 0
    with transaction.atomic():
        held = _holding({wanted.year for _, wanted in years})
        for line, wanted in years:
            changed += _tried(faults, line, partial(_set, actor, wanted, held))
        for line, part in parts:
            changed += _tried(faults, line, partial(dividing.set_part, actor, part))
        if faults:
            raise Refused(sorted(faults, key=_line_of))
    return Taken(changed, len(lines) - changed)


def _holding(years: set[int]) -> dict[Cell, Goal]:
    """The targets that hold for these years, of packs too."""
    return {goal.cell: goal for goal in goals.holding(snapshot.current(), index.current(), years=years)}


def _set(actor: Actor, wanted: Wanted, held: Mapping[Cell, Goal]) -> bool:
    """Set a target, unless just this holds already."""
    cell = actions.resolve(wanted)
    goal = held.get((cell.spec.id, cell.area, cell.breakdown, cell.year))
    return not (goal and _says(goal) == _asks(wanted)) and actions.set_target(actor, wanted)


def _says(goal: Goal) -> tuple[object, ...]:
    return goal.value, goal.direction, goal.basis, goal.agency, goal.person, goal.resolution


def _asks(wanted: Wanted) -> tuple[object, ...]:
    return wanted.value, wanted.direction, wanted.basis, wanted.agency, wanted.person, wanted.resolution


def _tried(faults: list[Fault], line: int, work: Callable[[], bool]) -> bool:
    """Whether something changed; what is refused is noted at its row."""
    try:
        with transaction.atomic():
            return work()
    except Refused as refused:
        faults.extend(replace(fault, pointer=f"/rows/{line}{fault.pointer}") for fault in refused.faults)
        return False


def _line_of(fault: Fault) -> int:
    part = fault.pointer.split("/")[2] if fault.pointer.count("/") > 1 else "0"
    return int(part) if part.isdigit() else 0


def _wanted(
    lines: Sequence[tuple[int, Mapping[str, Content]]], faults: list[Fault]
) -> tuple[list[tuple[int, Wanted]], list[tuple[int, WantedPart]]]:
    years: list[tuple[int, Wanted]] = []
    parts: list[tuple[int, WantedPart]] = []
    seen: dict[tuple[str, ...], int] = {}
    for line, cells in lines:
        read = _Line(line, cells, faults)
        period, key = read.period(), tuple(read.text(name) for name in ("indicator", "place", "breakdown", "period"))
        if (first := seen.setdefault(key, line)) != line:
            faults.append(problems.TABLE_TWICE.fault(f"/rows/{line}", first=first))
        if period is None or not read.sound:
            continue
        if period.frequency is Frequency.YEAR:
            years.append((line, read.target(period.year)))
        else:
            parts.append((line, read.part(period)))
    kept = {fault.pointer.split("/")[2] for fault in faults}
    return ([each for each in years if str(each[0]) not in kept], [each for each in parts if str(each[0]) not in kept])


class _Line:
    """Reads the cells of a row; what cannot be read is noted."""

    def __init__(self, number: int, cells: Mapping[str, Content], faults: list[Fault]) -> None:
        self.number, self.cells, self.faults, self.sound = number, cells, faults, True

    def text(self, name: str) -> str:
        cell = self.cells.get(name)
        if isinstance(cell, datetime | date):
            return cell.isoformat()
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return tidy(str(cell).removeprefix("'")) if cell is not None else ""

    def wrong(self, name: str, text: str, hint_vi: str, hint_en: str) -> None:
        self.sound = False
        values = {"text": text[:60], "hint_vi": hint_vi, "hint_en": hint_en}
        self.faults.append(problems.CELL_WRONG.fault(f"/rows/{self.number}/{name}", **values))

    def period(self) -> Period | None:
        said = self.text("period")
        try:
            return periods.parse(said)
        except ValueError:
            self.wrong(
                "period", said, "Ghi năm hoặc kỳ, ví dụ 2026, 2026-Q1.", "Write a year or period: 2026, 2026-Q1."
            )
            return None

    def value(self) -> Decimal | None:
        cell, said = self.cells.get("value"), self.text("value")
        if not said:
            return None
        try:
            return Decimal(repr(cell)) if isinstance(cell, float) else Decimal(pointed(said, self._decimals()))
        except InvalidOperation:
            self.wrong("value", said, "Ghi một số, ví dụ 1250.5.", "Write a number such as 1250.5.")
            return None

    def _decimals(self) -> int:
        spec = snapshot.current().indicators.get(self.text("indicator"))
        return spec.decimals if spec else 0

    def day(self) -> date | None:
        said = self.text("basis_date")
        try:
            return days.read(said) if said else None
        except ValueError:
            self.wrong("basis_date", said, "Ghi ngày, ví dụ 10/12/2025.", "Write a day such as 10/12/2025.")
            return None

    def target(self, year: int) -> Wanted:
        basis = Basis(self.text("basis_kind"), self.text("basis_number"), self.day(), self.text("basis_clause"))
        place = _padded(self.text("place"))
        return Wanted(
            self.text("indicator"),
            place,
            year,
            self.value(),
            self.text("direction") or Direction.UP,
            self.text("decided_by"),
            self.text("breakdown"),
            basis,
            self.text("agency"),
            self.text("person"),
            self.text("resolution"),
        )

    def part(self, period: Period) -> WantedPart:
        place = _padded(self.text("place"))
        return WantedPart(self.text("indicator"), place, period.code, self.value(), self.text("breakdown"))


def pointed(text: str, decimals: int = 0) -> str:
    """A number as it is typed, with a decimal point. `1.250` is a thousand and more, unless there are three decimals.

    >>> [pointed(text) for text in ("1.250,5", "1250.5", "1,250.5", "12,5", "1.250")], pointed("1.250", 3)
    (['1250.5', '1250.5', '1250.5', '12.5', '1250'], '1.250')
    """
    bare = text.replace(" ", "").replace("\u00a0", "")
    if "," in bare and "." in bare:
        thousands = "," if bare.rindex(".") > bare.rindex(",") else "."
        bare = bare.replace(thousands, "")
    elif decimals < _GROUP and _GROUPED.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", "")
    return bare.replace(",", ".")


def _padded(place: str) -> str:
    """Excel drops the zero of `08` and `01273`.

    >>> _padded("8"), _padded("1273"), _padded("VN")
    ('08', '01273', 'VN')
    """
    return place.zfill(2 if len(place) <= 2 else 5) if place.isdigit() and len(place) != 3 else place  # noqa: PLR2004
