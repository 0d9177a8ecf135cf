"""Taking a return through its life. Each step is one transaction: state, history, audit, event.

    hand_in(actor, form, area, period, key, door, intake)   figures through the one door, and the step
    hand_in_filled(actor, ids)  those that are complete already, many at once
    save_draft(…, content)      what was typed is kept; no figures
    send_back(…, remark), approve(…), reopen(…, why)        at the level that receives the form
    approve_all(actor, ids)     many at once

All raise Refused; row-level security holds every change to the rights of the person.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.facts.returns import finding, forms, problems, rights, stepping
from terrace.facts.returns.life import APPROVE, DRAFT, FILLING, REOPEN, SEND_BACK, Move
from terrace.facts.returns.models import Draft, Return, State
from terrace.facts.returns.receiving import hand_in, hand_in_filled

__all__ = ["approve", "approve_all", "hand_in", "hand_in_filled", "reopen", "save_draft", "send_back"]

#: Signs of a remark, rows of a draft, signs of one of its cells, returns approved at once; at the most.
LONGEST_REMARK, MOST_ROWS, LONGEST_CELL, MOST_AT_ONCE = 4_000, 2_000, 4_000, 500


def save_draft(actor: Actor, form: str, area: str, period: str, content: Mapping[str, Any]) -> None:
    """Keep what she typed so far, for herself. Nothing of it is a figure."""
    _demand_draft(content)
    with transaction.atomic(), policy.acting_as(actor):
        found = finding.find(actor, form, area, period)
        rights.demand_filling(actor, found.form, found.row.area_id)
        found = finding.hold(found)
        if found.row.state not in FILLING:
            stepping.demand_state(DRAFT, [found.row])
        kept = {"content": dict(content), "saved_at": timezone.now()}
        Draft.objects.update_or_create(made_of=found.row, person_id=actor.person_id or 0, defaults=kept)
        if found.row.state == State.OPEN:
            Return.objects.filter(pk=found.row.pk).update(state=State.DRAFT)


def _demand_draft(content: Mapping[str, Any]) -> None:
    rows = content.get("rows")
    if not isinstance(rows, dict) or len(rows) > MOST_ROWS:
        raise problems.DRAFT_WRONG.problem("/rows", detail="rows", most=MOST_ROWS)
    for name, typed in rows.items():
        if not isinstance(typed, dict) or not all(
            isinstance(each, str) and len(each) <= LONGEST_CELL for each in typed.values()
        ):
            raise problems.DRAFT_WRONG.problem(f"/rows/{name}", detail=name[:80], most=MOST_ROWS)


def send_back(actor: Actor, form: str, area: str, period: str, remark: str) -> Return:
    """Give it back to be mended; the remark says what."""
    return _decide(actor, SEND_BACK, rights.APPROVE, (form, area, period), remark)


def approve(actor: Actor, form: str, area: str, period: str, remark: str = "") -> Return:
    """Accept what was handed in by somebody else."""
    return _decide(actor, APPROVE, rights.APPROVE, (form, area, period), remark)


def reopen(actor: Actor, form: str, area: str, period: str, why: str) -> Return:
    """Open an approved or locked return again; its cells are free, and the reason is kept."""
    return _decide(actor, REOPEN, rights.REOPEN, (form, area, period), why)


def _decide(actor: Actor, move: Move, right: str, words: tuple[str, str, str], remark: str) -> Return:
    remark = remark.strip()
    if (move.tells and not remark) or len(remark) > LONGEST_REMARK:
        raise problems.REMARK_MISSING.problem("/remark", most=LONGEST_REMARK)
    with transaction.atomic(), policy.acting_as(actor):
        found = finding.find(actor, *words)
        rights.demand_decision(actor, right, found.form, [found.row.area_id])
        found = finding.hold(found)
        stepping.demand_state(move, [found.row])
        _demand_another(move, actor, [found.row])
        if found.row.state == State.LOCKED:
            stepping.unlock(found.row, actor.person_id)
        stepping.take(move, [found.row], actor.person_id, remark)
    return found.row


def _demand_another(move: Move, actor: Actor, rows: Iterable[Return]) -> None:
    """Nobody approves what she handed in."""
    if move is APPROVE and any(row.submitted_by == (actor.person_id or 0) for row in rows):
        raise problems.OWN.problem()


def approve_all(actor: Actor, ids: Iterable[int]) -> int:
    """Approve many returns at once, all or none; how many."""
    wanted = list(dict.fromkeys(ids))[:MOST_AT_ONCE]
    with transaction.atomic(), policy.acting_as(actor):
        rows = list(Return.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
        if len(rows) < len(wanted):
            raise problems.SOME_UNKNOWN.problem(count=len(wanted) - len(rows))
        by_form: dict[int, list[Return]] = {}
        for row in rows:
            by_form.setdefault(row.form_id, []).append(row)
        for form, listed in by_form.items():
            spec = forms.current().by_id[form]
            rights.demand_decision(actor, rights.APPROVE, spec, [row.area_id for row in listed])
        stepping.demand_state(APPROVE, rows)
        _demand_another(APPROVE, actor, rows)
        if rows:
            stepping.take(APPROVE, rows, actor.person_id)
    return len(rows)
