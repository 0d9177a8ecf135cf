"""What the rest of a year may add: simple seasonal forecasts on logarithms, for many series at once.

Shapes: `past` (n, Y, c) whole years of c periods, oldest first; `known` (n, m) periods of this year; all positive (see
`chances.raised`). A member answers with the logarithm of what the rest of the year comes to: the sum of its periods
(`SUM`) or the value of the last one (`LAST`).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SUM, LAST = "sum", "last"
#: Smoothing of the levels, slow to fast; damped trends as (level, slope, damping).
LEVELS: Final = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
TRENDS: Final = ((0.3, 0.05, 0.95), (0.5, 0.1, 0.9), (0.3, 0.1, 1.0))
NAMES: Final = (*(f"level {each}" for each in LEVELS), "growth", "half growth", "recent growth")
ALL: Final = (*NAMES, *(f"trend {each[0]} {each[2]}" for each in TRENDS), "as last year", "pace", "shares")
#: How much of the pattern of a single year is taken for the seasons; fading of the weight of older years.
ONE_YEAR, FADE, SHARES_FADE = 0.9, 0.85, 0.6


def seasons(past: Floats) -> tuple[Floats, Floats]:
    """The logarithmic season of each period (n, c), mean 0, and how far years stray from it (n,).

    Around a centred moving mean, newer years weigh more; what may be noise is shrunk. One year is its own pattern.
    """
    n, years, cycle = past.shape
    logs = np.log(past.reshape(n, -1))
    if years == 1:
        return ONE_YEAR * (logs - logs.mean(axis=1, keepdims=True)), logs.std(axis=1)
    around = _around(logs, cycle).reshape(n, years, cycle)
    weight = FADE ** np.arange(years)[::-1][None, :, None] * np.isfinite(around)
    found = (np.nan_to_num(around) * weight).sum(axis=1) / weight.sum(axis=1)
    found -= found.mean(axis=1, keepdims=True)
    apart = np.where(np.isfinite(around), around - found[:, None], 0.0)
    noise = (weight * apart**2).sum(axis=(1, 2)) / max((years - 2) * cycle + 1, 1)
    mean_noise = noise / (years - 1)
    signal = np.maximum((found**2).mean(axis=1) * cycle / (cycle - 1) - mean_noise, 0)
    return found * (signal / (signal + mean_noise + 1e-12))[:, None], np.sqrt(noise)


def _around(logs: Floats, cycle: int) -> Floats:
    """Each value less the centred mean of a cycle; NaN at both ends."""
    sums = np.cumsum(np.pad(logs, ((0, 0), (1, 0))), axis=1)
    mean = (sums[:, cycle:] - sums[:, :-cycle]) / cycle
    if cycle % 2 == 0:
        mean = (mean[:, 1:] + mean[:, :-1]) / 2
    first = cycle // 2
    found = np.full(logs.shape, np.nan)
    found[:, first : first + mean.shape[1]] = logs[:, first : first + mean.shape[1]] - mean
    return found


def rest(past: Floats, known: Floats, kind: str = SUM) -> tuple[Floats, Floats]:
    """What each member says (n, len(ALL)), and how unsteady a series is (n, 3), both logarithmic."""
    n, years, cycle = past.shape
    season, noise = seasons(past)
    logs = np.concatenate([np.log(past.reshape(n, -1)), np.log(known)], axis=1)
    calm = logs - np.tile(season, (1, years + 1))[:, : logs.shape[1]]
    ahead, ending = np.arange(1, cycle - known.shape[1] + 1), season[:, known.shape[1] :]

    def ends(path: Floats) -> Floats:
        whole = path + ending
        return np.asarray(whole[:, -1] if kind == LAST else np.log(np.exp(whole).sum(axis=1)))

    level = {each: _level(calm, each) for each in LEVELS}
    long, short = _growth(calm, cycle)
    said = [ends(np.repeat(level[each][:, None], len(ahead), axis=1)) for each in LEVELS]
    said.append(ends(level[0.35][:, None] + long[:, None] * (ahead + 1)))
    said.append(ends(level[0.5][:, None] + long[:, None] / 2 * (ahead + 1)))
    said.append(ends(level[0.35][:, None] + short[:, None] * (ahead + 1)))
    for each in TRENDS:
        now, slope = _trend(calm, cycle, *each)
        said.append(ends(now[:, None] + slope[:, None] * np.cumsum(each[2] ** ahead)))
    said.extend(_ratios(past, known, kind))
    unsteady = np.stack([noise, np.diff(calm, axis=1).std(axis=1), np.abs(short - long) * cycle], axis=1)
    return np.stack(said, axis=1), unsteady


def _ratios(past: Floats, known: Floats, kind: str) -> list[Floats]:
    """As last year; last year at this year's pace; as the parts of former years."""
    m = known.shape[1]
    if kind == LAST:
        then, now, ends = np.log(past[:, :, m - 1]), np.log(known[:, -1]), np.log(past[:, :, -1])
    else:
        then, now = np.log(past[:, :, :m].sum(axis=2)), np.log(known.sum(axis=1))
        ends = np.log(past[:, :, m:].sum(axis=2))
    weight = SHARES_FADE ** np.arange(past.shape[1])[::-1]
    return [ends[:, -1], ends[:, -1] + now - then[:, -1], now + (ends - then) @ (weight / weight.sum())]


def _level(calm: Floats, speed: float) -> Floats:
    level = calm[:, :3].mean(axis=1)
    for step in range(calm.shape[1]):
        level = level + speed * (calm[:, step] - level)
    return np.asarray(level)


def _trend(calm: Floats, cycle: int, speed: float, turn: float, damping: float) -> tuple[Floats, Floats]:
    """Level and slope at the end (Holt, damped)."""
    level, slope = calm[:, :cycle].mean(axis=1), np.zeros(len(calm))
    if calm.shape[1] >= 2 * cycle:
        slope = (calm[:, cycle : 2 * cycle].mean(axis=1) - level) / cycle
    for step in range(calm.shape[1]):
        before, drifted = level, level + damping * slope
        level = drifted + speed * (calm[:, step] - drifted)
        slope = damping * slope + turn * (level - before - damping * slope)
    return level, slope


def _growth(calm: Floats, cycle: int) -> tuple[Floats, Floats]:
    """Growth a period: over the whole past, and of the last year against the one before."""
    count = calm.shape[1]
    recent = calm[:, -cycle:].mean(axis=1)
    long = (recent - calm[:, :cycle].mean(axis=1)) / max(count - cycle, 1)
    if count < 2 * cycle:
        return long, long
    return long, (recent - calm[:, -2 * cycle : -cycle].mean(axis=1)) / cycle
