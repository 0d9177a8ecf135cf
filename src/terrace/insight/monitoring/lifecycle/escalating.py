"""Nobody took it on, or nobody ended it in time: the next rung of the ladder hears of it, once. A round of the workers.

Each group is looked at in a transaction of its own; the rung is a row that only one can write. So a worker that dies
has either told the rung and set the clock, or neither.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.notify import calendar
from terrace.insight.monitoring.lifecycle import deadlines, events, messages, owning, severity, silencing, telling
from terrace.insight.monitoring.lifecycle.models import Escalation
from terrace.insight.monitoring.lifecycle.owners import Owners
from terrace.insight.monitoring.models import Group, State, Step, Warning

#: Seconds between rounds; groups that one looks at; steps that one escalation writes at the most.
SECONDS: Final = 30
TOGETHER: Final = 200
STEPS: Final = 500


def work(now: datetime | None = None) -> bool:
    """Every group whose time has come; true when more waits."""
    moment = now or timezone.now()
    return all(_next(moment) for _ in range(TOGETHER))


@transaction.atomic
def _next(now: datetime) -> bool:
    """One group; false when none is due."""
    due = Group.objects.select_for_update(skip_locked=True).filter(closed_at__isnull=True, next_at__lte=now)
    group = due.order_by("next_at", "pk").first()
    if group is None:
        return False
    look(group, now)
    group.save(update_fields=["next_at", "rung", "due_at"])
    return True


def look(group: Group, now: datetime) -> None:
    """Escalate, or set the clock to when it is to be looked at again."""
    rows = _live(group, now)
    waiting = [row for row in rows if row.state == State.OPEN]
    group.due_at = min((row.due_at for row in rows if row.due_at), default=group.due_at)
    overdue = group.due_at is not None and now >= group.due_at
    if not rows:
        group.next_at = _end_of_silence(group, now)
    elif group.severity < severity.AT_ONCE and not calendar.working(now) and now != calendar.next_working(now):
        group.next_at = calendar.next_working(now)
    elif not waiting and not overdue:
        group.next_at = group.due_at
    else:
        _escalate(group, waiting or rows, now, overdue=overdue)


def _live(group: Group, now: datetime) -> list[Warning]:
    """What somebody should see to: not explained, not silenced."""
    rows = Warning.objects.filter(group_id=group.pk, explained_by_id__isnull=True).exclude(state=State.CLEARED)
    listed = list(rows.defer("evidence").order_by("-severity", "pk"))
    silent = silencing.silenced(listed, now)
    return [row for row in listed if row.pk not in silent]


def _end_of_silence(group: Group, now: datetime) -> datetime | None:
    """When the last silence about it ends; None when it is explained: the clock begins again when that is over."""
    rows = Warning.objects.filter(group_id=group.pk, explained_by_id__isnull=True).exclude(state=State.CLEARED)
    listed = list(rows.defer("evidence")[:TOGETHER])
    ends = [each.until for each in silencing.standing(now) if any(silencing.covers(each, row) for row in listed)]
    return max(ends, default=None)


def _escalate(group: Group, rows: Sequence[Warning], now: datetime, *, overdue: bool) -> None:
    """The next rung that has people; at the top there is nobody more to tell."""
    rungs = owning.rungs_of(group, Owners(deadlines.today(now)))
    group.rung += 1
    if group.rung >= len(rungs):
        group.rung, group.next_at = max(len(rungs) - 1, 0), None
        return
    people = rungs[group.rung]
    _, fresh = Escalation.objects.get_or_create(
        group_id=group.pk, rung=group.rung, defaults={"at": now, "people": list(people)}
    )
    group.next_at = deadlines.next_rung(now, group.severity, owning.OFFICIAL)
    if fresh:
        telling.send(
            dict.fromkeys(people, rows), lambda hers: messages.escalated(group, hers, group.rung, overdue=overdue)
        )
        _record(group, rows, people, now)


def _record(group: Group, rows: Sequence[Warning], people: Sequence[int], now: datetime) -> None:
    """Steps of the warnings, one entry in the audit, one event."""
    data = {"rung": group.rung, "people": list(people)}
    key = f"group/{group.pk}/{group.rung}"
    steps = [Step(warning_id=row.pk, verb="escalated", at=now, data=data, key=key) for row in rows[:STEPS]]
    Step.objects.bulk_create(steps, ignore_conflicts=True)
    audit.record("warning.escalate", f"warning-group/{group.pk}", None, data)
    bus.publish(events.escalated(group, people))
