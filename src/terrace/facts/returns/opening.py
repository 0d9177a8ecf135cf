"""The clock of returns: opening them on time, reminding, marking what is late, locking what was approved.

Every function is idempotent and takes the day; workers call `keep_time` each minute.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.bus import actions as bus
from terrace.base.kernel import periods
from terrace.base.places import index as places
from terrace.facts.returns import events, expecting, forms, stepping, telling
from terrace.facts.returns.forms import FormSpec
from terrace.facts.returns.life import WAITING
from terrace.facts.returns.models import Notice, Return, State

log = logging.getLogger(__name__)

#: So many days before the due day she is reminded.
REMIND_DAYS = 3
#: Returns that one round locks or reminds of at the most; more wait for the next look.
TOGETHER = 2_000
#: One worker keeps the time: the number of the lock in PostgreSQL.
TURN = 7_226_005

_OPEN = """
    INSERT INTO returns_return (form_id, area_id, period, state, opened_at, cut_off, due, locks)
    SELECT %s, area, %s, 'open', statement_timestamp(), %s, %s, %s FROM unnest(%s::int[]) AS area ORDER BY area
    ON CONFLICT (form_id, area_id, period) DO NOTHING RETURNING id
"""
#: What an untouched return owes moves when its form or the places do; what was handed in stays as it was.
_FOLLOW = """
    UPDATE returns_return SET expected = area_id = ANY (%s::int[]), cut_off = %s, due = %s, locks = %s
    WHERE form_id = %s AND period = %s AND state IN ('open', 'draft') AND submitted_at IS NULL
        AND (expected, cut_off, due, locks) IS DISTINCT FROM (area_id = ANY (%s::int[]), %s::date, %s::date, %s::date)
"""


def keep_time() -> bool:
    """Everything that is due by the clock; true when more waits."""
    today = timezone.localdate()
    with transaction.atomic():
        if not _my_turn():
            return False
        open_due(today)
        remind(today)
        mark_late(today)
        return lock_due(today) == TOGETHER


def _my_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TURN])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def open_due(today: date, since: date | None = None) -> int:
    """Open every return that can be filled in on the day; how many are new. Places follow those of the day.

    What was due before the form was there is not opened, unless `since` says from which due day on.
    """
    index, known = places.current(), forms.current()
    roots = expecting.roots(index, timezone.localdate())
    return sum(
        _open(form, period.id, expecting.places(index, form, period, roots))
        for form in known.asked
        for period in form.running(today, since)
    )


def _open(form: FormSpec, number: int, areas: frozenset[int]) -> int:
    period, listed = periods.from_id(number), sorted(areas)
    days = [form.cut_off(period), form.due(period), form.locks(period)]
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, [listed, *days, form.id, number, listed, *days])
        cursor.execute(_OPEN, [form.id, number, *days, listed])
        opened = [row[0] for row in cursor.fetchall()]
    if opened:
        data = {"form": form.code, "period": period.code, "due": days[1].isoformat(), "count": len(opened)}
        bus.publish(events.Event(events.OPENED, f"form/{form.code}/{period.code}", data))
    return len(opened)


@transaction.atomic
def remind(today: date) -> int:
    """A notice, once, for each return that is due within `REMIND_DAYS` days and was not handed in."""
    soon = Return.objects.filter(
        state__in=WAITING, expected=True, due__gte=today, due__lte=today + timedelta(days=REMIND_DAYS)
    )
    rows = list(soon.exclude(notices__kind="due-soon")[:TOGETHER])
    telling.due_soon(rows)
    return _notice(rows, "due-soon", events.DUE_SOON)


@transaction.atomic
def mark_late(today: date) -> int:
    """Mark, once, what was not handed in by its due day."""
    late = Return.objects.filter(expected=True, due__lt=today, submitted_at__isnull=True, late_at__isnull=True)
    rows = list(late.order_by("pk")[:TOGETHER])
    Return.objects.filter(pk__in=[row.pk for row in rows]).update(late_at=timezone.now())
    telling.late(rows)
    return _notice(rows, "late", events.LATE)


def _notice(rows: Iterable[Return], kind: str, event: str) -> int:
    found = list(rows)
    Notice.objects.bulk_create([Notice(made_of=row, kind=kind) for row in found], ignore_conflicts=True)
    bus.publish_all(_events(found, event))
    return len(found)


def _events(rows: Iterable[Return], kind: str) -> Iterator[events.Event]:
    index, known = places.current(), forms.current()
    for row in rows:
        yield events.told(kind, index, known.by_id[row.form_id], row)


@transaction.atomic
def lock_due(today: date) -> int:
    """Lock what was approved and whose time for changes is over."""
    due = Return.objects.select_for_update(skip_locked=True).filter(state=State.APPROVED, locks__lte=today)
    rows = list(due.order_by("pk")[:TOGETHER])
    if rows:
        stepping.lock(rows)
    return len(rows)
