"""History on another day's map: which old places, with which shares, make a place up, across chains.

A figure of today's place for an old day is the sum of weight × figure over its sources. The weights of an old
place over all places that it went to are one (unless it was abolished without successor).
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Context, Decimal

from terrace.base.places.versions import Change, Share

ONE = Decimal(1)
#: Weights have ten decimals and are multiplied along chains: a hundred digits keep every product exact.
EXACT = Context(prec=100)
_Holds = Callable[[int, date], bool]
_Sum = dict[int, tuple[Decimal, bool]]


class Restating:
    """The changes as a graph that is walked back (`sources`) or on (`successors`)."""

    def __init__(self, changes: Iterable[Change], holds: _Holds) -> None:
        self._into: dict[int, list[Change]] = {}
        self._out_of: dict[int, list[Change]] = {}
        self._holds = holds
        for change in changes:
            self._out_of.setdefault(change.source_id, []).append(change)
            if change.target_id is not None:
                self._into.setdefault(change.target_id, []).append(change)

    def out_of(self, place_id: int) -> tuple[Change, ...]:
        """Where the place went, when it ended."""
        return tuple(self._out_of.get(place_id, ()))

    def sources(self, place_id: int, then: date, now: date) -> tuple[Share, ...]:
        """The places of `then` whose territory makes up the place of `now`."""
        if not self._holds(place_id, now):
            return ()
        found: _Sum = {}
        self._back(place_id, then, now, (ONE, False), found)
        return _shares(found)

    def _back(self, place_id: int, then: date, now: date, share: tuple[Decimal, bool], found: _Sum) -> None:
        if self._holds(place_id, then):
            _add(found, place_id, share)
        for change in self._into.get(place_id, ()):
            if then < change.day <= now:
                self._back(change.source_id, then, change.day, _times(share, change), found)

    def successors(self, place_id: int, then: date, now: date) -> tuple[Share, ...]:
        """The places of `now` that the place of `then` went to, with the shares of it that they got."""
        if not self._holds(place_id, then):
            return ()
        found: _Sum = {}
        self._on(place_id, then, now, (ONE, False), found)
        return _shares(found)

    def _on(self, place_id: int, then: date, now: date, share: tuple[Decimal, bool], found: _Sum) -> None:
        if self._holds(place_id, now):
            _add(found, place_id, share)
        for change in self._out_of.get(place_id, ()):
            if change.target_id is not None and then < change.day <= now:
                self._on(change.target_id, change.day, now, _times(share, change), found)


def _times(share: tuple[Decimal, bool], change: Change) -> tuple[Decimal, bool]:
    return EXACT.multiply(share[0], change.weight), share[1] or change.estimated


def _add(found: _Sum, place_id: int, share: tuple[Decimal, bool]) -> None:
    weight, estimated = found.get(place_id, (Decimal(0), False))
    found[place_id] = (EXACT.add(weight, share[0]), estimated or share[1])


def _shares(found: _Sum) -> tuple[Share, ...]:
    """In order of place; a whole put together again from its estimated parts is no estimate any more."""
    return tuple(
        Share(place_id, _tidy(weight), estimated and weight != ONE)
        for place_id, (weight, estimated) in sorted(found.items())
    )


def _tidy(weight: Decimal) -> Decimal:
    return ONE if weight == ONE else weight.normalize(EXACT)
