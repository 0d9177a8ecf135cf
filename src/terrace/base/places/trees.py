"""The tree of places between two changes: every look-up is a dictionary."""

from collections.abc import Iterable
from functools import lru_cache

from terrace.base.places.versions import Version


class Tree:
    """The versions that hold together over some days, as a tree."""

    def __init__(self, versions: Iterable[Version]) -> None:
        self.versions = {version.place_id: version for version in versions}
        self.codes = {version.code: version.place_id for version in self.versions.values()}
        self.children = self._children()
        self.ancestors = {place_id: self._ancestors(place_id) for place_id in self.versions}
        self._below = lru_cache(maxsize=None)(self._descendants)

    def _children(self) -> dict[int, tuple[int, ...]]:
        """Children by parent, in order of code."""
        found: dict[int, list[int]] = {}
        for version in sorted(self.versions.values(), key=lambda version: version.code):
            if version.parent_id is not None:
                found.setdefault(version.parent_id, []).append(version.place_id)
        return {parent: tuple(children) for parent, children in found.items()}

    def _ancestors(self, place_id: int) -> tuple[int, ...]:
        chain: list[int] = []
        above = self.versions[place_id].parent_id
        while above is not None and above in self.versions:
            chain.append(above)
            above = self.versions[above].parent_id
        return tuple(chain)

    def _descendants(self, place_id: int, level: int | None) -> tuple[int, ...]:
        if place_id not in self.versions:
            return ()
        found, waiting = [], [place_id]
        while waiting:
            each = waiting.pop()
            found.append(each)
            waiting.extend(reversed(self.children.get(each, ())))
        return tuple(each for each in found if level is None or self.versions[each].level == level)

    def descendants(self, place_id: int, level: int | None) -> tuple[int, ...]:
        """Itself and everything below, parents first, in order of code; of one level when given."""
        return self._below(place_id, level)
