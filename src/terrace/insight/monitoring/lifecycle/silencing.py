"""Silences: for a time nobody is told of some warnings. They are raised and seen all the same, and told at its end."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from terrace.insight.monitoring.lifecycle import territory
from terrace.insight.monitoring.models import Kind, Silence, State, Warning


def standing(now: datetime) -> QuerySet[Silence]:
    """The silences that hold at the moment."""
    return Silence.objects.filter(lifted_at__isnull=True, until__gt=now)


def over(now: datetime) -> QuerySet[Silence]:
    """Those that ended or were lifted and of which nobody was told yet."""
    return Silence.objects.filter(Q(until__lte=now) | Q(lifted_at__isnull=False), ended_at__isnull=True)


def silenced(warnings: Sequence[Warning], now: datetime) -> frozenset[int]:
    """The numbers of those that a silence holds."""
    held = list(standing(now)) if warnings else []
    return frozenset(each.pk for each in warnings if held and any(covers(one, each) for one in held))


def covers(silence: Silence, warning: Warning) -> bool:
    """The silence is about this warning. The system's own health is silenced by its measure only, as `rule`."""
    if warning.kind == Kind.HEALTH and not silence.rule:
        return False
    about = (
        silence.indicator_id in {0, warning.indicator_id}
        and silence.rule in {"", warning.rule}
        and silence.sector in {"", warning.sector}
    )
    return about and silence.area_id in territory.path(warning.area_id, territory.day_of(0))


def under(silences: Iterable[Silence]) -> list[Warning]:
    """The warnings that stand, explained by nothing, and that one of these silences is about."""
    held = list(silences)
    asked = Q(pk__in=[])
    for each in held:
        asked |= Q(
            **({"indicator_id": each.indicator_id} if each.indicator_id else {}),
            **({"rule": each.rule} if each.rule else {}),
            **({"sector": each.sector} if each.sector else {}),
            raised_at__isnull=False,
        )
    rows = Warning.objects.filter(asked, explained_by_id__isnull=True).exclude(state=State.CLEARED).order_by("pk")
    return [row for row in rows if any(covers(each, row) for each in held)]
