"""Reading conflicts: hers, one with its history, and how often which sources disagree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.people import queries as people
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import queries as collection
from terrace.facts.collection.queries import SubmissionView
from terrace.facts.reconciliation import problems
from terrace.facts.reconciliation.models import Conflict, State, Tally
from terrace.facts.reconciliation.settling import SETTLE

READ = "figure.read"


@dataclass(frozen=True, slots=True)
class Said:
    """What a source said of the cell at a time; `until` is None while it is in force."""

    source: str
    value: Decimal | None
    reason: int
    at: datetime
    until: datetime | None
    submission: SubmissionView | None


@dataclass(frozen=True, slots=True)
class Share:
    """How often two sources disagreed in a year."""

    first: str
    second: str
    year: int
    compared: int
    conflicting: int

    @property
    def percent(self) -> Decimal:
        """Per cent of the compared cells, to one decimal.

        >>> Share("a", "b", 2026, 3, 1).percent
        Decimal('33.3')
        """
        return (Decimal(100 * self.conflicting) / self.compared).quantize(Decimal("0.1"))


def listed(actor: Actor, state: str = State.OPEN) -> QuerySet[Conflict]:
    """Conflicts of the places and sectors whose figures she may read, those due first."""
    return _hers(actor).filter(state=state).order_by("due", "id")


def _hers(actor: Actor) -> QuerySet[Conflict]:
    scope = policy.which(actor, READ)
    found = Conflict.objects.all()
    if scope.everywhere:
        return found
    held = Q(area_id__in=scope.whole)
    for code in {sector for _, sector in scope.parts}:
        indicators = [number for number, spec in snapshot.current().by_id.items() if spec.sector == code]
        areas = [area for area, sector in scope.parts if sector == code]
        held |= Q(area_id__in=areas, indicator_id__in=indicators)
    return found.filter(held)


def one(actor: Actor, number: int) -> Conflict:
    """A conflict that she may see; raises `conflict.unknown`."""
    found = Conflict.objects.filter(pk=number).first()
    if found is None or not _sees(actor, found):
        raise problems.CONFLICT_UNKNOWN.problem(id=number)
    return found


def _sees(actor: Actor, conflict: Conflict) -> bool:
    return policy.which(actor, READ).holds(conflict.area_id, _sector(conflict))


def _sector(conflict: Conflict) -> str:
    return snapshot.current().by_id[conflict.indicator_id].sector


def may_settle(actor: Actor, conflict: Conflict) -> bool:
    """She answers for the place and the sector, and it is open."""
    held = policy.may(actor, SETTLE, area=conflict.area_id, sector=_sector(conflict))
    return conflict.state == State.OPEN and bool(held)


def settlers(conflict: Conflict) -> list[str]:
    """The names of those who may settle it, as far as the asking connection may see them."""
    return [person.full_name for person in policy.who(SETTLE, conflict.area_id, _sector(conflict))]


def settled_by(conflict: Conflict) -> str:
    """The name of whoever settled it; '' when nobody did or the reader may not know."""
    if not conflict.settled_by:
        return ""
    return people.names({conflict.settled_by}).get(conflict.settled_by, "")


_HISTORY = """
    SELECT source_id, value, reason, recorded_at, superseded_at, submission_id FROM (
        SELECT source_id, value, reason, recorded_at, NULL::timestamptz AS superseded_at, submission_id
        FROM collection_observation
        WHERE indicator_id = %(indicator)s AND period = %(period)s AND breakdown_id = %(breakdown)s
            AND area_id = %(area)s
        UNION ALL
        SELECT source_id, value, reason, recorded_at, superseded_at, submission_id
        FROM collection_observationrevision
        WHERE indicator_id = %(indicator)s AND period = %(period)s AND breakdown_id = %(breakdown)s
            AND area_id = %(area)s) said
    ORDER BY recorded_at DESC, superseded_at DESC NULLS FIRST LIMIT %(most)s
"""


def history(conflict: Conflict, most: int = 40) -> list[Said]:
    """All that was said of the cell, the newest first."""
    asked = {
        "indicator": conflict.indicator_id,
        "period": conflict.period,
        "breakdown": conflict.breakdown_id,
        "area": conflict.area_id,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, asked)
        rows = cursor.fetchall()
    views = collection.submissions({row[5] for row in rows})
    codes = {source.id: source.code for source in snapshot.current().sources.values()}
    return [Said(codes[row[0]], row[1], row[2], row[3], row[4], views.get(row[5])) for row in rows]


def shares(years: Sequence[int]) -> list[Share]:
    """By pair of sources and year: cells that both gave, and those in which they disagreed."""
    codes = {source.id: source.code for source in snapshot.current().sources.values()}
    found: dict[tuple[str, str, int], list[int]] = {}
    for year in years:
        rows = Tally.objects.filter(period__gte=year * 1000, period__lt=(year + 1) * 1000)
        for row in rows.values("first_source", "second_source").annotate(a=Sum("compared"), b=Sum("conflicting")):
            found[codes[row["first_source"]], codes[row["second_source"]], year] = [row["a"], row["b"]]
    return [Share(*key, *counts) for key, counts in sorted(found.items())]


def late(actor: Actor, today: date) -> int:
    """How many of hers are past their day."""
    return listed(actor).filter(due__lt=today).count()
