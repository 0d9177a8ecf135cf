"""Which targets hold: what somebody set, else what a pack brought."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.insight.targets.models import Plan, Target


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

    @property
    def cell(self) -> tuple[int, int, int, int]:
        return self.spec.id, self.area, self.breakdown, self.year

    def decided_by(self, language: str = "vi") -> str:
        return self.decided_by_en if language == "en" else self.decided_by_vi


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
    return Goal(spec, area, breakdown, row.year, row.value, row.direction, row.decided_by_vi, row.decided_by_en)


def _put(found: dict[tuple[int, int, int, int], Goal], snapshot: Snapshot, row: Target) -> None:
    """What somebody set goes before; without a value it takes the plan away."""
    spec = snapshot.by_id.get(row.indicator_id)
    cell = (row.indicator_id, row.area_id, row.breakdown_id, row.year)
    found.pop(cell, None)
    if spec is not None and not spec.retired and row.value is not None:
        said, who = (row.decided_by, row.decided_by), (row.set_by, row.set_at)
        found[cell] = Goal(spec, row.area_id, row.breakdown_id, row.year, row.value, row.direction, *said, *who)
