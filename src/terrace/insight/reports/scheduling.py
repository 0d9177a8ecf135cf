"""Reports that make themselves: on the day that a template names, for every place of its level in the
provinces that take part."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Final

from django.db import connection
from django.utils import timezone

from terrace.base.kernel.periods import Period, containing
from terrace.base.places import index as places
from terrace.facts.returns import expecting
from terrace.insight.reports import actions, versions
from terrace.insight.reports.models import Issue
from terrace.insight.reports.plans import Plan

#: Seconds between looks; one worker at a time.
SECONDS: Final = 300.0
TURN: Final = 7_226_032
#: A report that is this late is left to people: an old period is no news.
LATEST: Final = timedelta(days=45)


def work() -> bool:
    """Ask for what is due today and is not there; false, since nothing waits for a second look."""
    with turn() as hers:
        if hers:
            due(timezone.localdate())
    return False


@contextmanager
def turn() -> Iterator[bool]:
    """True for the one who has the turn: while somebody holds it, for one who fills in past months, no other asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [TURN])
        hers = bool(cursor.fetchone()[0])
        try:
            yield hers
        finally:
            if hers:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])


def due(today: date) -> int:
    """Every report that is due on the day and was never asked for; how many are asked for now."""
    asked = 0
    for kept in versions.every():
        period = ended(kept.plan, today)
        if period is not None:
            for area in sorted(_places(kept.plan, period) - _there(kept.plan, period)):
                actions.ask(kept, area, period, None)
                asked += 1
    return asked


def ended(plan: Plan, today: date) -> Period | None:
    """The period whose report is due: the last that ended so many days ago; None when there is none just now."""
    if plan.due_days is None:
        return None
    wait = timedelta(days=plan.due_days)
    period = containing(today, plan.every)
    while period.end + wait >= today:
        period = period.previous()
    return period if today - (period.end + wait) <= LATEST else None


def _places(plan: Plan, period: Period) -> set[int]:
    """Places of the level in the provinces that take part."""
    index = places.current()
    roots = expecting.roots(index, timezone.localdate())
    return {area for root in roots for area in index.descendants(root, period.end, plan.level)}


def _there(plan: Plan, period: Period) -> set[int]:
    rows = Issue.objects.filter(template=plan.code, period=period.id)
    return set(rows.values_list("area_id", flat=True))
