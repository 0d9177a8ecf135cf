"""What the life of warnings hears: what was raised, moved and cleared; new deadlines; silences lifted.

So nobody who judges figures waits for groups, owners and messages; what is heard together is done together.
"""

from collections.abc import Iterable, Iterator

import msgspec
from django.db import connection, transaction
from django.utils import timezone

from terrace.base.bus.events import Envelope
from terrace.insight.monitoring.lifecycle import rounds, upkeep
from terrace.insight.monitoring.models import State, Warning


class _One(msgspec.Struct):
    """A warning in an event, as far as it is read here."""

    id: int


class _Told(msgspec.Struct):
    """The data of `warning.raised`, `warning.changed` and `warning.cleared`."""

    warnings: list[_One]


_SOONER = """
    UPDATE monitoring_group g SET due_at = sooner.due, next_at = LEAST(g.next_at, sooner.due)
    FROM (
        SELECT group_id, min(due_at) AS due FROM monitoring_warning WHERE id = ANY (%s::bigint[]) GROUP BY group_id
    ) sooner
    WHERE g.id = sooner.group_id AND g.closed_at IS NULL AND g.next_at IS NOT NULL AND sooner.due < g.due_at
"""
_one = msgspec.json.Decoder(_One)
_decoder = msgspec.json.Decoder(_Told)


def raised(heard: Iterable[Envelope]) -> int:
    """They join groups, get owners and are told of; how many. Those that have a group by now are done already."""
    return sum(_begun(part) for part in _parts(heard))


@transaction.atomic
def _begun(numbers: list[int]) -> int:
    alone = Warning.objects.select_for_update().filter(pk__in=numbers, group_id__isnull=True)
    rows = list(alone.exclude(state=State.CLEARED).order_by("pk"))
    if rows:
        upkeep.begin(rows, timezone.now())
    return len(rows)


def moved(heard: Iterable[Envelope]) -> int:
    """Their figure, period, kind or severity is another one, or they were cleared: their groups follow, what they
    explained may stand for itself again, and one may be for at once now; how many. Doing it twice is doing it once."""
    return sum(_followed(part) for part in _parts(heard))


@transaction.atomic
def _followed(numbers: list[int]) -> int:
    rows = list(Warning.objects.filter(pk__in=numbers).defer("evidence").order_by("pk"))
    if rows:
        upkeep.after(rows, timezone.now())
    return len(rows)


def _parts(heard: Iterable[Envelope]) -> Iterator[list[int]]:
    """The warnings of the events, so many at a time as one transaction takes."""
    numbers = sorted({each.id for event in heard for each in _decoder.decode(event.data).warnings})
    return (numbers[at : at + rounds.TOGETHER] for at in range(0, len(numbers), rounds.TOGETHER))


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
