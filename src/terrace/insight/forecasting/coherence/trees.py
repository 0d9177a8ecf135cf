"""Trees of wholes and parts, and the exact weighted least squares over them in two passes.

Sought are the x nearest to the forecasts b (least sum of ((x - b) / spread)²) in which wholes are the sums of their
parts. Up: what the parts say of their whole is joined with what it says itself, each by its precision. Down: what the
whole has more than its parts said is shared out by their variance. Each level is one step for all nodes and columns.

A node may be made up in several ways (`groups`: the sexes, the ages); a part may count with a coefficient (1/k in a
mean).
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Level:
    """Parts of one depth and one way of making up: `rows` of the ordered nodes, side by side for each whole."""

    rows: slice
    #: Where the parts of each whole begin, counted from the first of `rows`.
    starts: Ints
    #: The ordered row of each whole.
    wholes: Ints
    #: For each part the position of its whole in `wholes`.
    owner: Ints

    def total(self, values: Floats) -> Floats:
        """The sum over the parts of each whole; `values` of these rows."""
        return np.asarray(np.add.reduceat(values, self.starts, axis=0))

    def any(self, flags: Flags) -> Flags:
        return np.asarray(np.logical_or.reduceat(flags, self.starts, axis=0))


@dataclass(frozen=True, eq=False)
class Tree:
    """A forest of n nodes; `parents` (n,) with -1 at roots. Made by `Tree.of`, once for many calls."""

    parents: Ints
    groups: Ints
    #: How a part counts in its whole: 1 in a sum.
    coefficients: Floats
    #: The nodes, roots first, parts of one whole side by side.
    order: Ints
    #: The deepest first.
    levels: tuple[Level, ...]

    @classmethod
    def of(cls, parents: Any, groups: Any = None, coefficients: Any = None) -> "Tree":
        """Checked and ordered. Raises ValueError for a parent that does not exist and for circles."""
        up = np.asarray(parents, dtype=np.int64).reshape(-1)
        kinds = np.zeros_like(up) if groups is None else np.asarray(groups, dtype=np.int64)
        counts = np.ones(len(up)) if coefficients is None else np.asarray(coefficients, dtype=np.float64)
        if len(up) and not (up.min() >= -1 and up.max() < len(up)):
            raise ValueError("a parent is not one of the nodes")
        depth = depths(up)
        order = np.lexsort((up, kinds, depth))
        return cls(up, kinds, counts, order, _levels(up, kinds, depth, order))

    @cached_property
    def leaves(self) -> Flags:
        """Nodes without parts."""
        found = np.ones(len(self.parents), dtype=bool)
        found[self.parents[self.parents >= 0]] = False
        return found

    @cached_property
    def ordered_coefficients(self) -> Floats:
        return np.asarray(self.coefficients[self.order][:, None])

    @cached_property
    def plain(self) -> bool:
        """Every part counts once."""
        return bool((self.coefficients == 1).all())

    def sums(self, values: Any) -> NDArray[Any]:
        """Each whole as the sum of its parts (the last way of making it up wins); leaves (n, h) as they are.

        Of a whole without parts there is only itself. Missing parts count as nothing; a whole of none is missing.
        """
        made = np.asarray(values)[self.order]
        counted = made if self.plain else made * self.ordered_coefficients
        for level in self.levels:
            parts = counted[level.rows]
            if made.dtype.kind == "f":
                there = ~np.isnan(parts)
                found = np.where(level.any(there), level.total(np.where(there, parts, 0)), made[level.wholes])
            else:
                found = level.total(parts)
            made[level.wholes] = found
            counted = made if self.plain else made * self.ordered_coefficients
        return self.back(made)

    def back(self, ordered: NDArray[Any]) -> NDArray[Any]:
        """Ordered rows as the caller numbered them."""
        made = np.empty_like(ordered)
        made[self.order] = ordered
        return made


def depths(parents: Ints) -> Ints:
    """Steps up to the root, by doubling. Raises ValueError for circles.

    >>> depths(np.array([-1, 0, 1, 0])).tolist()
    [0, 1, 2, 1]
    """
    depth = (parents >= 0).astype(np.int64)
    above = parents.copy()
    for _ in range(max(len(parents), 2).bit_length() + 1):
        if not (climbing := above >= 0).any():
            return depth
        depth[climbing] += depth[above[climbing]]
        above[climbing] = above[above[climbing]]
    raise ValueError("places contain each other in a circle")


def _levels(parents: Ints, groups: Ints, depth: Ints, order: Ints) -> tuple[Level, ...]:
    """Cut the ordered nodes at each change of depth or group; roots are no parts."""
    if not len(order):
        return ()
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    above, kind, steps = parents[order], groups[order], depth[order]
    cuts = np.flatnonzero((np.diff(steps) != 0) | (np.diff(kind) != 0)) + 1
    edges = [0, *cuts.tolist(), len(order)]
    pieces = [slice(a, b) for a, b in pairwise(edges) if steps[a] > 0]
    return tuple(_level(piece, above[piece], rank) for piece in reversed(pieces))


def _level(rows: slice, above: Ints, rank: Ints) -> Level:
    fresh = np.concatenate(([True], np.diff(above) != 0))
    starts = np.flatnonzero(fresh)
    return Level(rows, starts, rank[above[starts]], np.cumsum(fresh) - 1)
