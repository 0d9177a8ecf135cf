"""Indices of governance: the pack, neighbours and regions from place data, ranks, medians, components."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel.problems import Refused
from terrace.base.packs import loading
from terrace.base.places import index
from terrace.facts.conftest import fact, send
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import indices
from terrace.insight.targets.tests.conftest import TODAY, YEAR, work
from terrace.insight.targets.tests.test_setting import someone

pytestmark = pytest.mark.usefixtures("world", "today")
PACKS = Path(__file__).parents[5] / "packs"
LAST = YEAR - 1


@pytest.fixture
def governed(world, today, tmp_path):
    """The pack but its return; a PCI score of last year for all, of the year before for two former provinces."""
    for name in ("sectors", "units", "sources", "indicators", "governance_indices"):
        shutil.copy(PACKS / "governance-indices" / f"{name}.csv", tmp_path)
    (tmp_path / "pack.csv").write_text("code,name_vi,name_en,needs\ngovernance-indices,a,a,\n", encoding="utf-8")
    loading.load(tmp_path)
    provinces = indices.provinces(index.current(), TODAY)
    codes = [index.current().history(each)[-1].code for each in provinces]
    facts = [fact("PCI_SCORE", code, str(LAST), 60 + at) for at, code in enumerate(codes)]
    facts += [fact("PCI_PART_01", code, str(LAST), 6) for code in codes]
    facts += [fact("PCI_SCORE", "08", str(LAST - 1), 64), fact("PCI_RANK", "08", str(LAST - 1), 31)]
    facts += [fact("PCI_SCORE", "02", str(LAST - 1), 61)]
    send(*facts, key="pci", source="index-publisher")
    work()


def of(code: str) -> int:
    return index.current().resolve(code, TODAY) or 0


def names(found) -> set[str]:
    return {index.current().history(each)[-1].name for each in found}


def test_neighbours_share_a_border():
    assert names(indices.neighbours(index.current(), of("08"), TODAY)) == {
        "Cao Bằng",
        "Thái Nguyên",
        "Phú Thọ",
        "Lào Cai",
    }


def test_the_region_is_that_of_before_they_ended():
    regions = [indices.region_of(index.current(), of(code), TODAY) or 0 for code in ("08", "52")]
    assert [index.current().history(each)[-1].name for each in regions] == [
        "Trung du và miền núi phía Bắc",
        "Tây Nguyên",
    ]


def test_every_province_has_a_region():
    places = index.current()
    for day in (date(2024, 12, 31), TODAY):
        assert all(indices.region_of(places, each, day) for each in indices.provinces(places, day))


@pytest.mark.usefixtures("governed")
def test_the_pack_has_the_five_indices_with_their_components():
    found = indices.every(Reader(SYSTEM))
    assert [(each.code, len(each.components)) for each in found] == [
        ("DTI", 8),
        ("PAR_INDEX", 8),
        ("SIPAS", 5),
        ("PAPI", 8),
        ("PCI", 10),
    ]


@pytest.mark.usefixtures("governed")
def test_a_province_is_compared_with_its_neighbours_its_region_and_the_country():
    reader = Reader(SYSTEM)
    found = indices.compare(reader, indices.one(reader, "PCI"), of("08"))
    latest: Any = found.latest
    assert (latest.year, latest.worked_out) == (LAST, True)
    assert 1 <= latest.rank <= 34
    assert len(found.neighbours) == 4
    assert {line.place.name for line in found.former} == {"Hà Giang", "Tuyên Quang"}
    at = found.years.index(LAST)
    assert found.known[at] == 34
    assert found.national[at] == Decimal("76.50")
    assert found.regional[at] is not None
    assert [part.value for part in found.components][:2] == [6, None]
    assert found.components[0].neighbours == 6
    assert found.simulated is False


@pytest.mark.usefixtures("governed")
def test_a_published_rank_goes_before_one_that_is_worked_out_and_a_few_scores_make_no_rank():
    reader = Reader(SYSTEM)
    found = indices.compare(reader, indices.one(reader, "PCI"), of("08"))
    at = found.years.index(LAST - 1)
    former = {line.place.name: line.years[at] for line in found.former}
    assert (former["Tuyên Quang"].rank, former["Tuyên Quang"].worked_out) == (31, False)
    assert former["Hà Giang"].rank is None


@pytest.mark.usefixtures("governed")
def test_what_is_not_released_is_not_compared_with():
    reader = Reader(someone("lan", "leader", "08"))
    found = indices.compare(reader, indices.one(reader, "PCI"), of("08"))
    assert found.latest is not None
    assert all(each.score is None for line in found.neighbours for each in line.years)


@pytest.mark.usefixtures("governed")
def test_an_index_that_is_none_is_a_problem():
    with pytest.raises(Refused) as refused:
        indices.one(Reader(SYSTEM), "HAPPINESS")
    assert refused.value.status == 404
