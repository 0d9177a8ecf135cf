"""The periods, and the places of the days on which they end, as small tables beside the observations.

An epoch is a stretch of days between two changes of places: all its days share one tree.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.places.index import Index
from terrace.base.places.trees import Tree
from terrace.insight.warehouse.rolling import arrows
from terrace.insight.warehouse.rolling.arrows import INT, SMALL, TINY

#: `finest`: the grain of which a coarser period has so many parts, for each grain that it has parts of.
PERIODS = pa.schema([("period", INT), ("grain", TINY), ("epoch", SMALL)])
#: A period and a coarser one right above it.
STEPS = pa.schema([("period", INT), ("whole", INT)])
#: Every coarser period of a grain, and how many periods of that grain make it up.
WHOLES = pa.schema([("grain", TINY), ("whole", INT), ("parts", TINY), ("epoch", SMALL)])
#: A period and every coarser one.
PARTS = pa.schema([("period", INT), ("whole", INT)])
LEVELS = pa.schema([("area", INT), ("level", TINY)])
PARENTS = pa.schema([("epoch", SMALL), ("area", INT), ("parent", INT), ("level", TINY)])
NODES = pa.schema([("epoch", SMALL), ("area", INT)])
#: How many places of a level are at or below a place, where it is more than one.
COUNTS = pa.schema([("epoch", SMALL), ("area", INT), ("level", TINY), ("places", INT)])
#: The places whose figures of a year are kept.
KEPT = pa.schema([("year", INT), ("area", INT)])

#: What a coarser period is summed up from, step by step.
FINER = {
    Frequency.QUARTER: (Frequency.MONTH,),
    Frequency.HALF: (Frequency.QUARTER,),
    Frequency.NINE: (Frequency.QUARTER,),
    Frequency.YEAR: (Frequency.HALF, Frequency.SEASON),
}


@dataclass(frozen=True)
class Places:
    """What an index says about some places (and those above them) in some periods (and their coarser ones)."""

    index: Index
    said: frozenset[int]
    times: tuple[Period, ...]
    _trees: list[Tree] = field(default_factory=list)

    @classmethod
    def of(cls, index: Index, areas: Iterable[int], numbers: Iterable[int]) -> "Places":
        own = {periods.from_id(number) for number in numbers}
        times = own.union(*(period.wholes() for period in own))
        return cls(index, frozenset(areas), tuple(sorted(times, key=lambda period: period.id)))

    def epoch(self, period: Period) -> int:
        """The number of the tree of the last day of a period."""
        tree = self.index.tree(period.end)
        for number, each in enumerate(self._trees):
            if each is tree:
                return number
        self._trees.append(tree)
        return len(self._trees) - 1

    @cached_property
    def epochs(self) -> list[int]:
        return sorted({self.epoch(period) for period in self.times})

    @cached_property
    def areas(self) -> dict[int, int]:
        """The places with their levels; those that never were are left out."""
        above = {up for epoch in self.epochs for area in self.said for up in self._trees[epoch].ancestors.get(area, ())}
        found = {}
        for area in self.said | above:
            try:
                found[area] = self.index.level(area)
            except KeyError:
                continue
        return found

    def nodes(self, epoch: int) -> Iterator[int]:
        """The places that have places below them."""
        children = self._trees[epoch].children
        return (area for area in self.areas if area in children)

    # as tables

    def tables(self, reporting: Collection[int]) -> dict[str, pa.Table]:
        """All tables; counts for the levels that report."""
        return {
            "period": arrows.table(PERIODS, ((each.id, int(each.frequency), self.epoch(each)) for each in self.times)),
            "step": arrows.table(STEPS, self._steps()),
            "part": arrows.table(PARTS, ((each.id, whole.id) for each in self.times for whole in each.wholes())),
            "whole": arrows.table(WHOLES, self._wholes()),
            "level": arrows.table(LEVELS, self.areas.items()),
            "parent": arrows.table(PARENTS, self._parents()),
            "node": arrows.table(NODES, ((epoch, area) for epoch in self.epochs for area in self.nodes(epoch))),
            "count": arrows.table(COUNTS, self._counts(reporting)),
            "kept": arrows.table(KEPT, self._kept()),
        }

    def _steps(self) -> Iterator[tuple[object, ...]]:
        for period in self.times:
            for whole in period.wholes():
                if period.frequency in FINER[whole.frequency]:
                    yield period.id, whole.id

    def _wholes(self) -> Iterator[tuple[object, ...]]:
        for whole in self.times:
            for grain in Frequency:
                if grain is not whole.frequency and (parts := whole.parts(grain)):
                    yield int(grain), whole.id, len(parts), self.epoch(whole)

    def _parents(self) -> Iterator[tuple[object, ...]]:
        for epoch in self.epochs:
            ancestors = self._trees[epoch].ancestors
            for area in self.areas:
                if above := ancestors.get(area):
                    yield epoch, area, above[0], self.areas[above[0]]

    def _counts(self, reporting: Collection[int]) -> Iterator[tuple[object, ...]]:
        for epoch in self.epochs:
            for area in self.nodes(epoch):
                for level in reporting:
                    if (places := len(self._trees[epoch].descendants(area, level))) > 1:
                        yield epoch, area, level, places

    def _kept(self) -> Iterator[tuple[object, ...]]:
        for year in {period.year for period in self.times}:
            for area in self.index.parents(year).intersection(self.areas):
                yield year, area
