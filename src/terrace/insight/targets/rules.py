"""How the periods of an indicator make its year: which indicators can have a target at all."""

from typing import Final

from terrace.base.kernel.periods import Frequency
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.targets.members import LAST, SUM
from terrace.insight.targets.paths import MEAN

#: Periods in a year; the first nine months are not one of several.
CYCLES: Final = {
    Frequency.YEAR: 1,
    Frequency.HALF: 2,
    Frequency.QUARTER: 4,
    Frequency.SEASON: 3,
    Frequency.MONTH: 12,
}


def cycle(spec: IndicatorSpec) -> int | None:
    """Periods in a year; None for those without a figure of the year."""
    return CYCLES.get(spec.frequency)


def rule(spec: IndicatorSpec) -> str | None:
    """How periods make the year; None when they do not. A formula is worked out over the year so far: its `LAST`."""
    if spec.frequency not in CYCLES:
        return None
    if spec.formula or spec.frequency is Frequency.YEAR:
        return LAST
    return {"sum": SUM, "mean": MEAN, "last": LAST}.get(spec.time_rule)
