"""The examples of `docs/exchange.md` work with the packs that the project ships."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from terrace.base.access.policy import SYSTEM
from terrace.base.packs import loading
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.conftest import check_once
from terrace.facts.gateways import lines
from terrace.facts.gateways.dhis2 import importing, options
from terrace.facts.gateways.models import Meaning
from terrace.facts.gateways.tests.conftest import faults, give, stored

ROOT = Path(__file__).resolve().parents[5]
TEXT = (ROOT / "docs" / "exchange.md").read_text()
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        places.load_country()
        for pack in ("common", "population"):
            loading.load(ROOT / "packs" / pack)
        check_once()
        yield
        transaction.set_rollback(True)
    index.expire()


@pytest.fixture
def shipped(settled: None, db: None) -> None:
    """Country and shipped packs."""


def example(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", TEXT, re.DOTALL)
    assert found
    return found[1]


def test_the_sdmx_message_is_stored():
    job = give(example("csv"), "message.csv", source="commune")
    assert job.state == "done", faults(job)
    assert stored() == {
        ("LIVE_BIRTHS", "01273", "2026-M10", "SEX=F"): "12",
        ("LIVE_BIRTHS", "01273", "2026-M10", "SEX=M"): "missing",
    }


def test_the_data_values_are_stored():
    summary = importing.take(SYSTEM, example("json").encode(), options.read({"idScheme": "code"}))
    assert (summary.status, summary.imported) == ("SUCCESS", 2), summary.faults
    assert json.loads(example("json"))["dataSet"] == "TERRACE"


def test_subjects_and_meanings_are_those_of_the_code():
    assert f"`{lines.SUBMIT}.USERNAME`" in TEXT
    assert f"`{lines.ANSWERS}.USERNAME`" in TEXT
    assert [word for word in Meaning.values if f"`{word}`" not in TEXT] == []
