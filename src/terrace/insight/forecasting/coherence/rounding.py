"""Rounding that keeps sums exact: from the roots down, the largest remainders are rounded up.

Everything is counted in whole units of the last decimal, as integers; parents are the exact sums of their parts and no
value is further than one unit from what it was.
"""

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .trees import Flags, Floats, Ints, Level, Tree

#: Stands for a missing value among units.
NONE = np.iinfo(np.int64).min
#: Whole units beyond this are not counted.
MOST = 2**62
#: Sums agree when they are so near, in units; and as a share.
NEAR, ALIKE = 1e-3, 1e-9


def whole(values: Any, decimals: int, parents: Any) -> NDArray[np.object_]:
    """Coherent `values` (n, h) as Decimals in which every whole is exactly the sum of its parts; missing: None.

    >>> whole([[1.0], [0.5], [0.5]], 0, [-1, 0, 0])[:, 0].tolist()
    [Decimal('1'), Decimal('1'), Decimal('0')]
    """
    return decimal(units(values, decimals, parents), decimals)


def decimal(counted: Ints, decimals: int) -> NDArray[np.object_]:
    """Units of the last decimal as Decimals; `NONE` as None."""
    flat = [None if each == NONE else Decimal(each).scaleb(-decimals) for each in counted.ravel().tolist()]
    made = np.empty(counted.size, dtype=object)
    made[:] = flat
    return made.reshape(counted.shape)


def units(values: Any, decimals: int, parents: Any, given: Ints | None = None, *, loose: bool = False) -> Ints:
    """Coherent `values` (n, h) in whole units of the last decimal; `NONE` where missing.

    `given`: units that stand already (else `NONE`): wholes of given parts follow them, other parts give way.
    `loose`: a whole that is not the sum of its parts stays for itself; else they are made to fit. Parts count
    once: for stocks and means see `cells`. Raises ValueError for values too large to count.
    """
    tree = parents if isinstance(parents, Tree) else Tree.of(parents)
    exact = np.asarray(values, dtype=np.float64)[tree.order] * 10.0**decimals
    there = ~np.isnan(exact)
    exact = np.where(there, exact, 0.0)
    if (np.abs(exact) > MOST / max(len(exact), 1)).any():
        raise ValueError("values are too large to be rounded exactly")
    made = np.full(exact.shape, NONE) if given is None else given[tree.order].copy()
    binds = [_binds(level, exact, there, loose=loose) for level in tree.levels]
    for level, each in zip(tree.levels, binds, strict=True):
        _follow(level, made, there, each)
    top = np.flatnonzero(tree.parents[tree.order] < 0)
    made[top] = np.where((made[top] == NONE) & there[top], _rounded(exact[top]), made[top])
    for level, each in zip(reversed(tree.levels), reversed(binds), strict=True):
        _share(level, exact, made, there, each)
    return np.asarray(tree.back(np.where(there, made, NONE)))


def _binds(level: Level, exact: Floats, there: Flags, *, loose: bool) -> Flags:
    """Wholes that are the sum of their parts."""
    found = there[level.wholes] & level.any(there[level.rows])
    if not loose:
        return found
    total, value = level.total(exact[level.rows]), exact[level.wholes]
    return found & (np.abs(total - value) <= NEAR + ALIKE * np.abs(value))


def _rounded(exact: Floats) -> Ints:
    return np.floor(exact + 0.5).astype(np.int64)


def _follow(level: Level, made: Ints, there: Flags, binds: Flags) -> None:
    """Wholes all of whose parts are given are their sums."""
    parts, found = made[level.rows], there[level.rows]
    settled = binds & ~level.any(found & (parts == NONE))
    total = np.add.reduceat(np.where(found & (parts != NONE), parts, 0), level.starts, axis=0)
    made[level.wholes] = np.where(settled, total, made[level.wholes])


def _share(level: Level, exact: Floats, made: Ints, there: Flags, binds: Flags) -> None:
    """Parts not given: rounded down, and what is left over to the largest remainders; alone if nothing binds them."""
    parts = made[level.rows]
    open_ = there[level.rows] & (parts == NONE)
    if not open_.any():
        return
    bound = binds[level.owner]
    low = np.where(open_, np.where(bound, np.floor(exact[level.rows]), _rounded(exact[level.rows])), 0.0)
    down = np.where(open_, low.astype(np.int64), np.where(there[level.rows], parts, 0))
    left = np.where(binds, made[level.wholes] - np.add.reduceat(down, level.starts, axis=0), 0)
    count = np.add.reduceat(open_.astype(np.int64), level.starts, axis=0)
    each, more = np.divmod(left, np.maximum(count, 1))
    rank = _ranks(level, np.where(open_, exact[level.rows] - low, -1.0))
    up = each[level.owner] + (rank < more[level.owner])
    made[level.rows] = np.where(open_, down + up, parts)


def _ranks(level: Level, remainder: Floats) -> Ints:
    """The place of each part among those of its whole, the largest remainder first; equal ones in a fixed disorder."""
    size = len(remainder)
    lot = (np.arange(size) * 2654435761 % 2**32) / 2.0**32
    key = level.owner[:, None] * 4.0 - np.round(remainder, 9) + lot[:, None] * 1e-10
    order = np.argsort(key, axis=0, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.broadcast_to(np.arange(size)[:, None], order.shape), axis=0)
    return np.asarray(place - level.starts[level.owner][:, None])
