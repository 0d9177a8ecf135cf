"""Mappings for the tests of gateways, the cast, and files given to bulk."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.access.policy import SYSTEM
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.bulk import actions as bulk
from terrace.facts.bulk import queries as jobs
from terrace.facts.bulk.models import Job, JobFault
from terrace.facts.collection.models import Observation
from terrace.facts.conftest import COMMUNES, PACK, check_once

HERE = Path(__file__).parent
A, B, C = COMMUNES


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Country, test pack and mappings, once for the tests of a file: each test is a savepoint in this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        places.load_country()
        loading.load(PACK)
        loading.load(HERE / "pack")
        check_once()
        yield
        transaction.set_rollback(True)
    index.expire()


@pytest.fixture
def mapped(settled: None, db: None) -> None:
    """The test pack, and how foreign messages are read."""


@pytest.fixture
def hoa(request: pytest.FixtureRequest) -> SimpleNamespace:
    """Hoa, officer of commune A: her account, what she may, a token."""
    request.getfixturevalue("lasting" if "lasting" in request.fixturenames else "mapped")
    return somebody("hoa", "Hoàng Thị Hoa", A)


@pytest.fixture
def lasting(transactional_db: None) -> None:
    """The same, committed: for tests whose other processes and threads have to see it."""
    places.load_country()
    loading.load(PACK)
    loading.load(HERE / "pack")


def somebody(username: str, name: str, area: str, role: str = "commune-officer") -> SimpleNamespace:
    person = create_person(username, name)
    place = index.current().resolve(area, date(2026, 1, 31))
    assert place is not None
    access.grant(person, role, place, "", start=date(2025, 7, 1))
    return SimpleNamespace(
        person=person, actor=policy.actor_of(person), token=access.create_token(person, "tests"), username=username
    )


def give(body: bytes | str, name: str, *, actor: Any = SYSTEM, key: str = "k", source: str = "", **more: Any) -> Job:
    """A file as a job that was run."""
    content = body if isinstance(body, bytes) else body.encode()
    more = {"door": "sdmx", "media_type": "application/octet-stream"} | more
    stream = BytesIO(content)
    received = bulk.receive(
        actor, key, more["door"], name, more["media_type"], iter(lambda: stream.read(1000), b""), source=source
    )
    bulk.run(received.id)
    return Job.objects.get(pk=received.id)


def codes(job: Job) -> list[str]:
    return sorted(job.codes)


def faults(job: Job) -> list[tuple[int, str, str]]:
    return [(each.position, each.pointer, each.code) for each in JobFault.objects.filter(job=job).order_by("pk")]


def stored() -> dict[tuple[str, str, str, str], str | None]:
    """What is in force: (indicator, place, period, breakdown) → digits, or the reason."""
    from terrace.base.kernel import periods
    from terrace.facts.catalogue import snapshot

    known, places = snapshot.current(), index.current()
    found: dict[tuple[str, str, str, str], str | None] = {}
    for row in Observation.objects.all():
        period = periods.from_id(row.period)
        place = places.version(row.area_id, period.end)
        said = row.get_reason_display() if row.value is None else str(row.value)
        key = (known.by_id[row.indicator_id].code, place.code if place else "?", period.code)
        found[*key, known.cells[row.breakdown_id]] = said
    return found


__all__ = ["A", "B", "C", "codes", "faults", "give", "jobs", "somebody", "stored"]
