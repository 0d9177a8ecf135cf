"""Facts as columns: what a large file says, in arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from terrace.facts.rules.cells import CellKey, Said

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Facts:
    """One row a cell, each cell once. `value` is the nearest float (NaN where a reason stands, whose number is in
    `reason`; 0 else); `exact` has the digits, as text or Decimal, of the rows with a value."""

    indicator: Ints
    period: Ints
    breakdown: Ints
    area: Ints
    value: NDArray[np.float64]
    reason: NDArray[np.int8]
    exact: Sequence[str | Decimal | Any]

    def __len__(self) -> int:
        return len(self.value)

    @classmethod
    def of(cls, said: Mapping[CellKey, Said]) -> Self:
        """From what is said of cells."""
        exact = list(said.values())
        keys = np.fromiter(chain.from_iterable(said), np.int64, 4 * len(exact)).reshape(-1, 4)
        reasons = np.fromiter((0 if isinstance(each, Decimal) else each for each in exact), np.int8, len(exact))
        values = np.fromiter((float(each) for each in exact), np.float64, len(exact))
        values[reasons != 0] = np.nan
        indicator, period, breakdown, area = _columns(keys)
        return cls(indicator, period, breakdown, area, values, reasons, exact)

    @classmethod
    def read(cls, keys: Ints, digits: Sequence[str | None], reasons: NDArray[np.int8] | None = None) -> Self:
        """From ids (one row of indicator, period, breakdown, area a fact) and digits; None where a reason stands."""
        none = np.zeros(len(digits), np.int8) if reasons is None else reasons
        filled = [each or "nan" for each in digits] if none.any() else digits
        value = np.fromiter(map(float, filled), np.float64, len(digits))  # type: ignore[arg-type]
        indicator, period, breakdown, area = _columns(keys)
        return cls(indicator, period, breakdown, area, value, none, digits)

    def mapping(self) -> dict[CellKey, Said]:
        """What is said by cell."""
        cells = zip(*(part.tolist() for part in (self.indicator, self.period, self.breakdown, self.area)), strict=True)
        return {cell: self.said(row) for row, cell in enumerate(cells)}

    def said(self, row: int) -> Said:
        """The exact value of a row, or the number of its reason."""
        return int(self.reason[row]) or Decimal(self.exact[row])


def _columns(keys: Ints) -> list[Ints]:
    """Indicator, period, breakdown and place, each by itself in memory."""
    return [np.ascontiguousarray(column) for column in keys.T]
