"""What is said and held, as sorted columns: from the key of a cell to its row.

A key has the period, the breakdown and the place of a cell in one whole number, so that cells of different
indicators at one place are joined by equal keys.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from terrace.facts.rules import floats
from terrace.facts.rules.cells import CellKey, Said, before, year_before
from terrace.facts.rules.facts import Facts, Ints
from terrace.facts.rules.floats import Column

Bools = NDArray[np.bool_]
AREA_BITS, BREAKDOWN_BITS = 22, 19
AREAS, BREAKDOWNS = 2**AREA_BITS, 2**BREAKDOWN_BITS
PERIOD_AT = AREA_BITS + BREAKDOWN_BITS
NOWHERE = -1


def keys(period: Ints, breakdown: Ints, area: Ints) -> Ints:
    """The keys of cells; see `fits`."""
    return (period << PERIOD_AT) | (breakdown << AREA_BITS) | area


def parted(key: Ints) -> tuple[Ints, Ints, Ints]:
    """Period, breakdown and place of keys."""
    return key >> PERIOD_AT, (key >> AREA_BITS) & (BREAKDOWNS - 1), key & (AREAS - 1)


def fits(*facts: Facts) -> bool:
    """True when every number fits into a key; numbers of the database do unless it is very large."""
    pairs = ((each.breakdown, BREAKDOWNS) for each in facts), ((each.area, AREAS) for each in facts)
    return all(column.min() >= 0 and column.max() < limit for pair in pairs for column, limit in pair if len(column))


def distinct(numbers: Ints) -> Ints:
    """Each number once, sorted; by sorting, which is many times as fast as the hashing of `numpy.unique`."""
    found = np.sort(numbers)
    return found[np.concatenate([[True], found[1:] != found[:-1]])] if len(found) else found


def moved(key: Ints, word: str) -> Ints:
    """The keys of the same cells in an earlier period (`previous`, `last_year`); the same for other words."""
    if word not in SHIFTS:
        return key
    period = key >> PERIOD_AT
    known = distinct(period)
    steps = np.array([SHIFTS[word](each) - each for each in known.tolist()], np.int64)
    return key + (steps[np.searchsorted(known, period)] << PERIOD_AT)


SHIFTS = {"previous": before, "last_year": year_before}


class Ledger:
    """Said before held; the rows of held follow those of said."""

    def __init__(self, said: Facts, held: Facts, indicators: Iterable[int]) -> None:
        self.said, self.held = said, held
        # the last row is nobody's: what `NOWHERE` reads
        self.value = np.concatenate([said.value, held.value, [np.nan]])
        self.reason = np.concatenate([said.reason, held.reason, [np.int8(NOWHERE)]])
        named = np.concatenate([said.indicator, held.indicator])
        key = np.concatenate([_keys(said), _keys(held)])
        self.columns = {each: _sorted(key, rows) for each, rows in _rows(named, indicators)}

    def keys_said(self, indicator: int) -> Ints:
        """The sorted keys of what is said of an indicator."""
        key, rows = self.columns[indicator]
        return key if not len(self.held) else key[rows < len(self.said)]

    def rows(self, indicator: int, wanted: Ints) -> Ints:
        """The row of each key, what is said first; `NOWHERE` where nothing is there."""
        key, rows = self.columns[indicator]
        if not len(key):
            return np.full(len(wanted), NOWHERE, np.int64)
        at = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        return np.where(key[at] == wanted, rows[at], NOWHERE)

    def cells(self, rows: Ints) -> Column:
        """The values of rows."""
        return floats.cell(self.value[rows], self.reason[rows] == 0)

    def look(self, cell: CellKey) -> Said | None:
        """What is said of one cell, exactly."""
        row = self.row(cell)
        if row == NOWHERE:
            return None
        return self.said.said(row) if row < len(self.said) else self.held.said(row - len(self.said))

    def row(self, cell: CellKey) -> int:
        key = np.array([(cell[1] << PERIOD_AT) | (cell[2] << AREA_BITS) | cell[3]], np.int64)
        return int(self.rows(cell[0], key)[0])


def _keys(facts: Facts) -> Ints:
    return keys(facts.period, facts.breakdown, facts.area)


def _rows(named: Ints, indicators: Iterable[int]) -> Iterable[tuple[int, Ints]]:
    """The rows of each indicator wanted, in their order."""
    return ((each, np.flatnonzero(named == each)) for each in indicators)


def _sorted(key: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Keys in order with their rows; of equal keys the first row comes first."""
    own = key[rows]
    if len(own) < 2 or bool((own[1:] > own[:-1]).all()):  # noqa: PLR2004 - one key is in order
        return own, rows
    order = np.argsort(own, kind="stable")
    return own[order], rows[order]
