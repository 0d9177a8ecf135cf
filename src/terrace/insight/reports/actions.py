"""What people do with reports. Each is one transaction: row, step, audit entry, event.

make      asked → (a worker) draft           comment   draft, commented → commented
approve   draft, commented → approved        issue     approved → issued
withdraw  approved, issued → withdrawn       (then `make` begins the next edition)
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.kernel import periods
from terrace.base.kernel.periods import LETTERS, Period, containing
from terrace.base.people import queries as people_read
from terrace.base.people.models import Kind, Person
from terrace.base.places import index as places
from terrace.insight.reports import events, laying, printing, problems, queries, sending, versions
from terrace.insight.reports.laying import Decision
from terrace.insight.reports.models import Issue, State, Step
from terrace.insight.reports.plans import Plan
from terrace.insight.reports.queries import IssueView

MAKE, COMMENT, APPROVE, ISSUE, WITHDRAW = (
    "report.make",
    "report.comment",
    "report.approve",
    "report.issue",
    "report.withdraw",
)
LONGEST: Final = 4_000
_LOCK: Final = 7_226_031
#: What states are called in problems.
STATES: Final = {
    State.ASKED: ("đang lập", "being made"),
    State.FAILED: ("lập không thành công", "failed"),
    State.DRAFT: ("dự thảo", "a draft"),
    State.COMMENTED: ("đã có ý kiến", "commented"),
    State.APPROVED: ("đã duyệt", "approved"),
    State.ISSUED: ("đã ban hành", "issued"),
    State.WITHDRAWN: ("đã rút", "withdrawn"),
}
#: What each may be done from.
FROM: Final = {
    COMMENT: (State.DRAFT, State.COMMENTED),
    APPROVE: (State.DRAFT, State.COMMENTED),
    ISSUE: (State.APPROVED,),
    WITHDRAW: (State.APPROVED, State.ISSUED),
}


def make(actor: Actor, template: str, place: str, period: str) -> int:
    """Ask for a report; the number of the issue. What waits already is not doubled."""
    kept = versions.current(template)
    when = _period(kept.plan, period)
    area = places.current().resolve(place, when.end)
    if area is None:
        raise problems.PLACE.problem("/place", code=place[:60], period=when.label())
    policy.demand(actor, MAKE, area=area)
    return ask(kept, area, when, actor.person_id)


def _period(plan: Plan, code: str) -> Period:
    today = timezone.localdate()
    try:
        found = periods.parse(code)
    except ValueError:
        found = None
    if found is None or found.frequency is not plan.every or found.start > today:
        example = containing(today, plan.every).previous().code
        raise problems.PERIOD.problem("/period", period=code[:40], example=example)
    return found


@transaction.atomic
def ask(kept: versions.Kept, area: int, when: Period, person: int | None) -> int:
    """A new edition, unless one waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, area])
    before = Issue.objects.filter(template=kept.plan.code, area_id=area, period=when.id)
    if (waiting := before.filter(state=State.ASKED).first()) is not None:
        return waiting.pk
    key = {"template": kept.plan.code, "area_id": area, "period": when.id, "edition": before.count() + 1}
    issue = Issue.objects.create(**key, version_id=kept.id, state=State.ASKED, asked_by=person)
    audit.record(MAKE, events.subject(issue), person, {"period": when.code, "letter": LETTERS[when.frequency]})
    bus.publish(events.told(events.ASKED, issue))
    return issue.pk


def _begun(actor: Actor, verb: str, number: int, *, right: str = "", sector: str | None = None) -> IssueView:
    """The issue, locked, in a state from which this may be done, by somebody who may."""
    view = queries.one(actor, number)
    policy.demand(actor, right or verb, area=view.head.area, sector=sector)
    row = Issue.objects.select_for_update().get(pk=number)
    if row.state not in FROM[verb]:
        vi, en = STATES[State(row.state)]
        raise problems.STATE.problem(state_vi=vi, state_en=en)
    return queries.one(actor, number)


def _done(actor: Actor, verb: str, row: Issue, text: str = "", **told: object) -> None:
    Step.objects.create(issue=row, verb=verb, person=actor.person_id, text=text)
    audit.record(verb, events.subject(row), actor.person_id, {"sha256": row.sha256, **told})


@transaction.atomic
def comment(actor: Actor, number: int, text: str) -> None:
    """Say something on a draft."""
    said = " ".join(text.split("\r")).strip()
    if not said or len(said) > LONGEST:
        raise problems.WORDS.problem("/text", most=LONGEST)
    view = _begun(actor, COMMENT, number)
    Issue.objects.filter(pk=number).update(state=State.COMMENTED)
    _done(actor, COMMENT, view.row, said)


@transaction.atomic
def approve(actor: Actor, number: int) -> str:
    """Give it its number and day; who approves sees the whole of it. The sign that it has now."""
    view = _begun(actor, APPROVE, number, sector="")
    if view.hidden:
        raise problems.PARTIAL.problem(count=view.hidden)
    day, row = timezone.localdate(), view.row
    decision = Decision(_next(row.area_id, day.year), day, _name(actor))
    row.number, row.day, row.year, row.signer = decision.number, day, day.year, decision.signer
    row.state, row.pdf_sha256 = State.APPROVED, printed(view, decision)
    row.save(update_fields=["number", "day", "year", "signer", "state", "pdf_sha256"])
    _done(actor, APPROVE, row, number=decision.number, pdf_sha256=row.pdf_sha256)
    bus.publish(events.told(events.APPROVED, row))
    return f"{decision.number}/{view.head.plan.sign}"


def printed(view: IssueView, decision: Decision) -> str:
    """The SHA-256 of the whole paper in Vietnamese."""
    if view.frame is None:
        raise problems.ABSENT.problem(id=view.head.id)
    return hashlib.sha256(printing.pdf(laying.lay(view.frame, view.facts, "vi", decision))).hexdigest()


def _next(area: int, year: int) -> int:
    """The number after the last of this body in this year; held until the transaction ends, so none is skipped."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [area, year])
        return int(cursor.fetchone()[0])


_NEXT = """
    INSERT INTO reports_counter (area_id, year, last) VALUES (%s, %s, 1)
    ON CONFLICT (area_id, year) DO UPDATE SET last = reports_counter.last + 1 RETURNING last
"""


def _name(actor: Actor) -> str:
    return people_read.names([actor.person_id]).get(actor.person_id or 0, "")


def recipients(area: int) -> list[Person]:
    """Who may be told of a report of the place: people who read it, no systems."""
    return [each for each in policy.who(queries.READ, area) if each.kind == Kind.PERSON]


@transaction.atomic
def issue(actor: Actor, number: int, people: Iterable[int]) -> int:
    """Issue it and tell its recipients; how many are told. Each reads what she may."""
    view = _begun(actor, ISSUE, number, right=APPROVE, sector="")
    told = sorted(set(people))
    allowed = {person.pk for person in recipients(view.head.area)}
    if not told or not set(told) <= allowed:
        raise problems.RECIPIENTS.problem("/people")
    Issue.objects.filter(pk=number).update(state=State.ISSUED)
    _done(actor, ISSUE, view.row, ",".join(str(each) for each in told), people=told)
    bus.publish(events.told(events.ISSUED, view.row))
    return sending.tell(view, told)


@transaction.atomic
def withdraw(actor: Actor, number: int, why: str) -> None:
    """Take an approved or issued report back; its number stays its own."""
    said = why.strip()
    if not said or len(said) > LONGEST:
        raise problems.WORDS.problem("/why", most=LONGEST)
    view = _begun(actor, WITHDRAW, number, right=APPROVE, sector="")
    Issue.objects.filter(pk=number).update(state=State.WITHDRAWN)
    _done(actor, WITHDRAW, view.row, said)
    bus.publish(events.told(events.WITHDRAWN, view.row))
    sending.tell_withdrawn(view)
