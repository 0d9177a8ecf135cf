"""Reconciling without values below 0: an active set over the ends of the tree.

Ends that would be negative are held at 0; an end whose whole pays enough for more is let go again. A set that
repeats itself is only ever widened from then on, so that the search ends.
"""

import numpy as np

from .squares import CERTAIN, Passed, passes
from .trees import Flags, Floats, Tree

#: Rounds in which ends may be let go again.
FREE = 25
#: What is below 0 by less than this part of the largest value is rounding.
NOISE = 1e-12


def positive(tree: Tree, base: Floats, variance: Floats, lost: Flags) -> Floats:
    """As `squares.project`, with every value at least 0. Columns without negatives cost nothing more."""
    order = tree.order
    mean, spread, away = base[order], variance[order], lost[order]
    made = passes(tree, mean.copy(), spread.copy(), away.copy())
    values = np.where(made.there, made.values, np.nan)
    columns = np.flatnonzero((made.values < 0).any(axis=0))
    if len(columns):
        found = _held(tree, mean[:, columns], spread[:, columns], away[:, columns])
        values[:, columns] = found
    return np.asarray(tree.back(values))


def _held(tree: Tree, mean: Floats, spread: Floats, away: Flags) -> Floats:
    held = np.zeros(mean.shape, dtype=bool)
    for turn in range(FREE + len(mean)):
        made = passes(tree, np.where(held, 0.0, mean), np.where(held, CERTAIN**2, spread), away.copy())
        ends = made.there & ~made.bound(tree)
        scale = NOISE * np.abs(made.values).max(axis=0, initial=0.0)
        fresh = held | (ends & (made.values < -scale))
        if turn < FREE:
            fresh &= ~(held & (_wanted(tree, mean, spread, made) > scale))
        if (fresh == held).all():
            break
        held = fresh
    return np.where(made.there, np.maximum(made.values, 0.0), np.nan)


def _wanted(tree: Tree, mean: Floats, spread: Floats, made: Passed) -> Floats:
    """What each node would be at the price that its whole pays for more: its forecast + variance · price."""
    price = np.zeros(mean.shape)
    for level, said in zip(reversed(tree.levels), reversed(made.said), strict=True):
        own, width = mean[level.wholes], spread[level.wholes]
        more = np.where(said.binds, made.values[level.wholes] - said.sum, 0.0)
        free = said.variance > CERTAIN
        pulled = price[level.wholes] + np.where(np.isnan(own), 0.0, (own - made.values[level.wholes]) / width)
        paid = np.where(free, more / np.where(free, said.variance, 1.0), np.where(said.binds, pulled, 0.0))
        price[level.rows] = paid[level.owner] * tree.ordered_coefficients[level.rows]
    return np.where(np.isnan(mean), made.values, mean + spread * price)
