"""What forecasting hears: observations that were accepted, figures that were rolled up, packs and places that changed.

Hearing only marks what is touched; `waiting` makes it, at once when nothing else waits. A report of a commune is heard
twice, itself and as the figure of its province: the first waits a moment for the second, so that both are one.
"""

from collections.abc import Iterable

import msgspec
from django.utils import timezone

from terrace.base.bus.events import Envelope
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.pipeline.handlers import Accepted
from terrace.insight.forecasting import territory, waiting
from terrace.insight.forecasting.waiting import StandKey

#: Seconds in which the roll-up usually is done with what was accepted.
MOMENT = 0.5


class Derived(msgspec.Struct):
    """The data of `facts.derived`."""

    cells: list[list[object]]


_accepted, _derived = msgspec.json.Decoder(Accepted), msgspec.json.Decoder(Derived)


def accepted(heard: Iterable[Envelope]) -> None:
    """Mark the stands of places that reported."""
    pairs: set[tuple[int, int]] = set()
    for event in heard:
        for area, _, cells in _accepted.decode(event.data).cells:
            pairs.update((indicator, area) for indicator in cells[::2])
    waiting.mark(touched(pairs), MOMENT)


def derived(heard: Iterable[Envelope]) -> None:
    """Mark the stands of figures that changed."""
    cells = (cell for event in heard for cell in _derived.decode(event.data).cells)
    waiting.mark(touched({(int(str(cell[0])), int(str(cell[1]))) for cell in cells}))


def changed(heard: Iterable[Envelope]) -> None:
    """A pack or a place changed: every stand that was ever made is looked at again; most equal their digest."""
    if list(heard):
        waiting.mark_all()


def touched(pairs: Iterable[tuple[int, int]]) -> set[StandKey]:
    """The stands of indicators at places: theirs, those above, and those of formulas that read them."""
    known, places = snapshot.current(), index.current()
    ground = territory.current(places, timezone.localdate())
    roots: dict[int, list[int]] = {}
    found: set[StandKey] = set()
    for indicator, area in pairs:
        if area not in roots:
            own = ground.root(area)
            roots[area] = sorted({up for root in own for up in (root, *places.ancestors(root, ground.today))})
        for each in (indicator, *known.dependents.get(indicator, ())):
            found.update((each, root) for root in roots[area])
    return found
