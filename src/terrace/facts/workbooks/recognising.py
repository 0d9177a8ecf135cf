"""Which sheets of a file are what: our own returns, foreign ones whose layout is known, and the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.kernel import periods
from terrace.base.places import index
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.workbooks import filled, guessing, mappings
from terrace.facts.workbooks.foreign import Foreign
from terrace.facts.workbooks.layouts import TITLE, Layout
from terrace.facts.workbooks.models import Mapping
from terrace.facts.workbooks.placing import Placing
from terrace.facts.workbooks.readings import Reading
from terrace.facts.workbooks.sheets import Book, Sheet
from terrace.facts.workbooks.wordings import Catalogue

OURS, MAPPED, UNKNOWN, PASSED = "ours", "mapped", "unknown", "passed"
#: A sheet with fewer rows or columns holds no table.
LEAST = 2


@dataclass(slots=True)
class Piece:
    """One sheet and what it says."""

    index: int
    sheet: Sheet
    kind: str
    readings: list[Reading] = field(default_factory=list)
    mapping: Mapping | None = None

    @property
    def facts(self) -> int:
        return sum(len(each.facts) for each in self.readings)


def recognise(actor: Actor, book: Book) -> Iterator[Piece]:
    """Every sheet in order. A layout whose period must be told again is left to the officer."""
    known: list[Mapping] | None = None
    for number, sheet in enumerate(book.sheets):
        if (piece := _own(number, sheet, book)) is not None:
            yield piece
            continue
        known = mappings.hers(actor) if known is None else known
        yield _foreign(actor, number, sheet, known)


def _own(number: int, sheet: Sheet, book: Book) -> Piece | None:
    if filled.is_ours(sheet) or not sheet.visible or sheet.blank:
        return Piece(number, sheet, PASSED)
    found = filled.recognise(sheet, book)
    if found is None:
        return Piece(number, sheet, PASSED) if _is_guide(sheet, book) else None
    return Piece(number, sheet, OURS, filled.read(sheet, found, catalogue.current()))


def _is_guide(sheet: Sheet, book: Book) -> bool:
    """A sheet without figures in a workbook of ours: the instructions."""
    own = any(filled.is_ours(each) for each in book.sheets)
    return own and (sheet.width <= LEAST or len(sheet.rows) < LEAST)


def _foreign(actor: Actor, number: int, sheet: Sheet, known: Iterable[Mapping]) -> Piece:
    if len(sheet.rows) < LEAST or sheet.width < LEAST:
        return Piece(number, sheet, PASSED)
    found = mappings.find(sheet, known)
    if found is None or found[1].asks_period:
        return Piece(number, sheet, UNKNOWN, mapping=found[0] if found else None)
    mapping, layout = found
    return Piece(number, sheet, MAPPED, [read(actor, sheet, layout)], mapping)


def read(actor: Actor, sheet: Sheet, layout: Layout, most: int | None = None) -> Reading:
    """What a foreign sheet says by its layout; the first so many rows, or all."""
    return Foreign(sheet, layout, placing(actor, sheet, layout), Catalogue(catalogue.current())).read(most)


def placing(actor: Actor, sheet: Sheet, layout: Layout | None = None) -> Placing:
    """Looks up places as of the last day of the sheet's period (today), within her area."""
    code = ""
    if layout is not None:
        code = guessing.title_period(sheet, layout.head) if layout.period == TITLE else layout.period
    try:
        day = periods.parse(code).end
    except ValueError:
        day = timezone.localdate()
    return Placing(index.current(), policy.which(actor, "submission.create"), day)
