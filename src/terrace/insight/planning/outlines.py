"""Where places are, and which of them touch: from their outlines."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from terrace.base.places import boundaries
from terrace.base.places.polylines import Ring
from terrace.insight.planning.rates import Array

DEGREE = 100_000
#: Outlines that share so many corners touch each other.
CORNERS = 2


def centres(places: Sequence[int], day: date) -> Array:
    """The middle of each outline (n, 2): longitude and latitude in degrees; NaN without one."""
    held = boundaries.outlines(places, day)
    return np.asarray([_centre(held.get(place, [])) for place in places]).reshape(len(places), 2)


def _centre(rings: Sequence[Ring]) -> tuple[float, float]:
    if not rings:
        return float("nan"), float("nan")
    longest = max(rings, key=len)
    xs, ys = [x for x, _ in longest], [y for _, y in longest]
    return (min(xs) + max(xs)) / 2 / DEGREE, (min(ys) + max(ys)) / 2 / DEGREE


def touching(places: Sequence[int], day: date) -> Array:
    """(n, n): 1 where two outlines have corners in common."""
    held = boundaries.outlines(places, day)
    outlines = [held.get(place, []) for place in places]
    corners = [{point for ring in rings for point in ring} for rings in outlines]
    found = np.zeros((len(outlines), len(outlines)), dtype=np.float64)
    for one, mine in enumerate(corners):
        for other in range(one):
            if len(mine & corners[other]) >= CORNERS:
                found[one, other] = found[other, one] = 1.0
    return found
