"""The snapshot of all places in memory: what the road of a figure asks for every return.

`current()` gives it, read anew when the revision in the database has moved; it looks at most once a second,
and `refresh()` makes it look now. An `Index` never changes: a caller may keep it for the length of its work.
"""

import threading
import time
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

from terrace.base.places import names, reading
from terrace.base.places.restating import Restating
from terrace.base.places.trees import Tree
from terrace.base.places.versions import Called, Change, Share, Version

#: Seconds for which a snapshot is trusted without asking the database.
TRUSTED = 1.0


class Index:
    """All versions, names and changes; look-ups are O(1) but for `sources` (one step a change)."""

    def __init__(
        self,
        versions: Iterable[Version],
        changes: Iterable[Change],
        called: Iterable[Called],
        revision: int = 0,
    ) -> None:
        self.revision = revision
        self._versions = tuple(versions)
        self._by_place: dict[int, list[Version]] = {}
        for version in self._versions:
            self._by_place.setdefault(version.place_id, []).append(version)
        self._levels = {place_id: held[0].level for place_id, held in self._by_place.items()}
        every = tuple(changes)
        self._breaks = sorted(_breaks(self._versions) | {change.day for change in every})
        self._trees: dict[int, Tree] = {}
        self._parents: dict[int, frozenset[int]] = {}
        self._names: dict[str, list[Called]] = {}
        for name in called:
            self._names.setdefault(name.folded, []).append(name)
        self._restating = Restating(every, self.holds)
        self._sources: dict[tuple[int, date, date], tuple[Share, ...]] = {}

    def tree(self, day: date) -> Tree:
        """The tree of that day; built once for all days between two changes."""
        epoch = self._epoch(day)
        tree = self._trees.get(epoch)
        if tree is None:
            tree = Tree(version for version in self._versions if version.holds_on(day))
            self._trees[epoch] = tree
        return tree

    def since(self, day: date) -> date:
        """The first day of the map that held on that day: the same for all days between two changes."""
        epoch = self._epoch(day)
        return self._breaks[epoch - 1] if epoch else date.min

    def _epoch(self, day: date) -> int:
        return bisect_right(self._breaks, day)

    def resolve(self, code: str, day: date) -> int | None:
        """The place that had the code on that day."""
        return self.tree(day).codes.get(code)

    def version(self, place_id: int, day: date) -> Version | None:
        """What the place was on that day; None when it was not."""
        return self.tree(day).versions.get(place_id)

    def history(self, place_id: int) -> tuple[Version, ...]:
        """Every version of the place, oldest first."""
        return tuple(sorted(self._by_place.get(place_id, ()), key=lambda version: version.valid_from))

    def holds(self, place_id: int, day: date) -> bool:
        """True when the place was there on that day."""
        return any(version.holds_on(day) for version in self._by_place.get(place_id, ()))

    def level(self, place_id: int) -> int:
        """The level; `KeyError` for a place that never was."""
        return self._levels[place_id]

    def levels(self, place_ids: Iterable[int]) -> set[int]:
        """All levels of these places; `KeyError` for one that never was."""
        return set(map(self._levels.__getitem__, place_ids))

    def ancestors(self, place_id: int, day: date) -> tuple[int, ...]:
        """Nearest first, itself excluded."""
        return self.tree(day).ancestors.get(place_id, ())

    def children(self, place_id: int, day: date) -> tuple[int, ...]:
        """In order of code."""
        return self.tree(day).children.get(place_id, ())

    def parents(self, year: int) -> frozenset[int]:
        """The places that had places below them on any day of the year."""
        if year not in self._parents:
            first, last = date(year, 1, 1), date(year, 12, 31)
            days = (first, *(day for day in self._breaks if first < day <= last))
            self._parents[year] = frozenset(place_id for day in days for place_id in self.tree(day).children)
        return self._parents[year]

    def is_leaf(self, place_id: int, day: date) -> bool:
        """True when the place was there and nothing was below it."""
        tree = self.tree(day)
        return place_id in tree.versions and place_id not in tree.children

    def descendants(self, place_id: int, day: date, level: int | None = None) -> tuple[int, ...]:
        """Itself and all below, parents first; of one level when given."""
        return self.tree(day).descendants(place_id, level)

    def count(self, place_id: int, day: date, level: int) -> int:
        """How many places of the level are at or below the place."""
        return len(self.tree(day).descendants(place_id, level))

    def by_name(self, text: str, day: date, level: int | None = None) -> tuple[int, ...]:
        """The places that were written so on that day: short, full, English or other known names."""
        held = self._names.get(names.key(text), ())
        found = {name.place_id for name in held if name.holds_on(day) and self.holds(name.place_id, day)}
        return tuple(sorted(place for place in found if level is None or self._levels[place] == level))

    def sources(self, place_id: int, then: date, now: date) -> tuple[Share, ...]:
        """The places of `then` whose territory makes up the place of `now`, with its shares of them.

        The place itself with weight 1 when it was there then and nothing joined; empty when what was there
        before is not known.
        """
        asked = (place_id, then, now)
        if asked not in self._sources:
            self._sources[asked] = self._restating.sources(*asked)
        return self._sources[asked]

    def successors(self, place_id: int, then: date, now: date) -> tuple[Share, ...]:
        """The places of `now` that the place of `then` went to, with the shares of it that they got."""
        return self._restating.successors(place_id, then, now)

    def changes_out(self, place_id: int) -> tuple[Change, ...]:
        """What ended the place; empty while it is there."""
        return self._restating.out_of(place_id)


def _breaks(versions: Iterable[Version]) -> set[date]:
    """The days on which something began, or was gone."""
    held = tuple(versions)
    ended = {version.valid_until + timedelta(days=1) for version in held if version.valid_until is not None}
    return {version.valid_from for version in held} | ended


class _Kept:
    """The snapshot of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.index: Index | None = None
        self.checked = 0.0


_kept = _Kept()


def current() -> Index:
    """The newest snapshot, at most a second behind other processes."""
    index = _kept.index
    if index is not None and time.monotonic() - _kept.checked < TRUSTED:
        return index
    return refresh()


def refresh() -> Index:
    """The snapshot of the revision that the database has now, as this connection sees it."""
    with _kept.lock:
        revision = reading.revision()
        if _kept.index is None or _kept.index.revision != revision:
            _kept.index = Index(reading.versions(), reading.changes(), reading.called(), revision)
        _kept.checked = time.monotonic()
        return _kept.index


def expire() -> None:
    """Let the next `current()` ask the database; every action calls it."""
    _kept.checked = float("-inf")
