"""Rates of the own past, robust and shrunk: what part of a number comes back as another a year later.

A commune with many pupils and steady years keeps its own rate; one with few, or with years that jump, is drawn towards
the rate of all (empirical Bayes by moments). Years that are far from what is usual are bounded first.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
#: Yearly rates farther from the middle than so many usual deviations (scaled median ones) count as this far.
FAR = 4.0
#: A median absolute deviation of normal errors is this part of a standard one.
NORMAL = 0.6745


@dataclass(frozen=True, slots=True)
class Rates:
    """For each place its rate (NaN where there is none), and the one of all together."""

    own: Array
    all: float
    #: How much of each rate is the place's own past, 0 to 1.
    trust: Array


def estimate(top: Array, bottom: Array) -> Rates:
    """Rates `top / bottom` of places over years, both (n, years); NaN or a zero bottom is no observation."""
    known = np.isfinite(top) & np.isfinite(bottom) & (bottom > 0)
    exposure = np.where(known, bottom, 0.0)
    yearly = np.divide(top, bottom, out=np.full_like(exposure, np.nan), where=known)
    whole = float(exposure.sum())
    if not whole:
        return Rates(np.full(len(top), np.nan), float("nan"), np.zeros(len(top)))
    bounded = _bounded(yearly)
    gone = np.where(known, bounded * exposure, 0.0)
    of_all = float(gone.sum() / whole)
    exposed = exposure.sum(axis=1)
    raw = np.divide(gone.sum(axis=1), exposed, out=np.full(len(top), of_all), where=exposed > 0)
    trust = _trust(bounded, exposure, raw, of_all)
    return Rates(trust * raw + (1 - trust) * of_all, of_all, trust)


def _bounded(yearly: Array) -> Array:
    """Rates with those beyond what is usual pulled to its border."""
    held = yearly[np.isfinite(yearly)]
    middle = float(np.median(held))
    spread = float(np.median(np.abs(held - middle))) / NORMAL
    reach = FAR * max(spread, 0.02 * abs(middle), 1e-9)
    return np.clip(yearly, middle - reach, middle + reach)


def _trust(yearly: Array, exposure: Array, raw: Array, of_all: float) -> Array:
    """n / (n + k): k is the variance within places (of one pupil) over that between them."""
    exposed = exposure.sum(axis=1)
    there = exposed > 0
    misses = np.where(exposure > 0, exposure * (np.nan_to_num(yearly) - raw[:, None]) ** 2, 0.0)
    free = max(float((exposure > 0).sum() - there.sum()), 1.0)
    within = float(misses.sum()) / free
    count = float(there.sum())
    between = 0.0
    if count > 1:
        weighted = float((exposed * (raw - of_all) ** 2).sum())
        scale = float(exposed.sum() - (exposed**2).sum() / exposed.sum())
        between = max(0.0, (weighted - (count - 1) * within) / scale) if scale > 0 else 0.0
    if not between:
        return np.where(there & (count == 1), 1.0, 0.0)
    return np.asarray(exposed / (exposed + within / between), dtype=np.float64)
