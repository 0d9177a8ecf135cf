"""The SDMX files of the statistics office and the packs that the project ships: each observation is loaded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from terrace.base.access.policy import SYSTEM
from terrace.base.packs import loading
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.collection.models import Observation
from terrace.facts.conftest import check_once
from terrace.facts.gateways.sdmx import door
from terrace.facts.gateways.tests.conftest import codes, faults, give, stored


def _data() -> Path | None:
    """`../shared/data/sdmx` of the repository, looked for upwards from here."""
    for folder in Path(__file__).resolve().parents:
        found = folder.parent / "shared" / "data" / "sdmx"
        if found.is_dir():
            return found
    return None


DATA = _data()
PACKS = Path(__file__).resolve().parents[5] / "packs"
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(DATA is None, reason="../shared/data/sdmx is not here")]


@pytest.fixture(scope="module")
def settled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Country and shipped packs, once for the tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        places.load_country()
        for pack in ("common", "population", "economy", "national"):
            loading.load(PACKS / pack)
        check_once()
        yield
        transaction.set_rollback(True)
    index.expire()


@pytest.fixture
def national(settled: None, db: None) -> None:
    """The packs that the files need."""


@pytest.mark.parametrize(("name", "count"), [("CPIVNM", 34 * 51), ("IIPVNM", 5 * 94), ("POPVNM", 11 * 15)])
def test_a_real_file_is_loaded_whole(national, name, count):
    assert DATA
    job = give((DATA / f"{name}.xml").read_bytes(), f"{name}.xml")
    assert (job.state, job.stored) == ("done", job.rows), faults(job)[:5]
    assert job.rows == Observation.objects.count() == (DATA / f"{name}.xml").read_text().count("<Obs ")


def test_figures_of_the_real_files_are_those_of_their_digits(national):
    assert DATA
    for name in ("CPIVNM", "POPVNM"):
        give((DATA / f"{name}.xml").read_bytes(), f"{name}.xml", key=name)
    found = stored()
    assert found["CPI", "VN", "2020-M09", ""] == "103.0209"
    assert found["CPI_WEIGHT_GRAIN", "VN", "2024-M01", ""] == "3.67"
    assert found["POPULATION", "VN", "2009", ""] == "86025.0"
    assert found["POPULATION", "VN", "2023", "SEX=F"] == "50268.3"
    assert found["POPULATION", "VN-R1", "2009", ""] == "19618.1"
    assert found["POPULATION", "VN", "2010", "SEX=M"] == "43063.4"


def test_a_series_of_another_base_year_is_not_taken_for_the_same_index(national):
    assert DATA
    text = (DATA / "CPIVNM.xml").read_text().replace('BASE_PER="2019"', 'BASE_PER="2015"')
    job = give(text, "x.xml")
    assert (job.state, codes(job)) == ("refused", ["sdmx.unit"])


def test_the_command_line_loads_a_file_once_and_names_the_faults_of_another(national, tmp_path):
    assert DATA
    first, again = (door.load(DATA / "POPVNM.xml", SYSTEM) for _ in range(2))
    assert (first.stored, first.again, again.stored, again.again) == (165, False, 165, True)
    wrong = tmp_path / "wrong.xml"
    wrong.write_text((DATA / "POPVNM.xml").read_text().replace("LPU_PE_NUM", "LPX_PE_NUM"))
    refused = door.load(wrong, SYSTEM)
    assert (refused.count, [fault.code for fault in refused.faults]) == (1, ["sdmx.code_unmapped"])
