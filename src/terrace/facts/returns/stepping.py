"""One step for one or many returns: the state, the history, the audit and the event, in the caller's transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone

from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.places import index as places
from terrace.facts.collection import locks
from terrace.facts.collection.locks import Locked
from terrace.facts.returns import events, forms, problems, telling
from terrace.facts.returns.forms import FormSpec
from terrace.facts.returns.life import APPROVE, LOCK, REOPEN, SEND_BACK, SUBMIT, Move
from terrace.facts.returns.models import Return, State, Step

#: States and steps in words, Vietnamese and English.
STATES = {
    State.OPEN: ("đang mở", "open"),
    State.DRAFT: ("đang soạn", "a draft"),
    State.SUBMITTED: ("đã nộp, chờ duyệt", "handed in"),
    State.RETURNED: ("bị trả lại", "sent back"),
    State.APPROVED: ("đã duyệt", "approved"),
    State.LOCKED: ("đã khóa", "locked"),
}
VERBS = {
    "return.draft": ("lưu nháp", "drafted"),
    "return.submit": ("nộp", "handed in"),
    "return.send_back": ("trả lại", "sent back"),
    "return.approve": ("duyệt", "approved"),
    "return.lock": ("khóa", "locked"),
    "return.reopen": ("mở lại", "reopened"),
}


def demand_state(move: Move, rows: Sequence[Return]) -> None:
    """Raise `return.state` (409) unless the step can be made from where every one of them stands."""
    for row in rows:
        if row.state not in move.starts:
            (state_vi, state_en), (verb_vi, verb_en) = STATES[State(row.state)], VERBS[move.verb]
            words = {"state_vi": state_vi, "state_en": state_en, "verb_vi": verb_vi, "verb_en": verb_en}
            raise problems.STATE.problem(**words)


def take(
    move: Move,
    rows: Sequence[Return],
    person: int | None,
    remark: str = "",
    *,
    key: str = "",
    submission: int | Mapping[int, int] | None = None,
    **changes: Any,
) -> None:
    """Take the step with all of them; nobody is asked here whether she may.

    `submission` is that with which it was filled in: of the only one, or by the number of each.
    """
    values = changes | _consequences(move, person)
    revision = F("revision") + 1
    Return.objects.filter(pk__in=[row.pk for row in rows]).update(state=move.end, revision=revision, **values)
    for row in rows:
        row.state, row.revision = move.end, row.revision + 1
        for name, value in values.items():
            setattr(row, name, value)
    Step.objects.bulk_create(
        Step(
            made_of=row,
            verb=move.verb,
            person_id=person or 0,
            remark=remark,
            key=key,
            submission_id=submission.get(row.pk) if isinstance(submission, Mapping) else submission,
        )
        for row in rows
    )
    _tell(move, rows, person, remark)


def _consequences(move: Move, person: int | None) -> dict[str, Any]:
    """What a step leaves behind beside the state."""
    if move is SUBMIT:
        return {"submitted_by": person or 0, "approved_by": None, "approved_at": None}
    if move is APPROVE:
        return {"approved_by": person or 0, "approved_at": timezone.now()}
    return {"approved_by": None, "approved_at": None} if move is REOPEN else {}


def _tell(move: Move, rows: Sequence[Return], person: int | None, remark: str) -> None:
    index, known = places.current(), forms.current()
    named = [(row, known.by_id[row.form_id]) for row in rows]
    detail = {"remark": remark} if remark else {}
    audit.record_all((move.verb, events.subject(index, form, row), person, detail) for row, form in named)
    if move.event:
        bus.publish_all(events.told(move.event, index, form, row, by=person or 0, **detail) for row, form in named)
    _notify(move, rows, person, remark)


def _notify(move: Move, rows: Sequence[Return], person: int | None, remark: str) -> None:
    """Who has to do something now is told."""
    if move is SUBMIT:
        telling.waits(rows, person)
    elif move is SEND_BACK:
        for row in rows:
            telling.sent_back(row, remark)


def lock(rows: Sequence[Return]) -> None:
    """Lock approved returns and their cells: every door refuses them from now on."""
    take(LOCK, rows, None)
    for row in rows:
        locks.lock(cells(row, forms.current().by_id[row.form_id]), holder(row))


def unlock(row: Return, person: int | None) -> None:
    """Give the cells of a locked return free; another return that asks for them may still hold them."""
    locks.unlock(cells(row, forms.current().by_id[row.form_id]), holder(row), person)


def holder(row: Return) -> str:
    return f"return/{row.pk}"


def cells(row: Return, form: FormSpec) -> list[Locked]:
    """What the return asks, as the door locks it."""
    return [Locked(indicator, row.period, row.area_id, form.source.id) for indicator in form.indicators]
