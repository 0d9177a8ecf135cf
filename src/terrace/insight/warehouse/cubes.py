"""The cube: every figure as one table, for as long as a question takes."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from terrace.insight.warehouse.pruning import EVERYTHING, Range

if TYPE_CHECKING:
    from ibis import Table


@dataclass(frozen=True, slots=True)
class Cube:
    """One state of the warehouse. Read expressions over it with `to_pyarrow()` while it is open."""

    #: The backend of Ibis, to join tables of one's own (`ibis.memtable` works too).
    backend: Any
    #: Changes when the data changes: for caches and ETags.
    mark: str
    #: All that was committed before it is in.
    fresh_at: datetime
    _table: "Callable[[Range], Table]"
    #: The shortest way to some columns of the rows, where the engine has one.
    _rows: Callable[[Range, Sequence[str]], pa.Table] | None = None

    @property
    def figure(self) -> "Table":
        """Every figure, with the columns of `columns.SCHEMA`."""
        return self._table(EVERYTHING)

    def figures(
        self,
        indicators: Collection[int] | None = None,
        years: tuple[int, int] | None = None,
        levels: Collection[int] | None = None,
    ) -> "Table":
        """The figures of some indicators (ids), years (first and last) and levels: only files that hold them are read.

        None means all; an empty collection means none.
        """
        return self._table(Range(_sorted(indicators), years, _sorted(levels)))

    def within(self, asked: Range) -> "Table":
        """The figures of a range."""
        return self._table(asked)

    def rows(self, asked: Range, names: Sequence[str]) -> pa.Table:
        """Some columns of the figures of a range; nothing is to be worked out, so nothing is to be compiled."""
        return self._rows(asked, names) if self._rows else self._table(asked).select(*names).to_pyarrow()


def _sorted(numbers: Collection[int] | None) -> tuple[int, ...] | None:
    return None if numbers is None else tuple(sorted(set(numbers)))


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is: `waiting` rows are not folded yet; `size` in bytes."""

    built: bool
    made_at: datetime | None
    fresh_at: datetime
    rows: int
    waiting: int
    files: int
    size: int
