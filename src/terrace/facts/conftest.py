"""A small world for the tests of facts: the country as shipped, a test pack, and a few who hand in."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection, transaction
from django.utils import timezone

from terrace.base.access.policy import SYSTEM
from terrace.base.bus.duties import DUTIES
from terrace.base.bus.events import Envelope
from terrace.base.bus.models import Outbox
from terrace.base.packs import loading
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.collection import actions
from terrace.facts.collection.actions import Receipt
from terrace.facts.collection.intake import Fact, Intake

PACK = Path(__file__).parent / "collection" / "tests" / "pack"
#: Communes of Cao Bằng, whose territory did not leave the province in 2025.
PROVINCE, COMMUNES = "04", ("01273", "01279", "01288")


@pytest.fixture(autouse=True)
def _fresh_snapshots() -> Iterator[None]:
    index.expire()
    yield
    index.expire()


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001 - makes the database
    """The small world, once for the tests of a file: each test is a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        _load()
        check_once()
        yield
        transaction.set_rollback(True)
    index.expire()


def check_once() -> None:
    """Hold what was loaded for a whole file against its foreign keys now.

    They are deferred: as long as they wait, every test of the file checks all of them anew at its end.
    """
    connection.check_constraints()


def _load() -> None:
    places.load_country()
    loading.load(PACK)


@pytest.fixture
def world(country: None, db: None) -> None:
    """The places of the country and the indicators of the test pack."""


@pytest.fixture
def lasting_world(transactional_db: None) -> None:  # noqa: ARG001 - gives the database
    """The same, committed: for what other connections must see. Not in a file with tests of `world`."""
    _load()


def stop_clock(patch: pytest.MonkeyPatch, today: date) -> None:
    """It is this day, for as long as the patch holds."""

    def localdate(value: datetime | None = None, timezone: Any = None) -> date:  # noqa: ARG001 - as Django's
        return value.date() if value else today

    patch.setattr(timezone, "localdate", localdate)


def fact(indicator: str, area: str, period: str, value: object = None, **rest: Any) -> Fact:
    """An observation; numbers may be given as text or int."""
    exact = None if value is None else Decimal(str(value))
    return Fact(indicator=indicator, area=area, period=period, value=exact, **rest)


def send(*facts: Fact, key: str = "k", source: str = "commune", actor: Any = SYSTEM) -> Receipt:
    """Hand in, as the system unless an actor is given."""
    return actions.submit(actor, key, "rest", Intake(source=source, observations=list(facts)))


def hear_all(queues: tuple[str, ...], at: datetime | None = None) -> None:
    """What a relay and the workers of these queues (beginnings of names) do with all events, until none is left."""
    while waiting := list(Outbox.objects.order_by("id")):
        Outbox.objects.all().delete()
        for event in waiting:
            hear(event, queues, at)


def hear(event: Outbox, queues: tuple[str, ...], at: datetime | None = None) -> None:
    """One event, at each of these queues that hears it."""
    head = (str(event.pk), event.type, event.subject, at or timezone.now())
    body = Envelope(*head, msgspec.Raw(event.data.encode()), str(event.partition))
    for duty in DUTIES.hearings:
        if duty.name.startswith(queues) and fnmatch(f"{event.type}.{event.partition}", duty.subject):
            duty.handle([body])
