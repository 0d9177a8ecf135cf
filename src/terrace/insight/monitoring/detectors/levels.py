"""The last one, two and three figures against the level that those before them led to, followed at several paces.

One odd figure is seen in the last one alone; a level that moved is the plainer the more figures are taken together.
Levels are followed as Holt does, on logarithms without their season; an odd figure moves them only so far.
"""

from collections.abc import Callable, Iterator

import numpy as np

from . import robust
from .residuals import began
from .robust import Flags, Floats
from .seen import LEAST, Seen, once

#: How fast a level follows what came, and how fast its slope does: in years, and within a year.
PACES = {"slow": 0.15, "even": 0.4, "quick": 0.8}
SLOPE = {True: 0.15, False: 0.03}
#: Figures that are taken together.
TOGETHER = (1, 2, 3)
#: Errors before, without which nothing is said.
FEWEST = 3
#: Errors move a level, and count for what is usual, up to so many standard deviations.
MOVES, COUNTS = 3.0, 4.0
#: From a mean size of errors to one standard deviation; what is usual counts as so many errors.
NORMAL, WORTH = 1.25, 2.0
#: A median varies by so much more than a mean.
MEDIAN = 1.57
#: The largest errors that make no record: a figure is held against the one after them.
PASSED = 2
#: Years before in which the same period is looked at; of years the last ones.
BACK = 3

#: The statistics that are above or below, and all.
SIDED = tuple(f"{name}{after}" for after in TOGETHER for name in (*PACES, "best", "mean"))
SIZES = tuple(f"{name}{after}" for after in TOGETHER for name in ("mean_rare", "mean_record"))
NAMES = (*SIDED, *SIZES, "level_noise", "same_period")


@once
def levels(seen: Seen) -> dict[str, Floats]:
    """Of each number of figures taken together: their error at each pace, at the best one and at the mean of all, in
    standard deviations (of such errors before); how rare and how much of a record the mean one is. `level_noise`: the
    log error at the best pace; `same_period`: the largest one in this period of the years before."""
    found = {name: np.full(len(seen.logs), np.nan) for name in NAMES}
    if seen.logs.shape[1] > 1:
        for after in TOGETHER:
            if seen.logs.shape[1] > 2 * after + FEWEST:
                short = seen.logs.shape[1] - began(seen.logs) <= 2 * after + FEWEST
                found |= {name: np.where(short, np.nan, each) for name, each in _said(seen, after)}
    return found


def _said(seen: Seen, after: int) -> Iterator[tuple[str, Floats]]:
    errors = _errors(seen, after)
    noise = _noise(errors[:, :-after], seen.own)
    off = errors[:, -1] / noise
    for place, pace in enumerate(PACES):
        yield f"{pace}{after}", off[:, place]
    best = noise.argmin(axis=1)
    yield f"best{after}", np.take_along_axis(off, best[:, None], 1)[:, 0]
    if after == 1:
        yield "level_noise", np.log(noise.min(axis=1))
    yield from _mean(seen, errors.mean(axis=2), after)


def _mean(seen: Seen, errors: Floats, after: int) -> Iterator[tuple[str, Floats]]:
    """The same of the mean of all paces, whose errors are the smallest."""
    noise = np.maximum(robust.spread(errors[:, :-after], seen.own), LEAST)
    before, now = np.abs(errors[:, :-after]), np.abs(errors[:, -1])
    known = np.isfinite(before)
    above = (known & (before >= now[:, None])).sum(axis=1)
    largest = np.sort(np.where(known, before, -1.0), axis=1)[:, max(-1 - PASSED, -before.shape[1])]
    yield f"mean{after}", errors[:, -1] / noise
    yield f"mean_rare{after}", np.where(np.isfinite(now), (above + 0.5) / (known.sum(axis=1) + 1), np.nan)
    yield f"mean_record{after}", robust.ratio(now, np.maximum(largest, 0.0))
    if after == 1:
        yield "same_period", _same_period(np.where(known, before, 0.0), seen.cycle) / noise


def _same_period(sizes: Floats, cycle: int) -> Floats:
    back = [sizes[:, -cycle * year] for year in range(1, BACK + 1) if sizes.shape[1] >= cycle * year]
    return np.asarray(np.max(back, axis=0) if back else np.full(len(sizes), np.nan))


def _noise(before: Floats, own: Floats) -> Floats:
    """(n, paces) one standard deviation of errors (n, t, paces), drawn towards what is usual for the series."""
    sizes = np.minimum(np.abs(before), COUNTS * own[:, None, None])
    known = np.isfinite(sizes)
    whole = np.where(known, sizes, 0.0).sum(axis=1) + WORTH * own[:, None] / NORMAL
    return np.asarray(np.maximum(NORMAL * whole / (known.sum(axis=1) + WORTH), LEAST))


def _errors(seen: Seen, after: int) -> Floats:
    """(n, t − after, paces) the mean of so many figures less what the level before them led to; the last are the
    judged one's. NaN where one of the figures is missing."""
    known, level, slope = _followed(seen)
    flat = unseasoned(seen)
    windows = np.lib.stride_tricks.sliding_window_view(flat, after, axis=1)[:, 1:].mean(axis=2)
    led = level[:, :-after] + slope[:, :-after] * (after + 1) / 2
    return np.where(known[:, :-after, None], windows[:, :, None] - led, np.nan)


@once
def _followed(seen: Seen) -> tuple[Flags, Floats, Floats]:
    """Whether there is a level (n, t), levels and slopes (n, t, paces) after each figure."""
    flat, paces = unseasoned(seen), np.array(list(PACES.values()))
    first, most = began(flat), MOVES * seen.own[:, None]
    shape = (*flat.shape, len(paces))
    levels_, slopes = np.zeros(shape), np.zeros(shape)
    start = np.take_along_axis(flat, np.minimum(first, flat.shape[1] - 1)[:, None], 1)
    level = np.nan_to_num(np.repeat(start, len(paces), axis=1))
    slope = np.zeros_like(level)
    known = np.arange(flat.shape[1]) >= first[:, None]
    came = np.isfinite(flat) & (np.arange(flat.shape[1]) > first[:, None])
    values, bend = np.nan_to_num(flat), SLOPE[seen.cycle == 1] * paces
    for column in range(flat.shape[1]):
        ahead = np.where(known[:, column, None], level + slope, level)
        error = np.clip(values[:, column, None] - ahead, -most, most) * came[:, column, None]
        level, slope = ahead + paces * error, slope + bend * error
        levels_[:, column], slopes[:, column] = level, slope
    return known, levels_, slopes


@once
def unseasoned(seen: Seen) -> Floats:
    """(n, t) the logs without what is usual in each period of the year, by how they lie off the moving average of a
    year before the judged period; drawn towards nothing where that says no more than chance does."""
    cycle, width = seen.cycle, seen.logs.shape[1]
    if cycle == 1 or width <= 2 * cycle:
        return seen.logs
    apart = _apart(seen.logs[:, :-1], cycle)
    phases = (width - 1 - np.arange(width)) % cycle
    parts = [apart[:, phases[:-1] == phase] for phase in range(cycle)]
    usual = np.nan_to_num(np.stack([robust.median(part) for part in parts], axis=1))
    years = np.stack([robust.count(part) for part in parts], axis=1)
    left = robust.NORMAL * robust.mad(apart - usual[:, phases[:-1]], np.zeros(len(apart)))
    chance = MEDIAN * np.nan_to_num(left) ** 2 / np.maximum(years.mean(axis=1), 1)
    sure = np.clip(1 - chance / np.maximum(usual.var(axis=1), LEAST**2), 0, 1)
    sure = np.where(began(seen.logs) + 2 * cycle >= width, 0.0, sure)
    return np.asarray(seen.logs - (usual * sure[:, None])[:, phases])


def _apart(logs: Floats, cycle: int) -> Floats:
    """(n, t) how far each lies from the mean of the year around it; at the ends of the first and the last year."""
    known, width = np.isfinite(logs), logs.shape[1]
    wide = min(2 * (cycle // 2) + 1, width)
    first = np.minimum(began(logs), width - wide)[:, None]
    low = np.clip(np.arange(width) - cycle // 2, first, width - wide)
    sums, counts = (np.cumsum(each, axis=1) for each in (np.where(known, logs, 0.0), known.astype(float)))
    sums, counts = (np.concatenate([np.zeros((len(logs), 1)), each], axis=1) for each in (sums, counts))
    total, number = (np.take_along_axis(e, low + wide, 1) - np.take_along_axis(e, low, 1) for e in (sums, counts))
    mean = robust.ratio(total, number)
    return np.where(number >= cycle, logs - mean, np.nan)


CONTEXT: dict[str, Callable[[Seen], Floats]] = {
    name: lambda seen, name=name: levels(seen)[name]  # type: ignore[misc]
    for name in NAMES
}
