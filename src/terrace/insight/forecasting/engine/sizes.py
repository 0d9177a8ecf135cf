"""How large errors may be: what a series' past says about it, in a unit of the series itself.

Each quantity is the logarithm of a size in units of `unit`, a count, or a step, so that k times a series has the same
ones. Right-aligned rows; a row knows only itself.
"""

import numpy as np

from .backtests import Trials
from .series import Floats, lengths_of

NAMES = ("one", "ahead", "reach", "step", "recent", "apart", "length", "young", "missed")
#: No size differs from the unit by more than this factor (on logs), however odd the series.
WIDEST = 5.0
#: Of a series that never changed: what it may change by, as a share of its level, divided by the number of values.
UNMOVED = 0.25
#: What back-tests count for against the error that is usual: so many trials, and the usual ratio to `reach`.
TRIALS, USUAL = 1.0, 0.7


def sizes(values: Floats, likely: Floats, apart: Floats, trials: Trials, cycle: int) -> tuple[Floats, Floats]:
    """(n, h, len(NAMES)) and the unit (n,)."""
    horizon = likely.shape[1]
    lengths = lengths_of(values)
    unit = units(values, cycle)
    reach = reaches(values, unit, cycle, horizon)
    ones = np.ones_like(likely)
    columns = (
        ones,
        ones * np.log(np.arange(1, horizon + 1)),
        _log(reach, unit),
        ones * _log(moved(values, 1)[:, None], unit),
        ones * _log(moved(values[:, -max(5, cycle + 1) :], 1)[:, None], unit),
        _log(apart, unit),
        ones * np.log(np.maximum(lengths, 1))[:, None],
        ones * np.log(np.clip(lengths, 1, 2 * cycle + 4))[:, None],
        ones * missed(trials, reach)[:, None],
    )
    return np.stack(columns, axis=2), unit


def units(values: Floats, cycle: int) -> Floats:
    """(n,) mean change from one cycle to the next, or from one value to the next where the series is short."""
    lengths = lengths_of(values)
    over = np.where(lengths > cycle + 2, moved(values, cycle), np.nan)
    over = np.where(over > 0, over, moved(values, 1))
    size = np.nansum(np.abs(values), axis=1) / np.maximum(lengths, 1)
    still = UNMOVED * size / np.maximum(lengths, 1)
    return np.asarray(np.where(over > 1e-9 * size, over, still))


def moved(values: Floats, lag: int) -> Floats:
    """(n,) mean absolute change over `lag` periods; NaN where no two values lie so far apart."""
    if values.shape[1] <= lag:
        return np.full(len(values), np.nan)
    change = np.abs(values[:, lag:] - values[:, :-lag])
    there = np.isfinite(change)
    count = there.sum(axis=1)
    return np.asarray(np.where(count > 0, np.where(there, change, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan))


def reaches(values: Floats, unit: Floats, cycle: int, horizon: int) -> Floats:
    """(n, h) how far the series got away from itself in so many periods (whole cycles), where that was seen often."""
    lengths = lengths_of(values)
    found = np.empty((len(values), horizon))
    before, last = unit, 1
    for ahead in range(1, horizon + 1):
        lag = -(-ahead // cycle) * cycle
        if ahead == 1 or lag != last * cycle:
            seen = moved(values, lag)
            before = np.where((lengths >= lag + 3) & (seen > 0), seen, before * np.sqrt(lag / (last * cycle)))
            last = lag // cycle
        found[:, ahead - 1] = before
    return found


def missed(trials: Trials, reach: Floats) -> Floats:
    """(n,) log of the mean error of the trials in units of `reach`, drawn towards what is usual where they are few."""
    size = np.abs(trials.errors) / np.where(reach > 0, reach, np.nan)[:, None, :]
    there = np.isfinite(size)
    total = np.where(there, np.minimum(size, 20.0), 0.0).sum(axis=(1, 2))
    return np.asarray(np.log((total + TRIALS * USUAL) / (there.sum(axis=(1, 2)) + TRIALS)))


def _log(size: Floats, unit: Floats) -> Floats:
    """Log of a size in units; 0 where either is nothing."""
    ratio = size / np.where(unit > 0, unit, np.nan)[:, None]
    return np.asarray(np.where(ratio > 0, np.clip(np.log(np.where(ratio > 0, ratio, 1.0)), -WIDEST, WIDEST), 0.0))
