"""Schools of three communes of Cao Bằng and of all that were there before; rice of two."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import transaction

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.bus.models import Outbox
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.conftest import COMMUNES, PROVINCE, check_once, fact, send
from terrace.facts.pipeline import handlers
from terrace.facts.pipeline.queries import Reader

PACK = Path(__file__).parent / "pack"
TODAY = date(2026, 11, 22)
A, B, C = COMMUNES
OCTOBER = "2026-M10"
FIRST_YEAR, LAST_YEAR = 2022, 2026
#: Pupils of a grade in every commune of then; in A more each year.
PUPILS, MORE = 30, 6


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Once for the tests of a file: each test is a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        places.load_country()
        loading.load(PACK)
        _schools()
        _rice()
        _drain()
        check_once()
        yield
        transaction.set_rollback(True)
    index.expire()


@pytest.fixture
def world(country: None, db: None) -> None:
    """The country with its schools and rice."""


def _schools() -> None:
    """Every year the same pupils in each place of that year, but for A, which grows."""
    today = index.current().resolve(PROVINCE, TODAY) or 0
    for year in range(FIRST_YEAR - 8, LAST_YEAR + 1):
        day = min(date(year, 12, 31), TODAY)
        communes = {each for place in _communes(today) for each in _made_of(place, day)}
        codes = sorted(version.code for each in communes if (version := index.current().version(each, day)))
        facts = [each for code in codes for each in _facts(code, year)]
        send(*facts, key=f"schools-{year}", source="dept")


def _communes(province: int) -> list[int]:
    found = index.current()
    return [place for code in COMMUNES if (place := found.resolve(code, TODAY)) in found.children(province, TODAY)]


def _made_of(place: int, day: date) -> list[int]:
    return [share.place_id for share in index.current().sources(place, day, TODAY)]


def _facts(code: str, year: int) -> Iterator[Any]:
    grown = MORE * (year - FIRST_YEAR) if code == A and year > 2024 else 0
    yield fact("BORN_YEAR", code, str(year), PUPILS) if year < LAST_YEAR else fact("BORN", code, "2026-M01", 3)
    if year < FIRST_YEAR:
        return
    for grade in range(1, 5):
        yield fact("PUPILS", code, str(year), PUPILS + grown, breakdown=f"GRADE=G{grade}")
    yield fact("CHILDREN", code, str(year), 50)
    for level, classes in (("NURSERY", 2), ("FIRST", 2), ("SECOND", 2)):
        yield fact("CLASSES", code, str(year), classes, breakdown=f"LEVEL={level}")
        yield fact("ROOMS", code, str(year), 1, breakdown=f"LEVEL={level}")


def _rice() -> None:
    for code, area, output, price in ((A, "100.5", "500", 9000), (B, "50.3", "300.7", 8000)):
        send(
            fact("AREA", code, OCTOBER, area),
            fact("OUTPUT", code, OCTOBER, output),
            fact("PRICE", code, OCTOBER, price),
            key=f"rice-{code}",
        )


def _drain() -> None:
    for event in Outbox.objects.filter(type="facts.accepted").order_by("id"):
        data = msgspec.json.decode(event.data)
        handlers.refresh([tuple(group) for group in data["cells"]])
    Outbox.objects.all().delete()


def reader(name: str = "chi", role: str = "leader", area: str = PROVINCE, sector: str = "") -> Reader:
    """What somebody with this role at the place reads."""
    person = create_person(name, name)
    place = index.current().resolve(area, TODAY)
    access.grant(person, role, place or 0, sector, start=date(2025, 7, 1))
    return Reader(policy.actor_of(person))


def place_of(code: str) -> int:
    """The place that has the code today."""
    return index.current().resolve(code, TODAY) or 0
