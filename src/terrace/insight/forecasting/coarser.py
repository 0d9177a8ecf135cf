"""Forecasts of coarser periods: what is known of the year under way, and what is likely of the rest.

The sum of several months is surer than the sum of their margins: errors of neighbouring months go together in part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline import results
from terrace.insight.forecasting.views import Step

#: How much the errors of two periods of one forecast have in common.
TOGETHER = Decimal("0.5")
#: What is known of a series, by period id.
Known = Mapping[int, Decimal | None]


@dataclass(frozen=True, slots=True)
class Fine:
    """A series in its own frequency: what is known, and the steps to come."""

    spec: IndicatorSpec
    known: Known
    steps: tuple[Step, ...]


def fine_periods(steps: Sequence[Step], frequency: Frequency) -> list[Period]:
    """The periods before the first step that belong to its coarser period."""
    if not steps:
        return []
    first = steps[0].period
    whole = next((each for each in first.wholes() if each.frequency is frequency), None)
    return [part for part in whole.parts(first.frequency) if part < first] if whole else []


def steps(fine: Fine, frequency: Frequency) -> tuple[Step, ...]:
    """The steps in a coarser frequency that the forecast covers to their end; none where the indicator has none."""
    if fine.spec.time_rule == "none" or not fine.steps:
        return ()
    ahead = {step.period: step for step in fine.steps}
    wholes = dict.fromkeys(whole for period in ahead for whole in period.wholes() if whole.frequency is frequency)
    found = (_step(fine, whole, ahead) for whole in wholes)
    return tuple(step for step in found if step is not None)


def _step(fine: Fine, whole: Period, ahead: Mapping[Period, Step]) -> Step | None:
    parts = whole.parts(fine.spec.frequency)
    last = max(ahead)
    if parts[-1] > last:
        return None
    to_come = [ahead[part] for part in parts if part in ahead]
    known = [value for part in parts if part not in ahead and (value := fine.known.get(part.id)) is not None]
    if fine.spec.time_rule == "last":
        return _as(whole, to_come[-1]) if parts[-1] in ahead else None
    count = len(to_come) + len(known) if fine.spec.time_rule == "mean" else 1
    return _summed(fine.spec, whole, to_come, known, Decimal(count))


def _as(whole: Period, step: Step) -> Step:
    return Step(whole, step.likely, step.low80, step.high80, step.low95, step.high95)


def _summed(
    spec: IndicatorSpec, whole: Period, to_come: Sequence[Step], known: Sequence[Decimal], count: Decimal
) -> Step:
    total = results.add([*known, *(step.likely for step in to_come)]) or Decimal(0)
    sides = [
        (-1, [step.likely - step.low80 for step in to_come]),
        (1, [step.high80 - step.likely for step in to_come]),
        (-1, [step.likely - step.low95 for step in to_come]),
        (1, [step.high95 - step.likely for step in to_come]),
    ]
    made = [total + sign * _wide(widths) for sign, widths in sides]
    floor = results.add(known) or Decimal(0)
    least = floor if all(step.low95 >= 0 for step in to_come) else None
    exact = [results.quotient(value if least is None else max(value, least), count, spec.decimals) for value in made]
    low80, high80, low95, high95 = (Decimal(0) if each is None else each for each in exact)
    likely = results.quotient(total, count, spec.decimals)
    return Step(whole, total if likely is None else likely, low80, high80, low95, high95)


def _wide(widths: Sequence[Decimal]) -> Decimal:
    """Half the width of a sum whose parts err together in part.

    >>> _wide([Decimal(3)])
    Decimal('3')
    >>> round(_wide([Decimal(3), Decimal(3)]), 2)
    Decimal('5.20')
    """
    together = sum(widths, Decimal(0)) ** 2
    apart = sum((width * width for width in widths), Decimal(0))
    return (TOGETHER * together + (1 - TOGETHER) * apart).sqrt()


def available(spec: IndicatorSpec) -> tuple[Frequency, ...]:
    """The frequencies in which an indicator's forecast can be asked for, its own first."""
    return (
        spec.frequency,
        *(each for each in periods.COARSER[spec.frequency] if spec.formula or spec.time_rule != "none"),
    )
