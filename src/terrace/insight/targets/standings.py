"""How a target stands: what is there, what should be, where it leads, and the chance. Values for pages and the API."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from terrace.base.kernel.periods import Period
from terrace.base.places.versions import Version
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.targets.bases import Basis
from terrace.insight.targets.lights import MET, Judged, Rule
from terrace.insight.targets.models import Direction

_CHANCE = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Mark:
    """One period on the way of a year, in the unit of the target: what should be there by its end to be on course,
    what was there, and what is likely; None where there is none of these.
    """

    period: Period
    expected: Decimal
    came: Decimal | None
    likely: Decimal | None


@dataclass(frozen=True, slots=True)
class Nowcast:
    """The likely figure of a period under way; `reported` of `expected` places are in, usually `weight` of it."""

    period: Period
    likely: Decimal
    low: Decimal
    high: Decimal
    sum: Decimal
    reported: int
    expected: int
    weight: Decimal
    exact: bool


@dataclass(frozen=True, slots=True)
class PartStanding:
    """The plan of a part of a year as it stands: what is planned, what came of it, its share of the plan.

    `over`: the part has ended and nearly all reports are in; `met` None before.
    """

    period: Period
    planned: Decimal
    came: Decimal | None
    done: Decimal | None
    over: bool
    judged: Judged

    @property
    def met(self) -> bool | None:
        return self.judged.state == MET if self.over else None


@dataclass(frozen=True, slots=True)
class Standing:
    """A target as it stands.

    `known` is the last period that counts, `so_far` the exact figure through it, `done` its share of the target,
    `due` the share that is usually there by then. `rate` is where the year ends at this rate, `likely` where the
    forecast sees it, with bounds of 80 %. `chance` (0 to 1, four decimals) is None when too little of the past is
    known; `over`: the year is complete. `as_of`: the day of the newest figure behind it. `estimated`: gaps of past
    years were filled.
    """

    spec: IndicatorSpec
    place: Version
    breakdown: str
    breakdown_id: int
    year: int
    target: Decimal
    direction: str
    decided_by_vi: str
    decided_by_en: str
    set_by: str
    set_at: datetime | None
    known: Period | None
    so_far: Decimal | None
    done: Decimal | None
    due: Decimal | None
    rate: Decimal | None
    likely: Decimal | None
    low: Decimal | None
    high: Decimal | None
    chance: Decimal | None
    over: bool
    as_of: date | None
    simulated: bool
    estimated: bool
    marks: tuple[Mark, ...]
    basis: Basis
    agency: str
    agency_name: str
    person: str
    person_name: str
    resolution: str
    gap: Decimal | None
    left: Decimal | None
    judged: Judged
    rule: Rule
    parts: tuple[PartStanding, ...]

    @property
    def cell(self) -> str:
        """The key of the newest figure, by which the live stream names it."""
        period = self.known.id if self.known else 0
        return f"{self.spec.id}|{self.place.place_id}|{period}|{self.breakdown_id}"

    @property
    def is_floor(self) -> bool:
        return self.direction == Direction.UP

    @property
    def ahead(self) -> bool | None:
        """On course, by the usual way of the year; None while nothing is known."""
        if self.done is None or self.due is None:
            return None
        return self.done >= self.due if self.is_floor else self.done <= self.due


@dataclass(frozen=True, slots=True)
class Past:
    """How a target stood on a day before."""

    day: date
    period: Period
    target: Decimal
    so_far: Decimal | None
    likely: Decimal | None
    chance: Decimal | None


def exact(value: float | None, decimals: int) -> Decimal | None:
    """A number of the model as it is shown; None for what is not there.

    >>> exact(1.005, 1), exact(float("nan"), 1), exact(-0.04, 1)
    (Decimal('1.0'), None, Decimal('0.0'))
    """
    if value is None or value != value or abs(value) == float("inf"):  # noqa: PLR0124 - NaN
        return None
    found = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return found or abs(found)


def as_chance(value: float) -> Decimal | None:
    """A chance with four decimals; 0 and 1 only where it is certain.

    >>> as_chance(0.99999999), as_chance(1.0)
    (Decimal('0.9999'), Decimal('1.0000'))
    """
    found = exact(value, 4)
    if found is None or value in (0.0, 1.0):
        return found
    return min(max(found, _CHANCE), 1 - _CHANCE)
