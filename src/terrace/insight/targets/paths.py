"""The way of a year to its target: what should be there by now, where this rate leads, and what is likely.

Shapes: years of c periods, `past` (Y, c) oldest first, NaN where nothing is known; `known` (m,). `rule` says how the
periods make the figure of the year: `SUM`, the `MEAN`, or the `LAST` of them.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from terrace.insight.targets.members import LAST, SHARES_FADE, SUM, Floats

MEAN: Final = "mean"


def running(values: Floats, rule: str) -> Floats:
    """The figure of the year as it would be, had it ended with each period.

    >>> running(np.array([1.0, 2, 3]), SUM).tolist(), running(np.array([1.0, 2, 3]), MEAN).tolist()
    ([1.0, 3.0, 6.0], [1.0, 1.5, 2.0])
    """
    if rule == LAST:
        return np.asarray(values, float)
    sums = np.cumsum(values, axis=-1)
    return np.asarray(sums / np.arange(1, values.shape[-1] + 1) if rule == MEAN else sums)


def expected(past: Floats, rule: str) -> Floats:
    """For each period the share of the year's figure that is usually there by then (c,); newer years weigh more.

    Without a whole past year, or where years end at nothing: even steps for sums, all of it for others.

    >>> expected(np.array([[10.0, 30, 40, 20]]), SUM).round(2).tolist()
    [0.1, 0.4, 0.8, 1.0]
    """
    cycle = past.shape[1]
    whole = past[np.isfinite(past).all(axis=1)] if len(past) else past
    way = running(whole, rule)
    way = way[way[:, -1] > 0] if len(way) else way
    if not len(way):
        return np.arange(1, cycle + 1) / cycle if rule == SUM else np.ones(cycle)
    weight = SHARES_FADE ** np.arange(len(way))[::-1]
    return np.asarray(weight @ (way / way[:, -1:]) / weight.sum())


def at_this_rate(known: Floats, cycle: int, rule: str, start: float | None = None) -> float:
    """Where the year ends if it goes on as it did, without regard to seasons: the projection of offices.

    A sum grows in proportion to time; an average stays; a level goes on from last year's end (`start`) in a line.

    >>> at_this_rate(np.array([10.0, 20]), 4, SUM), at_this_rate(np.array([10.0, 12]), 4, LAST, start=8)
    (60.0, 16.0)
    """
    m = len(known)
    if not m:
        return float("nan")
    if rule == SUM:
        return float(known.sum() * cycle / m)
    if rule == MEAN or start is None or not np.isfinite(start):
        return float(running(known, rule)[-1])
    return float(start + (known[-1] - start) * cycle / m)


def likely_way(known: Floats, end: float, usual: Floats, rule: str) -> Floats:
    """From the last period known to the likely end of the year: what is left comes as it usually does (c - m + 1,).

    >>> likely_way(np.array([10.0, 30]), 120, np.array([0.1, 0.4, 0.8, 1]), SUM).round(1).tolist()
    [40.0, 93.3, 120.0]
    """
    m = len(known)
    now, before = (float(running(known, rule)[-1]), float(usual[m - 1])) if m else (0.0 if rule == SUM else end, 0.0)
    steps = usual[max(m - 1, 0) :] if m else np.concatenate([[0.0], usual])
    left = 1 - before
    if abs(left) < np.finfo(float).eps or rule != SUM:
        return np.linspace(now, end, len(steps))
    return np.asarray(now + (end - now) * (steps - before) / left)


def divided(usual: Floats, total: float, parts: Sequence[tuple[int, int, float]], rule: str) -> Floats:
    """What should be there after each period (c,), so that the way passes through the plans of `parts`.

    A part is the position of its first period, the one after its last, and its planned figure. The finest plan holds
    where several speak of a period; what no part speaks of shares what is left of `total` as it usually does.

    >>> divided(np.array([0.25, 0.5, 0.75, 1]), 100, [(0, 1, 10.0)], SUM).tolist()
    [10.0, 40.0, 70.0, 100.0]
    >>> divided(np.array([1.0, 1, 1, 1]), 100, [(0, 2, 90.0)], LAST).tolist()
    [90.0, 90.0, 95.0, 100.0]
    """
    if not parts:
        return np.asarray(usual * total)
    if rule == LAST:
        return _through(usual * total, {end - 1: value for _, end, value in parts})
    count = np.arange(1, len(usual) + 1) if rule == MEAN else np.ones(len(usual))
    steps, free = np.diff(usual * total * count, prepend=0.0), np.ones(len(usual), bool)
    for start, end, value in sorted(parts, key=lambda part: part[1] - part[0]):
        _spread(steps, free, start, end, value * (end - start if rule == MEAN else 1))
    _spread(steps, free, 0, len(usual), total * float(count[-1]))
    return np.asarray(np.cumsum(steps) / count)


def _spread(steps: Floats, free: NDArray[np.bool_], start: int, end: int, value: float) -> None:
    """Let the free steps from start to end, with those that are fixed, add up to the value; they are fixed then."""
    span = np.zeros(len(steps), bool)
    span[start:end] = True
    rest, open_ = max(value - steps[span & ~free].sum(), min(value, 0.0)), span & free
    whole = steps[open_].sum()
    if open_.any():
        steps[open_] = steps[open_] * (rest / whole) if whole > 0 else rest / open_.sum()
    free[open_] = False


def _through(levels: Floats, planned: dict[int, float]) -> Floats:
    """The levels, moved so that they are what is planned where something is."""
    anchors = {len(levels) - 1: float(levels[-1])} | planned
    at = sorted(anchors)
    return np.asarray(levels + np.interp(np.arange(len(levels)), at, [anchors[each] - levels[each] for each in at]))
