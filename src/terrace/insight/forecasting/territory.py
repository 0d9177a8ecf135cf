"""Places of today on the ground of former days: of which places a series of the past is put together."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from terrace.base.kernel.periods import Period
from terrace.base.places import reading
from terrace.base.places.index import Index
from terrace.base.places.models import Level

#: From one position of the axis of time to another (excluded): the places of then with their shares.
Epoch = tuple[int, int, tuple[tuple[int, float], ...]]


class Territory:
    """The places of one day, and what they were made of."""

    def __init__(self, index: Index, today: date) -> None:
        self.index, self.today = index, today
        self.before = lru_cache(maxsize=20_000)(self._before)
        self._kept: dict[tuple[int, int, int], tuple[Epoch, ...]] = {}
        self._into: dict[int, set[int]] = {}
        for change in reading.changes():
            if change.target_id is not None:
                self._into.setdefault(change.target_id, set()).add(change.source_id)

    def root(self, place: int) -> list[int]:
        """The stands that a place belongs to, its own province's first; those of its successors when it is no more."""
        if self.index.version(place, self.today):
            return [self._above(place)]
        days = [version.valid_until for version in self.index.history(place) if version.valid_until]
        shares = self.index.successors(place, max(days), self.today) if days else ()
        return sorted({self._above(share.place_id) for share in shares})

    def _above(self, place: int) -> int:
        """The province of a place; a place at or above that level itself."""
        if self.index.level(place) <= Level.PROVINCE:
            return place
        chain = self.index.ancestors(place, self.today)
        return next((each for each in chain if self.index.level(each) == Level.PROVINCE), place)

    def members(self, root: int) -> tuple[int, ...]:
        """The places of a stand, parents first: all below a province; above that, down to the provinces."""
        below = self.index.descendants(root, self.today)
        if self.index.level(root) >= Level.PROVINCE:
            return below
        return tuple(each for each in below if self.index.level(each) <= Level.PROVINCE)

    def parents(self, members: Sequence[int]) -> list[int]:
        """For each member the position of the nearest member above; -1 at the root."""
        at = {place: number for number, place in enumerate(members)}
        chains = (self.index.ancestors(place, self.today) for place in members)
        return [next((at[each] for each in chain if each in at), -1) for chain in chains]

    def _before(self, place: int) -> frozenset[int]:
        """The place and all places of the past whose ground it has, or has a share of."""
        found, waiting = {place}, [place]
        while waiting:
            fresh = self._into.get(waiting.pop(), set()) - found
            found |= fresh
            waiting += fresh
        return frozenset(found)

    def epochs(self, place: int, axis: tuple[Period, ...]) -> tuple[Epoch, ...]:
        """The axis of time in stretches over which the place is made of the same shares."""
        key = (place, axis[0].id, axis[-1].id)
        if key not in self._kept:
            self._kept[key] = self._epochs(place, axis)
        return self._kept[key]

    def _epochs(self, place: int, axis: tuple[Period, ...]) -> tuple[Epoch, ...]:
        found: list[Epoch] = []
        start, last = 0, len(axis) - 1
        while start <= last:
            shares = self._shares(place, axis[start])
            end = self._same_until(place, axis, start, last, shares)
            found.append((start, end + 1, shares))
            start = end + 1
        return tuple(found)

    def _same_until(
        self, place: int, axis: tuple[Period, ...], start: int, last: int, shares: tuple[tuple[int, float], ...]
    ) -> int:
        """The last position up to which the shares stay; halving finds it."""
        low, high = start, last
        while low < high:
            middle = (low + high + 1) // 2
            if self._shares(place, axis[middle]) == shares:
                low = middle
            else:
                high = middle - 1
        return low

    def _shares(self, place: int, period: Period) -> tuple[tuple[int, float], ...]:
        day = min(period.end, self.today)
        return tuple((share.place_id, float(share.weight)) for share in self.index.sources(place, day, self.today))


_kept: list[Territory] = []


def current(index: Index, today: date) -> Territory:
    """The territory of this snapshot and day, made once for both."""
    if not _kept or _kept[0].index is not index or _kept[0].today != today:
        _kept[:] = [Territory(index, today)]
    return _kept[0]
