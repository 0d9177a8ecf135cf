"""Which figures an accepted observation touches: every ancestor place, coarser period, breakdown margin.

The work is kept as sets of (indicator, breakdown) for each (place, period), so that twenty returns of one form
from twenty communes touch each cell of their province once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from terrace.base.bus.events import PARTITIONS
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.pipeline.evaluation import Cell

#: (area, period, [indicator, breakdown, indicator, breakdown, …]) as `facts.accepted` carries it.
Group = tuple[int, int, list[int]]
Pair = tuple[int, int]


def is_kept(index: Index, area: int, period: Period) -> bool:
    """The figures of a place are kept in every year in which it has places below it at any time.

    A whole year so, because those of its coarser periods are made of those of its finer ones.
    """
    return area in index.parents(period.year)


@dataclass(slots=True)
class Touched:
    """Cells to recompute, by level of their place: the deepest first."""

    snapshot: Snapshot
    index: Index
    levels: dict[int, dict[tuple[int, int], set[Pair]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    #: What was said, by period and the places above.
    _said: dict[tuple[int, tuple[int, ...]], set[Pair]] = field(default_factory=lambda: defaultdict(set))

    def add(self, group: Group) -> None:
        """Add what the observations of one place and period touch."""
        area, number, flat = group
        above = self._above(area, periods.from_id(number))
        self._said[number, above].update(zip(flat[::2], flat[1::2], strict=True))

    def keep(self, area: int, period: int, pair: Pair) -> None:
        """Add one cell of a place as it is."""
        self.levels[self.index.level(area)][area, period].add(pair)

    def cells(self, level: int) -> Iterator[Cell]:
        """The cells of one level: indicator, place, period, breakdown."""
        self._spread()
        for (area, period), pairs in self.levels[level].items():
            for indicator, breakdown in pairs:
                yield indicator, area, period, breakdown

    def deepest_first(self) -> list[int]:
        """The levels of all that was added."""
        self._spread()
        return sorted(self.levels, reverse=True)

    def partitions(self) -> list[int]:
        """The partitions of the families of these cells, in the order in which they are locked."""
        self._spread()
        sets = (pairs for places in self.levels.values() for pairs in places.values())
        indicators = {indicator for pairs in sets for indicator, _ in pairs}
        return sorted({self.snapshot.by_id[indicator].family % PARTITIONS for indicator in indicators})

    def _spread(self) -> None:
        """From what was said to all that it touches; equal forms of the places under one place are done together."""
        for (number, above), said in self._said.items():
            pairs = self._with_dependents(self._with_margins(said))
            self._put(above, number, pairs)
            for whole in periods.from_id(number).wholes():
                self._put(above, whole.id, self._lasting(pairs))
        self._said.clear()

    def _put(self, areas: Iterable[int], period: int, pairs: set[Pair]) -> None:
        for area in areas if pairs else ():
            self.levels[self.index.level(area)][area, period] |= pairs

    def _lasting(self, pairs: set[Pair]) -> set[Pair]:
        """The pairs that have figures of coarser periods."""
        specs = self.snapshot.by_id
        return {pair for pair in pairs if specs[pair[0]].formula or specs[pair[0]].time_rule != "none"}

    def _above(self, area: int, period: Period) -> tuple[int, ...]:
        """The places whose figures are kept: those above on the last day of the period, and perhaps itself."""
        above = self.index.ancestors(area, period.end)
        return (area, *above) if is_kept(self.index, area, period) else above

    def _with_margins(self, pairs: set[Pair]) -> set[Pair]:
        return {
            (indicator, whole)
            for indicator, breakdown in pairs
            for whole in (breakdown, *self.snapshot.by_id[indicator].wholes.get(breakdown, ()))
        }

    def _with_dependents(self, pairs: set[Pair]) -> set[Pair]:
        """Add the cells of derived indicators and weighted means that these go into, and what those go into."""
        found, fresh = set(pairs), pairs
        while fresh:
            fresh = {
                pair
                for indicator, breakdown in fresh
                for reader in self.snapshot.readers.get(indicator, ())
                for pair in self._joined(self.snapshot.by_id[reader], self.snapshot.by_id[indicator], breakdown)
            } - found
            found |= fresh
        return found

    def _joined(self, dependent: IndicatorSpec, part: IndicatorSpec, breakdown: int) -> set[Pair]:
        """The cells of a dependent that read this cell of a part (a part without the breakdown gives its total)."""
        if breakdown:
            return {(dependent.id, breakdown)} if breakdown in dependent.cells else set()
        return {(dependent.id, each) for each in dependent.cells if not each or each not in part.cells}
