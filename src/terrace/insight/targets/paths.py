"""The way of a year to its target: what should be there by now, where this rate leads, and what is likely.

Shapes: years of c periods, `past` (Y, c) oldest first, NaN where nothing is known; `known` (m,). `rule` says how the
periods make the figure of the year: `SUM`, the `MEAN`, or the `LAST` of them.
"""

from typing import Final

import numpy as np

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
