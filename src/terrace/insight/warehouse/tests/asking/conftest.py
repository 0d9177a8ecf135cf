"""The world of questions, once for the tests of a file."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from django.db import transaction

from terrace.base.packs import loading
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.conftest import PACK, check_once
from terrace.insight.warehouse.cubes import Cube
from terrace.insight.warehouse.tests.asking import world as told


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[pa.Table]:
    """All figures, as rows of the warehouse; each test is a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        places.load_country()
        loading.load(PACK)
        told.tell()
        check_once()
        yield told.figures()
        transaction.set_rollback(True)
    index.expire()


@pytest.fixture(scope="module")
def kept(rows: pa.Table) -> Cube:
    return told.in_duckdb(rows)


@pytest.fixture
def cube(kept: Cube, db: None) -> Cube:
    """The cube in DuckDB."""
    return kept
