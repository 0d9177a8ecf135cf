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


@dataclass(slots=True)
class Touched:
    """Cells to recompute, by level of their place: the deepest first."""

    snapshot: Snapshot
    index: Index
    levels: dict[int, dict[tuple[int, int], set[Pair]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )

    def add(self, group: Group) -> None:
        """Add what the observations of one place and period touch."""
        area, number, flat = group
        period = periods.from_id(number)
        said = set(zip(flat[::2], flat[1::2], strict=True))
        pairs = self._with_dependents(self._with_margins(said))
        self._put(self._above(area, period), number, pairs)
        for whole in period.wholes():
            flows, stocks = self._by_time_rule(pairs)
            self._put(self._above(area, period), whole.id, flows)
            self._put(self._above(area, whole), whole.id, stocks)

    def keep(self, area: int, period: int, pair: Pair) -> None:
        """Add one cell of a place as it is."""
        self.levels[self.index.level(area)][area, period].add(pair)

    def partitions(self) -> list[int]:
        """The partitions of the families of these cells, in the order in which they are locked."""
        sets = (pairs for places in self.levels.values() for pairs in places.values())
        indicators = {indicator for pairs in sets for indicator, _ in pairs}
        return sorted({self.snapshot.by_id[indicator].family % PARTITIONS for indicator in indicators})

    def cells(self, level: int) -> Iterator[Cell]:
        """The cells of one level: indicator, place, period, breakdown."""
        for (area, period), pairs in self.levels[level].items():
            for indicator, breakdown in pairs:
                yield indicator, area, period, breakdown

    def deepest_first(self) -> list[int]:
        return sorted(self.levels, reverse=True)

    def _put(self, areas: Iterable[int], period: int, pairs: set[Pair]) -> None:
        if pairs:
            for area in areas:
                self.levels[self.index.level(area)][area, period] |= pairs

    def _above(self, area: int, period: Period) -> list[int]:
        """The place and its ancestors that have places under them on the last day of the period."""
        above = list(self.index.ancestors(area, period.end))
        return [area, *above] if self.index.children(area, period.end) else above

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

    def _by_time_rule(self, pairs: set[Pair]) -> tuple[set[Pair], set[Pair]]:
        """Cells that add up over the place's own periods, and those that take the last report of each place."""
        flows, stocks = set(), set()
        for pair in pairs:
            rule = self.snapshot.by_id[pair[0]].time_rule
            derived = self.snapshot.by_id[pair[0]].formula != ""
            if derived or rule in ("sum", "mean"):
                flows.add(pair)
            if derived or rule == "last":
                stocks.add(pair)
        return flows, stocks
