"""How far ahead a series is forecast, how much of its past counts, and what the engine calls its frequency."""

from terrace.base.kernel.periods import Frequency
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.forecasting.models import Horizon

#: The engine's words. The first nine months come once a year.
WORDS = {
    Frequency.YEAR: "year",
    Frequency.HALF: "half-year",
    Frequency.NINE: "year",
    Frequency.QUARTER: "quarter",
    Frequency.SEASON: "season",
    Frequency.MONTH: "month",
}
#: Periods ahead, where no pack says otherwise.
STEPS = {
    Frequency.YEAR: 3,
    Frequency.HALF: 4,
    Frequency.NINE: 3,
    Frequency.QUARTER: 8,
    Frequency.SEASON: 6,
    Frequency.MONTH: 18,
}
#: Periods back, at the most: what is older says nothing any more.
BACK = {
    Frequency.YEAR: 40,
    Frequency.HALF: 40,
    Frequency.NINE: 40,
    Frequency.QUARTER: 60,
    Frequency.SEASON: 45,
    Frequency.MONTH: 120,
}
#: Periods in a year.
CYCLES = {
    Frequency.YEAR: 1,
    Frequency.HALF: 2,
    Frequency.NINE: 1,
    Frequency.QUARTER: 4,
    Frequency.SEASON: 3,
    Frequency.MONTH: 12,
}


class Horizons:
    """The horizons of the packs, read once."""

    def __init__(self) -> None:
        rows = Horizon.objects.filter(retired=False).values_list("indicator", "frequency", "steps")
        self._kept = {(code, frequency): steps for code, frequency, steps in rows}

    def of(self, spec: IndicatorSpec) -> int:
        """Steps ahead; 0: not forecast."""
        own = self._kept.get((spec.code, int(spec.frequency)))
        return own if own is not None else self._kept.get(("", int(spec.frequency)), STEPS[spec.frequency])
