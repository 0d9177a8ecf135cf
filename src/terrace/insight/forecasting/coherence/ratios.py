"""Ratios through their parts: a yield is its formula over harvest and area, in forecasts and in back-tests alike."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from terrace.insight.forecasting.engine import Forecast

from .intervals import recentred
from .trees import Floats, Ints

#: Takes the values of each part, arrays of one shape, and gives the ratio.
Formula = Callable[..., Any]


def ratio(
    formula: Formula, parts: Sequence[Forecast], direct: Forecast, classes: Sequence[int] | Ints | None = None
) -> Forecast:
    """The formula over the parts' forecasts, row by row; its interval from the parts' back-tests put into the formula.

    `direct`: the forecast of the ratio's own past, which says how wide its intervals are before that. What cannot
    be divided is missing. `classes` as in `intervals.recentred`.
    """
    likely = applied(formula, [part.likely for part in parts])
    tried = applied(formula, [part.tried for part in parts])
    actual = applied(formula, [part.actual for part in parts])
    return recentred(direct, likely, tried, actual, classes)


def applied(formula: Formula, values: Sequence[Floats]) -> Floats:
    """The formula over arrays; NaN where it has no finite value."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        made = np.asarray(formula(*values), dtype=np.float64)
    return np.where(np.isfinite(made), made, np.nan)
