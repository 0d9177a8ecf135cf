"""From what a rule tells of to what is found: the figures as they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.insight.monitoring.comparing import Told
from terrace.insight.monitoring.detectors import crossing
from terrace.insight.monitoring.detectors.crossing import DOWN, UP
from terrace.insight.monitoring.found import Found
from terrace.insight.monitoring.models import Kind, RuleKind
from terrace.insight.monitoring.oddities import Oddity
from terrace.insight.monitoring.placed import Placed
from terrace.insight.monitoring.rules import ABOVE, RuleSpec


def tells(rule: RuleSpec, placed: Placed, odd: Oddity) -> bool:
    """As sure as the rule asks, and more than a trifle."""
    least = rule.params.least
    far = least is None or not abs(placed.history.values[odd.at] - odd.expected) < float(least)
    return far and odd.sure >= float(rule.params.sure or 0)


def will_cross(rule: RuleSpec, now: float, ahead: tuple[float, float]) -> float | None:
    """How likely the next period crosses the limit that this one has not crossed; None when the rule is silent."""
    limit, way = float(rule.params.limit or 0), UP if rule.params.direction == ABOVE else DOWN
    if now > limit if way == UP else now < limit:
        return None
    chance = float(crossing([ahead[0]], [ahead[1]], [limit], way)[0])
    return chance if chance >= float(rule.params.sure or 0) else None


def _chance(value: float) -> Decimal | None:
    return Decimal(f"{value:.3f}") if np.isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Findings:
    """What each kind of rule finds at a series."""

    snapshot: Snapshot

    def odd(self, rule: RuleSpec, placed: Placed, odd: Mapping[int, Oddity]) -> Found | None:
        """Of the newest period, else of the one before."""
        telling = {at: each for at, each in odd.items() if at >= placed.newest - 1 and tells(rule, placed, each)}
        if not telling:
            return None
        at = max(telling)
        return self.of(rule, placed, telling[at], since=at - 1 if at - 1 in telling else at)

    def of(self, rule: RuleSpec, placed: Placed, odd: Oddity, since: int) -> Found:
        exact = placed.exactly(self._spec(placed))
        return Found(
            **self._common(rule, placed),
            kind=Kind.ERROR if odd.kind == "error" else Kind.CHANGE,
            period=placed.axis[odd.at].id,
            since=placed.axis[since].id,
            value=exact(float(placed.history.values[odd.at])),
            expected=exact.least(odd.expected),
            low=exact.least(odd.low),
            high=exact(odd.high),
            against="forecast",
            reasons=odd.reasons,
            sure=_chance(odd.sure),
            error_chance=_chance(odd.error),
            twice=odd.twice,
        )

    def compared(self, rule: RuleSpec, placed: Placed, told: Told) -> Found:
        exact = placed.exactly(self._spec(placed))
        bound = rule.params.limit if rule.kind == RuleKind.LIMIT else exact(told.bound)
        return Found(
            **self._common(rule, placed),
            kind=Kind.LIMIT if rule.kind == RuleKind.LIMIT else Kind.CHANGE,
            period=placed.period.id,
            since=placed.axis[max(placed.newest - told.back, 0)].id,
            value=exact(float(placed.values[-1])),
            expected=exact(told.expected),
            bound=bound,
            against=str(rule.kind),
        )

    def crossing(self, rule: RuleSpec, placed: Placed, ahead: tuple[float, float] | None) -> Found | None:
        now = float(placed.values[-1])
        chance = None if ahead is None else will_cross(rule, now, ahead)
        if ahead is None or chance is None:
            return None
        exact = placed.exactly(self._spec(placed))
        return Found(
            **self._common(rule, placed),
            kind=Kind.CROSSING,
            period=placed.period.id,
            since=placed.period.id,
            value=exact(now),
            expected=exact(ahead[0]),
            bound=rule.params.limit,
            against="limit",
            sure=_chance(chance),
        )

    def _common(self, rule: RuleSpec, placed: Placed) -> dict[str, Any]:
        indicator, area, breakdown = placed.series
        return {
            "rule": rule.code,
            "indicator": indicator,
            "area": area,
            "breakdown": breakdown,
            "sector": self._spec(placed).sector,
            "severity": rule.severity,
            "simulated": placed.history.simulated,
        }

    def _spec(self, placed: Placed) -> IndicatorSpec:
        return self.snapshot.by_id[placed.series[0]]
