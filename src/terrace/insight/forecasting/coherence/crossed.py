"""Several ways of adding up at once: places × breakdowns × periods, every one of them coherent with every other.

Each tree is satisfied exactly in turn, all with the same weights (von Neumann's alternating projections, speeded up by
conjugate gradients): the limit is the weighted least squares over all of them together. Where every end has all its
cells, a last pass sums them up, so that the result is coherent in all at once whatever the number of turns.

A missing cell leaves the sums open that need it, unless the place has no cell at all: then it counts as nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import squares
from .squares import CERTAIN
from .trees import Flags, Floats, Ints, Tree

#: Turns at most, and the movement (of the largest value) that ends them.
TURNS, STILL = 100, 1e-10
PLACES, CELLS, PERIODS = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Cross:
    """What adds up along the axes of arrays (places, cells, periods). None or () where nothing does.

    `breakdowns`: forests over the cells; a cell that goes into two wholes (its sex, its age) needs two (`forests`).
    """

    places: Tree | None = None
    breakdowns: tuple[Tree, ...] = ()
    periods: Tree | None = None

    @property
    def trees(self) -> list[tuple[int, Tree]]:
        """Axis and tree, in the order in which they are gone through."""
        found = [(PERIODS, self.periods), *((CELLS, each) for each in self.breakdowns), (PLACES, self.places)]
        return [(axis, tree) for axis, tree in found if tree is not None]


def forests(count: int, sums: Sequence[tuple[int, Sequence[int]]]) -> tuple[Tree, ...]:
    """Trees over `count` cells that hold all `sums` (whole, parts) together, each cell at most once a part in each.

    >>> [tree.parents.tolist() for tree in forests(4, [(0, [1, 2]), (0, [3])])]
    [[-1, 0, 0, 0]]
    """
    made: list[tuple[Ints, Ints]] = []
    for whole, parts in sums:
        place = next((each for each in made if _free(each[0], whole, parts)), None)
        if place is None:
            made.append(place := (np.full(count, -1), np.zeros(count, dtype=np.int64)))
        ways = place[1][place[0] == whole]
        place[0][list(parts)], place[1][list(parts)] = whole, ways.max(initial=-1) + 1
    return tuple(Tree.of(parents, groups) for parents, groups in made)


def _free(parents: Ints, whole: int, parts: Sequence[int]) -> bool:
    """The parts have no whole yet, and the whole is not below one of them."""
    above = whole
    while above >= 0:
        if above in parts:
            return False
        above = int(parents[above])
    return bool((parents[list(parts)] < 0).all())


@dataclass(frozen=True, eq=False)
class Table:
    """Values and variances (places, cells, periods) with what is missing for each axis."""

    values: Floats
    variance: Floats
    alone: Flags

    def lost(self, axis: int) -> Flags:
        """Missing cells that leave sums along the axis open."""
        gone = np.isnan(self.values)
        return gone & ~self.alone if axis == PLACES else gone


def reconcile(base: Any, spread: Any, cross: Cross, *, nonnegative: bool = False) -> Floats:
    """The values nearest to `base` (places, cells, periods), by 1 / `spread`², that add up along all trees.

    Missing (NaN), certain (spread 0) and unknown spreads as in `squares.reconcile`, except that a missing part
    leaves its sum open unless its place has no value in the period at all. Missing wholes are made of their parts.
    """
    values = np.asarray(base, dtype=np.float64)
    flat = squares.variances(values.reshape(-1, 1), np.broadcast_to(spread, values.shape).reshape(-1, 1))
    alone = np.broadcast_to(np.isnan(values).all(axis=CELLS, keepdims=True), values.shape)
    table = _filled(Table(values.copy(), flat.reshape(values.shape), alone), cross)
    made = _turned(table, cross)
    for _ in range(TURNS if nonnegative else 0):
        if not (below := _ends(table, cross) & (made < -1e-9 * _scale(made))).any():
            break
        table = Table(np.where(below, 0.0, table.values), np.where(below, CERTAIN**2, table.variance), alone)
        made = _turned(table, cross)
    return _summed(np.where(made < 0, 0.0, made) if nonnegative else made, table, cross)


def _along(axis: int, *arrays: Any) -> list[Any]:
    """Arrays as (nodes of the axis, everything else)."""
    return [np.moveaxis(each, axis, 0).reshape(each.shape[axis], -1) for each in arrays]


def _back(axis: int, flat: Any, shape: tuple[int, ...]) -> Any:
    moved = (shape[axis], *(size for place, size in enumerate(shape) if place != axis))
    return np.moveaxis(flat.reshape(moved), 0, axis)


def _project(tree: Tree, axis: int, values: Floats, variance: Floats, lost: Flags) -> Floats:
    return np.asarray(_back(axis, squares.project(tree, *_along(axis, values, variance, lost)), values.shape))


def _filled(table: Table, cross: Cross) -> Table:
    """Missing wholes as the sums of their parts, as unsure as these together."""
    fresh = True
    while fresh:
        fresh = False
        for axis, tree in cross.trees:
            made = _project(tree, axis, table.values, table.variance, table.lost(axis))
            new = np.isnan(table.values) & ~np.isnan(made)
            if new.any():
                fresh = True
                known = np.where(np.isnan(table.values), np.nan, table.variance)
                wide = _back(axis, tree.sums(*_along(axis, known)), made.shape)
                table = Table(
                    np.where(new, made, table.values), np.where(new, wide, table.variance), table.alone & np.isnan(made)
                )
    return table


@dataclass(frozen=True, eq=False)
class Turn:
    """All trees there and back: a linear map, symmetric in the weights, that keeps what is coherent."""

    table: Table
    trees: list[tuple[int, Tree]]
    lost: dict[int, Flags]

    def __call__(self, values: Floats) -> Floats:
        for axis, tree in (*self.trees, *reversed(self.trees[:-1])):
            values = _project(tree, axis, values, self.table.variance, self.lost[axis])
        return values

    def inner(self, one: Floats, other: Floats) -> float:
        return float(np.nansum(one * other / np.maximum(self.table.variance, squares.FINEST**2)))


def _turned(table: Table, cross: Cross) -> Floats:
    """What all turns together lead to, by conjugate gradients: the part of the values that a turn leaves alone."""
    turn = Turn(table, cross.trees, {axis: table.lost(axis) for axis, _ in cross.trees})
    values = turn(table.values) if cross.trees else table.values
    if len(cross.trees) < 2:  # noqa: PLR2004 - one tree is satisfied at once
        return values
    rest = turn(values) - values
    way, size = rest, turn.inner(rest, rest)
    for _ in range(TURNS):
        if not (np.abs(rest) > STILL * _scale(values)).any():
            break
        moved = way - turn(way)
        if not (along := turn.inner(way, moved)) > 0:
            break
        values = values + size / along * way
        rest = rest - size / along * moved
        size, before = turn.inner(rest, rest), size
        way = rest + size / before * way
    return values


def _scale(values: Floats) -> float:
    return float(np.nanmax(np.abs(values), initial=0.0))


def _summed(values: Floats, table: Table, cross: Cross) -> Floats:
    """Wholes as the sums of what they are bound to, along each axis in turn."""
    for axis, tree in cross.trees:
        values = _back(axis, squares.summed(tree, *_along(axis, values, table.lost(axis))), values.shape)
    return values


def _bound(tree: Tree, axis: int, table: Table) -> Flags:
    """(nodes, everything else) wholes that are the sum of their parts."""
    order = tree.order
    values, variance, lost = (each[order] for each in _along(axis, table.values, table.variance, table.lost(axis)))
    return np.asarray(tree.back(squares.passes(tree, values, variance, lost).bound(tree)))


def _ends(table: Table, cross: Cross) -> Flags:
    """Cells that are the sum of no others."""
    bound = np.zeros(table.values.shape, dtype=bool)
    for axis, tree in cross.trees:
        bound |= _back(axis, _bound(tree, axis, table), bound.shape)
    return ~bound
