"""Places while they are being changed: plain values in memory, written when the whole change is right."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from terrace.base.places.versions import Change, Version

DAY = timedelta(days=1)


class Draft:
    """Versions by place, and changes; `touched` are the places that are not as they were read."""

    def __init__(self, versions: Iterable[Version] = (), changes: Iterable[Change] = ()) -> None:
        self.places: dict[int, list[Version]] = {}
        self.changes = {(change.day, change.source_id, change.target_id): change for change in changes}
        self.fresh: list[tuple[Change, str]] = []
        self.touched: set[int] = set()
        self.begun: dict[int, int] = {}
        self._had: dict[str, set[int]] = {}
        for version in versions:
            self._keep(version)
        self._last = max(self.places, default=0)

    def _keep(self, version: Version) -> None:
        self.places.setdefault(version.place_id, []).append(version)
        self._had.setdefault(version.code, set()).add(version.place_id)

    def at(self, place_id: int, day: date) -> Version | None:
        """What the place is on that day."""
        return next((version for version in self.places[place_id] if version.holds_on(day)), None)

    def find(self, code: str, day: date) -> Version | None:
        """The version that has the code on that day."""
        held = (self.at(place_id, day) for place_id in self._had.get(code, ()))
        return next((version for version in held if version is not None and version.code == code), None)

    def later(self, place_id: int, day: date) -> bool:
        """True when something of the place begins after that day."""
        return any(version.valid_from > day for version in self.places[place_id])

    def ends(self, place_id: int) -> bool:
        """True when the place has a last day."""
        return all(version.valid_until is not None for version in self.places[place_id])

    def children(self, place_id: int, day: date) -> list[Version]:
        """The versions of that day that belong to the place."""
        return [
            version
            for held in self.places.values()
            for version in held
            if version.parent_id == place_id and version.holds_on(day)
        ]

    def begin(self, level: int, day: date, until: date | None = None, **what: Any) -> int:
        """A new place; its id."""
        self._last += 1
        self.begun[self._last] = level
        self.add(self._last, level, day, until, **what)
        return self._last

    def add(self, place_id: int, level: int, day: date, until: date | None = None, **what: Any) -> None:
        """A further version of a place."""
        self.touched.add(place_id)
        self._keep(Version(place_id=place_id, level=level, valid_from=day, valid_until=until, **what))

    def alter(self, place_id: int, day: date, **what: Any) -> None:
        """From that day on (as far as the version of that day goes) the place is different."""
        self.touched.add(place_id)
        held = self.places[place_id]
        before = next(version for version in held if version.holds_on(day))
        held.remove(before)
        if before.valid_from < day:
            held.append(replace(before, valid_until=day - DAY))
        self._keep(replace(before, valid_from=day, **what))

    def end(self, place_id: int, day: date) -> None:
        """The place is there until the day before."""
        self.touched.add(place_id)
        kept = [version for version in self.places[place_id] if version.valid_from < day]
        self.places[place_id] = [
            replace(version, valid_until=day - DAY) if version.holds_on(day) else version for version in kept
        ]

    def link(self, change: Change, decided_by: str) -> None:
        """The source becomes the target."""
        self.changes[change.day, change.source_id, change.target_id] = change
        self.fresh.append((change, decided_by))
