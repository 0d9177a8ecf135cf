"""What a worker does with a job: check it whole, store it in parts, or take it back.

A lock of PostgreSQL, which ends with the worker's connection, gives each job to one worker at a time. Whatever a worker
had stored before it died is found by its keys: the next one goes on behind it.
"""

import logging
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import ANONYMOUS, SYSTEM, Actor
from terrace.base.bus.events import Envelope
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.people.models import Person
from terrace.facts.bulk import examining, packing, parting, problems
from terrace.facts.bulk.examining import Asked, Examined, Placed
from terrace.facts.bulk.models import OPEN, Job, JobFault, State
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import actions as collection
from terrace.facts.collection import parts
from terrace.facts.collection.deliveries import Delivery, Explained, File
from terrace.facts.collection.intake import MOST_FAULTS
from terrace.facts.collection.models import Enclosure, Original, Submission
from terrace.facts.collection.models import State as Kept
from terrace.facts.collection.parts import Part

log = logging.getLogger(__name__)

#: How often a worker looks for jobs that another left behind.
LOOK_SECONDS = 5.0
#: A job over which workers died or failed so often is given up.
TRIES = 5
#: The name space of the locks of jobs.
LOCKS = 0x4A4F42
#: A process runs one job at a time, which bounds its memory.
_ONE = threading.Lock()


def queued(heard: list[Envelope]) -> None:  # noqa: ARG001 - the table says what waits
    """Run what waits."""
    while left():
        pass


def left() -> bool:
    """Run the oldest job that nobody works on; true when there was one."""
    with _ONE:
        waiting = Job.objects.filter(state__in=OPEN).order_by("id").values_list("id", flat=True)
        return any(run(number) for number in waiting)


def run(job_id: int) -> bool:
    """Run one job to its end; false when it is over, or another worker has it."""
    with _claimed(job_id) as mine:
        job = Job.objects.filter(pk=job_id, state__in=OPEN).first() if mine else None
        if job is None:
            return False
        try:
            _go_on(job)
        except (InterfaceError, OperationalError):  # the server went away: another try needs a new connection
            raise
        except Exception:
            log.exception("job %s failed (try %s)", job.pk, job.tries)
            return False
    return True


@contextmanager
def _claimed(job_id: int) -> Iterator[bool]:
    """Whether the job is ours within the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, job_id % 2**31])
        mine = bool((cursor.fetchone() or [False])[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, job_id % 2**31])


def _go_on(job: Job) -> None:
    if job.state == State.WITHDRAWING:
        _take_back(job, State.WITHDRAWN)
    elif job.tries >= TRIES:
        refuse(job, State.FAILED, [(0, each) for each in problems.JOB_FAILED.problem(tries=TRIES).faults])
    else:
        _work(job)


def _work(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(tries=F("tries") + 1, started_at=job.started_at or timezone.now())
    _move(job, State.QUEUED, State.CHECKING)
    actor = actor_of(job)
    try:
        examined = _examined(job, actor)
        if examined.faults:
            refuse(job, State.REFUSED, examined.faults, dict(examined.codes))
        elif _accept(job, examined):
            _store(job, actor, examined)
    except Refused as refused:
        refuse(job, State.REFUSED, [(0, fault) for fault in refused.faults])


def actor_of(job: Job) -> Actor:
    """Who handed it in, with the rights that she has now."""
    if not job.person_id:
        return SYSTEM
    person = Person.objects.filter(pk=job.person_id).first()
    return policy.actor_of(person) if person else ANONYMOUS


def _move(job: Job, before: State, after: State, **more: object) -> bool:
    """From one state to the next; false when somebody stopped the job meanwhile."""
    moved = Job.objects.filter(pk=job.pk, state=before).update(state=after, **more) > 0
    if moved:
        job.state = after
    return moved


def _examined(job: Job, actor: Actor) -> Examined:
    """Read and check; on the page it shows how many facts were read."""
    asked = Asked(job.format, job.source, job.because, job.note)
    reading = Job.objects.filter(pk=job.pk, state=State.CHECKING)
    media_type = Original.objects.values_list("media_type", flat=True).get(pk=job.original_id)
    with packing.readable(job.original_id, job.name, media_type) as original:
        table = examining.read(original, asked, lambda rows: reading.update(rows=rows))
    return examining.examine(table, actor, asked, bytes(job.digest), job.pk)


def _accept(job: Job, examined: Examined) -> bool:
    """From now on it is stored; false when somebody stopped the job."""
    about = parting.about_of(examined.rows, snapshot.current())
    said = examined.intake
    more = {"rows": len(examined.rows), "about": about, "source": said.source, "note": said.note}
    if job.state == State.STORING or _move(job, State.CHECKING, State.STORING, **more):
        return True
    _stopped(job)
    return False


def _stopped(job: Job) -> None:
    job.refresh_from_db()
    if job.state == State.WITHDRAWING:
        _take_back(job, State.WITHDRAWN)


def _store(job: Job, actor: Actor, examined: Examined) -> None:
    """Part by part; the next one is made while one is stored."""
    made = parting.Parts(examined.table, examined.rows, _sender(job, actor, examined), _explained(examined))
    own = parting.slices(len(examined.rows))
    there = _stored(job)
    wanted = [number for number in range(len(own)) if parting.key(job.pk, number) not in there]
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="parts") as maker:
        waiting = [maker.submit(made.make, number, own[number]) for number in wanted[:1]]
        for place in range(len(wanted)):
            part = waiting.pop(0).result()
            waiting += [maker.submit(made.make, number, own[number]) for number in wanted[place + 1 : place + 2]]
            if not _store_part(job, part):
                _stopped(job)
                return
    _finish(job, len(examined.rows))


def _sender(job: Job, actor: Actor, examined: Examined) -> parting.Sender:
    delivery = Delivery(actor, "", job.door, examined.intake, job.original_id, job.device, job.pk)
    file = File(job.original_id, bytes(job.digest), Enclosure.Use.SOURCE)
    return parting.Sender(delivery, examined.source, file, snapshot.current())


def _explained(examined: Examined) -> list[tuple[int, Explained]]:
    return examined.file.explained if examined.file else []


def _stored(job: Job) -> set[str]:
    """The keys of the parts that are stored."""
    return set(Submission.objects.filter(job_id=job.pk, person_id=job.person_id).values_list("key", flat=True))


def _store_part(job: Job, part: Part) -> bool:
    """Store one part and count it, both or neither; false when somebody stopped the job."""
    with transaction.atomic():
        parts.store(part)
        there = Job.objects.filter(pk=job.pk, state=State.STORING)
        return there.update(stored=F("stored") + len(part.cells)) > 0


def _finish(job: Job, rows: int) -> None:
    """Done, when every fact is in a submission of this job."""
    facts = Submission.objects.filter(job_id=job.pk).aggregate(facts=Sum("facts"))["facts"] or 0
    if facts != rows:
        raise RuntimeError(f"job {job.pk} has {rows} facts, its submissions {facts}")
    if not _move(job, State.STORING, State.DONE, finished_at=timezone.now(), stored=rows):
        _stopped(job)


def refuse(job: Job, state: State, faults: Sequence[Placed], codes: Mapping[str, int] | None = None) -> None:
    """Keep the first faults; nothing of the file stays stored."""
    counted = dict(codes or Counter(fault.code for _, fault in faults))
    with transaction.atomic():
        _withdraw_parts(job, faults[0][1].message_vi if faults else state)
        job.kept_faults.all().delete()
        JobFault.objects.bulk_create(_kept(job, *each) for each in faults[:MOST_FAULTS])
        job.faults, job.codes, job.stored = sum(counted.values()), counted, 0
        job.state, job.finished_at = state, timezone.now()
        job.save(update_fields=["faults", "codes", "stored", "state", "finished_at"])


def _kept(job: Job, position: int, fault: Fault) -> JobFault:
    return JobFault(
        job=job,
        position=position,
        pointer=fault.pointer,
        code=fault.code,
        message_vi=fault.message_vi,
        message_en=fault.message_en,
        advice_vi=fault.advice_vi,
        advice_en=fault.advice_en,
    )


def _take_back(job: Job, state: State) -> None:
    """All parts, or none when one may not be taken back any more: then the job is done, and says why."""
    try:
        with transaction.atomic():
            _withdraw_parts(job, job.why)
            Job.objects.filter(pk=job.pk).update(state=state, stored=0, finished_at=timezone.now())
    except Refused as refused:
        with transaction.atomic():
            JobFault.objects.bulk_create(_kept(job, 0, fault) for fault in refused.faults[:MOST_FAULTS])
            Job.objects.filter(pk=job.pk).update(state=State.DONE, why="")


def _withdraw_parts(job: Job, why: str) -> None:
    standing = Submission.objects.filter(job_id=job.pk, state=Kept.ACCEPTED).order_by("-id")
    for number in standing.values_list("id", flat=True):
        collection.withdraw(SYSTEM, number, why)
