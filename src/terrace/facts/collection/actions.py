"""Handing in and taking back.

    submit(actor, delivery)     one submission, one transaction
    submit_many(deliveries)     each checked alone; those without fault share a transaction (one fsync)
    withdraw(actor, id, why)    what the submission said is no longer in force

A delivery that was acknowledged is on disk. The same key again gives the same receipt and changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.kernel.problems import Refused
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.catalogue.snapshot import SourceSpec
from terrace.facts.collection import events, problems, storing
from terrace.facts.collection.checking import CellKey, Checker, Row, cells
from terrace.facts.collection.intake import Intake, deflate, inflate
from terrace.facts.collection.models import State, Submission

CREATE, WITHDRAW = "submission.create", "submission.withdraw"
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Delivery:
    """A submission at the door: who, with which key, through which door, what."""

    actor: Actor
    key: str
    door: str
    intake: Intake


@dataclass(frozen=True, slots=True)
class Receipt:
    """The acknowledgement: the number of the submission, and whether this call created it."""

    id: int
    created: bool
    facts: int


@dataclass(slots=True)
class Checked:
    """A delivery without fault, ready to store."""

    delivery: Delivery
    source: SourceSpec
    rows: list[Row]
    digest: bytes


def submit(actor: Actor, key: str, door: str, intake: Intake) -> Receipt:
    """Hand in one submission; raises Refused with every fault, and then nothing is stored."""
    outcome = submit_many([Delivery(actor, key, door, intake)])[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def submit_many(deliveries: Sequence[Delivery]) -> list[Receipt | Refused]:
    """Hand in several; the answers are in the same order. They share one transaction."""
    outcomes: dict[int, Receipt | Refused] = {}
    ready: dict[int, Checked] = {}
    for number, delivery in enumerate(deliveries):
        try:
            ready[number] = _checked(delivery)
        except Refused as refused:
            outcomes[number] = _known(delivery) or refused
    with transaction.atomic():
        for actor in {ready[number].delivery.actor for number in ready}:
            own = {number: each for number, each in ready.items() if each.delivery.actor == actor}
            with policy.acting_as(actor):
                outcomes |= _store(own)
    return [outcomes[number] for number in range(len(deliveries))]


def _checked(delivery: Delivery) -> Checked:
    """The delivery with codes resolved; raises Refused."""
    if not delivery.key:
        raise problems.KEY_MISSING.problem()
    if len(delivery.key) > LONGEST_KEY:
        raise problems.KEY_LONG.problem(most=LONGEST_KEY)
    scope = policy.which(delivery.actor, CREATE)
    checker = Checker(snapshot.current(), index.current(), scope, timezone.localdate())
    source = checker.check(delivery.intake)
    if checker.faults or source is None:
        raise Refused(sorted(checker.faults, key=lambda fault: fault.status != _DENIED))
    return Checked(delivery, source, checker.rows, delivery.intake.digest)


_DENIED = 403


def _known(delivery: Delivery) -> Receipt | Refused | None:
    """The receipt of a key that was accepted before, even when its content would be refused today."""
    kept = Submission.objects.filter(person_id=_person(delivery), key=delivery.key).first()
    return _answer_again(kept, delivery.intake.digest) if kept else None


def _answer_again(kept: Submission, digest: bytes) -> Receipt | Refused:
    if bytes(kept.digest) != digest:
        return problems.KEY_REUSED.problem(id=kept.pk)
    return Receipt(kept.pk, created=False, facts=kept.facts)


def _person(delivery: Delivery) -> int:
    return delivery.actor.person_id or 0


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


_INSERT = """
    INSERT INTO collection_submission
        (key, person_id, source_id, door, facts, about, state, note, digest, content)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (person_id, key) DO NOTHING RETURNING id
"""


def _insert(checked: Checked) -> int | None:
    """The number of the new submission; None when its key is known already."""
    delivery = checked.delivery
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                delivery.key,
                _person(delivery),
                checked.source.id,
                delivery.door,
                len(checked.rows),
                _about(checked.rows),
                State.ACCEPTED,
                delivery.intake.note,
                checked.digest,
                deflate(delivery.intake),
            ],
        )
        found = cursor.fetchone()
    return found[0] if found else None


def _about(rows: Iterable[Row]) -> list[str]:
    """The places and sectors that the rows speak of, as `area:sector`."""
    sectors = {number: spec.sector for number, spec in snapshot.current().by_id.items()}
    return sorted({f"{row.area}:{sectors[row.indicator]}" for row in rows})


def _waves(created: Iterable[tuple[int, Checked]]) -> list[list[tuple[int, Checked]]]:
    """Groups in which no two submissions speak of the same source, place and period: one statement each."""
    waves: list[tuple[set[tuple[int, int, int]], list[tuple[int, Checked]]]] = []
    for each in created:
        spoken = {(each[1].source.id, row.area, row.period) for row in each[1].rows}
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


def _entry(submission: int, checked: Checked) -> tuple[str, str, int | None, dict[str, Any]]:
    detail = {"door": checked.delivery.door, "facts": len(checked.rows), "digest": checked.digest.hex()}
    return CREATE, f"submission/{submission}", checked.delivery.actor.person_id, detail


def withdraw(actor: Actor, submission_id: int, why: str) -> int:
    """Take back what a submission said; each cell says again what was in force before it. How many cells."""
    with transaction.atomic(), policy.acting_as(actor):
        submission = Submission.objects.select_for_update().filter(pk=submission_id).first()
        if submission is None or not may_withdraw(actor, submission):
            raise problems.SUBMISSION_UNKNOWN.problem(id=submission_id)
        if submission.state == State.WITHDRAWN:
            raise problems.SUBMISSION_WITHDRAWN.problem(id=submission_id)
        submission.state, submission.withdrawn_at = State.WITHDRAWN, timezone.now()
        submission.save(update_fields=["state", "withdrawn_at"])
        touched = storing.withdraw(submission_id, _spoken_of(submission))
        if touched:
            bus.publish_all(events.accepted([submission_id], touched, snapshot.current()))
        audit.record(WITHDRAW, f"submission/{submission_id}", actor.person_id, {"why": why, "cells": len(touched)})
    return len(touched)


def _spoken_of(submission: Submission) -> list[CellKey]:
    return cells(inflate(bytes(submission.content)), snapshot.current(), index.current())


def may_withdraw(actor: Actor, submission: Submission) -> bool:
    """Her own submission, or one about places and sectors that she answers for."""
    own = submission.person_id == actor.person_id and actor.person_id is not None
    scope = policy.which(actor, WITHDRAW)
    about = (pair.split(":", 1) for pair in submission.about)
    return own or all(scope.holds(int(area), sector) for area, sector in about)
