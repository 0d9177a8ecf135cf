"""The catalogue in memory."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest
from django.db import transaction

from terrace.base.kernel.periods import Frequency
from terrace.base.packs import loading
from terrace.facts.catalogue import snapshot
from terrace.facts.catalogue.models import Indicator
from terrace.facts.catalogue.tests import samples
from terrace.facts.catalogue.tests.samples import BASIC, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(tmp_path):
    loading.load(write(tmp_path / "basic", BASIC))
    return snapshot.current()


def test_an_indicator_is_as_the_pack_says(kept):
    spec = kept.indicators["OUTPUT"]
    assert (spec.name(), spec.name("en"), kept.unit(spec)) == ("Sản lượng lúa", "Paddy output", "tấn")
    assert (spec.frequency, spec.minimum, spec.maximum) == (Frequency.MONTH, Decimal(0), None)
    assert spec.groups == (("SEX",), ("AGE", "SEX"))
    assert kept.by_id[spec.id] is spec


def test_a_snapshot_cannot_be_changed(kept):
    with pytest.raises(FrozenInstanceError):
        kept.indicators["OUTPUT"].decimals = 3


def test_cells_are_found_in_any_order(kept):
    spec = kept.indicators["OUTPUT"]
    number = kept.breakdown(spec, "SEX=F;AGE=Y0")
    assert number == kept.breakdown(spec, {"SEX": "F", "AGE": "Y0"}) == spec.breakdowns["AGE=Y0;SEX=F"]
    assert kept.cells[number] == "AGE=Y0;SEX=F"
    assert kept.cell_label(number) == "0, Nữ"
    assert kept.breakdown(spec, "") == kept.breakdown(spec, None) == kept.breakdown(spec, {}) == 0
    for wrong in ("SEX=Z", "SEX", "SEX=F;SEX=F", "x"):
        assert kept.breakdown(spec, wrong) is None
    assert kept.breakdown(kept.indicators["WOOD"], "SEX=F") is None


def test_margins_are_listed_by_group(kept):
    spec = kept.indicators["OUTPUT"]
    first, second = spec.margins[0]
    assert {kept.cells[each] for each in first} == {"SEX=F", "SEX=M"}
    assert len(second) == 4
    assert {kept.cells[each] for each in spec.margins[spec.breakdowns["SEX=F"]][0]} == {
        "AGE=Y0;SEX=F",
        "AGE=Y1;SEX=F",
    }


def test_dependents_come_in_an_order_in_which_they_can_be_computed(tmp_path):
    rows = [*BASIC["indicators"], samples.derived("A", "YIELD + PRICE"), samples.derived("B", "A * AREA")]
    loading.load(write(tmp_path / "basic", {**BASIC, "indicators": rows}))
    kept = snapshot.current()
    named = {kept.by_id[key].code: [kept.by_id[each].code for each in found] for key, found in kept.dependents.items()}
    assert sorted(named["OUTPUT"]) == ["A", "B", "PRICE", "YIELD"]
    assert named["OUTPUT"].index("A") > max(named["OUTPUT"].index(each) for each in ("PRICE", "YIELD"))
    assert named["OUTPUT"][-1] == "B"
    assert named["WOOD"] == []


def test_the_same_snapshot_is_kept_until_the_catalogue_changes(kept, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert snapshot.current() is kept
    with django_assert_num_queries(0):
        assert snapshot.current(max_age=60) is kept
    Indicator.objects.filter(code="WOOD").update(name_vi="Gỗ tròn")
    assert snapshot.current().indicators["WOOD"].name_vi == "Gỗ tròn"


def rename_and_fail():
    with transaction.atomic():
        Indicator.objects.filter(code="WOOD").update(name_vi="Gỗ tròn")
        assert snapshot.current().indicators["WOOD"].name_vi == "Gỗ tròn"
        raise RuntimeError


def test_a_change_that_was_taken_back_is_forgotten(kept):
    with pytest.raises(RuntimeError):
        rename_and_fail()
    assert snapshot.current().indicators["WOOD"].name_vi == "Gỗ"


def test_a_retired_indicator_is_kept_and_marked(tmp_path, kept):
    loading.load(write(tmp_path / "basic", {**BASIC, "indicators": BASIC["indicators"][:-1]}))
    assert snapshot.current().indicators["WOOD"].retired


def test_sources_know_who_wins(kept):
    assert list(kept.sources) == ["gso", "commune"]
    assert kept.sources["gso"].published
    assert not kept.sources["commune"].simulated
