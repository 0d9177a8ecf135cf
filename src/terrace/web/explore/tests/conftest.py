"""A small province with its warehouse, once for the tests of a file; and somebody who looks at it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from terrace.base.access import actions as access
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.conftest import PACK, PROVINCE
from terrace.insight.warehouse import store
from terrace.insight.warehouse.tests.asking import world as told


@pytest.fixture(scope="module")
def answered(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Each test is a savepoint inside this transaction."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("WAREHOUSE_URL", f"duckdb://{tmp_path_factory.mktemp('warehouse')}")
        index.expire()
        places.load_country()
        loading.load(PACK)
        told.tell()
        store.build()
        yield
        transaction.set_rollback(True)
    index.expire()


@pytest.fixture
def province(answered: None, db: None) -> int:
    index.expire()
    return index.current().resolve(PROVINCE, timezone.localdate()) or 0


def someone(name: str, role: str, area: int, sector: str = "") -> Client:
    """Somebody who has logged in."""
    person = create_person(name, name.capitalize(), "Ruong-bac-thang-2026")
    access.grant(person, role, area, sector)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def chi(province: int) -> Client:
    return someone("chi", "leader", province)
