"""How groups stand: what is left of them, how severe they are, when the next rung hears of it.

Worked out anew from their warnings, never adjusted: whatever came first, and however often it is done.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from terrace.base.notify import actions as notify
from terrace.insight.monitoring.lifecycle import (
    deadlines,
    explaining,
    gathering,
    messages,
    owning,
    severity,
    silencing,
    telling,
    territory,
)
from terrace.insight.monitoring.lifecycle.explaining import Looked
from terrace.insight.monitoring.lifecycle.owners import Owners
from terrace.insight.monitoring.models import Group, State, Warning

_COUNT = """
    SELECT group_id, count(*), count(*) FILTER (WHERE explained_by_id IS NULL), max(severity), count(DISTINCT area_id)
    FROM monitoring_warning WHERE group_id = ANY (%s::bigint[]) AND state <> 'cleared' GROUP BY group_id
"""
_FIELDS = (
    *("cause", "kind", "rule", "indicator_id", "root_id", "sector", "period", "warnings", "still", "severity"),
    *("owner_id", "due_at", "next_at", "rung", "told_at", "told_severity", "moved_at", "closed_at"),
)


@dataclass(frozen=True, slots=True)
class Count:
    """What stands in a group: warnings, those that nothing explains, the most severe, places."""

    still: int = 0
    live: int = 0
    worst: int = 1
    places: int = 0


def settle(
    groups: Mapping[int, Group],
    owners: Owners,
    now: datetime,
    stages: Mapping[int, str] | None = None,
    only: Collection[int] | None = None,
) -> None:
    """Bring these groups to what stands in them, tell whom it concerns, and store them.

    `stages` names for a group what is told anew of which it has told before; `only`: these warnings alone can be news.
    """
    counts, live = _counts(groups), _live(groups, only)
    silent = silencing.silenced([row for rows in live.values() for row in rows], now)
    for number, group in groups.items():
        count = counts.get(number, Count())
        group.still = count.still
        if count.still:
            unseen = [row for row in live.get(number, ()) if row.pk not in silent]
            _stand(group, count, now)
            telling.tell(group, unseen, owners, now, (stages or {}).get(number, ""))
        else:
            _close(group, now)
        group.save(update_fields=_FIELDS)


def _counts(groups: Collection[int]) -> dict[int, Count]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(groups)])
        return {row[0]: Count(*row[1:]) for row in cursor.fetchall()}


def _live(groups: Collection[int], only: Collection[int] | None) -> dict[int, list[Warning]]:
    """The warnings of each that nobody has taken on and that stand for themselves."""
    rows = Warning.objects.filter(group_id__in=groups, explained_by_id__isnull=True, state=State.OPEN)
    if only is not None:
        rows = rows.filter(pk__in=only)
    found: dict[int, list[Warning]] = {}
    for row in rows.defer("evidence").order_by("pk"):
        found.setdefault(row.group_id or 0, []).append(row)
    return found


def _stand(group: Group, count: Count, now: datetime) -> None:
    """It stands: the clock of the ladder runs. All of it explained by others: nothing is due."""
    of = territory.communes(group.root_id, territory.day_of(group.period))
    group.severity, group.closed_at = severity.of_group(count.worst, count.places, of), None
    if not count.live:
        group.next_at = None
        notify.forget(messages.prefix(group))
    elif group.next_at is None and group.rung == 0:
        group.next_at = deadlines.acknowledged_by(now, group.severity, group.due_at, owning.OFFICIAL)


def _close(group: Group, now: datetime) -> None:
    """Nothing of it stands: what was not sent is withdrawn, who was told hears that it is over."""
    if group.closed_at is not None:
        return
    group.closed_at, group.next_at, group.rung = now, None, 0
    notify.forget(messages.prefix(group))
    if group.told_at is not None:
        ended = list(Warning.objects.filter(group_id=group.pk).order_by("-severity", "pk")[: messages.SHOWN])
        told = {row.owner_id: ended for row in ended if row.owner_id} | (
            {group.owner_id: ended} if group.owner_id else {}
        )
        telling.send(told, lambda rows: messages.over(group, rows))


def begin(warnings: Sequence[Warning], now: datetime) -> None:
    """New ones: grouping, owner and deadline, inhibition, telling. The rows are brought up to date."""
    joined = gathering.join(warnings, now)
    owners = Owners(deadlines.today(now))
    owning.give(warnings, joined.groups, owners, now)
    looked = explaining.look(explaining.keys(warnings))
    others = {each for each in groups_of(looked) if each not in joined.groups}
    only = {*(each.pk for each in warnings), *looked.released}
    told = {**stages(looked), **dict.fromkeys(joined.back, telling.BACK)}
    settle({**held(others), **joined.groups}, owners, now, told, only)


def after(warnings: Sequence[Warning], now: datetime) -> None:
    """What follows from warnings that moved or were cleared: what they explained stands for itself again."""
    gathering.take_turns({territory.province(each.area_id, territory.day_of(each.period)) for each in warnings})
    looked = explaining.look(explaining.keys(warnings))
    touched = {each.group_id for each in warnings if each.group_id} | groups_of(looked)
    only = {*(each.pk for each in warnings), *looked.released}
    settle(held(touched), Owners(deadlines.today(now)), now, stages(looked), only)


def held(numbers: Iterable[int]) -> dict[int, Group]:
    """These groups, held for this transaction."""
    rows = Group.objects.select_for_update().filter(pk__in=set(numbers)).order_by("pk")
    return {row.pk: row for row in rows}


def stages(looked: Looked) -> dict[int, str]:
    """What is told of groups in which a warning stands for itself again."""
    freed = Warning.objects.filter(pk__in=looked.released).values_list("pk", "group_id")
    return {group: f"stands/{looked.released[number]}" for number, group in freed if group}


def groups_of(looked: Looked) -> set[int]:
    numbers = {*looked.explained, *looked.released}
    rows = Warning.objects.filter(pk__in=numbers, group_id__isnull=False).values_list("group_id", flat=True)
    return {group for group in rows if group}
