"""A province with its officers, the indicators of the test pack, and a form that a pack holds."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from terrace.base.access import actions as access
from terrace.base.access import policy, reach, tokens
from terrace.base.access.policy import Actor
from terrace.base.packs import loading
from terrace.base.people import presence
from terrace.base.people.actions import create_person
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.conftest import COMMUNES, PROVINCE, check_once
from terrace.facts.conftest import PACK as INDICATORS

PACK = Path(__file__).parent / "pack"
A, B, C = COMMUNES
#: Hoa and Mai: officers of commune A. Bình: officer of B. Lan keeps the farming forms of the province.
CAST = {
    "hoa": ("Hoàng Thị Hoa", "commune-officer", A, ""),
    "mai": ("Lý Thị Mai", "commune-officer", A, ""),
    "binh": ("Lý Văn Bình", "commune-officer", B, ""),
    "lan": ("Bùi Thị Lan", "department-officer", PROVINCE, "farming"),
    "chi": ("Nông Thị Chi", "leader", PROVINCE, ""),
    "an": ("Phạm Văn An", "administrator", PROVINCE, ""),
}


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    for remembered in (reach, tokens):
        remembered.forget()
    index.expire()
    yield
    for remembered in (reach, tokens):
        remembered.forget()
    index.expire()


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Country, packs and cast, once for the tests of a file: each test is a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        places.load_country()
        loading.load(INDICATORS)
        loading.load(PACK)
        cast = people()
        check_once()
        yield cast
        transaction.set_rollback(True)
    index.expire()


def people() -> SimpleNamespace:
    """The cast with their grants."""
    found = {}
    for username, (full_name, role, code, sector) in CAST.items():
        person = create_person(username, full_name)
        place = index.current().resolve(code, timezone.localdate())
        assert place is not None
        access.grant(person, role, place, sector, start=date(2025, 7, 1))
        found[username] = person
    return SimpleNamespace(**found)


@pytest.fixture
def cast(settled: SimpleNamespace, db: None) -> SimpleNamespace:
    return settled


@pytest.fixture
def actor(cast: SimpleNamespace) -> Callable[[str], Actor]:
    """Who acts, by name: `actor("hoa")`."""
    return lambda name: policy.actor_of(getattr(cast, name))


@pytest.fixture
def as_web(cast: SimpleNamespace) -> Callable[[str], AbstractContextManager[None]]:
    """As a web process works for somebody: `with as_web("binh"):`."""

    @contextmanager
    def enter(name: str) -> Iterator[None]:
        with transaction.atomic(), presence.acting(getattr(cast, name).pk), presence.bound():
            yield

    return enter
