"""Briefs for leaders, on the mornings of working days: daily, and weekly on the first working day of a week.

One transaction for each person: the row that says she got hers, and the notice. So a worker that dies has made both or
neither, and whoever comes next makes what is left.
"""

import logging
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.notify import actions as notify
from terrace.base.notify import calendar
from terrace.base.notify.messages import Message, Need, Words
from terrace.base.notify.models import Preference
from terrace.base.people.models import Person
from terrace.insight.monitoring.lifecycle import briefs, deadlines, gleaning, messages
from terrace.insight.monitoring.lifecycle.briefs import DAILY, WEEKLY
from terrace.insight.monitoring.lifecycle.gleaning import Look
from terrace.insight.monitoring.lifecycle.ladder import LEADER
from terrace.insight.monitoring.lifecycle.models import Brief

log = logging.getLogger(__name__)

#: Seconds between rounds; from when and until when a brief of the day is made, by the province's clock.
SECONDS: Final = 120
BEGINS, ENDS = time(7), time(17)
#: What a leader gets who chose nothing; people that one look takes.
USUAL: Final = "both"
TOGETHER: Final = 50
#: How far the first brief looks back.
BACK: Final = {DAILY: timedelta(days=1), WEEKLY: timedelta(days=7)}

_LEADERS = """
    SELECT DISTINCT held.person_id FROM access_grant held JOIN people_person person ON person.id = held.person_id
    WHERE held.role = %s AND held.valid @> %s::date AND person.is_active AND person.kind = 'person'
"""

_MADE = "INSERT INTO monitoring_brief (person_id, kind, day, made_at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"


def work(now: datetime | None = None) -> bool:
    """Every brief that is due and not made; true when more waits."""
    moment = now or timezone.now()
    here = moment.astimezone(deadlines.ZONE)
    if not (calendar.working_day(here.date()) and BEGINS <= here.time() < ENDS):
        return False
    due = _due(here.date())
    for person, kind in due[:TOGETHER]:
        _try(person, kind, moment)
    return len(due) > TOGETHER


def _try(person: int, kind: str, now: datetime) -> None:
    """One that cannot be made keeps nobody else waiting; the next round tries it again."""
    try:
        make(person, kind, now)
    except Exception:
        log.exception("the %s brief of person %s was not made", kind, person)


def _due(day: date) -> list[tuple[int, str]]:
    """Who gets which brief on the day and has not got it."""
    made = set(Brief.objects.filter(day=day).values_list("person_id", "kind"))
    wanted = ((person, kind_of(wish, day)) for person, wish in sorted(_wishes(day).items()))
    return [(person, kind) for person, kind in wanted if kind and (person, kind) not in made]


def kind_of(wish: str, day: date) -> str:
    """The brief of the day for such a wish: one at the most; '' for none.

    Weekly on the first working day of the week, in the place of the daily one.
    """
    if wish in {WEEKLY, "both"} and is_first_of_week(day):
        return WEEKLY
    return DAILY if wish in {DAILY, "both"} else ""


def is_first_of_week(day: date) -> bool:
    """A working day without one before it since Monday."""
    before = (day - timedelta(days=ago) for ago in range(1, day.weekday() + 1))
    return calendar.working_day(day) and not any(map(calendar.working_day, before))


def _wishes(day: date) -> dict[int, str]:
    """What each wants: leaders as usual, everybody as she chose."""
    with connection.cursor() as cursor:
        cursor.execute(_LEADERS, [LEADER, day])
        usual = {row[0]: USUAL for row in cursor.fetchall()}
    chosen = dict(Preference.objects.exclude(digest="").values_list("person_id", "digest"))
    return {**usual, **chosen}


@transaction.atomic
def make(person: int, kind: str, now: datetime) -> bool:
    """Her brief of the day, once; false when it was made before, or nothing is to be told on an ordinary day."""
    day = deadlines.today(now)
    before = Brief.objects.filter(person_id=person, made_at__lt=now).order_by("-made_at").first()
    if not _is_first(person, kind, day, now):
        return False
    actor = policy.actor_of(Person.objects.get(pk=person))
    since = before.made_at if before and kind == DAILY else now - BACK[kind]
    with policy.acting_as(actor):
        brief = gleaning.brief(Look(actor, now, since), kind)
    if brief.is_empty and kind == DAILY:
        return False
    return bool(notify.tell([person], message(brief, actor.language)))


def _is_first(person: int, kind: str, day: date, now: datetime) -> bool:
    """Whether this transaction is the one that makes it; another one that does is waited for."""
    with connection.cursor() as cursor:
        cursor.execute(_MADE, [person, kind, day, now])
        return bool(cursor.rowcount)


def message(brief: briefs.Brief, language: str) -> Message:
    """The brief as a notice; its page is in the language that she reads."""
    said = briefs.headline(brief, language)
    return Message(
        kind=messages.BRIEF,
        key=f"brief/{brief.kind}/{brief.day}",
        title=Words(briefs.title(brief, "vi"), briefs.title(brief, "en")),
        lines=(Words(said, said),),
        path="/operations/warnings/",
        needs=(Need("warning.read"),),
        template="notify/digest.html",
        thread=f"brief/{brief.kind}",
        data=briefs.content(brief, language),
    )
