"""Reading targets. The actor comes first; a target is seen by whoever may see the figures that it speaks of."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import numpy as np
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.people import queries as people
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline.queries import Reader
from terrace.insight.forecasting import queries as forecasting
from terrace.insight.forecasting.queries import Asked, ForecastView
from terrace.insight.targets import goals, judging, paths, rules
from terrace.insight.targets.goals import Goal
from terrace.insight.targets.histories import History, histories
from terrace.insight.targets.judging import HIGH, LIKELY, LOW, MET
from terrace.insight.targets.members import Floats
from terrace.insight.targets.models import Chance
from terrace.insight.targets.standings import Mark, Past, Standing, as_chance, exact

SET = "target.set"
_SHARE = 4


def standings(reader: Reader, area: int, year: int, only: Iterable[int] | None = None) -> list[Standing]:
    """The targets of a place for a year as they stand now, in the order of the catalogue; `only` these indicators."""
    wanted = None if only is None else set(only)
    held = goals.holding(reader.snapshot, reader.index, years=[year], areas=[area])
    seen = [goal for goal in held if sees(reader, goal) and (wanted is None or goal.spec.id in wanted)]
    return stand(reader, seen)


def sees(reader: Reader, goal: Goal) -> bool:
    """She may see the figures of the place, or the year's are released."""
    year = Period(Frequency.YEAR, goal.year).id
    return reader.sees(goal.spec, goal.area, year) or may_set(reader.actor, goal.spec, goal.area)


def may_set(actor: Actor, spec: IndicatorSpec, area: int) -> bool:
    """She sets targets for the place and the sector."""
    return policy.which(actor, SET).holds(area, spec.sector)


def stand(reader: Reader, held: Sequence[Goal]) -> list[Standing]:
    """How these targets stand."""
    found = histories(reader, held)
    judged = judging.judge(found, _foreseen(reader, found))
    names = people.names({each.goal.set_by for each in found})
    return [_standing(reader, each, row, names) for each, row in zip(found, judged, strict=True)]


def _foreseen(reader: Reader, found: Sequence[History]) -> Floats:
    """The year as `forecasting` sees it, from the same last period; so that pages agree. NaN where there is none."""
    asked = [Asked(each.goal.spec, each.goal.area, each.goal.breakdown, Frequency.YEAR) for each in found]
    views = forecasting.several(reader.actor, [one for one in asked if one.spec.frequency is not Frequency.YEAR])
    made = {(view.spec.id, view.place.place_id, view.breakdown_id): view for view in views}
    return np.array([_end(each, made.get(each.goal.cell[:3])) for each in found], float)


def _end(seen: History, view: ForecastView | None) -> float:
    if view is None or view.origin != seen.last:
        return float("nan")
    year = Period(Frequency.YEAR, seen.goal.year)
    return next((float(step.likely) for step in view.steps if step.period == year), float("nan"))


def _standing(reader: Reader, seen: History, row: Floats, names: dict[int, str]) -> Standing:
    goal, spec = seen.goal, seen.goal.spec
    usual = paths.expected(seen.past, seen.rule)
    m = len(seen.known)
    share = exact(float(seen.so_far / goal.value), _SHARE) if seen.so_far is not None and goal.value else None
    day = goals.day_of(goal.year)
    return Standing(
        spec=spec,
        place=reader.index.version(goal.area, day) or reader.index.history(goal.area)[-1],
        breakdown=reader.snapshot.cells[goal.breakdown] if goal.breakdown else "",
        breakdown_id=goal.breakdown,
        year=goal.year,
        target=goal.value,
        direction=goal.direction,
        decided_by_vi=goal.decided_by_vi,
        decided_by_en=goal.decided_by_en,
        set_by=names.get(goal.set_by or 0, ""),
        set_at=goal.set_at,
        known=seen.last,
        so_far=seen.so_far,
        done=share,
        due=exact(float(usual[m - 1]), _SHARE) if m else None,
        rate=_rate(seen),
        likely=exact(row[LIKELY], spec.decimals),
        low=exact(row[LOW], spec.decimals),
        high=exact(row[HIGH], spec.decimals),
        chance=as_chance(row[MET]),
        over=m == seen.cycle,
        as_of=_as_of(seen),
        simulated=seen.simulated,
        estimated=seen.filled,
        marks=_marks(seen, usual, row[LIKELY]),
    )


def _rate(seen: History) -> Decimal | None:
    """Where the year ends at this rate; the exact figure once it is over."""
    if len(seen.known) == seen.cycle:
        return seen.so_far
    start = float(seen.past[-1, -1]) if len(seen.past) else None
    return exact(paths.at_this_rate(seen.known, seen.cycle, seen.rule, start), seen.goal.spec.decimals)


def _as_of(seen: History) -> date | None:
    """The day on which the newest figure behind it changed."""
    days = [timezone.localdate(view.changed_at) for view in seen.views if view.changed_at and view.value is not None]
    return max(days, default=None)


def _marks(seen: History, usual: Floats, likely: float) -> tuple[Mark, ...]:
    """The way of the year, period by period."""
    goal, m = seen.goal, len(seen.known)
    came = paths.running(seen.known, seen.rule)
    ahead = paths.likely_way(seen.known, likely, usual, seen.rule)
    all_periods = Period(Frequency.YEAR, goal.year).parts(goal.spec.frequency)
    decimals = goal.spec.decimals
    return tuple(
        Mark(
            period,
            exact(float(goal.value) * float(usual[at]), decimals) or Decimal(0),
            exact(came[at], decimals) if at < m else None,
            exact(ahead[at - m + 1], decimals) if at >= m else None,
        )
        for at, period in enumerate(all_periods)
    )


def past(standing: Standing) -> list[Past]:
    """How a target stood day by day, oldest first."""
    rows = Chance.objects.filter(
        indicator_id=standing.spec.id,
        area_id=standing.place.place_id,
        breakdown_id=standing.breakdown_id,
        year=standing.year,
    ).order_by("day")
    return [Past(row.day, periods.from_id(row.period), row.target, row.so_far, row.likely, row.met) for row in rows]


def last_chances(area: int, year: int) -> list[Decimal | None]:
    """The chance of each target of a place as it was last written down, as far as she may see it."""
    cells = ("indicator_id", "breakdown_id")
    rows = Chance.objects.filter(area_id=area, year=year).order_by(*cells, "-day").distinct(*cells)
    return list(rows.values_list("met", flat=True))


def aimed_at(reader: Reader, area: int, year: int) -> list[IndicatorSpec]:
    """The indicators that the place has targets for and that she may see."""
    held = goals.holding(reader.snapshot, reader.index, years=[year], areas=[area])
    return list({goal.spec.id: goal.spec for goal in held if sees(reader, goal)}.values())


def years(reader: Reader, area: int) -> list[int]:
    """The years for which the place has targets, newest first."""
    held = goals.holding(reader.snapshot, reader.index, areas=[area])
    return sorted({goal.year for goal in held if sees(reader, goal)}, reverse=True)


def places(reader: Reader, year: int) -> list[int]:
    """The places that have targets for the year which she may see."""
    held = goals.holding(reader.snapshot, reader.index, years=[year])
    return list(dict.fromkeys(goal.area for goal in held if sees(reader, goal)))


def settable(reader: Reader, area: int) -> list[IndicatorSpec]:
    """The indicators for which she may set a target at the place."""
    scope = policy.which(reader.actor, SET)
    specs = (spec for spec in reader.snapshot.indicators.values() if not spec.retired and rules.rule(spec))
    return [spec for spec in specs if scope.holds(area, spec.sector)]
