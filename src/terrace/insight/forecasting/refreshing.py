"""Making all forecasts anew, as a job with progress: the rows of a chunk and the count of chunks in one transaction.

Whoever is killed takes nothing with it: the next worker, or the command called again, goes on with the next chunk.
"""

import logging
from collections.abc import Iterator, Sequence

import msgspec
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.kernel.problems import Refused
from terrace.base.places import index as places
from terrace.base.places.models import Level
from terrace.facts.catalogue import snapshot as catalogue
from terrace.insight.forecasting import problems, territory, waiting
from terrace.insight.forecasting.models import Refresh, State
from terrace.insight.forecasting.waiting import StandKey

log = logging.getLogger(__name__)

REFRESH = "forecast.refresh"
#: Series in a chunk, at the most (but one stand is never cut).
SERIES = 2_500
#: A chunk that was begun so often and never done is left out.
TRIES = 3


def start(actor: Actor, what: Sequence[str] = (), *, members: bool = False) -> Refresh:
    """Queue a refresh of some indicators (codes) or of all; the unfinished one with the same work goes on instead."""
    policy.demand(actor, REFRESH)
    known = catalogue.current().indicators
    faults = [problems.INDICATOR.fault(code, code=code) for code in what if code not in known]
    if faults:
        raise Refused(faults)
    wanted = sorted(set(what))
    open_one = Refresh.objects.filter(finished_at__isnull=True, what=wanted, members=members).first()
    if open_one:
        return open_one
    chunks = list(_chunks(wanted or sorted(known)))
    with transaction.atomic():
        person = actor.person_id or 0
        job = Refresh.objects.create(what=wanted, of=len(chunks), chunks=chunks, members=members, person_id=person)
        audit.record(REFRESH, f"refresh:{job.pk}", actor.person_id, {"what": wanted, "chunks": len(chunks)})
    return job


def stop(actor: Actor, number: int) -> Refresh:
    """End a refresh; what is done stays."""
    policy.demand(actor, REFRESH)
    job = Refresh.objects.filter(pk=number).first()
    if job is None:
        raise problems.REFRESH_UNKNOWN.problem(id=number)
    Refresh.objects.filter(pk=number, finished_at__isnull=True).update(state=State.STOPPED, finished_at=timezone.now())
    job.refresh_from_db()
    return job


def left() -> bool:
    """Do a chunk of the oldest refresh that is not done; true when there may be more."""
    number = Refresh.objects.filter(finished_at__isnull=True).order_by("pk").values_list("pk", flat=True).first()
    return number is not None and step(number)


def step(number: int) -> bool:
    """Do the next chunk of a refresh; false when it is done, or another is at it."""
    if (at := _begin(number)) is None:
        return False
    try:
        with transaction.atomic():
            return _do(number, at)
    except (InterfaceError, OperationalError):  # the server went away
        raise
    except Exception:  # a chunk that cannot be done holds up no other; it is kept which
        log.exception("chunk %d of refresh %d could not be done", at, number)
        _leave_out(number, at)
        return True


def _begin(number: int) -> int | None:
    """Count that the next chunk is begun, before it is: what kills its worker is left out in the end."""
    with transaction.atomic():
        job = _open().filter(pk=number).first()
        if job is None:
            return None
        if job.tries >= TRIES:
            job.failed, job.done, job.tries = [*job.failed, job.done], job.done + 1, 0
        job.tries, job.state = job.tries + 1, State.RUNNING
        job.save(update_fields=["failed", "done", "tries", "state"])
        return job.done


def _do(number: int, at: int) -> bool:
    job = _open().filter(pk=number, done=at).first()
    if job is None:
        return False
    if at < job.of:
        made = waiting.maker(members=job.members, force=True).make(_chunk(number, at))
        job.done, job.tries, job.moved_at = at + 1, 0, timezone.now()
        job.series, job.changed = job.series + made.series, job.changed + len(made.changed)
    if job.done >= job.of:
        job.state, job.finished_at = State.DONE, timezone.now()
    job.save(update_fields=["done", "tries", "moved_at", "series", "changed", "state", "finished_at"])
    return job.finished_at is None


def _open() -> QuerySet[Refresh]:
    """Refreshes that are not done and that nobody is at, without their long list of chunks."""
    rows = Refresh.objects.select_for_update(skip_locked=True).filter(finished_at__isnull=True)
    return rows.defer("chunks")


def _chunk(number: int, at: int) -> list[StandKey]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT chunks -> %s FROM forecasting_refresh WHERE id = %s", [at, number])
        (found,) = cursor.fetchone()
    listed = msgspec.json.decode(found) if isinstance(found, str | bytes) else found
    return [(indicator, root) for indicator, root in listed]


def _leave_out(number: int, at: int) -> None:
    with transaction.atomic():
        job = Refresh.objects.select_for_update().defer("chunks").get(pk=number)
        if job.done == at:
            job.failed, job.done, job.tries = [*job.failed, at], at + 1, 0
            job.save(update_fields=["failed", "done", "tries"])


def _chunks(codes: Sequence[str]) -> Iterator[list[StandKey]]:
    """Stands in an order in which each finds done what it reads; those of one root and frequency together."""
    known, index = catalogue.current(), places.current()
    ground = territory.current(index, timezone.localdate())
    roots = [place for level in (Level.PROVINCE, Level.REGION, Level.COUNTRY) for place in _roots(level)]
    specs = sorted((known.indicators[code] for code in codes), key=lambda spec: (spec.depth, spec.frequency, spec.id))
    for depth in sorted({spec.depth for spec in specs}):
        for root in roots:
            chunk, size, many = list[StandKey](), 0, len(ground.members(root))
            for spec in (each for each in specs if each.depth == depth):
                series = many * len(spec.cells)
                if chunk and size + series > SERIES:
                    yield chunk
                    chunk, size = [], 0
                chunk.append((spec.id, root))
                size += series
            if chunk:
                yield chunk


def _roots(level: Level) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM places_place WHERE level = %s ORDER BY id", [int(level)])
        today = timezone.localdate()
        return [row[0] for row in cursor.fetchall() if places.current().version(row[0], today)]
