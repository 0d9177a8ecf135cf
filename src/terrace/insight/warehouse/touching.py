"""Which cells of leaf places an observation touches: its own, coarser periods, margins, what is computed of them."""

from terrace.base.kernel.periods import Period
from terrace.facts.pipeline.touched import Touched


class Leaves(Touched):
    """As `Touched`, for the places that have none under them: their figures are not kept."""

    __slots__ = ()

    def _above(self, area: int, period: Period) -> tuple[int, ...]:
        return () if self.index.children(area, period.end) else (area,)
