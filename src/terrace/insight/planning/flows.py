"""Who goes to which commune when a stage of schooling begins: shares of each commune's pupils by where they go.

Where a stage is taught in nearly every commune (`spread` 0) pupils stay, or go to the nearest one that teaches it.
Where it is not, they are drawn to schools nearby: attraction × nearness, the attraction fitted so that the past comes
out (production-constrained gravity, balanced by iteration). Shares of a row add up to 1: nobody is lost or made.
"""

import numpy as np
from numpy.typing import NDArray

from terrace.insight.planning.rates import Array

ROUNDS = 60
#: Degrees to kilometres.
KM = 111.195


def distances(centres: Array) -> Array:
    """Kilometres between centres (n, 2: longitude and latitude in degrees), as the crow flies; NaN is far away."""
    longitude, latitude = centres[:, 0], centres[:, 1]
    narrow = np.cos(np.radians((latitude[:, None] + latitude[None, :]) / 2))
    east, north = (longitude[:, None] - longitude[None, :]) * narrow, latitude[:, None] - latitude[None, :]
    found = np.nan_to_num(np.hypot(east, north) * KM, nan=1e6)
    np.fill_diagonal(found, 0.0)
    return np.asarray(found, dtype=np.float64)


def shares(apart: Array, leaving: Array, arriving: Array, spread: float) -> Array:
    """(n, n): of those who leave place i, the share that goes to j.

    `leaving` and `arriving` are what left and came in the past, `apart` kilometres. A place at which nobody arrived
    gets nobody, unless nobody arrived anywhere: then all stay.
    """
    n = len(leaving)
    taught = np.nan_to_num(arriving) > 0
    if not taught.any():
        return np.eye(n)
    if spread <= 0:
        return _nearest(apart, taught)
    near = np.exp(-apart / spread) * taught[None, :]
    near = np.where(near.sum(axis=1, keepdims=True) > 0, near, _nearest(apart, taught))
    return _balanced(near, np.nan_to_num(leaving), np.where(taught, np.nan_to_num(arriving), 0.0))


def _nearest(apart: Array, taught: NDArray[np.bool_]) -> Array:
    """Everybody goes to the nearest place that teaches the stage, which is her own where it does."""
    found = np.zeros_like(apart)
    found[np.arange(len(apart)), np.where(taught[None, :], apart, np.inf).argmin(axis=1)] = 1.0
    return found


def _balanced(near: Array, leaving: Array, arriving: Array) -> Array:
    """Row-stochastic shares whose expected arrivals are in the proportions of the past."""
    wanted = arriving / arriving.sum() * max(float(leaving.sum()), 1e-9)
    pull = np.maximum(wanted, 1e-9)
    for _ in range(ROUNDS):
        found = near * pull
        found /= found.sum(axis=1, keepdims=True)
        came = leaving @ found
        pull *= np.divide(wanted, came, out=np.ones_like(pull), where=came > 1e-9)  # noqa: PLR2004 - nearly nobody
    found = near * pull
    return np.asarray(found / found.sum(axis=1, keepdims=True), dtype=np.float64)
