"""Reading our own workbooks back: the key says what they are, the name in each row which cell it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.collection.intake import Fact
from terrace.facts.workbooks import figures, keys, problems
from terrace.facts.workbooks.figures import REASONS, Asked
from terrace.facts.workbooks.keys import Key, RowKey
from terrace.facts.workbooks.readings import Mark, Reading
from terrace.facts.workbooks.sheets import Book, Sheet, Spot

#: Rows in which the marks are looked for, and rows that are looked through for names of cells.
TOP, SAMPLE = 60, 400
#: Signs of an explanation that are kept.
LONGEST_BECAUSE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sheet of ours: its key (None when it was changed), and the column of the names and of each role."""

    key: Key | None
    names: int
    columns: dict[str, int]


def is_ours(sheet: Sheet) -> bool:
    """True for sheets that are no figures: the hidden key, and the list of faults of a marked copy."""
    return sheet.name == keys.HIDDEN_SHEET or sheet.text(0, 0) == keys.FAULTS_MARK


def recognise(sheet: Sheet, book: Book) -> Recognised | None:
    """The sheet as one of ours; None when it is not."""
    spot, text = _marked(sheet)
    if spot is None:
        return _by_names(sheet, book)
    columns = {
        content.removeprefix(keys.ROLE_MARK): column
        for column in range(len(sheet.rows[spot[0]]))
        if (content := sheet.text(spot[0], column)).startswith(keys.ROLE_MARK) and column != spot[1]
    }
    signed = text.removeprefix(keys.MARK)
    key = next(_hidden(book, sheet.name), None) if signed == keys.ELSEWHERE else Key.read(signed)
    return Recognised(key, spot[1], columns)


def _marked(sheet: Sheet) -> tuple[Spot | None, str]:
    """Where the key stands."""
    for row, cells in enumerate(sheet.rows[:TOP]):
        for column, content in enumerate(cells):
            if isinstance(content, str) and content.startswith(keys.MARK):
                return (row, column), content
    return None, ""


def _by_names(sheet: Sheet, book: Book) -> Recognised | None:
    """The marks are gone (the hidden row was deleted), the names of the cells are there."""
    found = _names(sheet)
    if found is None:
        return None
    column, first = found
    speaking = [key for key in _hidden(book, "") if any(first.area == part.area for part in key.parts)]
    key = next((key for key in speaking if any(first.period == part.period for part in key.parts)), None)
    return Recognised(key, column, {role: column + offset for role, offset in key.columns.items()} if key else {})


def _names(sheet: Sheet) -> tuple[int, RowKey] | None:
    for cells in sheet.rows[:SAMPLE]:
        for column, content in enumerate(cells):
            if isinstance(content, str) and (name := RowKey.read(content)):
                return column, name
    return None


def _hidden(book: Book, name: str) -> Iterator[Key]:
    """The keys of the very hidden sheet, that of the sheet with this name first."""
    hidden = next((each for each in book.sheets if each.name == keys.HIDDEN_SHEET), None)
    rows = hidden.rows[1:] if hidden else []
    for cells in sorted(rows, key=lambda row: str(row[0]) != name if row else True):
        if key := Key.read("".join(str(each) for each in cells[2:] if each)):
            yield key


def read(sheet: Sheet, found: Recognised, snapshot: Snapshot) -> list[Reading]:
    """What the sheet says, one reading for each return; a single one with a fault when it cannot be read."""
    if found.key is None:
        return [Reading(marks=[Mark(None, problems.KEY_TAMPERED.fault())])]
    if "value" not in found.columns:
        return [Reading(found.key.form, marks=[Mark(None, problems.COLUMN_LOST.fault())])]
    return _Reader(sheet, found, found.key, snapshot).read()


class _Reader:
    """Reads one sheet of ours."""

    def __init__(self, sheet: Sheet, found: Recognised, key: Key, snapshot: Snapshot) -> None:
        self.sheet, self.found, self.key, self.snapshot = sheet, found, key, snapshot
        self.readings = {
            (part.area, part.period): Reading(key.form, part.area, part.period, key.source, part.revision, key.made)
            for part in key.parts
        }
        self.sign = figures.sign([row[self.value] for row in sheet.rows if len(row) > self.value])
        self.asked: dict[str, Asked] = {}
        self.seen: dict[str, int] = {}

    @property
    def value(self) -> int:
        return self.found.columns["value"]

    def read(self) -> list[Reading]:
        names = self.found.names
        for row, cells in enumerate(self.sheet.rows):
            content = cells[names] if len(cells) > names else None
            if isinstance(content, str) and (name := RowKey.read(content)):
                self._row(row, name)
        return list(self.readings.values())

    def _row(self, row: int, name: RowKey) -> None:
        reading, spot = self.readings.get((name.area, name.period)), (row, self.value)
        if reading is None or name.indicator not in self.snapshot.indicators:
            next(iter(self.readings.values())).mark(spot, problems.KEY_OTHER.fault(code=name))
            return
        first = self.seen.setdefault(str(name), row)
        if first != row:
            reading.mark(spot, problems.ROW_TWICE.fault(first=first + 1))
            return
        reading.rows[f"{name.indicator}|{name.breakdown}"] = spot
        self._said(row, name, reading)

    def _said(self, row: int, name: RowKey, reading: Reading) -> None:
        """A fact for what was typed; what stood there already when the workbook was made is not said again."""
        spec = self.snapshot.indicators[name.indicator]
        percent = (row, self.value) in self.sheet.percents
        said = figures.read(self.sheet.at(row, self.value), self._asked(spec), percent=percent)
        reason = self._reason(row, reading) or said.reason
        because = self._text(row, "because")[:LONGEST_BECAUSE] or None
        held = self._text(row, "held")
        if said.fault is not None:
            reading.mark((row, self.value), said.fault)
        elif said.value is None and reason is None:
            reading.clear((row, self.value), held=bool(held))
        elif held and held == held_text(said.value, reason, because):
            reading.held.add((row, self.value))
        else:
            breakdown = name.breakdown or None
            fact = Fact(name.indicator, name.area, name.period, said.value, reason, breakdown, because=because)
            reading.say(fact, (row, self.value))

    def _asked(self, spec: IndicatorSpec) -> Asked:
        if spec.code not in self.asked:
            self.asked[spec.code] = Asked(spec.decimals, self.snapshot.unit(spec), self.sign)
        return self.asked[spec.code]

    def _reason(self, row: int, reading: Reading) -> str | None:
        """What the list of reasons says; a word that is none of them is a fault of its cell."""
        text = self._text(row, "reason")
        if not text:
            return None
        code = figures.reason(text)
        if code is None:
            allowed = ", ".join([*REASONS["vi"], *REASONS["en"]])
            reading.mark((row, self.found.columns["reason"]), problems.REASON.fault(text=text[:60], allowed=allowed))
        return code

    def _text(self, row: int, role: str) -> str:
        column = self.found.columns.get(role)
        return "" if column is None else self.sheet.text(row, column)


def held_text(value: Decimal | str | None, reason: str | None, because: str | None) -> str:
    """What a row holds, for the hidden column: the same text for the same figure however it is written.

    >>> held_text("1.50", None, None) == held_text(Decimal("1.5"), None, ""), held_text(None, None, None)
    (True, '')
    """
    if value is None and not reason:
        return ""
    number = "" if value is None else f"{Decimal(value).normalize():f}"
    return f"={number}|{reason or ''}|{(because or '').strip()}"
