"""Handing in: what was typed goes through the one door of collection, and the return takes its step with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.kernel.problems import Fault, Refused
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.collection import actions as collection
from terrace.facts.collection import problems as door_problems
from terrace.facts.collection.deliveries import Delivery, Receipt
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.returns import finding, forms, held, problems, rights, stepping
from terrace.facts.returns.finding import Found
from terrace.facts.returns.held import HeldRow, RowKey
from terrace.facts.returns.life import SUBMIT, WAITING
from terrace.facts.returns.models import Draft, Return, Step

#: Labels that a sentence names at the most.
NAMED = 5

#: By return, how many of its rows one of its own submissions spoke of, in force or superseded: by index, cell by cell.
_TYPED = """
    WITH own AS MATERIALIZED (
        SELECT r.id, r.form_id, r.period, r.area_id, array_agg(s.submission_id) AS submissions
        FROM returns_return r JOIN returns_step s ON s.made_of_id = r.id AND s.submission_id IS NOT NULL
        WHERE r.id = ANY (%s) GROUP BY r.id)
    SELECT own.id, count(*) FROM own JOIN returns_formcell c ON c.form_id = own.form_id
    WHERE EXISTS (
        SELECT FROM collection_observation o
        WHERE o.indicator_id = c.indicator_id AND o.period = own.period AND o.breakdown_id = c.breakdown_id
            AND o.area_id = own.area_id AND o.submission_id = ANY (own.submissions))
    OR EXISTS (
        SELECT FROM collection_observationrevision o
        WHERE o.indicator_id = c.indicator_id AND o.period = own.period AND o.breakdown_id = c.breakdown_id
            AND o.area_id = own.area_id AND o.submission_id = ANY (own.submissions))
    GROUP BY own.id
"""


@transaction.atomic
def hand_in(  # noqa: PLR0917 - the words of an address, and what every door has
    actor: Actor,
    form: str,
    area: str,
    period: str,
    key: str,
    door: str,
    intake: Intake,
    *,
    seen: str | None = None,
    original: int | None = None,
    device: str = "",
) -> Receipt:
    """Hand the return in with what was typed; raises Refused with every fault, and then nothing was stored.

    The same key again gives the same receipt. `seen` is the revision that the officer had before her: when a figure
    moved since, both are told (`return.changed`, 409). An intake without observations is enough when every row has
    its figure already.
    """
    with policy.acting_as(actor):
        found = finding.find(actor, form, area, period)
        rights.demand_filling(actor, found.form, found.row.area_id)
        found = finding.hold(found)
        if (again := _known(actor, found, key)) is None:
            _demand_sense(found, key, intake, seen)
    if again is not None and not intake.observations:
        return Receipt(again.submission_id or 0, created=False, facts=0)
    receipt = _submit(Delivery(actor, key, door, intake, original, device))
    if again is None:
        with policy.acting_as(actor):
            _step(actor, found, key, intake, receipt)
    return receipt


def _known(actor: Actor, found: Found, key: str) -> Step | None:
    """The step that was taken with this key; a key of another return is a conflict."""
    if not key:
        raise door_problems.KEY_MISSING.problem()
    step = Step.objects.filter(person_id=actor.person_id or 0, key=key).first()
    if step is not None and step.made_of_id != found.row.pk:
        raise door_problems.KEY_REUSED.problem(id=step.submission_id or "?")
    return step


def _demand_sense(found: Found, key: str, intake: Intake, seen: str | None) -> None:
    """Everything that can be wrong before the door looks at the figures."""
    if len(key) > collection.LONGEST_KEY:
        raise door_problems.KEY_LONG.problem(most=collection.LONGEST_KEY)
    stepping.demand_state(SUBMIT, [found.row])
    said, faults = _said(found, intake)
    if faults:
        raise Refused(faults)
    kept = held.read(found.row, found.form)
    if seen is not None and (changed := list(_changed(found, kept, said, seen))):
        raise Refused(changed)
    if not intake.because and (missing := held.unanswered(found.form, said.keys() | kept.keys())):
        raise _incomplete(missing)


def _said(found: Found, intake: Intake) -> tuple[dict[RowKey, Fact], list[Fault]]:
    """What was typed for each row; faults for what the form does not ask."""
    snapshot, rows = catalogue.current(), set(found.form.cells)
    said, faults = dict[RowKey, Fact](), list[Fault]()
    source = snapshot.sources.get(intake.source)
    if intake.source != found.form.source.code and not (source and source.simulated):
        names = {"form": found.form.code, "wanted": found.form.source.code, "found": intake.source[:60]}
        faults.append(problems.SOURCE.fault("/source", **names))
    for number, fact in enumerate(intake.observations):
        spec = snapshot.indicators.get(fact.indicator)
        row = (spec.id, snapshot.breakdown(spec, fact.breakdown or "")) if spec else (0, None)
        if row not in rows or (fact.area, fact.period) != (found.place.code, found.period.code):
            what = " ".join(filter(None, (fact.indicator, str(fact.breakdown or ""), fact.area, fact.period)))
            fault = problems.NOT_ASKED.fault(f"/observations/{number}", form=found.form.code, what=what[:120])
            faults.append(fault)
        else:
            said[row] = fact
    return said, faults


def _changed(found: Found, kept: Mapping[RowKey, HeldRow], said: Mapping[RowKey, Fact], seen: str) -> Iterator[Fault]:
    """Rows that somebody else filled in since, other than she has them: typed, or as she saw them."""
    moved = held.moved(seen, found.form, kept)
    before = held.before(found.row) if moved else {}
    for row, tag in moved.items():
        now, fact = kept.get(row), said.get(row)
        mine = _of_fact(fact) if fact else _of_tag(tag, before.get(row, []), now)
        if mine is not None and now is not None and mine != _of_held(now):
            yield _both(row, mine, now)


#: A value and a reason, of which one is there.
Figure = tuple[Decimal | None, str]


def _of_fact(fact: Fact) -> Figure:
    return fact.value, fact.reason or ""


def _of_held(each: HeldRow) -> Figure:
    return each.value, each.reason


def _of_tag(tag: str, before: list[HeldRow], now: HeldRow | None) -> Figure | None:
    """What she saw in the row; None when there was nothing, or it cannot be told any more."""
    every = [*before, *([now] if now else [])]
    return next((_of_held(each) for each in every if each.tag == tag), None)


def _both(row: RowKey, mine: Figure, now: HeldRow) -> Fault:
    snapshot = catalogue.current()
    spec = snapshot.by_id[row[0]]
    breakdown = snapshot.cells[row[1]] if row[1] else ""
    source = next(each for each in snapshot.sources.values() if each.id == now.source)
    when = f"{timezone.localtime(now.recorded_at):%d/%m/%Y %H:%M}"
    label = " – ".join(filter(None, (spec.name_vi, snapshot.cell_label(row[1]) if row[1] else "")))
    return problems.CHANGED.fault(
        f"/rows/{spec.code}|{breakdown}",
        label=label,
        said_vi=_written(mine),
        said_en=_written(mine),
        held_vi=_written(_of_held(now)),
        held_en=_written(_of_held(now)),
        by_vi=f"{source.name_vi}, {when}",
        by_en=f"{source.name_en}, {when}",
    )


def _written(figure: Figure) -> str:
    return figure[1] if figure[0] is None else f"{figure[0]:f}"


def _incomplete(missing: list[RowKey]) -> Refused:
    snapshot = catalogue.current()
    labels = [snapshot.by_id[indicator].name_vi for indicator, _ in missing]
    listed = "; ".join(list(dict.fromkeys(labels))[:NAMED])
    first = snapshot.by_id[missing[0][0]].code, snapshot.cells[missing[0][1]] if missing[0][1] else ""
    return problems.INCOMPLETE.problem(f"/rows/{first[0]}|{first[1]}", count=len(missing), labels=listed)


def _submit(delivery: Delivery) -> Receipt:
    """Through the one door; nothing typed is nothing to submit."""
    if not delivery.intake.observations:
        return Receipt(0, created=True, facts=0)
    outcome = collection.submit_many([delivery])[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _step(actor: Actor, found: Found, key: str, intake: Intake, receipt: Receipt) -> None:
    remark = " ".join(filter(None, (intake.note, intake.because)))
    _mark_late([found.row])
    first, submission = Coalesce(F("submitted_at"), Now()), receipt.id or None
    stepping.take(SUBMIT, [found.row], actor.person_id, remark, key=key, submission=submission, submitted_at=first)
    count([found.row], held.said([found.row.pk]))
    Draft.objects.filter(made_of=found.row, person_id=actor.person_id or 0).delete()


def _mark_late(rows: Sequence[Return]) -> None:
    """What is handed in first after its due day is late."""
    today = timezone.localdate()
    late = [row.pk for row in rows if row.submitted_at is None and row.late_at is None and today > row.due]
    if late:
        Return.objects.filter(pk__in=late).update(late_at=timezone.now(), state=SUBMIT.end)


def count(rows: Sequence[Return], said: Mapping[int, set[RowKey]]) -> None:
    """Keep how many rows each return asked when it was handed in, and how many of them nobody had to type into it."""
    ids, known = [row.pk for row in rows], forms.current()
    with connection.cursor() as cursor:
        cursor.execute(_TYPED, [ids])
        typed = dict(cursor.fetchall())
    for row in rows:
        form = known.by_id[row.form_id]
        row.asked = len(form.cells)
        row.spared = max(len(held.filled(form, said[row.pk])) - typed.get(row.pk, 0), 0)
    Return.objects.bulk_update(rows, ["asked", "spared"], batch_size=500)


@transaction.atomic
def hand_in_filled(actor: Actor, ids: Iterable[int], submissions: Mapping[int, int] | None = None) -> list[int]:
    """Hand in at once those of these returns whose every row is answered; their numbers.

    `submissions` names, by return, a submission of hers with which she filled it at another door.
    """
    with policy.acting_as(actor):
        rows = list(Return.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk"))
        known, said = forms.current(), held.said([row.pk for row in rows])
        ready = [
            row
            for row in rows
            if row.state in WAITING
            and rights.fills(actor, known.by_id[row.form_id], row.area_id)
            and not held.unanswered(known.by_id[row.form_id], said[row.pk])
        ]
        if ready:
            _mark_late(ready)
            first = Coalesce(F("submitted_at"), Now())
            stepping.take(SUBMIT, ready, actor.person_id, submission=submissions, submitted_at=first)
            count(ready, said)
    return [row.pk for row in ready]
