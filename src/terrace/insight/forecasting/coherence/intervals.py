"""Intervals of reconciled forecasts: their basis is the reconciled back-tests.

What was tried at earlier origins is reconciled as the forecast is. Where that made errors larger or smaller, the
intervals grow or shrink as much: by the ratio of conformal quantiles of the errors after and before, each error in
units of its own side of the interval, pooled over the places of one level. Few trials count less.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from terrace.insight.forecasting.engine import Forecast

from .squares import reconcile
from .trees import Floats, Ints, Tree, depths

#: Trials of this number move an interval half of the way.
HALF_WAY = 20
#: No interval changes by more than this factor.
MOST = 4.0


def coherent(forecast: Forecast, parents: Any, *, nonnegative: bool = False) -> Forecast:
    """A forecast whose rows are the nodes of a tree, made coherent with its back-tests and intervals.

    A place without a forecast counts as nothing; one without trials at an origin leaves the sums of that origin open.
    """
    tree = parents if isinstance(parents, Tree) else Tree.of(parents)
    likely = reconcile(tree, forecast.likely, forecast.spread, nonnegative=nonnegative)
    tried = tried_again(tree, forecast.tried, forecast.spread, nonnegative=nonnegative)
    made = recentred(forecast, likely, tried, forecast.actual, depths(tree.parents))
    return _widened(made, tree, nonnegative=nonnegative)


def tried_again(tree: Tree, tried: Floats, spread: Floats, *, nonnegative: bool = False) -> Floats:
    """Back-tests (n, origins, h) reconciled, each origin for itself; `spread` (n, h) as for the forecast.

    Origin k must be the same period in all rows.
    """
    count, origins, horizon = tried.shape
    each = np.broadcast_to(spread[:, None, :], tried.shape).reshape(count, -1)
    made = reconcile(tree, tried.reshape(count, -1), each, missing="unknown", nonnegative=nonnegative)
    return np.where(np.isnan(tried), np.nan, made.reshape(count, origins, horizon))


def recentred(
    forecast: Forecast, likely: Floats, tried: Floats, actual: Floats, classes: Sequence[int] | Ints | None = None
) -> Forecast:
    """The forecast around other `likely` values (n, h), whose back-tests are `tried` and `actual` (n, origins, h).

    `classes` (n,): rows whose errors are pooled, such as the places of one level; by default all.
    """
    groups = np.zeros(len(likely), dtype=np.int64) if classes is None else np.asarray(classes)
    errors = actual - tried
    low, high = dict(forecast.low), dict(forecast.high)
    factors = []
    for level in sorted(forecast.low):
        down, up = forecast.likely - forecast.low[level], forecast.high[level] - forecast.likely
        factor = widths((forecast.errors, errors), (down, up), level, groups)
        factors.append(factor)
        low[level], high[level] = likely - down * factor, likely + up * factor
    _nested(low, high)
    spread = forecast.spread * (factors[0] if factors else 1.0)
    return replace(
        forecast, likely=likely, low=low, high=high, spread=spread, errors=errors, actual=actual, tried=tried
    )


def widths(errors: tuple[Floats, Floats], sides: tuple[Floats, Floats], level: int, groups: Ints) -> Floats:
    """(n, h) by how much intervals must widen: the ratio of the quantiles of errors after and before.

    `errors`: before and after (n, origins, h). `sides`: how far the interval reaches down and up (n, h).
    """
    made = np.ones_like(sides[0])
    both = np.isfinite(errors[0]) & np.isfinite(errors[1])
    scores = [np.where(both, _score(each, *sides), np.nan) for each in errors]
    for group in np.unique(groups):
        rows = groups == group
        for step in range(made.shape[1]):
            had, has = (each[rows, :, step].ravel() for each in scores)
            made[rows, step] = _ratio(had[np.isfinite(had)], has[np.isfinite(has)], level)
    return made


def _score(errors: Floats, down: Floats, up: Floats) -> Floats:
    """Errors in units of their side of the interval."""
    side = np.where(errors < 0, down[:, None, :], up[:, None, :])
    return np.asarray(np.abs(errors) / np.where(side > 0, side, np.nan))


def _ratio(before: Floats, after: Floats, level: int) -> float:
    count = min(len(before), len(after))
    if not count:
        return 1.0
    had, has = conformal(before, level), conformal(after, level)
    if not (had > 0 and has > 0):
        return 1.0
    trust = count / (count + HALF_WAY)
    return float(np.clip((has / had) ** trust, 1 / MOST, MOST))


def conformal(scores: Floats, level: int) -> float:
    """The smallest score that at least `level` percent of a further one are below; the largest where none is.

    >>> conformal(np.arange(1.0, 10.0), 80)
    8.0
    """
    place = int(np.ceil(level / 100 * (len(scores) + 1)))
    return float(np.sort(scores)[min(place, len(scores)) - 1])


def _nested(low: dict[int, Floats], high: dict[int, Floats]) -> None:
    """An interval of a higher level contains those of lower levels."""
    levels = sorted(low)
    for inner, outer in pairwise(levels):
        low[outer], high[outer] = np.fmin(low[outer], low[inner]), np.fmax(high[outer], high[inner])


def _widened(made: Forecast, tree: Tree, *, nonnegative: bool) -> Forecast:
    """A whole that nobody forecast itself is as unsure as its parts together; nothing below 0 that cannot be."""
    low, high = dict(made.low), dict(made.high)
    for level, lowest in made.low.items():
        down, up = _from_parts(made.likely - lowest, tree), _from_parts(high[level] - made.likely, tree)
        low[level], high[level] = made.likely - down, made.likely + up
        if nonnegative:
            low[level] = np.maximum(low[level], np.minimum(made.likely, 0.0))
    return replace(made, low=low, high=high, spread=_from_parts(made.spread, tree))


def _from_parts(width: Floats, tree: Tree) -> Floats:
    lacking = np.isnan(width)
    return np.where(lacking, tree.sums(width), width) if lacking.any() else width
