"""Reading one file: `read` for the whole, `open_table` for a stream of what it holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from terrace.base.kernel.problems import Fault, Refused
from terrace.base.kernel.text import looks_like_tcvn3, tidy

from . import columns, layout, numbers
from .cells import Cell, PxFile, Reason
from .columns import Columns
from .decoding import decode
from .heads import Head
from .layout import Layout
from .problems import (
    CELL_CONFLICT,
    FILE_ABSENT,
    NUMBER_AMBIGUOUS,
    NUMBER_UNREADABLE,
    TEXT_TCVN3,
    TITLE_ABSENT,
)
from .rows import Body, Row


def read(source: Path | str | bytes, name: str = "") -> PxFile:
    """The whole table. Raises nothing for bad input: a file that cannot be read gives no cells and one fault.

    A `str` is a path. `name` begins every pointer (`name:row:column`); without it, the name of the file.
    """
    name = name or _name(source)
    try:
        table = open_table(source, name)
    except Refused as refused:
        return PxFile(name, "", "", (), (), tuple(refused.faults))
    cells: list[Cell] = []
    faults: list[Fault] = []
    for entry in table.entries():
        if isinstance(entry, Cell):
            cells.append(entry)
        else:
            faults.append(entry)
    return PxFile(name, table.title, table.title_raw, table.notes, tuple(cells), tuple(faults))


def open_table(source: Path | str | bytes, name: str = "") -> "Table":
    """The table with its heads and notes read, its figures not yet. Raises `Refused` when there is none."""
    name = name or _name(source)
    found = layout.find(decode(_bytes(source, name), name), name)
    body = Body(found)
    body.survey()
    return Table(found, body, columns.read(found, body.notes))


@dataclass(slots=True)
class Table:
    """An open table."""

    layout: Layout
    body: Body
    columns: Columns
    _decimal: numbers.Sign | None = field(default=None)

    @property
    def title(self) -> str:
        return self.layout.title

    @property
    def title_raw(self) -> str:
        return self.layout.title_raw

    @property
    def notes(self) -> tuple[str, ...]:
        """The lines between title and heads, then those below the figures."""
        return (*self.layout.above[1:], *self.body.notes)

    def entries(self) -> Iterator[Cell | Fault]:
        """Faults of the file and its heads, then cells and faults row by row, one at a time."""
        yield from self.layout.source.faults
        yield from self._title_faults()
        yield from self.columns.faults
        for row in self.body.figures():
            if isinstance(row, Fault):
                yield row
            else:
                yield from self._entries_of(row)

    def decimal_sign(self) -> numbers.Sign:
        """The decimal sign that the other figures of the file prove; '' when they prove none, or both."""
        if self._decimal is None:
            signs = {numbers.decimal_sign(text) for text in self._texts()} - {""}
            self._decimal = signs.pop() if len(signs) == 1 else ""
        return self._decimal

    def _texts(self) -> Iterator[str]:
        places = [head.column - 1 for group in self.columns.groups for head in group]
        for row in self.body.entries():
            if isinstance(row, Row):
                yield from (tidy(row.cells[place]) for place in places)

    def _title_faults(self) -> Iterator[Fault]:
        if not self.title_raw:
            yield TITLE_ABSENT.fault(self.layout.pointer(1), name=self.layout.name)
        elif looks_like_tcvn3(self.title_raw):
            yield TEXT_TCVN3.fault(self.layout.pointer(1), text=self.title_raw)

    def _entries_of(self, row: Row) -> Iterator[Cell | Fault]:
        for group in self.columns.groups:
            if len(group) == 1 and not row.twins:
                yield self._cell(row, group[0])
            else:
                yield self._agreed(row, group)

    def _agreed(self, row: Row, group: Sequence[Head]) -> Cell | Fault:
        """The cell that stands in several places, if all of them say the same."""
        places = [(twin, head) for twin in row.twins or (row,) for head in group]
        raws = dict.fromkeys(tidy(twin.cells[head.column - 1]) for twin, head in places)
        if len(raws) == 1:
            return self._cell(row, group[0])
        pointer = self.layout.pointer(places[-1][0].number, places[-1][1].column)
        return CELL_CONFLICT.fault(pointer, raws=" | ".join(raws))

    def _cell(self, row: Row, head: Head) -> Cell | Fault:
        raw = row.cells[head.column - 1]
        try:
            value, reason = self._value(raw)
        except numbers.UnreadableError:
            return NUMBER_UNREADABLE.fault(self.layout.pointer(row.number, head.column), raw=raw)
        except numbers.AmbiguousError as two:
            pointer = self.layout.pointer(row.number, head.column)
            return NUMBER_AMBIGUOUS.fault(pointer, raw=raw, small=two.small, large=two.large)
        return Cell(
            row=row.number,
            column=head.column,
            area_text=row.area,
            area_raw=row.area_raw,
            year_text=head.text,
            year=head.year,
            provisional=head.provisional,
            item=head.item,
            value=value,
            reason=reason,
            raw=raw,
            doubtful=head.column in self.columns.doubtful,
        )

    def _value(self, raw: str) -> tuple[Decimal | None, Reason | None]:
        plain = numbers.simple(raw)
        if plain is not None:
            return plain, None
        text = tidy(raw)
        if text in numbers.MISSING:
            return None, "missing"
        if text in numbers.NOT_APPLICABLE:
            return None, "not_applicable"
        return self._number(text), None

    def _number(self, text: str) -> Decimal:
        try:
            return numbers.parse(text)
        except numbers.AmbiguousError:
            return numbers.parse(text, self.decimal_sign())


def _name(source: Path | str | bytes) -> str:
    return "table.csv" if isinstance(source, bytes) else Path(source).name


def _bytes(source: Path | str | bytes, name: str) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return Path(source).read_bytes()
    except OSError as fault:
        raise FILE_ABSENT.problem(f"{name}:1:1", name=name, why=fault.strerror or str(fault)) from fault
