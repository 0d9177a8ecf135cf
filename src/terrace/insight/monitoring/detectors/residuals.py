"""How far the judged value lies from what was to be expected: by a forecast, by the year before, by an average."""

import numpy as np

from . import peers, robust
from .robust import Counts, Floats
from .seen import LEAST, Seen, once

#: The weight of the newest value in the moving average.
WEIGHT = 0.3
#: What is added to a size, lest one that is 0 rules the mean of several.
SMALL = 0.3
#: Fewer seasonal differences than this say nothing.
FEWEST = 3


def residual(seen: Seen) -> Floats:
    """The log error of the forecast in standard deviations; of the simple forecast where there is none."""
    return seen.off / seen.noise


def own(seen: Seen) -> Floats:
    """The same for the simple forecast, which needs nobody: last year's value and the usual change since."""
    return seen.steps[:, -1] / seen.own


def robust_seasonal(seen: Seen) -> Floats:
    """The change against the same period of the year before among such changes: median and MAD of those before."""
    lag = seen.cycle
    if seen.logs.shape[1] <= lag:
        return np.full(len(seen.logs), np.nan)
    return among(seen.logs[:, lag:] - seen.logs[:, :-lag], seen)


def last_step(seen: Seen) -> Floats:
    """The change against the period before among such changes."""
    if seen.logs.shape[1] <= 1:
        return np.full(len(seen.logs), np.nan)
    return among(np.diff(seen.logs, axis=1), seen)


def among(changes: Floats, seen: Seen) -> Floats:
    """The last of the changes against the median of those before, in robust standard deviations."""
    before = changes[:, :-1]
    middle = robust.median(before)
    scale = np.maximum(robust.spread(before - middle[:, None], seen.own), LEAST)
    enough = robust.count(before) >= FEWEST
    return np.where(enough, (changes[:, -1] - middle) / scale, np.nan)


def ewma(seen: Seen) -> Floats:
    """The judged value against the moving average of those before, without their season, as a control chart has it."""
    rows = flat(seen)
    average = np.full(len(rows), np.nan)
    errors = np.full(rows.shape, np.nan)
    for column in range(rows.shape[1]):
        value = rows[:, column]
        errors[:, column] = value - average
        moved = np.where(np.isfinite(average), average + WEIGHT * (value - average), value)
        average = np.where(np.isfinite(value), moved, average)
    scale = np.maximum(robust.spread(errors[:, :-1], seen.own), LEAST)
    return np.asarray(errors[:, -1] / scale)


@once
def flat(seen: Seen) -> Floats:
    """(n, t) the logs without their season."""
    return unseasoned(seen.logs, seen.cycle)


def unseasoned(logs: Floats, cycle: int) -> Floats:
    """The logs without what is usual in each period of the year: medians over the years before the last column, of
    series that began more than two years before."""
    width = logs.shape[1]
    if cycle == 1 or width <= 2 * cycle:
        return logs
    middle = robust.median(logs[:, :-1])
    usual = np.zeros((len(logs), cycle))
    for phase in range(cycle):
        columns = np.arange(width - 1 - phase, -1, -cycle)
        found = robust.median((logs - middle[:, None])[:, columns[columns < width - 1]])
        usual[:, phase] = np.nan_to_num(found)
    usual[began(logs) + 2 * cycle >= width] = 0.0
    phases = (width - 1 - np.arange(width)) % cycle
    return np.asarray(logs - usual[:, phases])


def began(rows: Floats) -> Counts:
    """(n,) the column of the first figure; the number of columns where there is none."""
    known = np.isfinite(rows)
    return np.asarray(np.where(known.any(axis=1), known.argmax(axis=1), rows.shape[1]))


def joint(seen: Seen) -> Floats:
    """The geometric mean of the sizes of those that do best together: several that agree are rarer than one that is
    far out. Years: the forecast, the last change, peers where there are any; within a year the forecast (twice), the
    last change, the simple forecast. The sign is that of the forecast's."""
    first, change = residual(seen), last_step(seen)
    parts = [first, change, peers.peers(seen)] if seen.cycle == 1 else [first, first, change, own(seen)]
    sizes = np.log(np.abs(np.stack(parts, axis=1)) + SMALL)
    return np.asarray(np.exp(robust.mean(sizes)) * np.where(seen.off < 0, -1.0, 1.0))
