"""Loading SDMX files here and now, for the command line: the same job that an upload becomes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from terrace.base.access.policy import Actor
from terrace.base.kernel.problems import Fault, Refused
from terrace.facts.bulk import actions as bulk
from terrace.facts.bulk.models import Job, State
from terrace.facts.gateways.inbox import folders, watching

DOOR = "sdmx"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: `stored` observations, or `count` faults of which the first are listed."""

    name: str
    stored: int = 0
    count: int = 0
    faults: Sequence[Fault] = ()
    again: bool = False


def load(path: Path, actor: Actor, source: str = "") -> Outcome:
    """Hand the file in and wait until it is stored or refused."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    alike = Job.objects.filter(person_id=actor.person_id or 0, key__startswith=f"{DOOR}/{digest}")
    key = f"{DOOR}/{digest}/{alike.exclude(state=State.DONE).count()}"
    try:
        media = "application/xml" if path.suffix.lower() == ".xml" else "text/csv"
        received = bulk.receive(actor, key, DOOR, path.name, media, folders.chunks(path), source=source)
        bulk.run(received.id)
    except Refused as refused:
        return Outcome(path.name, 0, len(refused.faults), refused.faults)
    job = Job.objects.get(pk=received.id)
    if job.state in watching.BAD:
        return Outcome(path.name, 0, job.faults, [each.fault for each in watching.troubles(job)])
    return Outcome(path.name, job.stored, again=not received.created)
