"""Births of the years that are not over, or not begun: the forecast engine, place by place."""

from dataclasses import dataclass

import numpy as np

from terrace.insight.forecasting import engine
from terrace.insight.planning.rates import Array


@dataclass(frozen=True, slots=True)
class Births:
    """Births (n, years) of `years`; those after `last` are forecasts."""

    years: tuple[int, ...]
    values: Array
    last: int


def coming(known: Births, share: Array, until: int, change: float = 0.0) -> Births:
    """Births up to the year `until`. Of the year after `last` a part may be there already.

    `share` (n,) is the part of that year that is reported: its column, when `known` has one, holds what is counted so
    far. `change` (parts of one) is assumed of all that is not counted yet.
    """
    full = [year for year in known.years if year <= known.last]
    ahead = until - known.last
    if ahead <= 0 or not full:
        return known
    held = known.values[:, : len(full)]
    made = np.nan_to_num(_forecast(held, ahead)) * (1 + change)
    begun = known.values[:, len(full)] if len(known.years) > len(full) else np.zeros(len(held))
    made[:, 0] = np.nan_to_num(begun) + np.clip(1 - share, 0, 1) * made[:, 0]
    years = (*full, *range(known.last + 1, until + 1))
    return Births(years, np.column_stack([held, made]), known.last)


def _forecast(held: Array, ahead: int) -> Array:
    """The likely births of each place; a place without any past has none."""
    rows = [list(row) for row in held]
    return np.asarray(engine.forecast(rows, ahead, frequency="year").likely, dtype=np.float64)
