"""Dividing the plan of a year: what is planned for its months, quarters, halves, or first nine months."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.kernel import periods
from terrace.base.kernel.periods import COARSER, Frequency, Period
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.targets import actions, events, goals, problems
from terrace.insight.targets.actions import SET, Cell, Wanted
from terrace.insight.targets.models import Part


@dataclass(frozen=True, slots=True)
class WantedPart:
    """What is planned for a part of a year; `value` None lifts it."""

    indicator: str
    place: str
    period: str
    value: Decimal | None
    breakdown: str = ""


def set_part(actor: Actor, wanted: WantedPart) -> bool:
    """Set, change or lift the plan of a part of a year; True when something changed. Raises Refused."""
    cell, period = resolve(wanted)
    policy.demand(actor, SET, area=cell.area, sector=cell.spec.sector)
    if wanted.value is not None and not actions.is_sound(cell.spec, wanted.value):
        raise problems.VALUE_WRONG.problem("/value", **actions.value_words(cell.spec, wanted.value))
    _demand_year(cell)
    with transaction.atomic():
        return _write(actor, cell, period, wanted.value)


def resolve(wanted: WantedPart) -> tuple[Cell, Period]:
    """What it speaks of; raises with the first thing that is not there."""
    spec = snapshot.current().indicators.get(wanted.indicator)
    if spec is None:
        raise problems.INDICATOR_UNKNOWN.problem("/indicator", code=wanted.indicator[:60])
    period = _period(spec, wanted.period)
    cell = actions.resolve(Wanted(wanted.indicator, wanted.place, period.year, None, breakdown=wanted.breakdown))
    return cell, period


def _period(spec: IndicatorSpec, code: str) -> Period:
    try:
        period = periods.parse(code)
    except ValueError:
        period = None
    if period is None or period.frequency is Frequency.YEAR or not has_figures(spec, period.frequency):
        raise problems.PERIOD_WRONG.problem("/period", period=code[:40], indicator=spec.code)
    return period


def has_figures(spec: IndicatorSpec, frequency: Frequency) -> bool:
    """True when the indicator has figures of periods of this frequency: its own, or made of its own."""
    return frequency is spec.frequency or frequency in COARSER[spec.frequency]


def _demand_year(cell: Cell) -> None:
    """There is a plan of the year."""
    held = goals.holding(snapshot.current(), index.current(), years=[cell.year], areas=[cell.area])
    if (cell.spec.id, cell.area, cell.breakdown, cell.year) not in {goal.cell for goal in held}:
        raise problems.PART_ALONE.problem("/period", indicator=cell.spec.code, year=cell.year)


def _write(actor: Actor, cell: Cell, period: Period, value: Decimal | None) -> bool:
    about = (cell.spec.id, cell.area, cell.breakdown, period.id)
    key: dict[str, Any] = dict(zip(("indicator_id", "area_id", "breakdown_id", "period"), about, strict=True))
    before = Part.objects.select_for_update().filter(**key).values("value").first()
    if (before["value"] if before else _planned(cell, period)) == value:
        return False
    who = {"set_by": actor.person_id or 0, "set_at": timezone.now()}
    Part.objects.update_or_create(defaults={"value": value, **who}, **key)
    told = {"period": period.code, "was": actions.plain(before), "is": actions.plain({"value": value})}
    audit.record(SET, f"target/{cell.words}", actor.person_id, told)
    bus.publish(events.was_set(cell.spec.id, cell.area, cell.breakdown, cell.year))
    return True


def _planned(cell: Cell, period: Period) -> Decimal | None:
    """What a pack plans for the part."""
    held = goals.holding(snapshot.current(), index.current(), years=[cell.year], areas=[cell.area])
    key = (cell.spec.id, cell.area, cell.breakdown, cell.year)
    found = goals.shares(snapshot.current(), index.current(), [goal for goal in held if goal.cell == key])
    return next((share.value for share in found.get(key, ()) if share.period == period), None)
