"""The warehouse follows packs and places, is made when it is missing, is verified, and says how fresh it is."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from terrace.base.kernel.problems import Refused
from terrace.facts.catalogue.models import Indicator
from terrace.facts.conftest import COMMUNES, fact, hear_all, send
from terrace.insight.warehouse import folding, store, tending, verifying
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.tests.figures import kept, shown

OURS = ("rollup-", "rebuild-", "warehouse-")
pytestmark = pytest.mark.usefixtures("world")


def said(year: int = 2026) -> None:
    send(
        *(fact("AREA", each, f"{year}-M02", "10.50", breakdown="CROP=RICE") for each in COMMUNES),
        *(fact("OUTPUT", each, f"{year}-M02", "61.125", breakdown="CROP=RICE") for each in COMMUNES),
        fact("BIRTHS", COMMUNES[0], f"{year}-M01", 12),
        key=f"year {year}",
    )
    hear_all(OURS)


def test_a_round_makes_a_missing_warehouse_once_there_are_facts_and_nothing_is_on_its_way(warehouse: Folder):
    tending.work()
    assert warehouse.manifest() is None
    send(fact("BIRTHS", COMMUNES[0], "2026-M01", 12))
    tending.work()
    assert warehouse.manifest() is None
    hear_all(OURS)
    tending.work()
    assert kept() == shown() != {}


def test_only_parts_that_something_falls_into_are_written_anew(warehouse: Folder, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folding, "LIMIT", 20)
    for year in (2023, 2024, 2025, 2026):
        said(year)
    store.build()
    before = warehouse.manifest()
    send(fact("BIRTHS", COMMUNES[0], "2026-M01", 13), key="corrected")
    hear_all(OURS)
    after = folding.fold(warehouse)
    assert before is not None
    assert after is not None
    left = {part.file for part in before.parts} - {part.file for part in after.parts}
    assert 0 < len(left) < len(before.parts) / 2
    assert kept() == shown()
    assert after.recents == ()


def test_files_that_left_the_manifest_stay_as_long_as_a_question_may_take(warehouse: Folder):
    said()
    store.build()
    store.build()
    assert warehouse.sweep() == 0
    assert warehouse.sweep(grace=-1) > 0
    now = warehouse.manifest()
    assert now is not None
    assert {path.name for path in warehouse.path.glob("*.parquet")} == now.files
    assert kept() == shown()


def test_a_formula_that_changed_makes_its_family_anew(warehouse: Folder):
    from terrace.base.bus import actions as bus
    from terrace.base.bus.events import Event

    said()
    store.build()
    before = kept()
    Indicator.objects.filter(code="YIELD").update(decimals=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_revision SET mark = gen_random_uuid()")
    bus.publish_all([Event("pack.loaded", "pack/test", {"tables": {"indicators": {"changed": ["YIELD"]}}})])
    hear_all(OURS)
    assert kept() == shown() != before


def test_verify_finds_a_row_that_is_not_the_figure_and_one_that_lacks(warehouse: Folder):
    said()
    store.build()
    assert verifying.verify().differences == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE collection_observation SET value = 99 WHERE value = 12")
        cursor.execute("DELETE FROM collection_observation WHERE value = 61.125")
    found = {one.words[0] for one in verifying.verify().differences}
    assert {"BIRTHS", "OUTPUT"} <= found
    assert "AREA" not in found


def test_an_address_that_is_not_understood_is_a_problem(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WAREHOUSE_URL", "oracle://db")
    with pytest.raises(Refused) as refused:
        store.current()
    assert refused.value.faults[0].code == "warehouse.address"


def test_fresh_is_what_the_workers_noted_last(warehouse: Folder):
    said()
    store.build()
    moment = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    tending.note(moment)
    with store.opened() as cube:
        assert cube.fresh_at == moment
