"""Warnings join groups: the decision of `grouping`, held in PostgreSQL.

Workers that raise warnings of one province take turns until they commit, so that one cause opens one group.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from terrace.facts.collection.models import Submission
from terrace.insight.monitoring.lifecycle import clearing, grouping, territory
from terrace.insight.monitoring.lifecycle.grouping import Gathered, Sighting
from terrace.insight.monitoring.lifecycle.models import Cause
from terrace.insight.monitoring.models import Group, Warning

#: The lock in PostgreSQL; its second number is the province.
TURN = 7_226_041

_PUT = """
    UPDATE monitoring_warning w SET group_id = g.number
    FROM unnest(%s::bigint[], %s::bigint[]) AS g (warning, number) WHERE w.id = g.warning
"""


@dataclass(frozen=True, slots=True)
class Joined:
    """The groups that warnings joined, by number, and which of them had closed and are open again."""

    groups: dict[int, Group]
    back: frozenset[int]


def join(warnings: Sequence[Warning], now: datetime) -> Joined:
    """Put these warnings into groups, new ones where none fits."""
    take_turns({territory.province(each.area_id, territory.day_of(each.period)) for each in warnings})
    sent = _sent(warnings)
    sightings = [Sighting(each.pk, keys(each, sent.get(_newest(each), ()))) for each in warnings]
    standing, held = _standing({key for each in sightings for key in each.keys}, now)
    closed = {number for number, group in held.items() if group.closed_at is not None}
    gathered = grouping.gather(sightings, standing, _shared(held))
    groups = _open(gathered, held, {each.pk: each for each in warnings}, now)
    numbers = {number: group.pk for each, group in zip(gathered, groups, strict=True) for number in each.members}
    for warning in warnings:
        warning.group_id = numbers[warning.pk]
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [list(numbers), list(numbers.values())])
    touched = {group.pk: group for group in groups}
    return Joined(touched, frozenset(closed & set(touched)))


def take_turns(provinces: Iterable[int]) -> None:
    """Wait until no other worker groups warnings of these provinces; until the end of the transaction."""
    with connection.cursor() as cursor:
        for province in sorted(set(provinces)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TURN, province])


def keys(warning: Warning, sent: Iterable[str] = ()) -> frozenset[str]:
    """What may lie behind a warning."""
    return grouping.keys(
        warning.kind,
        warning.rule,
        warning.indicator_id,
        warning.period,
        territory.province(warning.area_id, territory.day_of(warning.period)),
        subject=warning.subject,
        sent=sent,
    )


def _newest(warning: Warning) -> int:
    """The submission that came last of those behind the figure; 0 when none is known."""
    return max((each for each in warning.evidence.get("submissions", ()) if isinstance(each, int)), default=0)


def _sent(warnings: Sequence[Warning]) -> dict[int, list[str]]:
    """By submission the keys of it: itself, the file that it is a part of, what its source sent within that hour."""
    numbers = {_newest(each) for each in warnings} - {0}
    rows = Submission.objects.filter(pk__in=numbers).values_list("pk", "job_id", "source_id", "received_at")
    found: dict[int, list[str]] = {}
    for number, job, source, received in rows if numbers else ():
        delivered = f"{grouping.DELIVERY}/{source}/{received:%Y-%m-%dT%H}"
        found[number] = [f"{grouping.SUBMISSION}/{number}", delivered, *([f"{grouping.JOB}/{job}"] if job else [])]
    return found


def _standing(keys: set[str], now: datetime) -> tuple[dict[str, int], dict[int, Group]]:
    """Which of the keys stand for which group, and those groups, locked; what closed long ago is forgotten."""
    causes = dict(Cause.objects.filter(key__in=keys).values_list("key", "group_id"))
    rows = Group.objects.select_for_update().filter(pk__in=set(causes.values())).order_by("pk")
    groups = {row.pk: row for row in rows if clearing.joinable(row.opened_at, row.closed_at, now)}
    Cause.objects.filter(group_id__in=set(causes.values()) - set(groups)).delete()
    return {key: group for key, group in causes.items() if group in groups}, groups


def _shared(groups: Mapping[int, Group]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, group in Cause.objects.filter(group_id__in=groups).values_list("key", "group_id"):
        found[group].add(key)
    return {group: frozenset(held) for group, held in found.items()}


def _open(
    gathered: Sequence[Gathered], held: Mapping[int, Group], rows: Mapping[int, Warning], now: datetime
) -> list[Group]:
    """The group of each, in order: new ones stored, those that stand with what joins them (`upkeep` stores that)."""
    groups = [held[each.group] if each.group else Group(opened_at=now, moved_at=now) for each in gathered]
    for each, group in zip(gathered, groups, strict=True):
        _describe(group, each, [rows[number] for number in each.members], now)
    Group.objects.bulk_create([group for group in groups if group.pk is None])
    _keep_causes(gathered, groups)
    return groups


def _keep_causes(gathered: Sequence[Gathered], groups: Sequence[Group]) -> None:
    shared = {group.pk: each.shared for each, group in zip(gathered, groups, strict=True)}
    kept = {key: group for group, keys in shared.items() for key in keys}
    if joined := [group.pk for each, group in zip(gathered, groups, strict=True) if each.group]:
        Cause.objects.filter(group_id__in=joined).exclude(key__in=kept).delete()
    Cause.objects.bulk_create([Cause(key=key, group_id=group) for key, group in kept.items()], ignore_conflicts=True)


def _describe(group: Group, gathered: Gathered, members: Sequence[Warning], now: datetime) -> None:
    """What the group tells of: the same as its warnings where they all agree, nothing where they differ."""
    fresh = group.pk is None
    days = {each.period: territory.day_of(each.period) for each in members}
    paths = list(
        {(each.area_id, each.period): territory.path(each.area_id, days[each.period]) for each in members}.values()
    )
    above = [] if fresh else [territory.path(group.root_id, territory.day_of(group.period))]
    group.root_id = grouping.common([*above, *paths]) or members[0].area_id
    group.cause, group.moved_at, group.closed_at = gathered.cause, now, None
    group.warnings = (0 if fresh else group.warnings) + len(members)
    _agree(group, members, fresh=fresh)


#: What a group says where its warnings differ.
_MIXED: dict[str, Any] = {"rule": "", "indicator_id": 0, "sector": "", "period": 0}


def _agree(group: Group, members: Sequence[Warning], *, fresh: bool) -> None:
    for name, mixed in _MIXED.items():
        said = {getattr(each, name) for each in members} | (set() if fresh else {getattr(group, name)})
        setattr(group, name, said.pop() if len(said) == 1 else mixed)
    group.kind = group.kind if not fresh else max(members, key=lambda each: each.severity).kind
