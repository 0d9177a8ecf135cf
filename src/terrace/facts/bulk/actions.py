"""Handing in files, and taking them back.

receive(actor, key, door, name, media_type, chunks, …)   keeps the file and queues a job; a worker runs it
withdraw(actor, id, why)                                 stops a job, or takes back all that it stored
run(id)                                                  runs it here and now
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.bus.events import Event
from terrace.facts.bulk import formats, packing, problems, queries, working
from terrace.facts.bulk.models import OPEN, Job, State
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import originals
from terrace.facts.collection import problems as collection
from terrace.facts.collection.actions import CREATE, LONGEST_KEY
from terrace.facts.collection.checking import LONGEST_NOTE

RECEIVE, WITHDRAW, QUEUED = "job.receive", "job.withdraw", "bulk.queued"

run = working.run


@dataclass(frozen=True, slots=True)
class Received:
    """The acknowledgement: the number of the job; `known` when the same file is a job already."""

    id: int
    created: bool
    known: bool = False


def receive(  # noqa: PLR0917 - a file is named by these five
    actor: Actor,
    key: str,
    door: str,
    name: str,
    media_type: str,
    chunks: Iterable[bytes],
    *,
    source: str = "",
    because: str = "",
    note: str = "",
    format: str = "",  # noqa: A002 - the word of the address
    device: str = "",
) -> Received:
    """Keep the file and queue a job. The same key, or the same file once more, is the job that it was before."""
    policy.demand(actor, CREATE)
    _demand_key(key)
    if source and source not in snapshot.current().sources:
        raise collection.SOURCE_UNKNOWN.problem("/source", code=source[:60])
    head, whole = packing.peeked(chunks)
    chosen = formats.choose(name, media_type, head, format)
    kept = originals.keep(actor, name, media_type or "application/octet-stream", whole)
    job = Job(
        key=key,
        person_id=actor.person_id or 0,
        door=door,
        device=device,
        source=source,
        format=chosen.code,
        name=originals.clean_name(name),
        original_id=kept.id,
        digest=bytes.fromhex(kept.sha256),
        because=because,
        note=note,
    )
    with transaction.atomic(), policy.acting_as(actor):
        return _before(job) or _queue(job)


def _demand_key(key: str) -> None:
    if not key:
        raise collection.KEY_MISSING.problem()
    if len(key) > LONGEST_KEY:
        raise collection.KEY_LONG.problem(most=LONGEST_KEY)


def _before(job: Job) -> Received | None:
    """The job of the same key, or of the same file that is not over without effect."""
    hers = Job.objects.filter(person_id=job.person_id)
    if same := hers.filter(key=job.key).first():
        return _again(same, job)
    if job.because.strip():
        return None
    known = hers.filter(digest=job.digest, source=job.source, format=job.format)
    found = known.filter(state__in=[State.QUEUED, State.CHECKING, State.STORING, State.DONE]).last()
    return Received(found.pk, created=False, known=True) if found else None


def _again(same: Job, job: Job) -> Received:
    named = job.source or same.source  # a file may name its source, which the job has learned meanwhile
    if (bytes(same.digest), same.source, same.format) != (job.digest, named, job.format):
        raise problems.JOB_KEY_REUSED.problem(id=same.pk)
    return Received(same.pk, created=False)


def _queue(job: Job) -> Received:
    with transaction.atomic():
        job.save(force_insert=True)
    detail = {"door": job.door, "original": job.original_id, "format": job.format, "source": job.source}
    audit.record(RECEIVE, f"job/{job.pk}", job.person_id or None, detail)
    _tell(job)
    return Received(job.pk, created=True)


def _tell(job: Job) -> None:
    bus.publish(Event(QUEUED, f"job/{job.pk}", {"job": job.pk}))


def withdraw(actor: Actor, job_id: int, why: str) -> None:
    """Stop a job, or have a worker take back what it stored; one that is over already is `job.over`."""
    if not why.strip() or len(why) > LONGEST_NOTE or "\x00" in why:
        raise collection.WHY_MISSING.problem("/why", most=LONGEST_NOTE)
    with transaction.atomic(), policy.acting_as(actor):
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None or not queries.may_withdraw(actor, job):
            raise problems.JOB_UNKNOWN.problem(id=job_id)
        if job.state not in (*OPEN, State.DONE) or job.state == State.WITHDRAWING:
            raise problems.JOB_OVER.problem(id=job_id)
        _stop(job, why)
        audit.record(WITHDRAW, f"job/{job.pk}", actor.person_id, {"why": why})


def _stop(job: Job, why: str) -> None:
    """Nothing is stored of what only waits; a worker takes back the rest."""
    waits = job.state == State.QUEUED
    job.state, job.why = (State.WITHDRAWN if waits else State.WITHDRAWING), why
    job.finished_at = timezone.now() if waits else None
    job.save(update_fields=["state", "why", "finished_at"])
    if not waits:
        _tell(job)
