"""Returns of the demonstration: opened, handed in, approved, sent back, late, locked; every state is there to be seen.

The figures are those that the simulation sent; officers hand their returns in as real ones do. Only the days on which
the returns of past months were handed in are set back, since the demo has just begun.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.people.models import Person
from terrace.base.places.index import Index
from terrace.demo import accounts, history
from terrace.demo.simulation import Simulation
from terrace.facts.collection.intake import Fact
from terrace.facts.collection.models import Submission
from terrace.facts.returns import actions, burden, forms, opening, queries
from terrace.facts.returns.life import WAITING
from terrace.facts.returns.models import Return, State, Step

#: Of a hundred returns of the month before: never handed in, sent back, still waiting for a decision.
LATE, BACK, WAITS = 5, 4, 9
#: Returns that are sent back one by one at the most, and approved at once.
MOST_BACK, TOGETHER = 10, 500
REMARKS = (
    "Đề nghị kiểm tra lại: chênh lệch lớn so với tháng trước, chưa có giải trình.",
    "Số liệu chưa thống nhất với báo cáo của ngành; đề nghị rà soát và nộp lại.",
    "Đề nghị bổ sung giải trình cho các dòng không có số liệu.",
)


def fill(simulation: Simulation, sender: Actor) -> None:
    """Bring the returns of the running month and the one before to life; once."""
    today = simulation.ground.today
    month = periods.containing(today, Frequency.MONTH)
    opening.open_due(month.previous().end, since=month.previous().start)
    opening.open_due(today)
    if not Step.objects.exists():
        before = list(Return.objects.filter(due__lt=today, expected=True))
        before.sort(key=lambda row: (row.due, row.pk), reverse=True)
        handed = _hand_in(simulation, sender, [row for row in before if _part(row) >= LATE or _manned(simulation, row)])
        _set_back(handed)
        _decide(simulation, handed)
        now = Return.objects.filter(due__gte=today, expected=True, period=month.id)
        _hand_in(simulation, sender, [row for row in now if not _manned(simulation, row)])
    opening.remind(today)
    opening.mark_late(today)
    opening.lock_due(today)
    burden.report(month.previous())


def _part(row: Return) -> int:
    """A number from 0 to 99, always the same for a place and form."""
    digest = hashlib.blake2b(f"{row.area_id}|{row.form_id}|{row.period}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") % 100


def _manned(simulation: Simulation, row: Return) -> bool:
    """True for places where somebody of the demo is the officer."""
    index, today = simulation.ground.index, simulation.ground.today
    return row.area_id in {index.resolve(code, today) for code in accounts.manned()}


def _hand_in(simulation: Simulation, sender: Actor, rows: list[Return]) -> list[Return]:
    """Hand in what is complete: sector forms with the month's submission, others found their figures there."""
    sent = _submissions(sender)
    known, index = forms.current(), simulation.ground.index
    with_ = {
        row.pk: number
        for row in rows
        if known.by_id[row.form_id].regime.kind == "administrative" and (number := sent.get(_about(index, row)))
    }
    done = set(actions.hand_in_filled(sender, [row.pk for row in rows], with_))
    return [row for row in rows if row.pk in done]


def _submissions(sender: Actor) -> dict[tuple[str, str], int]:
    """The numbers of what the sender sent, by commune and month."""
    rows = Submission.objects.filter(person_id=sender.person_id or 0, key__startswith=history.KEY)
    found = {}
    for key, number in rows.order_by("pk").values_list("key", "pk"):
        _, code, month, _ = key.rsplit(":", 3)
        found[code, month] = number
    return found


def _about(index: Index, row: Return) -> tuple[str, str]:
    """The commune and the month with which a return's figures were sent."""
    period = periods.from_id(row.period)
    version = index.version(row.area_id, period.end)
    return version.code if version else "", periods.containing(period.end, Frequency.MONTH).code


def _set_back(rows: list[Return]) -> None:
    """They were handed in some days before they were due, but for a few."""
    for row in rows:
        days = _part(row) % 6 - 1
        row.submitted_at = timezone.now() - timedelta(days=(timezone.localdate() - row.due).days + days)
        row.late_at = timezone.now() if days < 0 else None
    Return.objects.bulk_update(rows, ["submitted_at", "late_at"], batch_size=500)


def _decide(simulation: Simulation, rows: list[Return]) -> None:
    """The department decides on its forms, the leader on the others; the officer of the demo has one to mend."""
    leader, officer = (_actor(username) for username in ("chi", "lan"))
    own = next((row for row in rows if _manned(simulation, row) and _decides(officer, row)), None)
    back = [row for row in rows if BACK > _part(row) - LATE >= 0 and not _manned(simulation, row)][:MOST_BACK]
    for number, row in enumerate([*([own] if own else []), *back]):
        _send_back(officer if _decides(officer, row) else leader, row, REMARKS[number % len(REMARKS)])
    gone = {row.pk for row in (*back, *([own] if own else []))}
    ready = [
        row for row in rows if row.pk not in gone and (_part(row) >= LATE + BACK + WAITS or _manned(simulation, row))
    ]
    _approve(officer, [row.pk for row in ready if _decides(officer, row)])
    _approve(leader, [row.pk for row in ready if not _decides(officer, row)])


def _actor(username: str) -> Actor:
    return policy.actor_of(Person.objects.get(username=username))


def _decides(actor: Actor, row: Return) -> bool:
    form = forms.current().by_id[row.form_id]
    return any(held.role in form.approvers and held.sector in {"", form.sector} for held in actor.grants)


def _send_back(actor: Actor, row: Return, remark: str) -> None:
    found = queries.lines([row])[0].found
    actions.send_back(actor, found.form.code, found.place.code, found.period.code, remark)


def _approve(actor: Actor, ids: list[int]) -> None:
    for start in range(0, len(ids), TOGETHER):
        actions.approve_all(actor, ids[start : start + TOGETHER])


def finish(commune: str, area: int, facts: Iterable[Fact]) -> int:
    """The officer of a commune hands in what her figures have completed; how many returns."""
    person = Person.objects.filter(username=f"xa-{commune}").first()
    spoken = {periods.parse(fact.period).id for fact in facts}
    rows = Return.objects.filter(area_id=area, period__in=spoken, state__in=WAITING).exclude(state=State.RETURNED)
    ids = list(rows.values_list("pk", flat=True))
    return len(actions.hand_in_filled(policy.actor_of(person), ids)) if person and ids else 0
