"""How good forecasts were: sMAPE, MASE, OWA, coverage and MSIS as in the M4 competition, and the benchmark Naive2.

Shapes: `actual`, `likely`, `low`, `high` are (n, h); `past` is (n, T), each series ending in the last column. NaN means
no value: it is left out, and a series that has no score gets NaN. Scores are one number a series, (n,); averages over
series are the caller's (`numpy.nanmean`), as OWA is a ratio of averages.

Sources: Makridakis, Spiliotis, Assimakopoulos (2020), "The M4 Competition"; Gneiting, Raftery (2007) for the interval
score; Brier (1950).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .series import Floats

# The numbers of series of the M4 competition. It had no half-years and no seasons: they count as much as quarters.
M4_SERIES: Mapping[str, int] = {
    "year": 23_000,
    "half-year": 24_000,
    "season": 24_000,
    "quarter": 24_000,
    "month": 48_000,
}
# Deviations beyond which an autocorrelation is not chance (90 %, two-sided), as in M4.
SEASONAL_CHANCE = 1.645


def smape(actual: ArrayLike, likely: ArrayLike) -> Floats:
    """Symmetric mean absolute percentage error, 0 … 200; two zeros agree."""
    came, said = _both(actual, likely)
    size = np.abs(came) + np.abs(said)
    return mean(200 * np.abs(came - said) / np.where(size == 0, 1, size))


def mase(actual: ArrayLike, likely: ArrayLike, past: ArrayLike, cycle: int) -> Floats:
    """Mean absolute error in units of what "as one cycle ago" missed by in the past; NaN where that never missed."""
    came, said = _both(actual, likely)
    return mean(np.abs(came - said)) / step_size(past, cycle)


def step_size(past: ArrayLike, cycle: int) -> Floats:
    """Mean absolute difference to one cycle before; NaN where there is none, or none but zero."""
    history = np.asarray(past, float)
    if history.shape[1] <= cycle:
        return np.full(len(history), np.nan)
    size = mean(np.abs(history[:, cycle:] - history[:, :-cycle]))
    return np.where(size > 0, size, np.nan)


def owa(smape: float, mase: float, smape_naive: float, mase_naive: float) -> float:
    """Overall weighted average: the mean of the two ratios to Naive2, below 1 where better; NaN if that never errs."""
    if not (smape_naive and mase_naive):
        return float("nan")
    return (smape / smape_naive + mase / mase_naive) / 2


def covered(actual: ArrayLike, low: ArrayLike, high: ArrayLike) -> Floats:
    """Share of the steps that came inside, bounds included."""
    came, least = _both(actual, low)
    inside = (came >= least) & (came <= np.asarray(high, float))
    return mean(np.where(np.isnan(came), np.nan, inside))


def msis(actual: ArrayLike, low: ArrayLike, high: ArrayLike, past: ArrayLike, *, cycle: int, level: int) -> Floats:
    """Mean scaled interval score: width, and 2/α times what came outside, in the unit of MASE. `level` in percent."""
    came, least = _both(actual, low)
    most = np.asarray(high, float)
    outside = np.maximum(least - came, 0) + np.maximum(came - most, 0)
    return mean(most - least + outside * 200 / (100 - level)) / step_size(past, cycle)


def brier(chance: ArrayLike, came: ArrayLike) -> float:
    """Mean squared distance of chances (0 … 1) from what came (0 or 1)."""
    return float(np.nanmean((np.asarray(chance, float) - np.asarray(came, float)) ** 2))


def naive2(past: ArrayLike, horizon: int, cycle: int) -> Floats:
    """The last value, seasonally adjusted where the series is seasonal: the benchmark of OWA."""
    return np.array([_naive2(one, horizon, cycle) for one in np.asarray(past, float)]).reshape(-1, horizon)


def seasonal_naive(past: ArrayLike, horizon: int, cycle: int) -> Floats:
    """The value of one cycle before; the last one where the series is shorter than a cycle."""
    history = np.asarray(past, float)
    reach = min(cycle, history.shape[1])
    last = history[:, -reach:]
    last = np.where(np.isnan(last), history[:, -1:], last)
    return last[:, np.arange(horizon) % reach]


def mean(values: Floats) -> Floats:
    """Mean of each row over what is there; NaN for a row without a value."""
    there = ~np.isnan(values)
    count = there.sum(axis=1)
    return np.where(count > 0, np.where(there, values, 0).sum(axis=1) / np.maximum(count, 1), np.nan)


def _naive2(line: Floats, horizon: int, cycle: int) -> Floats:
    values = line[~np.isnan(line)]
    if not len(values):
        return np.full(horizon, np.nan)
    if cycle == 1 or not _seasonal(values, cycle):
        return np.full(horizon, values[-1])
    factors = _factors(values, cycle)
    ahead = (len(values) + np.arange(horizon)) % cycle
    return np.asarray(values[-1] / factors[(len(values) - 1) % cycle] * factors[ahead])


def _seasonal(values: Floats, cycle: int) -> bool:
    """M4's test: the autocorrelation at one cycle stands out (Bartlett's bounds, three cycles at least)."""
    if len(values) < 3 * cycle or np.ptp(values) == 0:
        return False
    apart = values - values.mean()
    related = np.array([apart[lag:] @ apart[: len(apart) - lag] for lag in range(1, cycle + 1)]) / (apart @ apart)
    bound = SEASONAL_CHANCE * np.sqrt((1 + 2 * np.sum(related[:-1] ** 2)) / len(values))
    return bool(abs(related[-1]) > bound)


def _factors(values: Floats, cycle: int) -> Floats:
    """Classical multiplicative decomposition; one factor for each place in the cycle, their mean is one.

    A series that is not positive throughout has no factors: ones.
    """
    if values.min() <= 0:
        return np.ones(cycle)
    even = cycle % 2 == 0
    window = np.r_[0.5, np.ones(cycle - 1), 0.5] / cycle if even else np.ones(cycle) / cycle
    level = np.convolve(values, window, "valid")
    edge = cycle // 2
    ratio = values[edge : edge + len(level)] / level
    place = (edge + np.arange(len(level))) % cycle
    factors = np.array([ratio[place == each].mean() for each in range(cycle)])
    return np.asarray(factors / factors.mean())


def _both(one: Any, other: Any) -> tuple[Floats, Floats]:
    """Both as arrays of one shape; a step missing in one is missing in both."""
    first, second = np.broadcast_arrays(np.asarray(one, float), np.asarray(other, float))
    gone = np.isnan(first) | np.isnan(second)
    return np.where(gone, np.nan, first), np.where(gone, np.nan, second)
