"""Places at schools, and how many are missing or left over: pure arithmetic on arrays (places, stages, years)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from terrace.insight.planning.rates import Array

#: How rooms are used: classes as they are counted now, a room for each class, two classes to a room.
NOW, TWO_SESSIONS, ONE_SESSION = "now", "two", "one"
SESSIONS = (NOW, TWO_SESSIONS, ONE_SESSION)


@dataclass(frozen=True, slots=True)
class Building:
    """A new school: at place number `place`, of stage number `stage`, of so many classes, open from year `year`."""

    place: int
    stage: int
    classes: int
    year: int


def classes(counted: Array, rooms: Array, sessions: str) -> Array:
    """Classes that can be taught (n,). Where rooms are not known the classes that are counted stand."""
    if sessions == NOW:
        return np.nan_to_num(counted)
    possible = rooms * (1 if sessions == TWO_SESSIONS else 2)
    return np.where(np.isfinite(possible), possible, np.nan_to_num(counted))


def places(
    counted: Array,
    rooms: Array,
    sizes: Sequence[int],
    sessions: Sequence[str],
    years: Sequence[int],
    *,
    buildings: Sequence[Building] = (),
) -> Array:
    """Places (n, stages, years) from classes and rooms (n, stages), pupils to a class and new schools."""
    columns = [classes(counted[:, s], rooms[:, s], sessions[s]) * size for s, size in enumerate(sizes)]
    found = np.repeat(np.stack(columns, axis=1)[:, :, None], len(years), axis=2)
    for each in buildings:
        open_in = np.asarray([year >= each.year for year in years])
        found[each.place, each.stage, open_in] += each.classes * sizes[each.stage]
    return found


def gaps(pupils: Array, held: Array) -> Array:
    """Pupils without a place (positive) or places left over (negative), in whole pupils."""
    return np.asarray(np.rint(pupils) - np.rint(held), dtype=np.float64)
