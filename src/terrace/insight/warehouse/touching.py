"""Which cells of leaf places an observation touches: its own, coarser periods, margins, what is computed of them."""

from terrace.base.kernel.periods import Period
from terrace.facts.pipeline.touched import Touched, is_kept


class Leaves(Touched):
    """As `Touched`, for places whose figures are not kept: they have none under them."""

    __slots__ = ()

    def _above(self, area: int, period: Period) -> tuple[int, ...]:
        return () if is_kept(self.index, area, period) else (area,)
