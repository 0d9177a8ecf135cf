"""Reading jobs: hers, and those about places and sectors for which she holds the right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.people import queries as people
from terrace.facts.bulk import formats, problems
from terrace.facts.bulk.models import OPEN, Job, JobFault, State
from terrace.facts.collection.actions import WITHDRAW
from terrace.facts.collection.models import Submission

READ = "submission.read"
#: The largest number that the database can hold; a larger one names no job.
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as it is shown. `counts` says what the positions of its faults are: lines or facts."""

    id: int
    key: str
    person: str
    person_id: int
    door: str
    source: str
    format: str
    counts: str
    name: str
    original: int
    digest: str
    state: str
    rows: int
    stored: int
    faults: int
    codes: dict[str, int]
    because: str
    note: str
    why: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def open(self) -> bool:
        """True while a worker has something to do."""
        return self.state in OPEN

    @property
    def may_stop(self) -> bool:
        """True while there is something to stop or to take back."""
        return self.state in (State.QUEUED, State.CHECKING, State.STORING, State.DONE)

    @property
    def share(self) -> int:
        """Per cent stored, rounded down."""
        return 100 * self.stored // self.rows if self.rows else 0


def job(actor: Actor, job_id: int) -> JobView:
    """One job; `job.unknown` when there is none, or she may not know of it."""
    return _views([_visible(actor, job_id)])[0]


def _visible(actor: Actor, job_id: int) -> Job:
    with transaction.atomic(), policy.acting_as(actor):
        found = Job.objects.filter(pk=min(job_id, LARGEST)).first()
    if found is None or not _may(actor, READ, found):
        raise problems.JOB_UNKNOWN.problem(id=job_id)
    return found


def _may(actor: Actor, verb: str, found: Job) -> bool:
    """Her own, or one about places and sectors for which she holds the verb."""
    if actor.is_system or (actor.person_id is not None and found.person_id == actor.person_id):
        return True
    scope = policy.which(actor, verb)
    about = (pair.split(":", 1) for pair in found.about)
    return scope.everywhere or (bool(found.about) and all(scope.holds(int(area), sector) for area, sector in about))


def may_withdraw(actor: Actor, found: Job) -> bool:
    return _may(actor, WITHDRAW, found)


def jobs(actor: Actor, limit: int = 50) -> list[JobView]:
    """Her newest jobs, and the newest that she may read."""
    with transaction.atomic(), policy.acting_as(actor):
        found = list(_newest()[: 4 * limit])
    return _views([each for each in found if _may(actor, READ, each)][:limit])


def _newest() -> QuerySet[Job]:
    return Job.objects.order_by("-id")


def _views(found: list[Job]) -> list[JobView]:
    names = people.names({each.person_id for each in found if each.person_id})
    return [_view(each, names.get(each.person_id, "")) for each in found]


def _view(found: Job, person: str) -> JobView:
    known = formats.FORMATS.get(found.format)
    return JobView(
        id=found.pk,
        key=found.key,
        person=person,
        person_id=found.person_id,
        door=found.door,
        source=found.source,
        format=found.format,
        counts=known.counts if known else formats.FACT,
        name=found.name,
        original=found.original_id,
        digest=bytes(found.digest).hex(),
        state=found.state,
        rows=found.rows,
        stored=found.stored,
        faults=found.faults,
        codes=found.codes,
        because=found.because,
        note=found.note,
        why=found.why,
        created_at=found.created_at,
        started_at=found.started_at,
        finished_at=found.finished_at,
    )


def faults(actor: Actor, job_id: int, limit: int = 1_000) -> list[JobFault]:
    """The first faults of a job that she may read, in the order of the file."""
    found = _visible(actor, job_id)
    return list(found.kept_faults.order_by("position", "id")[:limit])


def submissions(actor: Actor, job_id: int) -> Iterator[int]:
    """The numbers of the submissions of a job that she may read, in order."""
    found = _visible(actor, job_id)
    yield from Submission.objects.filter(job_id=found.pk).order_by("id").values_list("id", flat=True)
