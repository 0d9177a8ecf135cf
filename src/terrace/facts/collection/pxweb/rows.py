"""The rows below the heads: which are figures, which are notes, which are neither."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from terrace.base.kernel.problems import Fault, Refused
from terrace.base.kernel.text import fold, looks_like_tcvn3, tidy

from .layout import Layout
from .problems import ROW_BARE, ROW_NAMELESS, ROW_QUOTE, ROW_RAGGED, ROW_REPEATED, TEXT_TCVN3

_NOTE_SIGNS = ("(", "*", "[", "¹", "²", "³")
_NOTE_WORD = re.compile(
    r"(?:notes?|sources?|units?|database|contact|copyright|(?:last|latest) updated?"
    r"|ghi chu|nguon|don vi(?: tinh)?|cap nhat) ?:"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of figures: as many cells as the head has."""

    number: int
    area_raw: str
    area: str
    cells: tuple[str, ...]
    twins: tuple["Row", ...] = ()

    @property
    def key(self) -> str:
        return self.area.casefold()


@dataclass(slots=True)
class Body:
    """The rows of a file, gone through once for repeated areas and notes, once for the figures."""

    layout: Layout
    notes: list[str] = field(default_factory=list)
    repeated: dict[str, tuple[Row, ...]] = field(default_factory=dict)

    def survey(self) -> None:
        """Find the notes and the areas that have several rows."""
        counts: Counter[str] = Counter()
        for entry in self.entries():
            if isinstance(entry, str):
                self.notes.append(entry)
            elif isinstance(entry, Row):
                counts[entry.key] += 1
        self._gather({key for key, count in counts.items() if count > 1})

    def figures(self) -> Iterator[Row | Fault]:
        """Rows of figures, each area once (with its `twins`), and faults."""
        for entry in self.entries():
            if isinstance(entry, Row) and entry.key in self.repeated:
                yield self._one_of(entry, self.repeated[entry.key])
            elif not isinstance(entry, str):
                yield entry

    def entries(self) -> Iterator[Row | Fault | str]:
        """Every row as a row of figures, a fault, or the text of a note; broken quoting ends it."""
        gap, head = False, tuple(tidy(text) for text in self.layout.head)
        try:
            for number, cells in self.layout.rows():
                if not any(cell.strip() for cell in cells):
                    gap = True
                    continue
                entry = self._read(number, cells, gap)
                gap = gap and isinstance(entry, str)
                if not _repeats(entry, head):
                    yield entry
        except Refused as refused:
            yield from refused.faults

    def _gather(self, keys: set[str]) -> None:
        rows: dict[str, list[Row]] = {}
        for entry in self.entries() if keys else ():
            if isinstance(entry, Row) and entry.key in keys:
                rows.setdefault(entry.key, []).append(entry)
        self.repeated = {key: tuple(twins) for key, twins in rows.items()}

    def _one_of(self, row: Row, twins: Sequence[Row]) -> Row | Fault:
        first = twins[0]
        if row.number == first.number:
            return Row(row.number, row.area_raw, row.area, row.cells, tuple(twins))
        return ROW_REPEATED.fault(self.layout.pointer(row.number), text=row.area, first=first.number)

    def _read(self, number: int, cells: list[str], gap: bool) -> Row | Fault | str:
        """One row that is not blank; `gap`: blank lines or notes stand before it."""
        text, figures = tidy(cells[0]), any(cell.strip() for cell in cells[1:])
        if not figures and (_is_note(text) or (len(cells) == 1 and gap)):
            return text
        if _is_note(text) and len(cells) < len(self.layout.head):
            return tidy(self.layout.separator.join(cells))
        if len(cells) == 1:
            return ROW_BARE.fault(self.layout.pointer(number), text=text)
        return self._fault(number, cells, text) or self._row(number, cells, text)

    def _row(self, number: int, cells: list[str], text: str) -> Row:
        return Row(number, cells[0], text, tuple(cells[: len(self.layout.head)]))

    def _fault(self, number: int, cells: list[str], text: str) -> Fault | None:
        width, pointer = len(self.layout.head), self.layout.pointer(number)
        if _swallowed(cells[0], self.layout.separator):
            return ROW_QUOTE.fault(pointer)
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            return ROW_RAGGED.fault(pointer, found=len(cells), expected=width)
        if not text:
            return ROW_NAMELESS.fault(pointer)
        return TEXT_TCVN3.fault(pointer, text=text) if looks_like_tcvn3(text) else None


def _repeats(entry: Row | Fault | str, head: tuple[str, ...]) -> bool:
    """The heads once more, as at the top of a printed page."""
    return isinstance(entry, Row) and tuple(tidy(cell) for cell in entry.cells) == head


def _is_note(text: str) -> bool:
    """A line that begins as notes do: `(*) Preliminary`, `Source: …`, `Ghi chú: …`."""
    return text.startswith(_NOTE_SIGNS) or bool(_NOTE_WORD.match(fold(text)))


def _swallowed(cell: str, separator: str) -> bool:
    """A lost quotation mark made the cell swallow the line after it."""
    return ("\n" in cell or "\r" in cell) and (separator in cell or '"' in cell)
