"""`reconcile`: the coherent values nearest to the forecasts, exactly, by one pass up and one down a tree."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from .trees import Flags, Floats, Level, Tree

#: Spreads below this part of the widest count as this much.
FINEST = 1e-9
#: A spread of zero: certain. Far below `FINEST`, so that what is certain never gives way to what is not.
CERTAIN = 1e-30
#: Shares below this stand for nothing.
NOTHING = 1e-25
Missing = Literal["nothing", "unknown"]


def reconcile(
    parents: Any,
    base: Any,
    spread: Any,
    *,
    missing: Missing = "nothing",
    nonnegative: bool = False,
) -> Floats:
    """The x (n, h) nearest to `base` (n, h), weighted by 1 / `spread`², in which wholes are the sums of their parts.

    `parents`: (n,) with -1 at roots, or a `Tree` made of it. `spread`: (n, h), (n, 1) or (n,), one standard deviation;
    0 is certain (moves only when certain values contradict each other, then by their size), NaN is as uncertain, for
    its size, as the others of its column. A missing (NaN) whole becomes the sum of its parts. A missing part stays
    missing and counts as "nothing" in its whole; with "unknown" the sums that lack it do not bind. `nonnegative`: no
    value below 0, exactly (an active set over the leaves). Raises ValueError for circles and unfitting shapes.
    """
    tree = parents if isinstance(parents, Tree) else Tree.of(parents)
    values = _columns(base, len(tree.parents))
    variance = variances(values, spread)
    lost = np.full(values.shape, missing == "unknown") & np.isnan(values)
    if not nonnegative:
        return project(tree, values, variance, lost)
    from .positive import positive

    return positive(tree, values, variance, lost)


def _columns(values: Any, count: int) -> Floats:
    made = np.asarray(values, dtype=np.float64)
    made = made[:, None] if made.ndim == 1 else made
    if made.ndim != 2 or len(made) != count:  # noqa: PLR2004
        raise ValueError(f"{count} nodes need {count} rows of forecasts, not {np.shape(values)}")
    return np.where(np.isfinite(made), made, np.nan)


def variances(base: Floats, spread: Any) -> Floats:
    """Squares of the spreads in units of the widest of each column: positive everywhere, tiny where it is certain."""
    given = np.asarray(spread, dtype=np.float64)
    given = np.broadcast_to(given[:, None] if given.ndim == 1 else given, base.shape)
    if (given < 0).any():
        raise ValueError("a spread is negative")
    size = np.abs(np.where(np.isnan(base), 0.0, base))
    given = _guessed(given, size)
    widest = given.max(axis=0, initial=0.0)
    share = given / np.where(widest > 0, widest, 1.0)
    certain = share == 0
    made: Floats = np.maximum(share, FINEST)
    if certain.any():
        largest = size.max(axis=0, initial=0.0)
        weight = np.sqrt(np.maximum(size / np.where(largest > 0, largest, 1.0), 1e-6))
        made = np.where(certain, CERTAIN * weight, made)
    return made * made


def _guessed(spread: Floats, size: Floats) -> Floats:
    """Unknown spreads by the size of the value and the mean spread for its size in the column."""
    known = np.isfinite(spread)
    if known.all():
        return spread
    total = np.where(known, size, 0.0).sum(axis=0)
    usual = np.where(known, spread, 0.0).sum(axis=0) / np.where(total > 0, total, 1.0)
    ratio = np.where((total > 0) & (usual > 0), usual, 1.0)
    return np.where(known, spread, size * ratio)


@dataclass(frozen=True, eq=False)
class Said:
    """What the parts of each whole of a level say together: their sum, its variance, and whether it binds."""

    sum: Floats
    variance: Floats
    binds: Flags


@dataclass(frozen=True, eq=False)
class Passed:
    """What both passes found, all in the order of the tree; `said` by level, the deepest first."""

    values: Floats
    there: Flags
    said: list[Said]

    def bound(self, tree: Tree) -> Flags:
        """Nodes that are the sum of their parts."""
        found = np.zeros(self.values.shape, dtype=bool)
        for level, said in zip(tree.levels, self.said, strict=True):
            found[level.wholes] |= said.binds
        return found


def project(tree: Tree, base: Floats, variance: Floats, lost: Flags) -> Floats:
    """Both passes. `variance` positive everywhere; `lost`: missing nodes whose wholes are not bound by their parts."""
    made = passes(tree, base[tree.order], variance[tree.order], lost[tree.order])
    return np.asarray(tree.back(np.where(made.there, made.values, np.nan)))


def summed(tree: Tree, values: Floats, lost: Flags) -> Floats:
    """Every whole as the sum of the parts that it is bound to; of several ways of making it up the last one counts."""
    mean = values[tree.order]
    said = passes(tree, mean.copy(), np.ones_like(mean), lost[tree.order]).said
    for level, each in zip(tree.levels, said, strict=True):
        parts = np.where(np.isnan(mean[level.rows]), 0.0, mean[level.rows])
        total = level.total(parts if tree.plain else parts * tree.ordered_coefficients[level.rows])
        mean[level.wholes] = np.where(each.binds, total, mean[level.wholes])
    return np.asarray(tree.back(mean))


def passes(tree: Tree, mean: Floats, spread: Floats, away: Flags) -> Passed:
    """Up and down over arrays in the order of the tree, which are used up."""
    there = ~np.isnan(mean)
    np.copyto(mean, 0.0, where=~there)
    np.copyto(spread, 0.0, where=~there)
    said = [_up(level, tree, mean, spread, there, away) for level in tree.levels]
    for level, each in zip(reversed(tree.levels), reversed(said), strict=True):
        _down(level, tree, mean, spread, each)
    return Passed(mean, there, said)


def _up(  # noqa: PLR0917 - the arrays of the pass
    level: Level, tree: Tree, mean: Floats, spread: Floats, there: Flags, away: Flags
) -> Said:
    """Join what the parts say with what the wholes say; missing parts are zeros of no variance."""
    rows, wholes = level.rows, level.wholes
    counts = tree.ordered_coefficients[rows]
    total = level.total(mean[rows] if tree.plain else mean[rows] * counts)
    wide = level.total(spread[rows] if tree.plain else spread[rows] * counts**2)
    lacking = level.any(away[rows] if tree.plain else away[rows] & (counts != 0))
    binds = (wide > 0) & ~lacking
    own, width, known = mean[wholes], spread[wholes], there[wholes]
    both = np.where(wide + width > 0, wide + width, 1.0)
    share, rest = np.where(known, wide / both, 0.0), np.where(known, width / both, 1.0)
    mean[wholes] = np.where(binds, _some(share) * own + _some(rest) * total, own)
    spread[wholes] = np.where(binds, np.where(known, share * width, wide), width)
    there[wholes] = known | binds
    away[wholes] = ~there[wholes] & (away[wholes] | lacking)
    return Said(total, wide, binds)


def _down(level: Level, tree: Tree, mean: Floats, spread: Floats, said: Said) -> None:
    """Share out what the wholes have more than their parts said."""
    more = np.where(said.binds, mean[level.wholes] - said.sum, 0.0)
    width = np.where(said.binds, said.variance, 1.0)
    part = spread[level.rows] if tree.plain else spread[level.rows] * tree.ordered_coefficients[level.rows]
    mean[level.rows] += _some(part / width[level.owner]) * more[level.owner]


def _some(share: Floats) -> Floats:
    return np.where(np.abs(share) < NOTHING, 0.0, share)
