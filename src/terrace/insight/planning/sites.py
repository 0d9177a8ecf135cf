"""Which new school closes how much of the gap: greedy, the best site first, each with what it adds.

A school at a place serves the pupils without a place there, then those of the places within reach, the nearest first.
Places left over nearby are not counted against a gap: they are shown beside it, since moving pupils is a decision.
"""

from dataclasses import dataclass

import numpy as np

from terrace.insight.planning.rates import Array


@dataclass(frozen=True, slots=True)
class Site:
    """A new school at place number `place`: pupils served there and by neighbour, and what is left of the gap then."""

    place: int
    own: int
    neighbours: tuple[tuple[int, int], ...]
    left: int

    @property
    def served(self) -> int:
        return self.own + sum(number for _, number in self.neighbours)


def ranked(gap: Array, near: Array, apart: Array, seats: int, *, count: int, least: float = 0.3) -> list[Site]:
    """At most `count` sites for schools of `seats` places each.

    `gap` (n,) is pupils without a place (negative: places left over), `near` (n, n) says which places a school can
    serve, `apart` how far they are. Stops when the best site would fill less than the part `least` of a school.
    """
    left = np.maximum(np.rint(np.nan_to_num(gap)), 0.0)
    found: list[Site] = []
    while len(found) < count and left.any():
        filled = [_filled(left, near, apart, int(place), seats) for place in np.flatnonzero(left)]
        best = max(filled, key=lambda each: (sum(n for _, n in each[1]) + each[2], each[2], -each[0]))
        place, others, own = best
        if own + sum(number for _, number in others) < least * seats:
            break
        left[place] -= own
        for other, number in others:
            left[other] -= number
        found.append(Site(int(place), own, tuple(others), int(left.sum())))
    return found


def _filled(left: Array, near: Array, apart: Array, place: int, seats: int) -> tuple[int, list[tuple[int, int]], int]:
    """Whom a school at the place would serve: place, neighbours with their numbers, own number."""
    own = int(min(seats, left[place]))
    free, others = seats - own, []
    inside = [int(each) for each in np.flatnonzero(near[place]) if each != place and left[each] > 0]
    for other in sorted(inside, key=lambda each: (apart[place, each], each)):
        if free <= 0:
            break
        number = int(min(free, left[other]))
        others.append((other, number))
        free -= number
    return int(place), others, own
