"""What the warehouse hears: what changed is written as recent rows before the event is acknowledged.

Rows are read when nobody else writes, after the event: so the newest writing of a cell is right, whatever the order in
which events come, and twice is the same as once.
"""

import time
from collections.abc import Iterable

import msgspec

from terrace.base.bus.events import Envelope
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.pipeline.evaluation import Cell
from terrace.facts.pipeline.handlers import Accepted
from terrace.facts.pipeline.rebuilding import Changes, PackLoaded, PlaceChanged
from terrace.insight.warehouse import store
from terrace.insight.warehouse.touching import Leaves


class Derived(msgspec.Struct):
    """The data of `facts.derived`, as far as it names cells."""

    cells: list[tuple[int, int, int, int, object, object, object, object, object]]


_accepted, _derived = msgspec.json.Decoder(Accepted), msgspec.json.Decoder(Derived)
_pack, _place = msgspec.json.Decoder(PackLoaded), msgspec.json.Decoder(PlaceChanged)


def accepted(heard: Iterable[Envelope]) -> None:
    """Figures of leaf places follow from observations."""
    if not store.current().begun():
        return
    leaves = Leaves(snapshot.current(), index.current())
    for event in heard:
        for group in _accepted.decode(event.data).cells:
            leaves.add(group)
    store.refresh({cell for level in leaves.deepest_first() for cell in leaves.cells(level)})


def derived(heard: Iterable[Envelope]) -> None:
    """Figures of places with places under them are kept by the pipeline, which tells of each that changed."""
    if not store.current().begun():
        return
    cells: set[Cell] = {cell[:4] for event in heard for cell in _derived.decode(event.data).cells}
    store.refresh(cells)


def loaded(heard: Iterable[Envelope]) -> None:
    """What a pack changed: the families of its indicators are made anew; all of them when a source changed."""
    known = snapshot.current()
    for event in heard:
        tables = _pack.decode(event.data).tables
        sources = tables.get("sources", Changes()).codes
        codes = known.indicators if sources else tables.get("indicators", Changes()).codes
        if members := families(known, codes):
            store.current().rebuild(members)


def moved(heard: Iterable[Envelope]) -> None:
    """Places changed: the years from the earliest day on are made anew."""
    days = [day for event in heard for day in _place.decode(event.data).days]
    if days and store.current().begun():
        time.sleep(2 * index.TRUSTED)  # until nobody works out leaf places with the places of before
        index.refresh()
        store.current().rebuild(snapshot.current().by_id, since=int(min(days)[:4]))


def families(known: Snapshot, codes: Iterable[str]) -> set[int]:
    """All indicators (ids) that hang together with these codes."""
    found = {known.indicators[code].family for code in codes if code in known.indicators}
    return {spec.id for spec in known.by_id.values() if spec.family in found}
