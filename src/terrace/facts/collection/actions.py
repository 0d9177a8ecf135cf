"""Handing in and taking back.

    submit(actor, delivery)     one submission, one transaction
    submit_many(deliveries)     each answered for itself; those without fault share a transaction (one fsync)
    check(deliveries)           what they would be refused for
    withdraw(actor, id, why)    what the submission said is no longer in force

A delivery that was acknowledged is on disk. The same key again gives the same receipt and changes nothing, even when
its content would be refused today.

What is asked of a delivery, in this order: form, codes, ranges, rights (`checking`; any fault ends it), then locks,
files (`guarding`) and rules (`ruling`) together.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import beside, events, guarding, problems, ruling, storing
from terrace.facts.collection.checking import LONGEST_NOTE, CellKey, Checker, Row, cells
from terrace.facts.collection.deliveries import Checked, Delivery, Receipt
from terrace.facts.collection.intake import Intake, deflate, inflate
from terrace.facts.collection.models import State, Submission

__all__ = ["CREATE", "WITHDRAW", "Delivery", "Receipt", "check", "may_withdraw", "submit", "submit_many", "withdraw"]

CREATE, WITHDRAW = "submission.create", "submission.withdraw"
LONGEST_KEY = 200


def submit(
    actor: Actor,
    key: str,
    door: str,
    intake: Intake,
    *,
    original: int | None = None,
    device: str = "",
    job: int | None = None,
) -> Receipt:
    """Hand in one submission; raises Refused with every fault, and then nothing is stored."""
    outcome = submit_many([Delivery(actor, key, door, intake, original, device, job)])[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def submit_many(deliveries: Sequence[Delivery]) -> list[Receipt | Refused]:
    """Hand in several; the answers are in the same order. They share one transaction.

    Rules compare a submission with what is in force, and with what those before it in the batch say if they were
    taken.
    """
    outcomes: dict[int, Receipt | Refused] = {}
    ready: dict[int, Checked] = {}
    for number, delivery in enumerate(deliveries):
        try:
            ready[number] = _checked(delivery)
        except Refused as refused:
            outcomes[number] = _known(delivery) or refused
    for number, stopped in _stopped(ready).items():
        outcomes[number] = _known(ready.pop(number).delivery) or stopped
    with transaction.atomic():
        for actor in {ready[number].delivery.actor for number in ready}:
            own = {number: each for number, each in ready.items() if each.delivery.actor == actor}
            with policy.acting_as(actor):
                outcomes |= _store(own)
    return [outcomes[number] for number in range(len(deliveries))]


def check(deliveries: Sequence[Delivery]) -> list[Refused | None]:
    """What `submit_many` would refuse, with every fault; nothing is stored. A file is asked about whole with it."""
    outcomes: dict[int, Refused] = {}
    ready: dict[int, Checked] = {}
    for number, delivery in enumerate(deliveries):
        try:
            ready[number] = _checked(delivery)
        except Refused as refused:
            outcomes[number] = refused
    outcomes |= _stopped(ready)
    return [outcomes.get(number) for number in range(len(deliveries))]


def _checked(delivery: Delivery) -> Checked:
    """The delivery with codes resolved; raises Refused."""
    if not delivery.key:
        raise problems.KEY_MISSING.problem()
    if len(delivery.key) > LONGEST_KEY:
        raise problems.KEY_LONG.problem(most=LONGEST_KEY)
    if delivery.device and (len(delivery.device) > LONGEST_KEY or not delivery.device.isprintable()):
        raise problems.DEVICE_WRONG.problem(most=LONGEST_KEY)
    scope = policy.which(delivery.actor, CREATE)
    checker = Checker(snapshot.current(), index.current(), scope, timezone.localdate())
    source = checker.check(delivery.intake)
    if checker.faults or source is None:
        raise Refused(sorted(checker.faults, key=lambda fault: fault.status != _DENIED))
    return Checked(delivery, source, checker.rows, delivery.intake.digest, checker.spoken)


def _stopped(ready: dict[int, Checked]) -> dict[int, Refused]:
    """Those that locks, files or rules refuse, with every fault."""
    faults: dict[int, list[Fault]] = defaultdict(list)
    for number, fault in [*guarding.locked(ready), *guarding.enclosed(ready)]:
        faults[number].append(fault)
    for number, fault in ruling.judged(ready, refused=set(faults)):
        faults[number].append(fault)
    return {number: Refused(found) for number, found in faults.items()}


_DENIED = 403


def _known(delivery: Delivery) -> Receipt | Refused | None:
    """The receipt of a key that was accepted before, even when its content would be refused today."""
    kept = Submission.objects.filter(person_id=delivery.person, key=delivery.key).first()
    return _answer_again(kept, delivery.intake.digest) if kept else None


def _answer_again(kept: Submission, digest: bytes) -> Receipt | Refused:
    if bytes(kept.digest) != digest:
        return problems.KEY_REUSED.problem(id=kept.pk)
    return Receipt(kept.pk, created=False, facts=kept.facts)


def _store(ready: dict[int, Checked]) -> dict[int, Receipt | Refused]:
    """Store what one actor handed in, in the caller's transaction."""
    outcomes: dict[int, Receipt | Refused] = {}
    created: list[tuple[int, Checked]] = []
    for number, checked in ready.items():
        submission = _insert(checked)
        if submission is None:
            outcomes[number] = _known(checked.delivery) or problems.KEY_REUSED.problem(id="?")
        else:
            outcomes[number] = Receipt(submission, created=True, facts=len(checked.rows))
            created.append((submission, checked))
    for wave in _waves(created):
        _store_wave(wave)
    return outcomes


def _insert(checked: Checked) -> int | None:
    """The number of the new submission; None when its key is known already."""
    content = (checked.digest, deflate(checked.delivery.intake))
    return storing.submission(checked.delivery, checked.source, len(checked.rows), _about(checked.rows), content)


def _about(rows: Iterable[Row]) -> list[str]:
    """The places and sectors that the rows speak of, as `area:sector`."""
    by_id = snapshot.current().by_id
    pairs = {(row[3], row[0]) for row in rows}
    return sorted({f"{area}:{by_id[indicator].sector}" for area, indicator in pairs})


def _waves(created: Iterable[tuple[int, Checked]]) -> list[list[tuple[int, Checked]]]:
    """Groups in which no two submissions speak of the same source, place and period: one statement each."""
    waves: list[tuple[set[tuple[int, int, int]], list[tuple[int, Checked]]]] = []
    for each in created:
        spoken = {(each[1].source.id, *pair) for pair in each[1].spoken}
        if not waves or waves[-1][0] & spoken:
            waves.append((set(), []))
        waves[-1][0].update(spoken)
        waves[-1][1].append(each)
    return [wave for _, wave in waves]


def _store_wave(wave: list[tuple[int, Checked]]) -> None:
    storing.upsert([(submission, checked.source, row) for submission, checked in wave for row in checked.rows])
    touched = (row[:4] for _, checked in wave for row in checked.rows)
    bus.publish_all(events.accepted([submission for submission, _ in wave], touched, snapshot.current()))
    audit.record_all(_entry(submission, checked) for submission, checked in wave)
    beside.keep(wave)


def _entry(submission: int, checked: Checked) -> tuple[str, str, int | None, dict[str, Any]]:
    detail = {"door": checked.delivery.door, "facts": len(checked.rows), "digest": checked.digest.hex()}
    return CREATE, f"submission/{submission}", checked.delivery.actor.person_id, detail


def withdraw(actor: Actor, submission_id: int, why: str) -> int:
    """Take back what a submission said; each cell says again what was in force before it. How many cells."""
    if not why.strip() or len(why) > LONGEST_NOTE or "\x00" in why:
        raise problems.WHY_MISSING.problem("/why", most=LONGEST_NOTE)
    with transaction.atomic(), policy.acting_as(actor):
        submission = Submission.objects.select_for_update().filter(pk=submission_id).first()
        if submission is None or not may_withdraw(actor, submission):
            raise problems.SUBMISSION_UNKNOWN.problem(id=submission_id)
        if submission.state == State.WITHDRAWN:
            raise problems.SUBMISSION_WITHDRAWN.problem(id=submission_id)
        _mark(submission, actor, why)
        touched = storing.withdraw(submission_id, _spoken_of(submission))
        guarding.demand_free(touched, submission.source_id)
        if touched:
            bus.publish_all(events.accepted([submission_id], touched, snapshot.current()))
        audit.record(WITHDRAW, f"submission/{submission_id}", actor.person_id, {"why": why, "cells": len(touched)})
    return len(touched)


def _mark(submission: Submission, actor: Actor, why: str) -> None:
    submission.state, submission.withdrawn_at = State.WITHDRAWN, timezone.now()
    submission.withdrawn_by, submission.withdrawn_why = actor.person_id or 0, why
    submission.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_why"])


def _spoken_of(submission: Submission) -> list[CellKey]:
    return cells(inflate(bytes(submission.content)), snapshot.current(), index.current())


def may_withdraw(actor: Actor, submission: Submission) -> bool:
    """Her own submission, or one about places and sectors that she answers for."""
    own = submission.person_id == actor.person_id and actor.person_id is not None
    scope = policy.which(actor, WITHDRAW)
    about = (pair.split(":", 1) for pair in submission.about)
    return own or all(scope.holds(int(area), sector) for area, sector in about)
