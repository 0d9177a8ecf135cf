"""Before a rule is switched on: when it would have told in the years behind us, over what is stored now.

The histories are those that are judged today, so what was corrected meanwhile counts as corrected.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
from django.db import connection
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.kernel.periods import Period
from terrace.base.places import index as places
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.forecasting.horizons import CYCLES
from terrace.insight.monitoring import changing, rules, trying
from terrace.insight.monitoring.bench import NAN, Bench
from terrace.insight.monitoring.changing import CHANGE, Draft
from terrace.insight.monitoring.comparing import COMPARISONS, Around
from terrace.insight.monitoring.found import Series
from terrace.insight.monitoring.models import RuleKind
from terrace.insight.monitoring.placed import Placed
from terrace.insight.monitoring.rules import RuleSpec

#: Series of which a back-test looks at the most; more are drawn evenly, and the answer says so.
MOST: Final = 1_500
#: Detectors and forecasts cost more than comparisons.
MOST_ODD: Final = 150

_CELLS = """
    SELECT DISTINCT indicator_id, area_id, breakdown_id FROM (
        SELECT indicator_id, area_id, breakdown_id FROM pipeline_figure
        WHERE indicator_id = ANY (%(indicators)s) AND area_id = ANY (%(areas)s) AND period >= %(since)s AND basis > 0
        UNION ALL
        SELECT indicator_id, area_id, breakdown_id FROM collection_observation
        WHERE indicator_id = ANY (%(indicators)s) AND area_id = ANY (%(areas)s) AND period >= %(since)s) known
"""


@dataclass(frozen=True, slots=True)
class Fired:
    """That it would have told: first of a place, a period, with the figure; `periods` in a row that it would have
    stood."""

    indicator: int
    area: int
    breakdown: int
    period: Period
    value: Decimal
    periods: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What a back-test found, newest first; `looked` of `of` series were looked at, over so many series-periods."""

    fired: tuple[Fired, ...]
    looked: int
    of: int
    periods: int

    @property
    def per_thousand(self) -> Decimal | None:
        """Warnings per 1,000 series-periods."""
        return (Decimal(1000 * len(self.fired)) / self.periods).quantize(Decimal("0.1")) if self.periods else None


def would_have(actor: Actor, draft: Draft, years: int = 3) -> Answer:
    """When the rule would have told in the last years, as far as she may see. Raises Refused for a faulty draft."""
    rule = changing.spec(draft)
    policy.demand(actor, CHANGE, area=draft.area, sector=draft.sector or None)
    today = timezone.localdate()
    bench = Bench(catalogue.current(), places.current(), rules.current(), today, fresh=False)
    if rule.kind not in rules.OF_FIGURES:
        return Answer((), 0, 0, 0)
    series = _series(actor, bench, rule, today.year - years)
    chosen = _drawn(series, MOST_ODD if rule.kind in (RuleKind.DETECTOR, RuleKind.CROSSING) else MOST)
    return _answer(bench, rule, chosen, len(series), years)


def _series(actor: Actor, bench: Bench, rule: RuleSpec, first: int) -> list[Series]:
    """What the rule speaks of at its place and below, as far as the actor sees figures there."""
    specs = [spec for spec in bench.snapshot.by_id.values() if _speaks(rule, spec)]
    scope = policy.which(actor, "figure.read")
    areas = [area for area in bench.index.descendants(rule.area or 0, bench.today) if _level(bench, rule, area)]
    asked: dict[str, Any] = {"indicators": [spec.id for spec in specs], "areas": areas, "since": first * 1000}
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, asked)
        known: set[Series] = set(cursor.fetchall())
    by_id = bench.snapshot.by_id
    wholes = {(i, area, whole) for i, area, cell in known for whole in by_id[i].wholes.get(cell, ())}
    fits = (each for each in known | wholes if scope.holds(each[1], by_id[each[0]].sector))
    return sorted(each for each in fits if _fits(bench, rule, each))


def _speaks(rule: RuleSpec, spec: IndicatorSpec) -> bool:
    about = rule.indicator == spec.code if rule.indicator else rule.sector in ("", spec.sector)
    return about and not spec.retired


def _level(bench: Bench, rule: RuleSpec, area: int) -> bool:
    return rule.level in (0, bench.index.level(area))


def _fits(bench: Bench, rule: RuleSpec, series: Series) -> bool:
    indicator, area, breakdown = series
    cell = bench.snapshot.cells[breakdown] if breakdown else ""
    return rule.fits(bench.snapshot.by_id[indicator], bench.index.level(area), cell)


def _drawn(series: list[Series], most: int) -> list[Series]:
    """All, or so many evenly over the whole list."""
    return series if len(series) <= most else [series[len(series) * n // most] for n in range(most)]


def _answer(bench: Bench, rule: RuleSpec, chosen: list[Series], of: int, years: int) -> Answer:
    histories = bench.histories(chosen)
    spans = {series: _span(placed, years) for series, placed in histories.items()}
    told = _told(bench, rule, histories, spans)
    fired = [each for series, positions in told.items() for each in _runs(bench, histories[series], positions)]
    fired.sort(key=lambda each: (-each.period.end.toordinal(), each.area, each.indicator, each.breakdown))
    return Answer(tuple(fired), len(chosen), of, sum(map(len, spans.values())))


def _span(placed: Placed, years: int) -> list[int]:
    """The known periods of the last years."""
    first = placed.newest - years * CYCLES[placed.frequency]
    return [at for at in range(max(first + 1, 0), placed.newest + 1) if not np.isnan(placed.history.values[at])]


def _told(
    bench: Bench, rule: RuleSpec, histories: Mapping[Series, Placed], spans: Mapping[Series, Iterable[int]]
) -> dict[Series, list[int]]:
    """The positions at which it would have told, with what was known at each."""
    if rule.kind == RuleKind.DETECTOR:
        return trying.odd(bench, rule, histories, spans)
    if rule.kind == RuleKind.CROSSING:
        return trying.ahead(rule, histories, spans)
    return {series: _compared(bench, rule, placed, spans[series]) for series, placed in histories.items()}


def _compared(bench: Bench, rule: RuleSpec, placed: Placed, span: Iterable[int]) -> list[int]:
    found = []
    for at in span:
        beside = bench.moved(placed, at) if rule.kind == RuleKind.PEERS else NAN
        around = Around(CYCLES[placed.frequency], beside)
        if COMPARISONS[rule.kind](placed.history.values[: at + 1], rule, around) is not None:
            found.append(at)
    return found


def _runs(bench: Bench, placed: Placed, positions: list[int]) -> Iterable[Fired]:
    """One for each run of periods."""
    exact = placed.exactly(bench.snapshot.by_id[placed.series[0]])
    starts = [at for at in positions if at - 1 not in positions]
    for start in starts:
        length = next(n for n in range(1, len(positions) + 2) if start + n not in positions)
        value = exact(float(placed.history.values[start])) or Decimal(0)
        yield Fired(*placed.series, placed.axis[start], value, length)
