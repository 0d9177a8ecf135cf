"""Setting a target: whoever leads the place and sector. One transaction; the same again changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.kernel.periods import FIRST_YEAR
from terrace.base.kernel.problems import Refused
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.targets import answering, events, goals, problems, rules
from terrace.insight.targets.answering import LONGEST
from terrace.insight.targets.bases import NO_BASIS, Basis
from terrace.insight.targets.models import Direction, Target

SET = "target.set"
#: Years ahead; digits before the decimal sign.
AHEAD, DIGITS = 10, 18


@dataclass(frozen=True, slots=True)
class Wanted:
    """A target as somebody words it; `value` None lifts it."""

    indicator: str
    place: str
    year: int
    value: Decimal | None
    direction: str = Direction.UP
    decided_by: str = ""
    breakdown: str = ""
    basis: Basis = NO_BASIS
    agency: str = ""
    person: str = ""
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a target speaks of, as ids."""

    spec: IndicatorSpec
    area: int
    breakdown: int
    year: int

    @property
    def words(self) -> str:
        return f"{self.spec.code}|{self.area}|{self.breakdown}|{self.year}"


def set_target(actor: Actor, wanted: Wanted) -> bool:
    """Set, change or lift a target; True when something changed. Raises Refused."""
    cell = resolve(wanted)
    policy.demand(actor, SET, area=cell.area, sector=cell.spec.sector)
    check(cell.spec, wanted)
    content = _content(wanted)
    with transaction.atomic():
        key: dict[str, Any] = {
            "indicator_id": cell.spec.id,
            "area_id": cell.area,
            "breakdown_id": cell.breakdown,
            "year": cell.year,
        }
        before = Target.objects.select_for_update().filter(**key).values(*content).first()
        if before == content:
            return False
        who = {"set_by": actor.person_id or 0, "set_at": timezone.now()}
        Target.objects.update_or_create(defaults={**content, **who}, **key)
        audit.record(SET, f"target/{cell.words}", actor.person_id, {"was": plain(before), "is": plain(content)})
        bus.publish(events.was_set(cell.spec.id, cell.area, cell.breakdown, cell.year))
    return True


def _content(wanted: Wanted) -> dict[str, Any]:
    """The columns of a row."""
    basis = wanted.basis
    said = {"value": wanted.value, "direction": wanted.direction, "decided_by": wanted.decided_by.strip()}
    said |= {"agency": wanted.agency.strip(), "person": wanted.person.strip().lower(), "resolution": wanted.resolution}
    document = {"basis_kind": basis.kind, "basis_number": basis.number, "basis_date": basis.day}
    return {**said, **document, "basis_clause": basis.clause}


def resolve(wanted: Wanted) -> Cell:
    """The ids of what it speaks of; raises with the first thing that is not there."""
    catalogue, today = snapshot.current(), timezone.localdate()
    last = today.year + AHEAD
    if not FIRST_YEAR <= wanted.year <= last:
        raise problems.YEAR_WRONG.problem("/year", year=wanted.year, first=FIRST_YEAR, last=last)
    spec = catalogue.indicators.get(wanted.indicator)
    if spec is None or spec.retired:
        raise problems.INDICATOR_UNKNOWN.problem("/indicator", code=wanted.indicator[:60])
    if rules.rule(spec) is None:
        raise problems.NO_YEAR.problem("/indicator", code=spec.code)
    area = index.current().resolve(wanted.place, goals.day_of(wanted.year, today))
    if area is None:
        raise problems.PLACE_UNKNOWN.problem("/place", code=wanted.place[:60], year=wanted.year)
    breakdown = catalogue.breakdown(spec, wanted.breakdown)
    if breakdown is None:
        raise problems.BREAKDOWN_UNKNOWN.problem("/breakdown", code=spec.code, breakdown=wanted.breakdown[:60])
    return Cell(spec, area, breakdown, wanted.year)


def check(spec: IndicatorSpec, wanted: Wanted) -> None:
    """Every fault of the content, not the first."""
    faults = answering.faults(wanted)
    if wanted.value is not None and not is_sound(spec, wanted.value):
        faults.append(problems.VALUE_WRONG.fault("/value", **value_words(spec, wanted.value)))
    if wanted.direction not in Direction.values:
        faults.append(problems.DIRECTION_WRONG.fault("/direction", direction=wanted.direction[:40]))
    said = wanted.decided_by.strip()
    if not (said or (wanted.basis and wanted.value is not None)) or not answering.sound(said):
        faults.append(problems.DECIDED_BY_WRONG.fault("/decided_by", most=LONGEST))
    if faults:
        raise Refused(faults)


def is_sound(spec: IndicatorSpec, value: Decimal) -> bool:
    """Finite, not too long, within decimals; not below the least of its periods, which is zero for what is counted."""
    if not value.is_finite() or (value and abs(value.adjusted()) >= DIGITS):
        return False
    if value != round(value, spec.decimals):
        return False
    return spec.minimum is None or value >= min(spec.minimum, Decimal(0))


def value_words(spec: IndicatorSpec, value: Decimal) -> dict[str, object]:
    """What the problem of a wrong value says."""
    return {"value": str(value)[:40], "indicator": spec.code, "decimals": spec.decimals, **_least(spec)}


def _least(spec: IndicatorSpec) -> dict[str, str]:
    if spec.minimum is None or spec.minimum < 0:
        return {"least_vi": "", "least_en": ""}
    return {"least_vi": " không âm", "least_en": " that is not negative"}


def plain(content: Mapping[str, object] | None) -> dict[str, object] | None:
    """The content as audit entries keep it."""
    if content is None:
        return None
    return {name: _written(value) for name, value in content.items()}


def _written(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value
