"""Settling: somebody who answers for the cell decides which figure holds, with a reason.

The decision is stored and told at once; a worker puts the figure in force through the one door, in the name of the
source `settled`, which goes before all others. When both sides agree later, that figure is taken back.
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import msgspec
from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.bus.events import Envelope
from terrace.base.kernel import periods
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection import actions as collection
from terrace.facts.collection.checking import exact
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.reconciliation import events, problems
from terrace.facts.reconciliation.models import Conflict, State
from terrace.facts.reconciliation.sides import SETTLED

SETTLE = "conflict.settle"
DOOR = "web"


def settle(actor: Actor, number: int, value: str, why: str, seen: tuple[str, str] | None = None) -> None:
    """Decide a conflict; `seen` are both figures as she saw them. Raises Refused."""
    if not why.strip():
        raise problems.WHY_NEEDED.problem("/why")
    with transaction.atomic():
        conflict = _open(actor, number)
        if seen and seen != (plain(conflict.first_value), plain(conflict.second_value)):
            raise problems.CONFLICT_MOVED.problem(id=number)
        conflict.settled_value = _figure(snapshot.current().by_id[conflict.indicator_id], value)
        conflict.state, conflict.why = State.SETTLED, why.strip()
        conflict.settled_by, conflict.settled_at = actor.person_id, timezone.now()
        conflict.save(update_fields=["settled_value", "state", "why", "settled_by", "settled_at"])
        detail = {"value": plain(conflict.settled_value), "why": conflict.why}
        audit.record(SETTLE, f"conflict/{number}", actor.person_id, detail)
        bus.publish(events.settled(number))


def _open(actor: Actor, number: int) -> Conflict:
    """The conflict, locked; raises when it is not hers to settle or not open any more."""
    conflict = Conflict.objects.select_for_update().filter(pk=number).first()
    if conflict is None:
        raise problems.CONFLICT_UNKNOWN.problem(id=number)
    sector = snapshot.current().by_id[conflict.indicator_id].sector
    policy.demand(actor, SETTLE, area=conflict.area_id, sector=sector)
    if conflict.state != State.OPEN:
        raise problems.CONFLICT_OVER.problem(id=number)
    return conflict


def _figure(spec: IndicatorSpec, text: str) -> Decimal:
    """The figure within the range and the decimals of its indicator."""
    faults: list[Fault] = []
    try:
        found = exact(Decimal(text), spec, faults.append, "/value")
    except InvalidOperation:
        found = None
    if found is None:
        limits = {"minimum": spec.minimum, "maximum": spec.maximum, "decimals": spec.decimals}
        raise problems.FIGURE_NEEDED.problem("/value", value=text[:40], indicator=spec.code, **limits)
    return Decimal(found)


def plain(value: Decimal) -> str:
    """The digits of a figure.

    >>> plain(Decimal("1E+2"))
    '100'
    """
    return format(value, "f")


class Named(msgspec.Struct):
    """The data of events about a conflict."""

    id: int


_decoder = msgspec.json.Decoder(Named)


def heard_settled(heard: Iterable[Envelope]) -> None:
    """Put settled figures in force. The same event twice gives the same submission."""
    for event in heard:
        conflict = Conflict.objects.filter(pk=_decoder.decode(event.data).id, state=State.SETTLED).first()
        if conflict is not None:
            _put_in_force(conflict)


def _put_in_force(conflict: Conflict) -> None:
    key = f"conflict/{conflict.pk}/{conflict.settled_at:%Y%m%dT%H%M%S.%f}"
    intake = Intake(SETTLED, [_fact(conflict)], note=conflict.why, because=conflict.why)
    try:
        conflict.submission_id = collection.submit(policy.SYSTEM, key, DOOR, intake).id
    except Refused as refused:  # a rule that nobody may break, or a place that is no more: she must decide again
        conflict.state, conflict.why = State.OPEN, "; ".join(fault.message_vi for fault in refused.faults)
    conflict.save(update_fields=["submission_id", "state", "why"])


def _fact(conflict: Conflict) -> Fact:
    catalogue, period = snapshot.current(), periods.from_id(conflict.period)
    version = index.current().version(conflict.area_id, period.end)
    return Fact(
        catalogue.by_id[conflict.indicator_id].code,
        version.code if version else "",
        period.code,
        conflict.settled_value,
        breakdown=catalogue.cells[conflict.breakdown_id] or None,
    )


def heard_agreed(heard: Iterable[Envelope]) -> None:
    """Take settled figures back: what the sources say now holds."""
    for event in heard:
        number = _decoder.decode(event.data).id
        with transaction.atomic():
            conflict = Conflict.objects.select_for_update().get(pk=number)
            if conflict.state == State.AGREED and conflict.submission_id is not None:
                collection.withdraw(policy.SYSTEM, conflict.submission_id, "both sides agree")
                conflict.submission_id = None
                conflict.save(update_fields=["submission_id"])
