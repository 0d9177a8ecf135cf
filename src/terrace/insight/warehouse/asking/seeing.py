"""What may be seen: cells that a grant holds or a release made public; sums only of cells that all may be seen.

A number that is worked out here rests on nothing hidden: a sum, a restated figure or a formula over sums is hidden
as soon as one figure behind it is. A kept total is a figure of its own, with a grant or release of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from terrace.base.kernel import periods
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.warehouse.asking.steps import Spot
from terrace.insight.warehouse.asking.worlds import World


@dataclass
class Seeing:
    """Answers for one question; each answer is kept."""

    world: World
    _cells: dict[tuple[int, int, int], bool] = field(default_factory=dict)
    _kin: dict[int, tuple[IndicatorSpec, ...]] = field(default_factory=dict)

    def cell(self, spec: IndicatorSpec, area: int, period: int) -> bool:
        """The figure of one cell, and on another map those that it is made of."""
        if self.world.reader.scope.everywhere:
            return True
        key = (spec.id, area, period)
        if key not in self._cells:
            self._cells[key] = self._sees(spec, area, period)
        return self._cells[key]

    def _sees(self, spec: IndicatorSpec, area: int, period: int) -> bool:
        world = self.world
        if world.detailed:
            return all(world.reader.scope.holds(area, each.sector) for each in self.kin(spec))
        if not world.reader.sees(spec, area, period):
            return False
        return world.now is None or self._sees_sources(spec, area, period)

    def _sees_sources(self, spec: IndicatorSpec, area: int, period: int) -> bool:
        """Every figure of then that a restated one is made of."""
        reader, now = self.world.reader, self.world.now
        if now is None:
            return True
        for part in {part for each in self.kin(spec) for part in periods.from_id(period).parts(each.frequency)}:
            for share in reader.index.sources(area, part.end, now):
                if share.place_id == area and share.weight == 1:
                    continue
                if not all(reader.sees(each, share.place_id, part.id) for each in self.kin(spec)):
                    return False
        return True

    def group(self, spec: IndicatorSpec, spot: Spot, wanted: Iterable[int]) -> bool:
        """Every figure that a sum is made of."""
        return all(self.cell(spec, area, period) for period in wanted for area in spot)

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
