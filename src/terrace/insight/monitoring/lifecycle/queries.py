"""Reading the life of a warning: who may handle it, its group, the ladder and who hears of it next. The actor first."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.people import queries as people
from terrace.insight.monitoring.lifecycle import messages, problems, silencing
from terrace.insight.monitoring.lifecycle.owners import HANDLE, verb
from terrace.insight.monitoring.models import Group, Kind, Silence, Warning


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group in words: what its warnings share, how many stand of how many, who answers, by when, how far up it is."""

    id: int
    matter_vi: str
    matter_en: str
    kind: str
    severity: int
    warnings: int
    still: int
    owner_id: int | None
    owner: str
    due_at: datetime | None
    next_at: datetime | None
    rung: int
    opened_at: datetime
    closed_at: datetime | None

    def matter(self, language: str = "vi") -> str:
        return self.matter_en if language == "en" else self.matter_vi


def group(actor: Actor, number: int) -> GroupView:
    """The group of warnings that she sees, at least one of them; raises `warning.group` (404)."""
    from terrace.insight.monitoring import queries as monitoring

    row = Group.objects.filter(pk=number).first() if 0 < number < 2**63 else None
    if row is None or not monitoring.hers(actor).filter(group_id=number).exists():
        raise problems.GROUP_UNKNOWN.problem()
    names = people.names({row.owner_id})
    plain = ("kind", "severity", "warnings", "still", "owner_id", "due_at", "next_at", "rung", "opened_at", "closed_at")
    return GroupView(
        id=row.pk,
        matter_vi=messages.matter(row, "vi"),
        matter_en=messages.matter(row, "en"),
        owner=names.get(row.owner_id or 0, ""),
        **{name: getattr(row, name) for name in plain},
    )


def handlers(warning: Warning) -> list[int]:
    """The people who may handle it today, whether the asking connection sees them or not."""
    sector = None if warning.kind == Kind.HEALTH else warning.sector
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_who(%s, %s::int, %s)", [verb(warning.kind), warning.area_id, sector])
        return sorted(row[0] for row in cursor.fetchall())


def silences(actor: Actor, now: datetime) -> QuerySet[Silence]:
    """The silences that hold now in her places and sectors, those that end first in front."""
    scope = policy.which(actor, "warning.read")
    found = silencing.standing(now).order_by("until", "pk")
    if scope.everywhere:
        return found
    held = Q(area_id__in=scope.whole)
    for code in {sector for _, sector in scope.parts}:
        held |= Q(area_id__in=[area for area, sector in scope.parts if sector == code], sector=code)
    return found.filter(held)


def may_lift(actor: Actor, silence: Silence) -> bool:
    """She handles what it is about."""
    return bool(policy.may(actor, HANDLE, area=silence.area_id, sector=silence.sector))
