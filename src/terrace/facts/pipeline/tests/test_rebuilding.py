"""Figures follow when indicators, sources or places change without a new observation."""

import shutil
from datetime import UTC, datetime

import msgspec
import pytest

from terrace.base.bus.events import Envelope
from terrace.base.bus.models import Outbox
from terrace.base.packs import loading
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.conftest import COMMUNES, PACK, PROVINCE, fact, send
from terrace.facts.pipeline import rebuilding, verifying
from terrace.facts.pipeline.tests.test_reading_figures import settle, value

pytestmark = pytest.mark.usefixtures("world")
A, B, _ = COMMUNES


@pytest.fixture
def pack(tmp_path):
    """A copy of the test pack, to be edited."""
    return shutil.copytree(PACK, tmp_path / "pack")


def edit(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def enter(folder, row):
    """A change of places, by a table of one row."""
    table = folder / "changes.csv"
    heads = "day,action,code,new_code,name,full_name,kind,parent_code,weight,decided_by"
    table.write_text(f"{heads}\n{row}\n", encoding="utf-8")
    places.apply_changes(table)
    index.refresh()


def hear(kind: str) -> list[Envelope]:
    """What the outbox holds of a kind, as the stream would bring it; nothing is left."""
    rows = Outbox.objects.filter(type=kind).order_by("id")
    found = [
        Envelope(str(row.pk), row.type, row.subject, datetime.now(UTC), msgspec.Raw(row.data.encode())) for row in rows
    ]
    Outbox.objects.all().delete()
    return found


def test_a_new_formula_is_worked_out_for_what_is_there(pack):
    send(fact("AREA", A, "2026-M01", "100"), fact("OUTPUT", A, "2026-M01", "500"))
    settle()
    edit(pack / "indicators.csv", "OUTPUT / nullif(AREA, 0)", "2 * OUTPUT / nullif(AREA, 0)")
    loading.load(pack)
    assert verifying.verify().differences != []
    rebuilding.pack_loaded(hear("pack.loaded"))
    assert verifying.verify().differences == []
    assert value("YIELD", PROVINCE, "2026-M01") == 10


def test_another_precedence_lets_another_source_speak(pack):
    send(fact("BIRTHS", A, "2026-M01", 12), key="a")
    send(fact("BIRTHS", A, "2026-M01", 99), key="b", source="simulation")
    settle()
    edit(pack / "sources.csv", "Simulation,90", "Simulation,5")
    loading.load(pack)
    rebuilding.pack_loaded(hear("pack.loaded"))
    assert value("BIRTHS", PROVINCE, "2026-M01") == 99
    assert verifying.verify().differences == []


def test_a_place_that_gets_its_first_commune_within_a_year_keeps_its_months(tmp_path):
    """Until March it reported itself; its quarter is its own months and those of the commune."""
    enter(tmp_path, "2026-01-01,create,98,,Mới,Tỉnh Mới,tỉnh,VN,,a resolution")
    send(fact("BIRTHS", "98", "2026-M01", 5), fact("BIRTHS", "98", "2026-M02", 7))
    settle()
    assert value("BIRTHS", "98", "2026-Q1") == 12
    enter(tmp_path, "2026-03-01,create,99998,,Mới,Xã Mới,xã,98,,a resolution")
    rebuilding.place_changed(hear("place.changed"))
    send(fact("BIRTHS", "99998", "2026-M03", 30), key="b")
    settle()
    assert verifying.verify().differences == []
    assert [value("BIRTHS", "98", each) for each in ("2026-M01", "2026-M03", "2026-Q1", "2026")] == [5, 30, 42, 42]
    assert value("BIRTHS", "VN", "2026-Q1") == 42


def test_a_commune_that_moves_takes_its_figures_along_from_that_day_on(tmp_path):
    send(fact("BIRTHS", A, "2026-M02", 12), fact("BIRTHS", A, "2026-M03", 30))
    settle()
    enter(tmp_path, f"2026-03-01,move,{A},,,,,19,,a resolution")
    rebuilding.place_changed(hear("place.changed"))
    index.refresh()
    assert verifying.verify().differences == []
    assert [value("BIRTHS", each, "2026-M03") for each in (PROVINCE, "19", "VN")] == [None, 30, 30]
    assert value("BIRTHS", PROVINCE, "2026-M02") == 12
