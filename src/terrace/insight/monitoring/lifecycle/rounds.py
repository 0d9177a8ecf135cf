"""The rounds: what fell through is taken up, silences end, groups that moved are looked at again.

Each is idempotent, and what it tells has its key: killed at any moment, the next round ends in the same.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from terrace.insight.monitoring.lifecycle import (
    clearing,
    deadlines,
    explaining,
    messages,
    owning,
    silencing,
    telling,
    upkeep,
)
from terrace.insight.monitoring.lifecycle.inhibition import Key
from terrace.insight.monitoring.lifecycle.models import Cause
from terrace.insight.monitoring.lifecycle.owners import Owners
from terrace.insight.monitoring.lifecycle.upkeep import groups_of, held, settle, stages
from terrace.insight.monitoring.models import Group, Silence, State, Warning

#: Seconds between rounds; warnings and groups that one look takes at the most.
SECONDS: Final = 30
TOGETHER: Final = 1_000
#: What moved so lately is looked at again: another worker may have held a row.
LATELY: Final = timedelta(minutes=3)


def work(now: datetime | None = None) -> bool:
    """The round: what fell through is taken up; true when more waits."""
    moment = now or timezone.now()
    forget_causes(moment)
    end_silences(moment)
    look_again(moment)
    return adopt(moment) >= TOGETHER


@transaction.atomic
def adopt(now: datetime) -> int:
    """Warnings that no group has, whoever raised them; how many."""
    rows = Warning.objects.select_for_update(skip_locked=True).filter(group_id__isnull=True)
    found = list(rows.exclude(state=State.CLEARED).order_by("pk")[:TOGETHER])
    if found:
        upkeep.begin(found, now)
    return len(found)


@transaction.atomic
def look_again(now: datetime) -> int:
    """Groups that moved lately, and those that nobody could be told of so far; how many."""
    standing = Group.objects.filter(closed_at__isnull=True)
    numbers = set(standing.filter(moved_at__gt=now - LATELY).values_list("pk", flat=True)[:TOGETHER])
    numbers |= set(standing.filter(told_at__isnull=True, still__gt=0).values_list("pk", flat=True)[:TOGETHER])
    looked, owners = explaining.look(_moved(numbers, now)), Owners(deadlines.today(now))
    for group in (groups := _free(numbers | groups_of(looked))).values():
        owning.of_group(group, _ownerless(group, owners), owners)
    settle(groups, owners, now, stages(looked))
    return len(groups)


def _moved(numbers: Collection[int], now: datetime) -> set[Key]:
    """What the warnings of these groups that moved lately are about."""
    rows = Warning.objects.filter(group_id__in=numbers, seen_at__gt=now - LATELY).exclude(state=State.CLEARED)
    return set(rows.values_list("indicator_id", "breakdown_id", "period"))


def _free(numbers: Collection[int]) -> dict[int, Group]:
    rows = Group.objects.select_for_update(skip_locked=True).filter(pk__in=numbers).order_by("pk")
    return {row.pk: row for row in rows}


def _ownerless(group: Group, owners: Owners) -> list[Warning]:
    """Those that nobody answers for, when somebody does now."""
    rows = Warning.objects.filter(group_id=group.pk, owner_id__isnull=True).exclude(state=State.CLEARED)
    found = list(rows.select_for_update(skip_locked=True).order_by("pk")[:TOGETHER])
    if found and any(owners.rungs(each.kind, each.area_id, each.sector) for each in found):
        owning.give(found, {}, owners, found[0].raised_at)
    return found


@transaction.atomic
def end_silences(now: datetime) -> int:
    """Tell, once, what still stands at the end of a silence, and let the ladder's clock begin; how many ended."""
    ended = list(silencing.over(now).select_for_update(skip_locked=True).order_by("pk")[:TOGETHER])
    for silence in ended:
        _tell_end(silence, now)
    Silence.objects.filter(pk__in=[each.pk for each in ended]).update(ended_at=now)
    return len(ended)


def _tell_end(silence: Silence, now: datetime) -> None:
    rows = silencing.under([silence])
    still = silencing.silenced(rows, now)
    rows = [row for row in rows if row.pk not in still]
    groups, owners = held({row.group_id for row in rows if row.group_id}), Owners(deadlines.today(now))
    hers: dict[int, list[Warning]] = {}
    for number, group in groups.items():
        parts = telling.recipients(group, [row for row in rows if row.group_id == number], owners)
        telling.note(group, telling.RAISED, parts)
        group.told_at, group.told_severity = group.told_at or now, max(group.told_severity, group.severity)
        for person, part in parts.items():
            hers.setdefault(person, []).extend(part)
    telling.send(hers, lambda mine: messages.unsilenced(silence, mine))
    settle(groups, owners, now, only=())


def forget_causes(now: datetime) -> int:
    """Keys of groups that closed long ago no longer gather anything."""
    old = Group.objects.filter(closed_at__lt=now - clearing.BACK).values("pk")
    return Cause.objects.filter(group_id__in=old).delete()[0]
