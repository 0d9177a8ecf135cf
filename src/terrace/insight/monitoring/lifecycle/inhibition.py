"""Which warning explains which: one matter is told once, at the place where somebody can act. Pure.

Of an indicator, cell and period: when few places make up most of what moved the place above, theirs explain its
warning; when most places below moved the same way, it explains theirs. What explains stands; what is explained is seen
under it, and told when what explains it is cleared and it still stands.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

#: One place, or two, explain the place above when they make up this share of what it moved.
MOST: Final = 0.6
FEW: Final = 2
#: The place above explains places below from so many on, when they are this share of all.
MANY: Final = 3
HALF: Final = 0.5

Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A warning that is not cleared: where, of which indicator, cell and period, and which way the figure went.

    `shares`: of places below in what its figure moved by (0 to 1), as far as they are known.
    """

    number: int
    indicator: int
    breakdown: int
    period: int
    area: int
    way: int
    severity: int = 2
    shares: Mapping[int, float] | None = None

    @property
    def key(self) -> Key:
        return self.indicator, self.breakdown, self.period


@dataclass(frozen=True, slots=True)
class Tree:
    """The places: what is above one (nearest first), and how many are right below one."""

    above: Callable[[int], Sequence[int]]
    children: Callable[[int], int]


def explained(standing: Iterable[Standing], tree: Tree) -> dict[int, int]:
    """By number of a warning the one that explains it; those that stand for themselves are not in it.

    Two warnings are looked at only where one's place is the nearest warned place above the other's, and one way is
    decided for each such place: so nothing goes round in a circle.
    """
    by_key: dict[Key, list[Standing]] = defaultdict(list)
    for each in standing:
        if each.indicator:
            by_key[each.key].append(each)
    found: dict[int, int] = {}
    for rows in by_key.values():
        found |= _of_key(rows, tree)
    return found


def _of_key(rows: Sequence[Standing], tree: Tree) -> dict[int, int]:
    by_area: dict[int, list[Standing]] = defaultdict(list)
    for row in rows:
        by_area[row.area].append(row)
    below: dict[int, list[Standing]] = defaultdict(list)
    for row in rows:
        if (parent := next((area for area in tree.above(row.area) if area in by_area), None)) is not None:
            below[parent].append(row)
    found: dict[int, int] = {}
    for area, children in below.items():
        found |= _decided(by_area[area], children, tree.children(area))
    return found


def _decided(parents: Sequence[Standing], children: Sequence[Standing], of: int) -> dict[int, int]:
    """What explains what between one place and those below it."""
    cause = _few(parents, children)
    if cause is not None:
        return {parent.number: cause.number for parent in parents}
    chief = max(parents, key=lambda each: (each.severity, -each.number))
    same = [each for each in children if each.way == chief.way]
    places = {each.area for each in same}
    if len(places) >= MANY and len(places) >= HALF * of:
        return {each.number: chief.number for each in same}
    return {}


def _few(parents: Sequence[Standing], children: Sequence[Standing]) -> Standing | None:
    """The warning of the place that, alone or with one other, makes up most of what moved the place above."""
    shares = next((each.shares for each in parents if each.shares), None)
    if not shares:
        return None
    warned = sorted({each.area for each in children}, key=lambda area: -shares.get(area, 0.0))[:FEW]
    if not warned or sum(max(shares.get(area, 0.0), 0.0) for area in warned) < MOST:
        return None
    return max((each for each in children if each.area == warned[0]), key=lambda each: (each.severity, -each.number))
