"""Which targets hold: what somebody set, else what a pack brought."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.insight.targets.bases import NO_BASIS, Basis
from terrace.insight.targets.models import Answered, Part, Plan, PlanPart, Target

#: Indicator, place, breakdown (ids) and year.
Cell = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Goal:
    """A target that holds. `set_by` None: a pack brought it."""

    spec: IndicatorSpec
    area: int
    breakdown: int
    year: int
    value: Decimal
    direction: str
    decided_by_vi: str
    decided_by_en: str
    set_by: int | None = None
    set_at: datetime | None = None
    basis: Basis = NO_BASIS
    agency: str = ""
    person: str = ""
    resolution: str = ""

    @property
    def cell(self) -> Cell:
        return self.spec.id, self.area, self.breakdown, self.year

    def decided_by(self, language: str = "vi") -> str:
        return self.decided_by_en if language == "en" else self.decided_by_vi


@dataclass(frozen=True, slots=True)
class Share:
    """What is planned for a part of a year. `set_by` None: a pack brought it."""

    period: Period
    value: Decimal
    set_by: int | None = None


def day_of(year: int, today: date | None = None) -> date:
    """The day on which the places of a year are looked up: its last day; today, while it runs or is to come."""
    now = today or timezone.localdate()
    return date(year, 12, 31) if year < now.year else now


def holding(
    snapshot: Snapshot, index: Index, *, years: Iterable[int] | None = None, areas: Iterable[int] | None = None
) -> list[Goal]:
    """The targets of these years and places (None: of all), in the order of the catalogue."""
    plans, targets = Plan.objects.filter(retired=False), Target.objects.all()
    if years is not None:
        plans, targets = plans.filter(year__in=list(years)), targets.filter(year__in=list(years))
    found = {goal.cell: goal for row in plans if (goal := _planned(snapshot, index, row))}
    wanted = None if areas is None else set(areas)
    for row in targets if wanted is None else targets.filter(area_id__in=wanted):
        _put(found, snapshot, row)
    kept = (goal for goal in found.values() if wanted is None or goal.area in wanted)
    return sorted(kept, key=lambda goal: (goal.spec.sector, goal.spec.position, goal.breakdown, goal.area, goal.year))


def _planned(snapshot: Snapshot, index: Index, row: Plan) -> Goal | None:
    """The plan of a pack; None when its place or cell is not there."""
    spec = snapshot.indicators.get(row.indicator)
    area = index.resolve(row.place, day_of(row.year))
    breakdown = snapshot.breakdown(spec, row.breakdown) if spec else None
    if spec is None or spec.retired or area is None or breakdown is None:
        return None
    said = (row.decided_by_vi, row.decided_by_en)
    return Goal(spec, area, breakdown, row.year, row.value, row.direction, *said, **_answered(row))


def _answered(row: Answered) -> dict[str, Any]:
    """Who answers for it, what it rests on, and the resolution that it is a part of."""
    basis = Basis(row.basis_kind, row.basis_number, row.basis_date, row.basis_clause)
    return {"basis": basis, "agency": row.agency, "person": row.person, "resolution": row.resolution}


def _put(found: dict[Cell, Goal], snapshot: Snapshot, row: Target) -> None:
    """What somebody set goes before; without a value it takes the plan away."""
    spec = snapshot.by_id.get(row.indicator_id)
    cell = (row.indicator_id, row.area_id, row.breakdown_id, row.year)
    found.pop(cell, None)
    if spec is not None and not spec.retired and row.value is not None:
        said, who = (row.decided_by, row.decided_by), (row.set_by, row.set_at)
        at = (spec, row.area_id, row.breakdown_id, row.year, row.value, row.direction)
        found[cell] = Goal(*at, *said, *who, **_answered(row))


def shares(snapshot: Snapshot, index: Index, held: Iterable[Goal]) -> dict[Cell, list[Share]]:
    """What is planned for parts of the years of these targets, coarse to fine, in order of time."""
    wanted = {goal.cell for goal in held}
    found: dict[tuple[Cell, int], Share] = {}
    for row in _planned_parts({each[3] for each in wanted}):
        period = periods.parse(row.period)
        cell = _cell_of(snapshot, index, row, period.year)
        if cell in wanted:
            found[cell, period.id] = Share(period, row.value)
    for part in Part.objects.filter(indicator_id__in={each[0] for each in wanted}):
        period = periods.from_id(part.period)
        cell = (part.indicator_id, part.area_id, part.breakdown_id, period.year)
        found.pop((cell, period.id), None)
        if cell in wanted and part.value is not None:
            found[cell, period.id] = Share(period, part.value, part.set_by)
    made: dict[Cell, list[Share]] = {}
    for (cell, _), share in sorted(found.items(), key=lambda pair: pair[0][1]):
        made.setdefault(cell, []).append(share)
    return made


def _planned_parts(years: Iterable[int]) -> Iterable[PlanPart]:
    """Codes of periods begin with their year."""
    asked = Q(*(Q(period__startswith=f"{year}-") for year in years), _connector=Q.OR)
    return PlanPart.objects.filter(asked, retired=False) if asked else ()


def _cell_of(snapshot: Snapshot, index: Index, row: PlanPart, year: int) -> Cell | None:
    spec = snapshot.indicators.get(row.indicator)
    area = index.resolve(row.place, day_of(year))
    breakdown = snapshot.breakdown(spec, row.breakdown) if spec else None
    return None if spec is None or area is None or breakdown is None else (spec.id, area, breakdown, year)
