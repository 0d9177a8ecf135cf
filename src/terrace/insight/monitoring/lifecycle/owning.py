"""Each warning gets an owner and a deadline, and so does its group: from the rule, the grants and the calendar."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from terrace.base.notify import calendar
from terrace.insight.monitoring import rules
from terrace.insight.monitoring.lifecycle import deadlines, ladder
from terrace.insight.monitoring.lifecycle.deadlines import Calendar
from terrace.insight.monitoring.lifecycle.owners import Owners
from terrace.insight.monitoring.models import Group, Warning

OFFICIAL: Final = Calendar(calendar.working, calendar.add_working_days)
#: Working days for a warning whose rule is no more.
DAYS: Final = 5

_PUT = """
    UPDATE monitoring_warning w SET owner_id = NULLIF(new.owner, 0), due_at = new.due
    FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS new (id, owner, due) WHERE w.id = new.id
"""


def give(warnings: Sequence[Warning], groups: Mapping[int, Group], owners: Owners, now: datetime) -> None:
    """Owner and deadline of each warning; of each group the owner at its root, and the earliest deadline."""
    book, due = rules.current(), _Due(now)
    for each in warnings:
        rule = book.rule(each.rule)
        each.owner_id = ladder.owner(
            owners.rungs(each.kind, each.area_id, each.sector, rule.owner_role if rule else "")
        )
        each.due_at = due.after(rule.deadline_days if rule else DAYS)
    columns = zip(*((each.pk, each.owner_id or 0, each.due_at) for each in warnings), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [list(column) for column in columns])
    for number, group in groups.items():
        of_group(group, [each for each in warnings if each.group_id == number], owners)


def of_group(group: Group, joined: Sequence[Warning], owners: Owners) -> None:
    """The group's own: who answers for all of it stays once somebody does, unless it has outgrown her place."""
    rungs = rungs_of(group, owners)
    people = {person for rung in rungs for person in rung}
    if group.owner_id not in people:
        group.owner_id = ladder.owner(rungs)
    ends = [each.due_at for each in joined if each.due_at] + ([group.due_at] if group.due_at else [])
    group.due_at = min(ends, default=None)


def rungs_of(group: Group, owners: Owners) -> tuple[tuple[int, ...], ...]:
    """The ladder of a group: of its root, from the role that its rule names."""
    rule = rules.current().rule(group.rule) if group.rule else None
    return owners.rungs(group.kind, group.root_id, group.sector, rule.owner_role if rule else "")


class _Due:
    """Deadlines from one moment, each worked out once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.known: dict[int, datetime] = {}

    def after(self, days: int) -> datetime:
        if days not in self.known:
            self.known[days] = deadlines.due(self.now, days, OFFICIAL)
        return self.known[days]
