"""Whom to tell of a group, once: each owner of hers, the owner of the whole, and the top when it is for at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection

from terrace.base.notify import actions as notify
from terrace.base.notify.messages import Message
from terrace.insight.monitoring.lifecycle import messages, severity
from terrace.insight.monitoring.lifecycle.owners import Owners
from terrace.insight.monitoring.models import Group, Warning

Rows = Sequence[Warning]

_NOTE = """
    INSERT INTO monitoring_told (group_id, stage, person_id) SELECT %s, %s, person FROM unnest(%s::int[]) AS person
    ON CONFLICT DO NOTHING RETURNING person_id
"""
RAISED, AT_ONCE, BACK = "raised", "at-once", "back"


def tell(group: Group, rows: Rows, owners: Owners, now: datetime, stage: str = "") -> int:
    """Tell of these warnings of the group; how many people are told now.

    A person is told of a group once, whatever joins it later; once more when it has become one for at once.
    """
    if not rows:
        return 0
    worst = max(each.severity for each in rows)
    named = stage or (AT_ONCE if severity.tells_again(worst, group.told_severity) and group.told_at else RAISED)
    told = send(_new(group, named, recipients(group, rows, owners)), lambda hers: messages.raised(group, hers, named))
    if told or group.told_at:
        group.told_at, group.told_severity = group.told_at or now, max(worst, group.told_severity)
    return told


def _new(group: Group, stage: str, hers: Mapping[int, Rows]) -> dict[int, Rows]:
    """Without those who know: what joins a large group costs no message for each who was told before."""
    fresh = note(group, stage, hers)
    return {person: rows for person, rows in hers.items() if person in fresh}


def note(group: Group, stage: str, people: Iterable[int]) -> set[int]:
    """Write down that these people are told; those who were not before."""
    wanted = sorted(set(people))
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [group.pk, stage, wanted])
        return {row[0] for row in cursor.fetchall()}


def recipients(group: Group, rows: Rows, owners: Owners) -> dict[int, Rows]:
    """By person what she is told of: each what is hers, who answers for the whole all of it."""
    hers: dict[int, list[Warning]] = defaultdict(list)
    for row in rows:
        if row.owner_id:
            hers[row.owner_id].append(row)
    whole = {group.owner_id} if group.owner_id else set()
    if max(each.severity for each in rows) >= severity.AT_ONCE:
        whole |= set(owners.leaders(group.kind, group.root_id, group.sector))
    return {**hers, **{person: list(rows) for person in whole}}


def send(hers: Mapping[int, Rows], message: Callable[[Rows], Message]) -> int:
    """One message for all who get the same; how many people are told now."""
    same: dict[tuple[int, ...], list[int]] = defaultdict(list)
    content: dict[tuple[int, ...], Rows] = {}
    for person, rows in hers.items():
        mark = tuple(each.pk for each in rows)
        same[mark].append(person)
        content[mark] = rows
    return sum(notify.tell(people, message(content[mark])) for mark, people in same.items())


def forget(groups: Collection[Group]) -> None:
    """What was not sent yet of these is withdrawn: there is nothing to do any more."""
    for group in groups:
        notify.forget(messages.prefix(group))
