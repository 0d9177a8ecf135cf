"""How far off the same method was in the past, and so how far the coming years may be from what is likely.

The method is set back to each past year, knows what was known then, and its error is measured for each year ahead.
A range is made of the errors of places of about the same size: eight of ten fell within it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from terrace.insight.planning import cohorts
from terrace.insight.planning.cohorts import Past, Shape
from terrace.insight.planning.rates import Array

#: Of a hundred errors so many lie within a range.
INSIDE = 80
#: Years of pupils that the method needs before the first origin.
FEWEST = 3
#: Places are grouped by size; a group needs so many errors, else all sizes stand together.
GROUPS, ENOUGH = 3, 30
#: Added to a number before its error is taken as a part of it: of a handful of pupils no part says anything.
CUSHION = 10.0
#: Half a range where no past could be tried: 3 per cent a year ahead, growing with its root.
UNTRIED = 0.03

#: Births up to a year as they would have been expected at the end of an earlier one.
Expecting = Callable[[Past, int], Past]


@dataclass(frozen=True, slots=True)
class Errors:
    """Of a stage: half-widths as parts of the likely number (groups, years ahead), limits of the groups, totals'."""

    limits: tuple[float, ...]
    halves: Array
    #: The same for all places together.
    whole: Array
    #: Past years tried for each year ahead.
    tries: tuple[int, ...]
    #: Median absolute error of all places together, as part of what came, by years ahead; NaN where none was tried.
    typical: Array

    def half(self, likely: Array) -> Array:
        """Half the range of likely numbers (n, years)."""
        group = np.searchsorted(np.asarray(self.limits), likely[:, 0], side="right")
        return np.asarray((likely + CUSHION) * self.halves[group][:, : likely.shape[1]], dtype=np.float64)


def measure(past: Past, shapes: Sequence[Shape], ahead: int, expecting: Expecting) -> list[Errors]:
    """The errors of each stage, from every past year that has enough before it."""
    came = cohorts.known_by_stage(past, shapes)
    said: list[tuple[int, Array]] = []
    for origin in range(FEWEST - 1, len(past.years) - 1):
        then = past.until(past.years[origin])
        steps = min(ahead, len(past.years) - 1 - origin)
        model = cohorts.learn(then, shapes)
        course = cohorts.project(expecting(then, then.years[-1] + steps), shapes, model, steps)
        taught = (came[:, :, origin] > 0) & (came[:, :, -1] > 0)  # a school that opens or closes is no error of this
        said.append((origin, np.where(taught[:, :, None], cohorts.by_stage(course, shapes), 0.0)))
    return [_errors([(origin, each[:, s]) for origin, each in said], came[:, s], ahead) for s in range(len(shapes))]


def _errors(said: Sequence[tuple[int, Array]], came: Array, ahead: int) -> Errors:
    pairs: list[list[tuple[Array, Array]]] = [[] for _ in range(ahead)]
    for origin, likely in said:
        for step in range(likely.shape[1]):
            pairs[step].append((likely[:, step], came[:, origin + 1 + step]))
    sizes = np.concatenate([likely[:, 0] for _, likely in said]) if said else np.zeros(0)
    limits = tuple(float(each) for each in np.quantile(sizes[sizes > 0], [1 / 3, 2 / 3])) if sizes.any() else ()
    groups = len(limits) + 1
    halves = np.stack(
        [_grown([_quantile(_relative(each, limits, group)) for each in pairs]) for group in range(groups)]
    )
    totals = [np.asarray([_whole(*each) for each in step if _tried(*each)]) for step in pairs]
    whole = _grown([float(np.abs(each).max()) if each.size else np.nan for each in totals])
    typical = np.asarray([float(np.median(np.abs(each))) if each.size else np.nan for each in totals])
    return Errors(limits, halves, whole, tuple(len(each) for each in totals), typical)


def _relative(pairs: Sequence[tuple[Array, Array]], limits: tuple[float, ...], group: int) -> Array:
    """The errors, as parts of the likely numbers, of the places of a group; of all when the group has too few."""
    if not pairs:
        return np.zeros(0)
    likely, came = (np.concatenate(column) for column in zip(*pairs, strict=True))
    there = np.isfinite(came) & np.isfinite(likely) & (likely > 0)
    inside = there & (np.searchsorted(np.asarray(limits), likely, side="right") == group)
    chosen = inside if inside.sum() >= ENOUGH else there
    return np.asarray(np.abs(came - likely)[chosen] / (likely[chosen] + CUSHION), dtype=np.float64)


def _quantile(errors: Array) -> float:
    """The conformal quantile: one error more than there are would still be inside."""
    if not errors.size:
        return float("nan")
    level = min(1.0, np.ceil((errors.size + 1) * INSIDE / 100) / errors.size)
    return float(np.quantile(errors, level, method="inverted_cdf"))


def _tried(likely: Array, came: Array) -> bool:
    return bool((np.isfinite(came) & (likely > 0)).any())


def _whole(likely: Array, came: Array) -> float:
    """The relative error of all places together."""
    there = np.isfinite(came) & (likely > 0)
    return float(came[there].sum() / likely[there].sum()) - 1


def _grown(halves: Sequence[float]) -> Array:
    """Never narrower than for the year before; where nothing was tried, growing with the root of the years ahead."""
    found = np.empty(len(halves))
    last, tried = UNTRIED, 1
    for step, half in enumerate(halves, start=1):
        if np.isfinite(half):
            last, tried = (max(half, last) if step > 1 else half), step
            found[step - 1] = last
        else:
            found[step - 1] = last * np.sqrt(step / tried)
    return found
