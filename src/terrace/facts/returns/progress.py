"""How far the returns of a period are, at every level: expected, received, approved, late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.access.scopes import Scope
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places import index as places
from terrace.base.places.index import Index
from terrace.base.places.versions import Version
from terrace.facts.returns import forms, queries
from terrace.facts.returns.life import RECEIVED, WAITING
from terrace.facts.returns.models import Return
from terrace.facts.returns.queries import Line

VIEW = "operations.view"
#: A period is looked at from so many days before its first return is due; late returns listed at the most.
AHEAD_DAYS, MOST_LATE = 7, 100

_COUNTED = """
    SELECT r.area_id, f.sector, count(*), count(*) FILTER (WHERE r.state = ANY (%s)),
        count(*) FILTER (WHERE r.state IN ('approved', 'locked')),
        count(*) FILTER (WHERE NOT r.state = ANY (%s) AND r.due < %s)
    FROM returns_return r JOIN returns_form f ON f.id = r.form_id
    WHERE r.expected AND r.period = %s AND (%s = '' OR f.code = %s) GROUP BY r.area_id, f.sector
"""
_PERIODS = "SELECT period, min(due), count(*) FROM returns_return WHERE expected GROUP BY period"


@dataclass(frozen=True, slots=True)
class Tally:
    """Returns expected; of them received, approved, and late: due, and still not received."""

    expected: int = 0
    received: int = 0
    approved: int = 0
    late: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.expected + other.expected,
            self.received + other.received,
            self.approved + other.approved,
            self.late + other.late,
        )

    @property
    def share(self) -> int:
        """Received of expected, per cent, rounded down."""
        return 100 * self.received // self.expected if self.expected else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A place and how far its returns are, its own and those of all below it."""

    place: Version
    tally: Tally


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole of a place, and of each place right below it."""

    whole: Standing
    below: tuple[Standing, ...]


def period_of(today: date | None = None) -> Period | None:
    """The period to look at: the newest whose returns are due soon or were; the most returns decide between equals."""
    day = (today or timezone.localdate()) + timedelta(days=AHEAD_DAYS)
    found = [(periods.from_id(number), due, count) for number, due, count in _periods()]
    due = [(each.end, count, each) for each, first, count in found if first <= day]
    return max(due, key=lambda each: each[:2])[2] if due else None


def known() -> list[Period]:
    """Every period that has returns, the newest first."""
    return sorted((periods.from_id(number) for number, _, _ in _periods()), key=lambda each: each.end, reverse=True)


def _periods() -> list[tuple[int, date, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_PERIODS)
        return list(cursor.fetchall())


def progress(actor: Actor, area: int, period: Period, form: str = "") -> Progress:
    """How far the place and those right below it are; only what the actor may see is counted."""
    index, scope = places.current(), policy.which(actor, VIEW)
    counted = _counted(scope, period, form)
    below = tuple(
        Standing(version, _sum(index, counted, child, period))
        for child in index.children(area, period.end)
        if (version := index.version(child, period.end))
    )
    own = index.version(area, period.end) or index.history(area)[-1]
    whole = sum((each.tally for each in below), counted.get(area, Tally()))
    return Progress(Standing(own, whole), tuple(each for each in below if each.tally.expected))


def _counted(scope: Scope, period: Period, form: str) -> dict[int, Tally]:
    received = sorted(RECEIVED)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [received, received, timezone.localdate(), period.id, form, form])
        rows = cursor.fetchall()
    found: dict[int, Tally] = {}
    for area, sector, *counts in rows:
        if scope.holds(area, sector):
            found[area] = found.get(area, Tally()) + Tally(*counts)
    return found


def _sum(index: Index, counted: dict[int, Tally], area: int, period: Period) -> Tally:
    below = index.descendants(area, period.end)
    return sum((counted[each] for each in below if each in counted), Tally())


def late(actor: Actor, area: int, period: Period, form: str = "") -> list[Line]:
    """What should have been handed in and was not, the longest overdue first."""
    index, scope, known_forms = places.current(), policy.which(actor, VIEW), forms.current()
    wanted = [spec.id for spec in known_forms.by_id.values() if form in {"", spec.code}]
    rows = Return.objects.filter(
        expected=True,
        period=period.id,
        state__in=WAITING,
        due__lt=timezone.localdate(),
        form_id__in=wanted,
        area_id__in=list(index.descendants(area, period.end)),
    ).order_by("due", "form_id", "area_id")
    seen = (row for row in rows if scope.holds(row.area_id, known_forms.by_id[row.form_id].sector))
    return queries.lines(_first(seen, MOST_LATE))


def _first(rows: Iterable[Return], most: int) -> list[Return]:
    return [row for row, _ in zip(rows, range(most), strict=False)]
