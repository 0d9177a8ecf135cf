"""What people do with warnings. Each act asks the right and is one transaction: row, step, audit, event.

With a `key` a repeated request is the same act; what is done already is done, and no problem.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.notify import actions as notify
from terrace.base.places import index as places
from terrace.facts.catalogue import snapshot
from terrace.insight.monitoring import problems as monitoring
from terrace.insight.monitoring import queries, raising, rules
from terrace.insight.monitoring.lifecycle import events, messages, problems
from terrace.insight.monitoring.lifecycle.owners import HANDLE, HEALTH
from terrace.insight.monitoring.lifecycle.owners import verb as right
from terrace.insight.monitoring.models import Kind, Silence, State, Step, Warning
from terrace.insight.monitoring.views import WarningView

#: Characters of a text; days ahead of a deadline; days of a silence.
LONGEST, AHEAD, QUIET = 2_000, 180, 92
RIGHT, FALSE_ALARM, ENTRY_ERROR, REAL_CHANGE = "right", "false-alarm", "entry-error", "real-change"
VERDICTS: Final = (RIGHT, FALSE_ALARM, ENTRY_ERROR, REAL_CHANGE)
#: Warnings that one press acknowledges.
TOGETHER: Final = 20_000
#: Characters of the code of a rule.
CODE: Final = 60


#: A warning by its number, or as it was read.
Named = int | Warning | WarningView


@dataclass(frozen=True, slots=True)
class Act:
    """An act: the verb of its step, that of the audit and of the event, and whether it needs a standing warning."""

    step: str
    audit: str
    event: str
    standing: bool = True


ACKNOWLEDGE = Act("acknowledged", "warning.acknowledge", events.ACKNOWLEDGED)
ASSIGN = Act("assigned", "warning.assign", events.ASSIGNED)
COMMENT = Act("commented", "warning.comment", events.COMMENTED, standing=False)
REVIEW = Act("reviewed", "warning.review", events.REVIEWED, standing=False)


def acknowledge(actor: Actor, warning: Named, note: str = "", *, key: str = "", now: datetime | None = None) -> Warning:
    """She has it in hand: the ladder's clock waits for the deadline. Where nobody owned it she does now."""
    with transaction.atomic():
        row = _hold(actor, warning, ACKNOWLEDGE)
        if row.state != State.OPEN:
            return row
        _acknowledge(actor, [row], _text(note, needed=False), key, now or timezone.now())
    return row


def acknowledge_group(actor: Actor, group: int, *, key: str = "", now: datetime | None = None) -> list[Warning]:
    """All of a group that she handles and nobody has taken on; those that she took on. `warning.group` when none of
    the group is hers.
    """
    with transaction.atomic():
        hers = queries.hers(actor).filter(group_id=group).exclude(state=State.CLEARED).defer("evidence")[:TOGETHER]
        mine = [row.pk for row in hers if queries.may_handle(actor, row)]
        if not mine:
            raise problems.GROUP_UNKNOWN.problem()
        rows = list(Warning.objects.select_for_update().filter(pk__in=mine, state=State.OPEN).order_by("pk"))
        _acknowledge(actor, rows, "", key, now or timezone.now())
    return rows


def _acknowledge(actor: Actor, rows: list[Warning], note: str, key: str, now: datetime) -> None:
    person = actor.person_id or 0
    for row in rows:
        row.state, row.acknowledged_at, row.acknowledged_by = State.ACKNOWLEDGED, now, person
        row.owner_id = row.owner_id or actor.person_id
        row.revision += 1
    fields = ["state", "acknowledged_at", "acknowledged_by", "owner_id", "revision"]
    Warning.objects.bulk_update(rows, fields, batch_size=1_000)
    _take(actor, ACKNOWLEDGE, rows, note, key)


def assign(
    actor: Actor,
    warning: Named,
    person: int,
    text: str = "",
    *,
    due: datetime | None = None,
    key: str = "",
    now: datetime | None = None,
) -> Warning:
    """Give it to somebody who may handle it, perhaps with another deadline; she is told."""
    moment = now or timezone.now()
    with transaction.atomic():
        row = _hold(actor, warning, ASSIGN)
        _demand_handler(row, person)
        if due is not None and not moment < due <= moment + timedelta(days=AHEAD):
            raise problems.DEADLINE.problem("/due", days=AHEAD)
        said = _text(text, needed=False)
        if not said and (row.owner_id, row.due_at) == (person, due or row.due_at):
            return row
        _change(row, owner_id=person, due_at=due or row.due_at)
        made = _take(actor, ASSIGN, [row], said, key, person=person)
        if made and person != actor.person_id:
            notify.tell([person], messages.assigned(row, made[0].pk, actor.full_name, said))
    return row


def comment(actor: Actor, warning: Named, text: str, *, key: str = "") -> Step | None:
    """Write something about it; its owner and who took part are told. None when it was written before (`key`)."""
    with transaction.atomic():
        row = _hold(actor, warning, COMMENT)
        said = _text(text, needed=True, vi="ý kiến", en="The comment")
        made = _take(actor, COMMENT, [row], said, key)
        if made:
            notify.tell(_involved(row, actor), messages.commented(row, made[0].pk, actor.full_name, said))
    return made[0] if made else None


def clear(actor: Actor, warning: Named, why: str) -> Warning:
    """It is over, as somebody says; the same figure is not raised again."""
    with transaction.atomic():
        row = _hold(actor, warning, None)
        said = _text(why, needed=True, vi="lý do kết thúc", en="The reason")
        if row.state != State.CLEARED:
            raising.clear([row], raising.PERSON, actor.person_id or 0, said)
    return row


def review(actor: Actor, warning: Named, verdict: str, note: str = "", *, key: str = "") -> Warning:
    """What it was, as it turned out: the measure of the rules. A verdict other than `right` says why."""
    with transaction.atomic():
        row = _hold(actor, warning, REVIEW)
        if verdict not in VERDICTS:
            raise problems.VERDICT_UNKNOWN.problem("/verdict", verdict=verdict[:40])
        said = _text(note, needed=verdict != RIGHT, vi="ghi chú đánh giá", en="The note")
        if row.verdict == verdict and not said:
            return row
        _change(row, verdict=verdict)
        _take(actor, REVIEW, [row], said, key, verdict=verdict)
    return row


@dataclass(frozen=True, slots=True)
class Scope:
    """What a silence is about: a place and all below it, of all sectors, indicators and rules but those named."""

    area: int
    sector: str = ""
    indicator: int = 0
    rule: str = ""


def silence(actor: Actor, scope: Scope, why: str, until: datetime, *, now: datetime | None = None) -> Silence:
    """Nobody is told of these warnings until then; the same again is the same silence."""
    moment = now or timezone.now()
    said = _text(why, needed=True, vi="lý do tạm im", en="The reason")
    if not moment < until <= moment + timedelta(days=QUIET):
        raise problems.SILENCE_UNTIL.problem("/until", days=QUIET)
    sector = _sector(scope)
    _demand_silencing(actor, scope, sector)
    about = {"area_id": scope.area, "sector": sector, "indicator_id": scope.indicator, "rule": scope.rule}
    with transaction.atomic():
        made, fresh = Silence.objects.get_or_create(
            **about,
            until=until,
            lifted_at=None,
            made_by=actor.person_id or 0,
            defaults={"reason": said, "made_at": moment},
        )
        if fresh:
            audit.record("warning.silence", f"silence/{made.pk}", actor.person_id, {**about, "why": said})
            bus.publish(events.silenced(made))
    return made


def lift(actor: Actor, number: int, *, now: datetime | None = None) -> Silence:
    """A silence ends now: what stands under it is told. One that is over stays so."""
    moment = now or timezone.now()
    found = Silence.objects.filter(pk=number).first() if 0 < number < 2**63 else None
    if found is None:
        raise problems.SILENCE_UNKNOWN.problem(id=number)
    _demand_silencing(actor, Scope(found.area_id, found.sector, found.indicator_id, found.rule), found.sector)
    with transaction.atomic():
        row = Silence.objects.select_for_update().get(pk=number)
        if row.lifted_at is None and row.until > moment:
            row.lifted_at, row.lifted_by = moment, actor.person_id or 0
            row.save(update_fields=["lifted_at", "lifted_by"])
            audit.record("warning.lift", f"silence/{row.pk}", actor.person_id, {})
            bus.publish(events.lifted(row))
    return row


def _sector(scope: Scope) -> str:
    """The sector of a silence: that of its indicator, or of its rule, when it names no other."""
    catalogue, rule = snapshot.current(max_age=5), rules.current().rule(scope.rule)
    spec = catalogue.by_id.get(scope.indicator) or catalogue.indicators.get(rule.indicator if rule else "")
    if (scope.indicator and spec is None) or (scope.rule and rule is None and len(scope.rule) > CODE):
        raise problems.SILENCE_SCOPE.problem("/scope")
    if not places.current().history(scope.area):
        raise problems.SILENCE_SCOPE.problem("/scope")
    return scope.sector or (spec.sector if spec else rule.sector if rule else "")


def _demand_silencing(actor: Actor, scope: Scope, sector: str) -> None:
    """The right to handle what it is about; the health of the system by its measure, for administrators."""
    if scope.rule and policy.which(actor, HEALTH).holds(scope.area):
        return
    policy.demand(actor, HANDLE, area=scope.area, sector=sector)


def _hold(actor: Actor, warning: Named, act: Act | None) -> Warning:
    """The warning, for her to change, until the end of the transaction. Raises when she may not see or handle it."""
    number = warning if isinstance(warning, int) else warning.id
    seen = queries.hers(actor).filter(pk=number).first() if 0 < number < 2**63 else None
    if seen is None:
        raise monitoring.WARNING_UNKNOWN.problem(id=number)
    policy.demand(actor, right(seen.kind), area=seen.area_id, sector=None if seen.kind == Kind.HEALTH else seen.sector)
    row = Warning.objects.select_for_update().get(pk=number)
    if act is not None and act.standing and row.state == State.CLEARED:
        raise problems.OVER.problem(id=number)
    return row


def _change(row: Warning, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.revision += 1
    row.save(update_fields=[*values, "revision"])


def _take(actor: Actor, act: Act, rows: list[Warning], text: str, key: str, **data: Any) -> list[Step]:
    """Step, audit and event of each; nothing when the key was used before."""
    person = actor.person_id or 0
    known = _known(act, rows, named := f"{person}/{key}" if key else None)
    rows = [row for row in rows if row.pk not in known]
    said = {"text": text, "data": data, "key": named}
    steps = Step.objects.bulk_create(
        [Step(warning_id=row.pk, verb=act.step, person_id=person, **said) for row in rows], batch_size=2_000
    )
    detail = data | ({"text": text} if text else {})
    audit.record_all((act.audit, f"warning/{row.pk}", actor.person_id, detail) for row in rows)
    bus.publish_all(events.took(act.event, row, step) for row, step in zip(rows, steps, strict=True))
    return steps


def _known(act: Act, rows: Iterable[Warning], key: str | None) -> set[int]:
    if key is None:
        return set()
    done = Step.objects.filter(verb=act.step, key=key, warning_id__in=[row.pk for row in rows])
    return set(done.values_list("warning_id", flat=True))


def _text(text: str, *, needed: bool, vi: str = "ghi chú", en: str = "The note") -> str:
    said = text.strip()
    if len(said) > LONGEST or "\x00" in said or (needed and not said):
        raise problems.TEXT_NEEDED.problem("/text", what_vi=vi, what_en=en, most=LONGEST)
    return said


def _demand_handler(row: Warning, person: int) -> None:
    """She may handle it today, whoever asks and whomever that one sees."""
    from terrace.insight.monitoring.lifecycle.queries import handlers

    if person not in handlers(row):
        raise problems.NOT_HANDLING.problem("/person")


def _involved(row: Warning, actor: Actor) -> set[int]:
    """Its owner and everybody who took a step, but for whoever writes."""
    took = set(Step.objects.filter(warning_id=row.pk, person_id__gt=0).values_list("person_id", flat=True))
    return (took | ({row.owner_id} if row.owner_id else set())) - {actor.person_id}
