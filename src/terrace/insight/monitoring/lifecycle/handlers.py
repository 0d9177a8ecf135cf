"""What the life of warnings hears: what was cleared, by figures or by people; new deadlines; silences lifted."""

from collections.abc import Iterable

import msgspec
from django.db import connection, transaction
from django.utils import timezone

from terrace.base.bus.events import Envelope
from terrace.insight.monitoring.lifecycle import rounds, upkeep
from terrace.insight.monitoring.models import Warning


class _One(msgspec.Struct):
    """A warning in an event, as far as it is read here."""

    id: int


class _Cleared(msgspec.Struct):
    """The data of `warning.cleared`."""

    warnings: list[_One]


_SOONER = """
    UPDATE monitoring_group g SET due_at = sooner.due, next_at = LEAST(g.next_at, sooner.due)
    FROM (
        SELECT group_id, min(due_at) AS due FROM monitoring_warning WHERE id = ANY (%s::bigint[]) GROUP BY group_id
    ) sooner
    WHERE g.id = sooner.group_id AND g.closed_at IS NULL AND g.next_at IS NOT NULL AND sooner.due < g.due_at
"""
_one = msgspec.json.Decoder(_One)
_decoder = msgspec.json.Decoder(_Cleared)


def cleared(heard: Iterable[Envelope]) -> int:
    """Their groups close, what they explained stands for itself again; how many. Doing it twice is doing it once."""
    numbers = {each.id for event in heard for each in _decoder.decode(event.data).warnings}
    with transaction.atomic():
        rows = list(Warning.objects.filter(pk__in=numbers).defer("evidence").order_by("pk"))
        if rows:
            upkeep.after(rows, timezone.now())
    return len(rows)


def assigned(heard: Iterable[Envelope]) -> int:
    """Somebody set an earlier deadline: the ladder's clock of the group follows; how many groups."""
    numbers = [_one.decode(event.data).id for event in heard]
    with connection.cursor() as cursor:
        cursor.execute(_SOONER, [numbers])
        return int(cursor.rowcount)


def lifted(heard: Iterable[Envelope]) -> int:
    """Silences that ended early; how many."""
    del heard
    return rounds.end_silences(timezone.now())
