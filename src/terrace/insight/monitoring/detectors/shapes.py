"""Changes that last: a level that moved, a trend that broke, a slow drift.

The last two or three figures are held against what the figures before them led to, so these speak one or two periods
after a change, and stay silent about one odd figure.
"""

from collections.abc import Callable

import numpy as np

from . import robust
from .robust import Floats
from .seen import Seen, once, simple

#: Figures since a change that are looked at.
AFTER = (2, 3)
#: Figures before a change that are needed.
FEWEST = 3
#: What a cumulative sum forgives in each period, in standard deviations.
SLACK = 0.5
#: Errors count no more than this in a cumulative sum: one odd figure is no drift.
MOST = 3.0

#: Of how far the last figures are off (n, k), the noise (n,) and the cycle: one number (n,).
Statistic = Callable[[Floats, Floats, int], Floats]


def level_shift(seen: Seen) -> Floats:
    """How far at least the last two or three figures all lie on one side of where those before led to, in standard
    deviations of such forecasts; 0 where they do not."""
    return _strongest(seen, _level)


def trend_break(seen: Seen) -> Floats:
    """How far at least the last two or three changes all lie on one side of the pace before them, in standard
    errors; 0 where they do not."""
    return _strongest(seen, _trend)


def _level(off: Floats, noise: Floats, cycle: int) -> Floats:
    ahead = np.arange(1, off.shape[1] + 1) if cycle == 1 else np.ones(off.shape[1])
    return least(off / (noise[:, None] * np.sqrt(ahead)))


def _trend(off: Floats, noise: Floats, cycle: int) -> Floats:
    del cycle
    steps = np.diff(off, axis=1, prepend=0.0)
    return np.asarray(least(steps / noise[:, None]) * np.sqrt(off.shape[1]))


def least(apart: Floats) -> Floats:
    """(n,) the smallest of each row with its sign, 0 where signs differ; NaN where one is not known."""
    same = np.abs(np.sign(apart).sum(axis=1)) == apart.shape[1]
    smallest = np.abs(apart).min(axis=1) * np.sign(apart[:, -1])
    return np.where(np.isnan(smallest), np.nan, np.where(same, smallest, 0.0))


def _strongest(seen: Seen, statistic: Statistic) -> Floats:
    """(n,) the one of largest size over how long ago the change may have been; NaN where none says anything."""
    found = [statistic(off, seen.own, seen.cycle) for off in since(seen)]
    if not found:
        return np.full(len(seen.logs), np.nan)
    rows = np.stack(found, axis=1)
    place = np.where(np.isfinite(rows), np.abs(rows), -1.0).argmax(axis=1)
    return np.take_along_axis(rows, place[:, None], 1)[:, 0]


@once
def since(seen: Seen) -> list[Floats]:
    """For two and three figures each: how far (n, k) they lie from where the figures before them led to."""
    made = []
    for after in AFTER:
        if seen.logs.shape[1] <= after + FEWEST - 1:
            continue
        before = seen.logs.copy()
        before[:, -after:] = np.nan
        off = seen.logs[:, -after:] - simple(before, seen.cycle)[:, -after:]
        made.append(np.where((robust.count(before) >= FEWEST)[:, None], off, np.nan))
    return made


def drift(seen: Seen) -> Floats:
    """The larger of the two cumulative sums (CUSUM) of standardised errors, with its sign."""
    errors = np.clip(seen.steps / seen.own[:, None], -MOST, MOST)
    up, down = np.zeros(len(errors)), np.zeros(len(errors))
    for column in range(errors.shape[1]):
        came = np.nan_to_num(errors[:, column])
        up = np.maximum(0.0, up + came - SLACK)
        down = np.maximum(0.0, down - came - SLACK)
    said = np.where(up >= down, up, -down)
    return np.where(np.isfinite(seen.judged) & (seen.number >= FEWEST), said, np.nan)
