"""Rounding of what adds up in several ways: every sum over places, cells and periods stays exact.

Ends are rounded along the places, so that provinces stay near what they were; wholes of cells are then the sums of
their parts, and coarser periods the sums of finer ones. Where cells are made up in two ways that share no finer parts
(by sex, by age), the first is rounded so and the second gives way to it, place by place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import rounding, squares
from .crossed import CELLS, PERIODS, Cross
from .rounding import ALIKE, NEAR, NONE
from .trees import Flags, Floats, Ints, Tree

#: A whole and its parts.
Sum = tuple[int, tuple[int, ...]]


def whole(values: Any, decimals: int, cross: Cross) -> NDArray[np.object_]:
    """Coherent `values` (places, cells, periods) as Decimals, missing ones None; sums are exact.

    A coarser period of a stock is its last part; of a mean, its own value rounded.
    """
    return rounding.decimal(units(values, decimals, cross), decimals)


def units(values: Any, decimals: int, cross: Cross) -> Ints:
    """The same in whole units of the last decimal, `NONE` where missing."""
    given = np.asarray(values, dtype=np.float64)
    places = cross.places or Tree.of(np.full(given.shape[0], -1))
    sheet = Sheet(given, decimals, places, np.full(given.shape, NONE), np.zeros(given.shape[CELLS], dtype=bool))
    sheet.settle(sums(cross.breakdowns))
    if cross.periods is not None:
        _coarser(sheet, cross.periods)
    return np.where(np.isnan(given), NONE, sheet.made)


def sums(forests: Sequence[Tree]) -> list[Sum]:
    """Each whole of cells with each set of parts that makes it up."""
    found: list[Sum] = []
    for forest in forests:
        for whole, group in sorted(set(zip(forest.parents.tolist(), forest.groups.tolist(), strict=True))):
            if whole >= 0:
                parts = np.flatnonzero((forest.parents == whole) & (forest.groups == group))
                found.append((whole, tuple(parts.tolist())))
    return found


@dataclass(frozen=True, eq=False)
class Sheet:
    """Values (places, cells, periods), what is settled of their units, and which cells are."""

    values: Floats
    decimals: int
    places: Tree
    made: Ints
    settled: Flags

    def settle(self, found: Sequence[Sum]) -> None:
        """All cells: the parts of one sum after another, and what follows from them."""
        waiting = list(found)
        while waiting:
            whole, parts = waiting.pop(self._next(waiting))
            if not self.settled[list(parts)].all():
                self._give_way(whole, parts) if self.settled[whole] else self._free(parts)
            self._follow(found)
        self._free(np.flatnonzero(~self.settled))

    def _next(self, waiting: Sequence[Sum]) -> int:
        """The first sum none of whose unsettled parts is itself a whole."""
        wholes = {whole for whole, _ in waiting}
        ready = (not any(part in wholes and not self.settled[part] for part in parts) for _, parts in waiting)
        return next((place for place, each in enumerate(ready) if each), 0)

    def _free(self, cells: Iterable[int]) -> None:
        for cell in cells:
            if not self.settled[cell]:
                self._round(cell, np.full(self.made[:, cell].shape, NONE))

    def _round(self, cell: int, given: Ints) -> None:
        """One cell over the tree of places."""
        self.made[:, cell] = rounding.units(self.values[:, cell], self.decimals, self.places, given, loose=True)
        self.settled[cell] = True

    def _follow(self, found: Sequence[Sum]) -> None:
        """Wholes of settled parts, where these make them up."""
        for whole, parts in [each for each in found if not self.settled[each[0]]] * 2:
            if self.settled[list(parts)].all() and not self.settled[whole]:
                there = ~np.isnan(self.values[:, parts])
                total, value = np.where(there, self.values[:, parts], 0.0).sum(axis=1), self.values[:, whole]
                full = there.any(axis=1) & np.isclose(total, value, rtol=ALIKE, atol=NEAR * 10.0**-self.decimals)
                counted = np.where(there, self.made[:, parts], 0).sum(axis=1)
                self._round(whole, np.where(full, counted, NONE))

    def _give_way(self, whole: int, parts: Sequence[int]) -> None:
        """Parts of a settled whole, at the ends of the places; the places above are their sums."""
        nodes = [whole, *parts]
        ends = self.places.leaves
        flat = np.moveaxis(self.values[ends][:, nodes], CELLS, 0)
        given = np.moveaxis(self.made[ends][:, nodes], CELLS, 0)
        tree = Tree.of([-1] + [0] * len(parts))
        two = (len(nodes), -1)
        made = rounding.units(flat.reshape(two), self.decimals, tree, given.reshape(two), loose=True)
        for part, row in zip(parts, made.reshape(flat.shape)[1:], strict=True):
            if not self.settled[part]:
                held = np.full(self.made[:, part].shape, NONE)
                held[ends] = row
                self._round(part, held)


def _coarser(sheet: Sheet, periods: Tree) -> None:
    """Coarser periods from finer ones."""
    shape = sheet.values.shape
    flat = np.moveaxis(sheet.values, PERIODS, 0).reshape(shape[PERIODS], -1)
    made = np.moveaxis(sheet.made, PERIODS, 0).reshape(shape[PERIODS], -1)
    order, ordered = periods.order, made[periods.order].copy()
    said = squares.passes(periods, flat[order], np.ones_like(flat), np.isnan(flat)[order]).said
    counts = np.rint(periods.ordered_coefficients).astype(np.int64)
    for level, each in zip(periods.levels, said, strict=True):
        parts = np.where(ordered[level.rows] == NONE, 0, ordered[level.rows]) * counts[level.rows]
        total = np.add.reduceat(parts, level.starts, axis=0)
        exact = np.isclose(periods.ordered_coefficients, counts)[level.rows][level.starts]
        ordered[level.wholes] = np.where(each.binds & exact, total, ordered[level.wholes])
    back = periods.back(ordered).reshape(shape[PERIODS], shape[0], shape[1])
    sheet.made[:] = np.moveaxis(back, 0, PERIODS)
