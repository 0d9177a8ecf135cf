"""Looking into the folders: taking what is complete, and settling what bulk is through with."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.utils import timezone

from terrace.base.kernel.problems import Fault, Refused
from terrace.facts.bulk import actions as bulk
from terrace.facts.bulk.models import Job, JobFault, State
from terrace.facts.gateways.inbox import folders, notices, senders
from terrace.facts.gateways.inbox.folders import Folder
from terrace.facts.gateways.inbox.notices import Trouble
from terrace.facts.gateways.models import Drop, DropState

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
#: Whoever holds this lock of PostgreSQL looks; the other workers have nothing to do.
LOCK = 7_226_102
#: States of a job that end badly. A job that is withdrawn later was done.
BAD = frozenset({State.REFUSED, State.FAILED})
OVER = BAD | {State.DONE, State.WITHDRAWING, State.WITHDRAWN}
LISTED = 1_000
BYTES = "application/octet-stream"


def look() -> None:
    """One look into every folder."""
    with _alone() as mine:
        if not mine:
            return
        for root, door in folders.roots():
            for folder in folders.all_of(root, door):
                try:
                    take(folder)
                    settle(folder)
                except (OSError, Refused):
                    log.exception("the folder %s cannot be looked into", folder.path)


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


# taking


def take(folder: Folder) -> None:
    """Take what is complete, and what an earlier look left half-way."""
    for path in folders.waiting(folder):
        try:
            folders.demand_file(path)
        except Refused as refused:
            _refuse(folder, path, refused)
        else:
            _enter(folder, folders.move(path, folder.part(folders.TAKEN)), path.name)
    open_ones = {drop.path: drop for drop in _open(folder)}
    for path in sorted(folder.part(folders.TAKEN).iterdir()):
        where = _where(folder, path)
        drop = open_ones.get(where) or _enter(folder, path, path.name)
        if drop.job is None:
            _hand_over(folder, drop, path)


def _open(folder: Folder) -> list[Drop]:
    return list(Drop.objects.filter(door=folder.door, sender=folder.name, state=DropState.TAKEN).order_by("pk"))


def _where(folder: Folder, path: Path) -> str:
    return str(path.relative_to(folder.root))


def _enter(folder: Folder, path: Path, name: str) -> Drop:
    """The row of a file that lies in `taken`; the same when it is entered again."""
    where = _where(folder, path)
    known = Drop.objects.filter(door=folder.door, path=where, state=DropState.TAKEN).first()
    return known or Drop.objects.create(
        door=folder.door, sender=folder.name, name=name, path=where, size=path.stat().st_size
    )


def _hand_over(folder: Folder, drop: Drop, path: Path) -> None:
    """Give the file to bulk; what cannot be given is refused."""
    try:
        known = senders.of(folder)
        drop.person_id, drop.sha256 = known.actor.person_id or 0, _digest(path)
        drop.key = _key(drop)
        received = bulk.receive(
            known.actor, drop.key, folder.door, drop.name, BYTES, folders.chunks(path), source=known.source
        )
    except Refused as refused:
        _refuse(folder, path, refused, drop)
        return
    drop.job = received.id
    drop.save()


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    for part in folders.chunks(path):
        found.update(part)
    return found.hexdigest()


def _key(drop: Drop) -> str:
    """The same file again has the same key, unless it was refused: a corrected mapping may take it now."""
    alike = Drop.objects.filter(person_id=drop.person_id, sha256=drop.sha256, state=DropState.REFUSED)
    tries = alike.exclude(pk=drop.pk).count()
    return f"{drop.door}/{drop.sha256}" + (f"/{tries}" if tries else "")


# settling


def settle(folder: Folder) -> None:
    """Move what bulk is through with to `done` or `refused`."""
    for drop in _open(folder):
        if drop.job is None:
            continue
        job = Job.objects.filter(pk=drop.job, state__in=OVER).first()
        if job is None:
            continue
        path = folder.root / drop.path
        if job.state in BAD:
            _settled(drop, folder, _put(folder, path, folders.REFUSED), Verdict(troubles(job), job.faults))
        else:
            _settled(drop, folder, _put(folder, path, folders.DONE))


def _put(folder: Folder, path: Path, part: str) -> Path:
    """Where the file lies now; it may lie there since a look that died."""
    to = folder.part(part)
    return folders.move(path, to) if path.exists() else to / path.name


def troubles(job: Job) -> list[Trouble]:
    """The faults of a job that are kept."""
    kept = JobFault.objects.filter(job=job).order_by("pk")[:LISTED]
    return [
        Trouble(
            each.position,
            Fault(each.code, each.pointer, each.message_vi, each.message_en, each.advice_vi, each.advice_en),
        )
        for each in kept
    ]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a file was refused: the faults that are listed, and how many there are."""

    listed: list[Trouble]
    count: int


def _settled(drop: Drop, folder: Folder, path: Path, refused: Verdict | None = None) -> None:
    """Write beside the file what is to be said, then the row: a look that dies in between does it again."""
    if refused:
        notices.refused(path, refused.listed, refused.count, drop.job)
    elif _before(drop):
        notices.again(path, drop.job or 0)
    drop.state = DropState.REFUSED if refused else DropState.DONE
    drop.path, drop.settled_at = _where(folder, path), timezone.now()
    drop.save()


def _before(drop: Drop) -> bool:
    """True when the job is that of an earlier file."""
    return Drop.objects.filter(job=drop.job, pk__lt=drop.pk).exists()


def _refuse(folder: Folder, path: Path, refused: Refused, drop: Drop | None = None) -> None:
    """Refuse a file before bulk saw it."""
    name = path.name
    moved = folders.move(path, folder.part(folders.REFUSED))
    drop = drop or Drop(door=folder.door, sender=folder.name, name=name)
    found = [Trouble(0, fault) for fault in refused.faults]
    _settled(drop, folder, moved, Verdict(found, len(found)))
