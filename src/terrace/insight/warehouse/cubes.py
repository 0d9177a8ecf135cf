"""The cube: every figure as one table, for as long as a question takes."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

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
