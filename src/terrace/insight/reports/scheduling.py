"""Reports that make themselves: when the returns that they are made of are due, for every place of their level in the
provinces that take part."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Final

from django.db import connection
from django.utils import timezone

from terrace.base.kernel.periods import Period, containing
from terrace.base.places import index as places
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.returns import expecting, forms
from terrace.facts.returns.forms import FormSpec
from terrace.insight.reports import actions, versions
from terrace.insight.reports.gathering import ending_in
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
    """The last period whose report is due; None when that is long ago, or the template is made only when asked for."""
    if plan.due_days is None:
        return None
    asked, period = forms_of(plan), containing(today, plan.every)
    while due_day(plan, period, asked) >= today:
        period = period.previous()
    return period if today - due_day(plan, period, asked) <= LATEST else None


def due_day(plan: Plan, period: Period, asked: Collection[FormSpec]) -> date:
    """So many days after the last day on which a return that it is made of is on time; without returns, after the
    period."""
    ending = ending_in(period)
    days = [form.due(each) for form in asked for each in ending if each.frequency is form.frequency]
    return max([period.end, *days]) + timedelta(days=plan.due_days or 0)


def forms_of(plan: Plan) -> list[FormSpec]:
    """The forms that ask for what the template shows, or for what that is worked out from."""
    snapshot = catalogue.current()
    shown = _behind(snapshot, {code for part in plan.parts for code in part.indicators})
    return [form for form in forms.current().asked if not shown.isdisjoint(form.indicators)]


def _behind(snapshot: Snapshot, codes: Iterable[str]) -> set[int]:
    """Ids of the indicators with all that their formulas read."""
    waiting = [snapshot.indicators[code].id for code in codes if code in snapshot.indicators]
    found = set[int]()
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += snapshot.by_id[number].inputs
    return found


def _places(plan: Plan, period: Period) -> set[int]:
    """Places of the level in the provinces that take part."""
    index = places.current()
    roots = expecting.roots(index, timezone.localdate())
    return {area for root in roots for area in index.descendants(root, period.end, plan.level)}


def _there(plan: Plan, period: Period) -> set[int]:
    rows = Issue.objects.filter(template=plan.code, period=period.id)
    return set(rows.values_list("area_id", flat=True))
