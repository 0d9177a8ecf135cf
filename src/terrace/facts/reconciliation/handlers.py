"""What reconciliation hears: observations that were accepted, and figures that were rolled up."""

from collections.abc import Iterable
from typing import Any

import msgspec

from terrace.base.bus.events import Envelope
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection.checking import CellKey
from terrace.facts.pipeline.handlers import Accepted
from terrace.facts.reconciliation import register, suspicions
from terrace.facts.reconciliation.models import Kind
from terrace.facts.reconciliation.sides import Finder

#: Cells looked at with one statement.
CHUNK = 20_000


class Derived(msgspec.Struct):
    """The data of `facts.derived`."""

    cells: list[list[Any]]


_accepted, _derived = msgspec.json.Decoder(Accepted), msgspec.json.Decoder(Derived)


def accepted(heard: Iterable[Envelope]) -> None:
    """Compare sources, and totals with their parts, at the cells that were spoken of."""
    events = [_accepted.decode(event.data) for event in heard]
    cells: set[CellKey] = set()
    for area, period, pairs in (group for event in events for group in event.cells):
        cells.update((pairs[at], period, pairs[at + 1], area) for at in range(0, len(pairs), 2))
    for chunk in _chunks(sorted(cells)):
        finder = Finder(snapshot.current(), index.current())
        sides = finder.reported(chunk)
        register.enter((Kind.SOURCES, Kind.PARTS), finder.touched(chunk), sides, finder.snapshot, finder.aside)


def looked_at(heard: Iterable[Envelope]) -> None:
    """Look for odd patterns in the returns that were accepted."""
    for event in heard:
        suspicions.look(_accepted.decode(event.data).submissions, int(event.partitionkey))


def derived(heard: Iterable[Envelope]) -> None:
    """Compare what places reported themselves with the places below them."""
    cells = {(cell[0], cell[2], cell[3], cell[1]) for event in heard for cell in _derived.decode(event.data).cells}
    for chunk in _chunks(sorted(cells)):
        finder = Finder(snapshot.current(), index.current())
        register.enter((Kind.PLACES,), chunk, finder.below(chunk), finder.snapshot, finder.aside)


def _chunks(cells: list[CellKey]) -> Iterable[list[CellKey]]:
    return (cells[at : at + CHUNK] for at in range(0, len(cells), CHUNK))
