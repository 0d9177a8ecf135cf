"""The life of a job: stored in parts, stopped, taken back, gone on with after a death."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.access.models import Grant
from terrace.base.access.policy import SYSTEM
from terrace.base.access.scopes import EVERYWHERE
from terrace.base.audit.models import Entry
from terrace.base.bus.models import Outbox
from terrace.base.kernel.problems import Refused
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.bulk import actions, parting, queries, working
from terrace.facts.bulk.models import Job, State
from terrace.facts.bulk.tests.conftest import MONTH, A, B, C, csv, hand_in, ndjson, pieces
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import intake, locks, parts
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.collection.locks import Locked
from terrace.facts.collection.models import Enclosure, Observation, ObservationRevision, Submission
from terrace.facts.conftest import fact, send

MONTHS = [f"2026-M{month:02}" for month in range(1, 11)] + [f"2025-M{month:02}" for month in range(8, 13)]
SEXES = ("", "SEX=F", "SEX=M")


def lines(seed: int = 1) -> list[str]:
    """135 facts of three communes in fifteen months."""
    return [
        f"BIRTHS,{area},{month},{cell},{seed + number},"
        for month in MONTHS
        for area in (A, B, C)
        for number, cell in enumerate(SEXES)
    ]


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "FACTS", 20)


def said() -> set[tuple[Any, ...]]:
    names = ("indicator_id", "period", "breakdown_id", "area_id", "source_id", "reason", "status", "value")
    return set(Observation.objects.values_list(*names))


@pytest.mark.usefixtures("small_parts")
def test_a_file_is_stored_as_the_door_would_store_it(world: None):
    facts = [fact("PIGS", A, MONTH, "012.0"), fact("PIGS", B, MONTH, reason="missing", status="provisional")]
    facts += [fact("AREA", A, MONTH, "1.20", breakdown={"CROP": "RICE"}), fact("PRICE", A, MONTH, "1E2", because="ừ")]
    send(*facts, key="door")
    expected = said()
    Observation.objects.all().delete()
    job = hand_in(ndjson(*facts), "a.ndjson")
    assert job.state == State.DONE
    assert said() == expected
    kept = Submission.objects.get(job_id=job.id)
    assert intake.inflate(bytes(kept.content)) == Intake(
        "commune",
        [Fact(f.indicator, f.area, f.period, f.value, f.reason, _code(f), f.status, f.because) for f in facts],
    )
    assert bytes(kept.digest) == intake.inflate(bytes(kept.content)).digest
    assert (kept.key, kept.door, kept.facts) == (f"job/{job.id}/0", "bulk", 4)


def _code(given: Fact) -> Any:
    return given.breakdown


@pytest.mark.usefixtures("small_parts")
def test_parts_have_their_entries_files_and_events(world: None):
    Outbox.objects.all().delete()
    job = hand_in(csv(*lines()))
    stored = list(Submission.objects.filter(job_id=job.id).order_by("id"))
    assert [each.facts for each in stored] == [20] * 6 + [15]
    assert [each.key for each in stored] == [f"job/{job.id}/{number}" for number in range(7)]
    assert Enclosure.objects.filter(submission__job_id=job.id, original_id=job.original, use="source").count() == 7
    assert Entry.objects.filter(verb="submission.create").count() == 7
    assert Outbox.objects.filter(type="facts.accepted").count() == 7
    assert Entry.objects.filter(verb="job.receive", subject=f"job/{job.id}").count() == 1


@pytest.mark.usefixtures("small_parts")
def test_what_the_source_said_before_is_corrected_and_kept(world: None):
    send(fact("BIRTHS", A, MONTH, 99), key="before")
    job = hand_in(csv(*lines()))
    assert (job.state, Observation.objects.count()) == (State.DONE, 135)
    assert ObservationRevision.objects.get().value == Decimal(99)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("dies_after", [0, 1, 6])
def test_a_job_goes_on_behind_what_a_dead_worker_stored(world: None, monkeypatch: Any, dies_after: int):
    whole = parts.store
    done: list[parts.Part] = []

    def dying(part: parts.Part) -> int | None:
        if len(done) == dies_after:
            raise RuntimeError("the worker dies")
        done.append(part)
        return whole(part)

    monkeypatch.setattr(parts, "store", dying)
    job = hand_in(csv(*lines()))
    assert (job.state, job.stored) == (State.STORING, 20 * dies_after)
    monkeypatch.setattr(parts, "store", whole)
    actions.run(job.id)
    job = queries.job(SYSTEM, job.id)
    assert (job.state, job.stored) == (State.DONE, 135)
    assert Submission.objects.count() == 7
    assert Observation.objects.count() == 135
    assert not ObservationRevision.objects.exists()


@pytest.mark.usefixtures("small_parts")
def test_a_job_over_which_workers_die_is_given_up_and_leaves_nothing(world: None, monkeypatch: Any):
    monkeypatch.setattr(working, "_finish", lambda *_: 1 // 0)
    job = hand_in(csv(*lines()))
    assert job.stored == 135
    for _ in range(working.TRIES):
        actions.run(job.id)
    job = queries.job(SYSTEM, job.id)
    assert (job.state, job.stored, list(job.codes)) == (State.FAILED, 0, ["job.failed"])
    assert not Observation.objects.exists()


@pytest.mark.usefixtures("small_parts")
def test_a_job_is_stopped_between_two_parts(world: None, monkeypatch: Any):
    whole = parts.store

    def stopping(part: parts.Part) -> int | None:
        if part.checked.delivery.key.endswith("/3"):
            actions.withdraw(SYSTEM, part.checked.delivery.job or 0, "nhầm tệp")
        return whole(part)

    monkeypatch.setattr(parts, "store", stopping)
    job = hand_in(csv(*lines()))
    assert (job.state, job.stored, job.why) == (State.WITHDRAWN, 0, "nhầm tệp")
    assert not Observation.objects.exists()


def test_a_job_that_waits_is_stopped_at_once(world: None):
    received = actions.receive(SYSTEM, "k", "bulk", "a.csv", "", pieces(csv(*lines())), source="commune")
    actions.withdraw(SYSTEM, received.id, "nhầm tệp")
    assert not actions.run(received.id)
    assert queries.job(SYSTEM, received.id).state == State.WITHDRAWN


def test_a_job_is_taken_back_whole_or_not_at_all(world: None):
    job = hand_in(csv(*lines()))
    cell = Observation.objects.first()
    assert cell
    lock = Locked(cell.indicator_id, cell.period, cell.area_id, cell.source_id)
    locks.lock([lock])
    actions.withdraw(SYSTEM, job.id, "nhầm")
    actions.run(job.id)
    assert (queries.job(SYSTEM, job.id).state, Observation.objects.count()) == (State.DONE, 135)
    assert [each.code for each in queries.faults(SYSTEM, job.id)][:1] == ["cell.locked"]
    locks.unlock([lock])
    actions.withdraw(SYSTEM, job.id, "nhầm")
    actions.run(job.id)
    assert (queries.job(SYSTEM, job.id).state, Observation.objects.count()) == (State.WITHDRAWN, 0)
    with pytest.raises(Refused):
        actions.withdraw(SYSTEM, job.id, "nhầm")


def test_a_locked_cell_refuses_the_file(world: None):
    spec, place = snapshot.current().indicators["BIRTHS"], index.current().resolve(B, date(2026, 3, 31))
    assert place
    source = snapshot.current().sources["commune"]
    locks.lock([Locked(spec.id, 2026603, place, source.id)])
    job = hand_in(csv(*lines()))
    assert (job.state, job.codes) == (State.REFUSED, {"cell.locked": 3})
    assert {each.position for each in queries.faults(SYSTEM, job.id)} == {23, 24, 25}


def test_the_same_file_once_more_is_the_same_job_until_it_is_taken_back(world: None):
    job = hand_in(csv(*lines()))
    again = actions.receive(SYSTEM, "other", "bulk", "b.csv", "text/csv", pieces(csv(*lines())), source="commune")
    assert again == actions.Received(job.id, created=False, known=True)
    actions.withdraw(SYSTEM, job.id, "nhầm")
    actions.run(job.id)
    assert hand_in(csv(*lines()), key="third").state == State.DONE


def officer(name: str, code: str) -> policy.Actor:
    person = create_person(name, name)
    place = index.current().resolve(code, timezone.localdate())
    assert place
    access.grant(person, "commune-officer", place, start=date(2025, 7, 1))
    return policy.actor_of(person)


def test_the_same_file_from_somebody_else_needs_a_reason(world: None):
    hand_in(csv(f"PIGS,{A},{MONTH},,12,"))
    hoa = officer("hoa", A)
    job = hand_in(csv(f"PIGS,{A},{MONTH},,12,"), actor=hoa)
    assert (job.state, job.codes) == (State.REFUSED, {"original.known": 1})
    assert hand_in(csv(f"PIGS,{A},{MONTH},,12,"), actor=hoa, key="why", because="gửi bổ sung").state == State.DONE


def test_a_file_is_checked_with_the_rights_that_its_sender_has_when_it_is_run(world: None):
    hoa = officer("hoa", A)
    assert hand_in(csv(f"PIGS,{A},{MONTH},,12,"), actor=hoa).state == State.DONE
    received = actions.receive(hoa, "k2", "bulk", "a.csv", "", pieces(csv(f"PIGS,{A},{MONTH},,13,")), source="commune")
    for grant in Grant.objects.filter(person__username="hoa"):
        access.end_grant(grant, on=timezone.localdate())
    actions.run(received.id)
    assert queries.job(SYSTEM, received.id).codes == {"access.denied": 1}


def test_postgresql_refuses_a_part_about_places_that_are_not_hers(world: None, monkeypatch: Any):
    hoa = officer("hoa", A)
    monkeypatch.setattr(policy, "which", lambda *_: EVERYWHERE)
    job = hand_in(csv(f"PIGS,{B},{MONTH},,12,"), actor=hoa)
    assert (job.state, list(job.codes)) == (State.REFUSED, ["access.denied"])
    assert not Observation.objects.exists()


def test_jobs_that_wait_are_run_one_after_the_other(world: None):
    for number in range(3):
        body = csv(f"PIGS,{A},{MONTH},,{number},")
        actions.receive(SYSTEM, f"k{number}", "bulk", "a.csv", "", pieces(body), source="commune")
    working.queued([])
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}
    assert Observation.objects.get().value == Decimal(2)
    assert not working.left()
