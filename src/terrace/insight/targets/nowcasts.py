"""The figure of a period under way, from the places that have reported: a sum over places of which some are missing.

What the missing places will say is taken from what they said before (the same period a year ago, the last period, their
usual level), raised or lowered as the places that have reported moved. Which of these counts how much, and how far the
whole misses, comes from asking the same of past periods with the same places missing. Once all have reported the
nowcast is their sum, exactly.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from terrace.insight.targets.members import Floats

#: How far the movement of those who reported is taken over, all of it or half.
TAKEN: Final = (1.0, 0.5)
#: What places may be expected to say: as a year ago, as last time, as usual.
REFERENCES: Final = 3
#: A movement is taken for no more than this many times (or that part) of what is usual.
FURTHEST: Final = 100.0
#: Past periods that are asked at the most, and at the least before they weigh at all.
ASKED, FEW = 24, 3
#: Error (logarithmic) that is thought usual while there are few past periods, and what it counts as in periods.
USUAL, USUAL_COUNTS = 0.05, 2
SURE = 0.9
#: A bound is never further than this (logarithmic) from the middle.
WIDEST: Final = 10.0


@dataclass(frozen=True, slots=True)
class Nowcast:
    """The likely figure with bounds of 80 %; `reported` of `expected` places are in, `weight` their usual share.

    NaN where nothing can be said. `exact`: all have reported. `tries`: past periods that were asked.
    """

    likely: float
    low: float
    high: float
    sum: float
    reported: int
    expected: int
    weight: float
    exact: bool
    tries: int = 0


def nowcast(now: Any, past: Any, cycle: int, own: Any = None) -> Nowcast:
    """From the values of the places now (p,), NaN where none is in, and of past periods (p, T), the last one before.

    `own` (p,): what each place was forecast to say, if it was. Sums only, of places that never go below zero.
    """
    said, before = np.asarray(now, float), np.asarray(past, float)
    here = np.isfinite(said)
    there, reported = float(said[here].sum()), int(here.sum())
    weight = _weight(before, here)
    if reported == len(said):
        return Nowcast(there, there, there, there, reported, len(said), 1.0, exact=True)
    usual = _references(before, before.shape[1], cycle)
    if own is not None:
        usual = np.concatenate([usual, np.asarray(own, float)[None]])
    tried = _tries(before, here, cycle)
    made = _rest(said, here, usual)
    weights = _weigh(tried, len(made))
    if not np.isfinite(made[weights > 0]).any():
        return Nowcast(np.nan, np.nan, np.nan, there, reported, len(said), weight, exact=False)
    return _bounded(there, made, weights, tried, Nowcast(0, 0, 0, there, reported, len(said), weight, exact=False))


def _weight(past: Floats, here: NDArray[np.bool_]) -> float:
    """The share of the whole that those who reported usually have."""
    size = np.nan_to_num(_mean(past))
    return float(size[here].sum() / size.sum()) if size.sum() > 0 else float(here.mean())


def _mean(values: Floats) -> Floats:
    count = np.isfinite(values).sum(axis=1)
    return np.where(count > 0, np.nansum(values, axis=1) / np.maximum(count, 1), np.nan)


def _references(past: Floats, at: int, cycle: int) -> Floats:
    """What each place might be expected to say at position `at`, from before it: (3, p)."""
    empty = np.full(len(past), np.nan)
    year_ago = past[:, at - cycle] if at >= cycle else empty
    last = past[:, at - 1] if at else empty
    level = _mean(past[:, max(0, at - cycle) : at]) if at else empty
    return np.stack([np.where(np.isfinite(each), each, level) for each in (year_ago, last, level)])


def _rest(said: Floats, here: NDArray[np.bool_], usual: Floats) -> Floats:
    """What the missing places come to, by reference and by how far the movement is taken over: (k,)."""
    found = []
    for reference in usual:
        both = here & np.isfinite(reference)
        base, came = reference[both].sum(), said[both].sum()
        moved = np.clip(came / base, 1 / FURTHEST, FURTHEST) if base > came / FURTHEST**2 else 1.0
        missing = np.where(np.isfinite(reference), reference, 0.0)[~here].sum()
        known = np.isfinite(reference[~here]).any()
        found += [missing * moved**taken if known else np.nan for taken in TAKEN]
    return np.array(found)


def _tries(past: Floats, here: NDArray[np.bool_], cycle: int) -> Floats:
    """Past periods in which everybody reported, with the same places missing: log(came / said) (tries, 6)."""
    found = []
    for at in range(max(1, past.shape[1] - ASKED), past.shape[1]):
        column = past[:, at]
        if not np.isfinite(column).all():
            continue
        came = column[~here].sum()
        made = _rest(column, here, _references(past, at, cycle))
        with np.errstate(divide="ignore", invalid="ignore"):
            found.append(np.log(np.maximum(came, 0)) - np.log(made))
    tried = np.array(found, float).reshape(len(found), REFERENCES * len(TAKEN))
    return np.where(np.isfinite(tried), tried, np.nan)


def _weigh(tried: Floats, count: int) -> Floats:
    """Weights of the ways: the better in the past the more. Too few tries: even. Forecasts of their own as the best."""
    if len(tried) < FEW:
        return np.ones(count)
    tries = np.isfinite(tried).sum(axis=0)
    squares = (np.nansum(tried**2, axis=0) + USUAL**2) / (tries + 1)
    weight = np.where(tries >= FEW, squares.min() / squares, 0.0) ** 2
    return np.concatenate([weight, np.full(max(count - len(weight), 0), weight.max())])


def _bounded(there: float, made: Floats, weights: Floats, tried: Floats, so_far: Nowcast) -> Nowcast:
    """The weighted rest on top of what is in, with the bounds that its past errors give."""
    from scipy import special  # takes long to load: no process waits for it at its start

    good = np.isfinite(made) & (weights > 0)
    share = weights * good / (weights * good).sum()
    rest = float(np.nan_to_num(made) @ share)
    errors = _pooled(tried, share[: tried.shape[1]] if tried.size else share)
    missed = (USUAL_COUNTS * USUAL**2 + (errors**2).sum()) / (USUAL_COUNTS + len(errors))
    scale = np.sqrt(max(missed, _apart(made, share)))
    wide = min(float(special.stdtrit(USUAL_COUNTS + len(errors), SURE) * scale), WIDEST)
    low, high = there + rest * np.exp(-wide), there + rest * np.exp(wide)
    known = so_far.reported, so_far.expected, so_far.weight
    return Nowcast(there + rest, low, high, there, *known, exact=False, tries=len(errors))


def _apart(made: Floats, share: Floats) -> float:
    """How far the ways lie apart (variance of the logarithm): much, when the period is unlike those before."""
    sound = np.isfinite(made) & (made > 0) & (share > 0)
    if not sound.any():
        return 0.0
    logs, weight = np.log(made[sound]), share[sound] / share[sound].sum()
    return float(weight @ (logs - weight @ logs) ** 2)


def _pooled(tried: Floats, share: Floats) -> Floats:
    """The error of the weighted ways in each past period."""
    if not tried.size or not share.sum():
        return np.zeros(0)
    there = np.isfinite(tried)
    weight = there * share
    sums = weight.sum(axis=1)
    pooled = (np.nan_to_num(tried) * weight).sum(axis=1)
    return np.asarray(pooled[sums > 0] / sums[sums > 0])
