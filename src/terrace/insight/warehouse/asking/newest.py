"""The newest period that has figures: what `last:12` counts back from. Only figures that she may see count."""

from dataclasses import dataclass
from typing import Any

from ibis import _

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline import published
from terrace.facts.pipeline.queries import Reader
from terrace.insight.warehouse.asking.steps import Spot


@dataclass(frozen=True, slots=True)
class Newest:
    """Looks it up in the cube."""

    reader: Reader
    cube: Any

    def period(self, frequency: Frequency, specs: tuple[IndicatorSpec, ...], spot: Spot) -> Period | None:
        """The newest period of a frequency in which one of the indicators has a figure of these places."""
        by_id = {spec.id: spec for spec in specs}
        levels = sorted({self.reader.index.level(place) for place in spot})
        table = self.cube.figures(sorted(by_id), None, levels)
        asked = table.filter(
            _.indicator.isin(sorted(by_id)), _.area.isin(sorted(spot)), _.grain == int(frequency), _.breakdown == 0
        )
        rows = asked.select("indicator", "area", "period").distinct().to_pyarrow().to_pylist()
        cells = [(row["indicator"], row["area"], row["period"], 0) for row in rows]
        seen = {cell for cell in cells if self.reader.sees(by_id[cell[0]], cell[1], cell[2])}
        public = published.of(cell for cell in cells if cell not in seen and self.reader.guards(by_id[cell[0]]))
        found = [period for _, _, period, _ in (*seen, *public)]
        return periods.from_id(max(found)) if found else None
