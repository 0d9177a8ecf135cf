"""Answers become figures: what all of them that stand say of the touched cells is worked out anew and handed in.

One transaction holds the parts of the answer, its state and the submission. Two answers about one place wait for each
other, so none is left out of a sum. A refusal undoes it all and stays with the answer for people to see.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.kernel import periods
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import actions as collection
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.questionnaires import instances, mapping, placing, problems, sealing
from terrace.facts.questionnaires.instances import Instance
from terrace.facts.questionnaires.mapping import Row, Said
from terrace.facts.questionnaires.models import Answer, Map, Part, Plan, State

DOOR = "odk"
#: Ids of indicator, period, breakdown and place.
Cell = tuple[int, int, int, int]
#: States whose answer may be counted, for the first time or again.
OPEN = (State.RECEIVED, State.REFUSED, State.KEPT)
_LOCK = 7_226_003


def count(actor: Actor, answer: Answer) -> Answer:
    """Count an answer that is whole; its state says what came of it. `actor` is who sent it."""
    try:
        with transaction.atomic(), policy.acting_as(actor):
            _count(actor, answer)
    except Refused as refused:
        _note(actor, answer, State.REFUSED, refused.faults)
    return answer


def _note(actor: Actor, answer: Answer, state: State, faults: Sequence[Fault] = ()) -> None:
    answer.state, answer.faults = state, [_kept(fault) for fault in faults]
    with transaction.atomic(), policy.acting_as(actor):
        answer.save(update_fields=["state", "faults", "area_id"])


def _kept(fault: Fault) -> dict[str, Any]:
    return {name: getattr(fault, name) for name in Fault.__slots__}


def _count(actor: Actor, answer: Answer) -> None:
    """In the caller's transaction; an answer that another post has counted meanwhile is left as it is."""
    now = Answer.objects.select_for_update().only("state").get(pk=answer.pk)
    if now.state not in OPEN:
        answer.refresh_from_db(fields=["state", "faults", "area_id", "submission_id"])
        return
    instance = instances.read(sealing.unseal(bytes(answer.content.sealed)))
    _replace(answer, instance)
    plan = Plan.objects.filter(form=answer.questionnaire.form, retired=False).first()
    if plan is None:
        _settle(answer, State.KEPT)
        return
    answer.area_id, parts = _parts(actor, plan, answer, instance)
    _lock(answer.questionnaire_id, answer.area_id)
    _settle(answer, State.COUNTED)
    Part.objects.bulk_create(parts)
    cells = {_cell(part) for part in parts} | _cells_of(answer.replaces.all())
    _hand_in(actor, plan, answer, cells, because=_because(plan, answer, instance))


def _settle(answer: Answer, state: State) -> None:
    answer.state, answer.faults = state, []
    answer.save(update_fields=["state", "faults", "area_id"])


def _replace(answer: Answer, instance: Instance) -> None:
    """The answer that this one corrects no longer stands."""
    if instance.deprecated:
        before = Answer.objects.filter(
            questionnaire=answer.questionnaire_id, instance=instance.deprecated, person_id=answer.person_id
        )
        before.exclude(state=State.WITHDRAWN).update(state=State.REPLACED, replaced_by=answer)


def _because(plan: Plan, answer: Answer, instance: Instance) -> str:
    """The reason for soft rules: given on the page, else in the questionnaire."""
    asked = instance.texts(plan.because) if plan.because else []
    return answer.because or "; ".join(asked)


def _parts(actor: Actor, plan: Plan, answer: Answer, instance: Instance) -> tuple[int, list[Part]]:
    """The place, and what the answer adds to each cell; raises Refused."""
    faults: list[Fault] = []
    moment = placing.moment(plan, instance, timezone.localdate(answer.received_at))
    area = placing.place(plan, instance, actor, moment.day)
    answer.area_id = area
    said = mapping.applied(rows_of(answer), instance, faults)
    if faults:
        raise Refused(faults)
    amounts: dict[Cell, tuple[str, Decimal]] = {}
    for each in said:
        if each.amount is not None:
            cell = (*_found(each, moment), area)
            amounts[cell] = (each.row.gather, each.amount + amounts.get(cell, ("", Decimal(0)))[1])
    return area, [_part(answer, cell, *amount) for cell, amount in amounts.items()]


def rows_of(answer: Answer) -> list[Row]:
    """The pack's rows for the form."""
    repeated = {each["path"] for each in answer.version.questions if each["repeated"]}
    found = Map.objects.filter(form=answer.questionnaire.form, retired=False).order_by("pk")
    return [
        Row(each.question, each.condition, each.gather, each.indicator, each.breakdown, each.factor, again)
        for each in found
        for again in [each.question in repeated]
    ]


def _found(said: Said, moment: placing.Moment) -> tuple[int, int, int]:
    """Indicator, period and breakdown of a row; raises Refused when the catalogue has moved on."""
    now = snapshot.current()
    spec = now.indicators.get(said.row.indicator)
    breakdown = now.breakdown(spec, said.row.breakdown) if spec else None
    if spec is None or breakdown is None:
        values = {"what_vi": "chỉ tiêu hoặc phân tổ", "what_en": "indicator or breakdown", **_NO_GUESS}
        raise problems.PLAN_CODE.problem(said.row.question, code=said.row.indicator, **values)
    return spec.id, moment.period_of(spec.frequency).id, breakdown


_NO_GUESS = {"closest_vi": "", "closest_en": ""}


def _part(answer: Answer, cell: Cell, gather: str, amount: Decimal) -> Part:
    indicator, period, breakdown, area = cell
    return Part(
        answer=answer,
        indicator_id=indicator,
        period=period,
        breakdown_id=breakdown,
        area_id=area,
        gather=gather,
        value=amount,
    )


def _cell(part: Part) -> Cell:
    return part.indicator_id, part.period, part.breakdown_id, part.area_id


def _cells_of(answers: Iterable[Answer]) -> set[Cell]:
    return {_cell(part) for part in Part.objects.filter(answer__in=answers)}


def _lock(questionnaire: int, area: int) -> None:
    """One answer at a time works on the sums of a place; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, f"{questionnaire}/{area}"])


def totals(questionnaire: int, cells: Iterable[Cell]) -> dict[Cell, Decimal]:
    """What all answers that stand say together, whoever may see them."""
    columns = list(map(list, zip(*sorted(cells), strict=True))) or [[], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator, period, breakdown, area, value FROM questionnaires_totals(%s, %s, %s, %s, %s)",
            [questionnaire, *columns],
        )
        return {(row[0], row[1], row[2], row[3]): row[4] for row in cursor.fetchall()}


def _hand_in(actor: Actor, plan: Plan, answer: Answer, cells: set[Cell], *, because: str, end: str = "") -> None:
    """The figures of the cells as they are now, through the one door."""
    if not cells:
        return
    found = totals(answer.questionnaire_id, cells)
    converted = {row.indicator for row in rows_of(answer) if row.factor != 1}
    facts = [_fact(cell, found.get(cell), converted) for cell in sorted(cells)]
    note = f"{answer.questionnaire.form}: {answer.instance}"
    key = f"{DOOR}/{answer.questionnaire.form}/{answer.instance}{end}"
    try:
        intake = Intake(plan.source, facts, note, because)
        receipt = collection.submit(actor, key, DOOR, intake, device=answer.device)
    except Refused as refused:
        raise Refused(_where(fault, facts, answer) for fault in refused.faults) from refused
    answer.submission_id = receipt.id
    answer.save(update_fields=["submission_id"])


def _fact(cell: Cell, total: Decimal | None, converted: Collection[str]) -> Fact:
    """A sum is exact. What a factor converts is rounded to the indicator's decimals; what was typed is not: the door
    refuses decimals that the indicator does not have, as every door does.
    """
    spec, period = snapshot.current().by_id[cell[0]], periods.from_id(cell[1])
    version = index.current().version(cell[3], period.end)
    breakdown = snapshot.current().cells[cell[2]] or None
    code = version.code if version else ""
    if total is None:
        return Fact(spec.code, code, period.code, reason="missing", breakdown=breakdown)
    value = total.quantize(Decimal(1).scaleb(-spec.decimals), context=_ROUNDING) if spec.code in converted else total
    return Fact(spec.code, code, period.code, value, breakdown=breakdown)


#: Wider than any number that the database keeps of an answer.
_ROUNDING = Context(prec=1_000, rounding=ROUND_HALF_UP)


def _where(fault: Fault, facts: Sequence[Fact], answer: Answer) -> Fault:
    """The fault at the question that the figure came from."""
    part = fault.pointer.split("/")
    if len(part) < 3 or not part[2].isdecimal() or int(part[2]) >= len(facts):  # noqa: PLR2004
        return fault
    indicator = facts[int(part[2])].indicator
    asked = next((row.question for row in rows_of(answer) if row.indicator == indicator), "")
    return replace(fault, pointer=f"{asked} → {indicator}")


def again(actor: Actor, answer: Answer, because: str = "") -> Answer:
    """Try an answer again whose figures were refused, now with a reason, or after the tables were corrected."""
    if answer.state not in OPEN or answer.person_id != (actor.person_id or 0):
        raise problems.ANSWER_UNKNOWN.problem(id=answer.pk)
    if because:
        answer.because = because[:2000]
        with transaction.atomic(), policy.acting_as(actor):
            answer.save(update_fields=["because"])
    return count(actor, answer)


def withdraw(actor: Actor, answer: Answer, why: str) -> None:
    """The answer no longer counts; its cells are worked out without it. Raises Refused."""
    if not why.strip():
        raise problems.WITHDRAWN_WHY.problem("/why")
    if answer.person_id != (actor.person_id or 0) or answer.state in {State.WITHDRAWN, State.REPLACED}:
        raise problems.ANSWER_UNKNOWN.problem(id=answer.pk)
    with transaction.atomic(), policy.acting_as(actor):
        if answer.area_id is not None:
            _lock(answer.questionnaire_id, answer.area_id)
        was, answer.state = answer.state, State.WITHDRAWN
        answer.save(update_fields=["state"])
        plan = Plan.objects.filter(form=answer.questionnaire.form, retired=False).first()
        if was == State.COUNTED and plan:
            _hand_in(actor, plan, answer, _cells_of([answer]), because=why, end="/withdrawn")
        audit.record("answer.withdraw", f"answer/{answer.pk}", actor.person_id, {"why": why[:2000]})
