"""Which figures an accepted observation touches: every ancestor place, coarser period, breakdown margin.

The work is kept as sets of (indicator, breakdown) for each (place, period), so that twenty returns of one form
from twenty communes touch each cell of their province once. It can be asked for in two shares (see `handlers`):
each cell belongs to one of them for ever, so the two never write the same figure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from terrace.base.bus.events import PARTITIONS
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.pipeline.evaluation import Cell

#: (area, period, [indicator, breakdown, indicator, breakdown, …]) as `facts.accepted` carries it.
Group = tuple[int, int, list[int]]
Pair = tuple[int, int]


class Share(Enum):
    """AT_ONCE: own periods of what needs no other frequency. LATER: the rest, which reads many rows a cell."""

    ALL, AT_ONCE, LATER = "all", "at once", "later"


@dataclass(slots=True)
class Touched:
    """Cells to recompute, by level of their place: the deepest first."""

    snapshot: Snapshot
    index: Index
    share: Share = Share.ALL
    levels: dict[int, dict[tuple[int, int], set[Pair]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    #: What was said, by period and the places above it on the last day of that period and of each coarser one.
    said: dict[tuple[int, tuple[tuple[int, ...], ...]], set[Pair]] = field(default_factory=lambda: defaultdict(set))
    _speaker: dict[tuple[int, tuple[tuple[int, ...], ...]], int] = field(default_factory=dict)
    _above_of: dict[tuple[int, int], tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    _spread_out: bool = False
    _shares: dict[tuple[int, Frequency], Share] = field(default_factory=dict)

    def add(self, group: Group) -> None:
        """Add what the observations of one place and period touch."""
        area, number, flat = group
        self._spread_out = False
        if (above := self._above_of.get((area, number))) is None:
            above = self._above_of[area, number] = self._above_all(area, periods.from_id(number))
        self._speaker.setdefault((number, above), area)
        self.said[number, above].update(zip(flat[::2], flat[1::2], strict=True))

    def groups(self) -> list[Group]:
        """What was added, in short: one place speaks for all that have the same places above."""
        return [
            (self._speaker[key], key[0], [each for pair in sorted(said) for each in pair])
            for key, said in self.said.items()
        ]

    def cells(self, level: int) -> Iterator[Cell]:
        """The cells of one level: indicator, place, period, breakdown."""
        for (area, period), pairs in self.levels[level].items():
            for indicator, breakdown in pairs:
                yield indicator, area, period, breakdown

    def keep(self, area: int, period: int, pair: Pair) -> None:
        """Add one cell of a place as it is."""
        self.levels[self.index.level(area)][area, period].add(pair)

    def partitions(self) -> list[int]:
        """The partitions of the families of these cells, in the order in which they are locked."""
        self.deepest_first()
        sets = (pairs for places in self.levels.values() for pairs in places.values())
        indicators = {indicator for pairs in sets for indicator, _ in pairs}
        indicators |= {indicator for said in self.said.values() for indicator, _ in said}
        return sorted({self.snapshot.by_id[indicator].family % PARTITIONS for indicator in indicators})

    def deepest_first(self) -> list[int]:
        """The levels of all that was added."""
        if not self._spread_out:
            for (number, above), said in self.said.items():
                self._spread(periods.from_id(number), above, said)
            self._spread_out = True
        return sorted(self.levels, reverse=True)

    def _above_all(self, area: int, period: Period) -> tuple[tuple[int, ...], ...]:
        return tuple(self._above(area, each) for each in (period, *period.wholes()))

    def _spread(self, period: Period, above: tuple[tuple[int, ...], ...], said: set[Pair]) -> None:
        pairs = self._with_dependents(self._with_margins(said))
        self._put(above[0], period, pairs)
        for areas, whole in zip(above[1:], period.wholes(), strict=True):
            flows, stocks = self._by_time_rule(pairs)
            self._put(above[0], whole, flows)
            self._put(areas, whole, stocks)

    def _put(self, areas: Iterable[int], period: Period, pairs: set[Pair]) -> None:
        wanted = self._wanted(pairs, period.frequency)
        for area in areas if wanted else ():
            self.levels[self.index.level(area)][area, period.id] |= wanted

    def _wanted(self, pairs: set[Pair], frequency: Frequency) -> set[Pair]:
        """The pairs whose cells of this frequency are in the share."""
        if self.share is Share.ALL:
            return pairs
        return {pair for pair in pairs if self._share(pair[0], frequency) is self.share}

    def _share(self, indicator: int, frequency: Frequency) -> Share:
        """At once: its own frequency, and so with all that it is computed from."""
        found = self._shares.get((indicator, frequency))
        if found is None:
            spec = self.snapshot.by_id[indicator]
            needs = (*spec.inputs, *([spec.weight_id] if spec.weight_id else []))
            alike = all(self._share(each, frequency) is Share.AT_ONCE for each in needs)
            found = Share.AT_ONCE if spec.frequency is frequency and alike else Share.LATER
            self._shares[indicator, frequency] = found
        return found

    def _above(self, area: int, period: Period) -> tuple[int, ...]:
        """The place and its ancestors that have places under them on the last day of the period."""
        above = self.index.ancestors(area, period.end)
        return (area, *above) if self.index.children(area, period.end) else above

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
