"""What may be seen: cells that a grant holds or a release made public; sums only of cells that all may be seen.

A number that is worked out here rests on nothing hidden: a sum, a restated figure or a formula over sums is hidden
as soon as one figure behind it is. A kept total is a figure of its own, with a grant or release of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline import published
from terrace.facts.pipeline.evaluation import Cell
from terrace.insight.warehouse.asking import links
from terrace.insight.warehouse.asking.figures import Array
from terrace.insight.warehouse.asking.groups import Ids, Lookup
from terrace.insight.warehouse.asking.links import Links
from terrace.insight.warehouse.asking.steps import Spot
from terrace.insight.warehouse.asking.worlds import World


@dataclass
class Seeing:
    """Answers for one question, as arrays of places by periods."""

    world: World
    _kin: dict[int, tuple[IndicatorSpec, ...]] = field(default_factory=dict)

    def groups(self, spec: IndicatorSpec, spots: Sequence[Spot], times: Sequence[Ids]) -> Array:
        """Spots by times: every figure that each of them is made of may be seen."""
        if self.world.reader.scope.everywhere:
            return np.ones((len(spots), len(times)), bool)
        areas, numbers = (
            Lookup(area for spot in spots for area in spot),
            Lookup(each for time in times for each in time),
        )
        seen = self.cells(spec, areas.ids.tolist(), numbers.ids.tolist())
        by_spot = _all_of(seen, [areas.of(spot) for spot in spots])
        return _all_of(by_spot.T, [numbers.of(time) for time in times]).T

    def cells(self, spec: IndicatorSpec, areas: Sequence[int], numbers: Sequence[int]) -> Array:
        """Areas by periods: the figure may be seen, and on another map those that it is made of."""
        world, shape = self.world, (len(areas), len(numbers))
        if world.reader.scope.everywhere:
            return np.ones(shape, bool)
        if world.detailed:
            scope, kin = world.reader.scope, self.kin(spec)
            held = [all(scope.holds(area, each.sector) for each in kin) for area in areas]
            return np.array(held, bool)[:, None].repeat(len(numbers), 1)
        seen = self._plain(spec, areas, numbers)
        if world.now is not None:
            for at, number in enumerate(numbers):
                seen[:, at] &= self._sources(spec, tuple(areas), number, world.now)
        return seen

    def _plain(self, spec: IndicatorSpec, areas: Sequence[int], numbers: Sequence[int]) -> Array:
        """What the reader says. A grant holds a place for all time, a release a level for a period: so one place of
        each level stands for all of them that no grant holds.
        """
        reader = self.world.reader
        held = np.array([reader.scope.holds(area, spec.sector) for area in areas], bool)
        seen = held[:, None].repeat(len(numbers), 1)
        levels = np.array([reader.index.level(area) for area in areas])
        for level in np.unique(levels):
            others = np.flatnonzero((levels == level) & ~held)
            if len(others):
                seen[others] = [reader.sees(spec, areas[others[0]], number) for number in numbers]
        return seen

    def published(
        self, spec: IndicatorSpec, spots: Iterable[Spot], times: Iterable[Ids], sets: Iterable[Ids]
    ) -> dict[Cell, published.Row]:
        """Single figures of a guarded indicator as the public sees them; of a past day, or on another map, none."""
        if self.world.detailed or self.world.now is not None or not self.world.reader.guards(spec):
            return {}
        single = ([each[0] for each in several if len(each) == 1] for several in (spots, times, sets))
        found = published.every([spec.id], *single)
        return {cell: row for cell, row in found.items() if not row.suppressed}

    def _sources(self, spec: IndicatorSpec, areas: tuple[int, ...], number: int, now: date) -> Array:
        """Every figure of then that restated ones of a period are made of may be seen."""
        index, kin, seen = self.world.reader.index, self.kin(spec), np.ones(len(areas), bool)
        parts = {part for each in kin for part in periods.from_id(number).parts(each.frequency)}
        for part in parts:
            found = links.of(index, areas, index.since(part.end), now)
            unseen = ~self._of_then(kin, found, part) & ~found.same[found.place]
            seen[found.place[unseen]] = False
        return seen

    def _of_then(self, kin: Iterable[IndicatorSpec], found: Links, part: Period) -> Array:
        """By link: what the indicator and its kin say of the place of then may be seen."""
        sources = Lookup(found.source.tolist())
        every = [self._plain(each, sources.ids.tolist(), [part.id])[:, 0] for each in kin]
        seen: Array = np.logical_and.reduce(every)[sources.of(found.source)]
        return seen

    def kin(self, spec: IndicatorSpec) -> tuple[IndicatorSpec, ...]:
        """The indicator with all that its formula and its weight read."""
        if spec.id not in self._kin:
            snapshot = self.world.reader.snapshot
            found, waiting = {spec.id: spec}, [spec]
            while waiting:
                each = waiting.pop()
                for number in (*each.inputs, *([each.weight_id] if each.weight_id else [])):
                    if number not in found:
                        found[number] = snapshot.by_id[number]
                        waiting.append(found[number])
            self._kin[spec.id] = tuple(found.values())
        return self._kin[spec.id]


def _all_of(seen: Array, groups: Sequence[Array]) -> Array:
    """By group of rows: all of them."""
    alone = np.array([group[0] for group in groups if len(group) == 1], np.int64)
    if len(alone) == len(groups):
        return seen[alone]
    return np.array([seen[group].all(axis=0) for group in groups], bool).reshape(len(groups), seen.shape[1])
