"""Reading targets. The actor comes first; a target is seen by whoever may see the figures that it speaks of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from django.utils import timezone
from django.utils.translation import get_language

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.people import queries as people
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline.queries import Reader
from terrace.facts.pipeline.views import FigureView
from terrace.insight.forecasting import queries as forecasting
from terrace.insight.forecasting.queries import Asked, ForecastView
from terrace.insight.targets import dividends, goals, judging, lights, paths, rules
from terrace.insight.targets.goals import Cell, Goal, Share
from terrace.insight.targets.histories import History, histories
from terrace.insight.targets.judging import HIGH, LIKELY, LOW, MET
from terrace.insight.targets.members import Floats
from terrace.insight.targets.models import Chance, Direction
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
    beside = _beside(reader, [each.goal for each in found])
    return [_standing(reader, each, row, beside) for each, row in zip(found, judged, strict=True)]


@dataclass(frozen=True, slots=True)
class Beside:
    """What standings need beside figures: names of people, rules of lights, plans of parts with what came of them."""

    names: dict[int, str]
    answering: dict[str, str]
    lights: lights.Rules
    shares: dict[Cell, list[Share]]
    parts: dict[Cell, list[FigureView]]


def _beside(reader: Reader, held: Sequence[Goal]) -> Beside:
    planned = goals.shares(reader.snapshot, reader.index, held) if held else {}
    return Beside(
        people.names({goal.set_by for goal in held}),
        people.called({goal.person for goal in held} - {""}),
        lights.current(),
        planned,
        dividends.views(reader, held, planned),
    )


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


def _standing(reader: Reader, seen: History, row: Floats, beside: Beside) -> Standing:
    goal, spec = seen.goal, seen.goal.spec
    usual = _way(seen, beside.shares.get(goal.cell, ()))
    m = len(seen.known)
    due = exact(float(usual[m - 1]), _SHARE) if m else None
    rule, chance = beside.lights.of(spec), as_chance(row[MET])
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
        set_by=beside.names.get(goal.set_by or 0, ""),
        set_at=goal.set_at,
        known=seen.last,
        so_far=seen.so_far,
        done=share,
        due=due,
        rate=_rate(seen),
        likely=exact(row[LIKELY], spec.decimals),
        low=exact(row[LOW], spec.decimals),
        high=exact(row[HIGH], spec.decimals),
        chance=chance,
        over=m == seen.cycle,
        as_of=_as_of(seen),
        simulated=seen.simulated,
        estimated=seen.filled,
        marks=_marks(seen, usual, row[LIKELY]),
        basis=goal.basis,
        agency=goal.agency,
        agency_name=_agency(reader, goal.agency),
        person=goal.person,
        person_name=beside.answering.get(goal.person, ""),
        resolution=goal.resolution,
        gap=_gap(seen, usual),
        left=goal.value - seen.so_far if seen.so_far is not None else None,
        judged=_judged(seen, rule, due, chance),
        rule=rule,
        parts=dividends.standings(goal, rule, beside.shares.get(goal.cell, ()), beside.parts.get(goal.cell, ())),
    )


def _way(seen: History, planned: Sequence[Share]) -> Floats:
    """For each period the share of the target that should be there by its end; the plans of parts are on the way."""
    usual = paths.expected(seen.past, seen.rule)
    parts, total = dividends.positions(seen, planned), float(seen.goal.value)
    return paths.divided(usual, total, parts, seen.rule) / total if parts and total else usual


def _gap(seen: History, usual: Floats) -> Decimal | None:
    """What is there, less what should be by now."""
    m = len(seen.known)
    if not m or seen.so_far is None:
        return None
    expected = exact(float(seen.goal.value) * float(usual[m - 1]), seen.goal.spec.decimals)
    return None if expected is None else seen.so_far - expected


def _judged(seen: History, rule: lights.Rule, due: Decimal | None, chance: Decimal | None) -> lights.Judged:
    goal, so_far = seen.goal, seen.so_far
    over, floor = len(seen.known) == seen.cycle, goal.direction == Direction.UP
    met = dividends.is_met(goal, so_far, goal.value) if over and so_far is not None else None
    if not over and floor and chance == 1:
        met = True
    path = None
    if so_far is not None and due and goal.value > 0 and so_far > 0:
        path = so_far / (goal.value * due) if floor else goal.value * due / so_far
    missed = abs(goal.value - so_far) / abs(goal.value) if over and so_far is not None and goal.value else None
    return lights.judge(rule, over=over, met=met, chance=chance, path=path, missed=missed)


def _agency(reader: Reader, said: str) -> str:
    """The name of an agency; its source's where the code of one was given."""
    source = reader.snapshot.sources.get(said)
    return source.name((get_language() or "vi")[:2]) if source else said


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
