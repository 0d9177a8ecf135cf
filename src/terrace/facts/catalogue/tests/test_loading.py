"""Packs of the catalogue: loading, loading again, changing, retiring, and every fault at once."""

import pytest

from terrace.base.kernel.problems import Refused
from terrace.base.packs import loading
from terrace.base.packs.tests import books
from terrace.facts.catalogue import uses
from terrace.facts.catalogue.models import (
    Breakdown,
    Indicator,
    IndicatorBreakdown,
    Margin,
    Revision,
    Source,
    Unit,
)
from terrace.facts.catalogue.tests import samples
from terrace.facts.catalogue.tests.samples import BASIC, derived, indicator, refusal, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(tmp_path):
    """A loaded pack."""
    folder = write(tmp_path / "basic", BASIC)
    loading.load(folder)
    return folder


def changed(folder, **tables):
    """The same folder with some tables written anew."""
    return write(folder, {**BASIC, **tables})


def test_a_pack_is_loaded_with_all_its_tables(tmp_path):
    report = loading.load(write(tmp_path / "basic", BASIC))
    added = {name: len(counts.added) for name, counts in report.tables.items() if counts.added}
    assert added == {"pack": 1} | {name: len(rows) for name, rows in BASIC.items()}
    made = Indicator.objects.get(code="YIELD")
    assert (made.depth, made.formula) == (1, "OUTPUT * 10 / nullif(AREA, 0)")
    assert Indicator.objects.get(code="PRICE").weight == Indicator.objects.get(code="OUTPUT")


def test_loading_the_same_pack_twice_changes_nothing_and_says_so(pack):
    mark = Revision.objects.get().mark
    report = loading.load(pack)
    assert report.same
    assert report.tables["indicators"].unchanged == 5
    assert Revision.objects.get().mark == mark


def test_the_same_tables_from_excel_are_the_same_pack(pack):
    for name, rows in BASIC.items():
        cells = [samples.HEADERS[name].split(","), *(row.split("|") for row in rows)]
        (pack / f"{name}.csv").unlink()
        numbers = [[float(cell) if cell.isdigit() else cell for cell in row] for row in cells]
        books.write(pack / f"{name}.xlsx", numbers)
    assert loading.load(pack).same


def test_families_are_connected_by_formulas_and_weights(pack):
    families = dict(Indicator.objects.values_list("code", "family"))
    assert families["AREA"] == families["OUTPUT"] == families["YIELD"] == families["PRICE"]
    assert families["WOOD"] != families["AREA"]
    assert families["WOOD"] == Indicator.objects.get(code="WOOD").pk


def test_cells_and_margins_are_stored(pack):
    cells = IndicatorBreakdown.objects.filter(indicator__code="OUTPUT")
    assert cells.count() == 1 + 2 + 2 + 4
    margins = Margin.objects.filter(indicator__code="OUTPUT")
    assert margins.filter(whole=0, position=0).count() == 2
    assert margins.filter(whole=0, position=1).count() == 4
    assert margins.filter(whole__code="SEX=F", position=1).count() == 2
    assert Breakdown.objects.get(pk=0).code == ""


def test_a_changed_cell_is_one_change(pack):
    rows = [row.replace("Gỗ|Wood", "Gỗ tròn|Round wood") for row in BASIC["indicators"]]
    report = loading.load(changed(pack, indicators=rows))
    assert report.tables["indicators"].changed == ("WOOD",)
    assert report.tables["indicators"].unchanged == 4
    assert Indicator.objects.get(code="WOOD").name_en == "Round wood"


def test_a_row_that_leaves_is_retired_and_comes_back(pack):
    report = loading.load(changed(pack, indicators=BASIC["indicators"][:-1]))
    assert report.tables["indicators"].retired == ("WOOD",)
    assert Indicator.objects.get(code="WOOD").retired
    report = loading.load(changed(pack))
    assert report.tables["indicators"].changed == ("WOOD",)
    assert not Indicator.objects.get(code="WOOD").retired


def test_a_table_that_leaves_retires_its_rows(pack):
    report = loading.load(write(pack, {name: rows for name, rows in BASIC.items() if name != "sources"}))
    assert set(report.tables["sources"].retired) == {"commune", "gso"}
    assert Source.objects.filter(retired=True).count() == 2


def test_two_sources_may_exchange_their_precedence(pack):
    rows = ["commune|Xã|Commune|10||", "gso|Thống kê|Statistics|50|yes|"]
    loading.load(changed(pack, sources=rows))
    assert dict(Source.objects.values_list("code", "precedence")) == {"commune": 10, "gso": 50}


def test_what_another_pack_uses_cannot_leave(pack, tmp_path):
    basic = {
        **BASIC,
        "units": [*BASIC["units"], "KM|km|km"],
        "dimensions": [*BASIC["dimensions"], "HOME|Nhà|Home"],
    }
    loading.load(write(pack, {**basic, "codes": [*BASIC["codes"], "HOME|U|u|u"]}))
    row = indicator("ROAD", unit="KM", breakdowns="HOME")
    loading.load(write(tmp_path / "other", {"indicators": [row]}))
    assert refusal(write(pack, BASIC)) == [
        ("dimensions:HOME", "catalogue.still_used"),
        ("units:KM", "catalogue.still_used"),
    ]
    assert not Unit.objects.get(code="KM").retired


def test_what_the_pack_itself_uses_cannot_leave(pack):
    assert refusal(changed(pack, units=BASIC["units"][1:])) == [("indicators.csv:2:unit", "pack.reference_unknown")]


def test_an_input_that_is_retired_is_a_fault_of_the_formula(pack):
    rows = [row for row in BASIC["indicators"] if not row.startswith("AREA")]
    assert refusal(changed(pack, indicators=rows)) == [("indicators.csv:4:formula", "indicator.retired_input")]


def test_a_new_code_of_a_dimension_is_a_new_cell_everywhere(pack):
    loading.load(changed(pack, codes=[*BASIC["codes"], "SEX|X|Khác|Other"]))
    assert IndicatorBreakdown.objects.filter(indicator__code="AREA").count() == 4
    assert Margin.objects.filter(indicator__code="AREA", whole=0).count() == 3


def test_a_row_of_another_pack_is_not_taken_over(pack, tmp_path):
    other = write(tmp_path / "other", {"units": ["HA|hecta|hectares", "KM|km|km"]})
    assert refusal(other) == [("units.csv:2:code", "pack.row_owned")]
    loading.load(changed(pack, units=[*BASIC["units"], "KM|km|km"]))
    loading.load(changed(pack))
    loading.load(write(other, {"units": ["KM|km|km"]}))
    assert Unit.objects.get(code="KM").pack_id == "other"


def test_a_formula_may_reach_into_another_pack_and_joins_the_families(pack, tmp_path):
    row = derived("SHARE", "AREA / nullif(TOTAL, 0)")
    loading.load(write(tmp_path / "other", {"indicators": [row, indicator("TOTAL")]}))
    assert Indicator.objects.get(code="TOTAL").family == Indicator.objects.get(code="AREA").family


def test_the_meaning_of_an_indicator_with_figures_is_fixed(pack, monkeypatch):
    monkeypatch.setattr(uses, "_ASKED", [set])
    rows = [row.replace("|TONNE|0|year|", "|HA|0|year|") for row in BASIC["indicators"]]
    assert refusal(changed(pack, indicators=rows)) == [("indicators.csv:6:unit", "indicator.in_use")]
    monkeypatch.setattr(uses, "_ASKED", [])
    assert loading.load(pack).tables["indicators"].changed == ("WOOD",)


FAULTY = [
    (indicator("A", decimals="7"), "decimals", "pack.cell_value"),
    (indicator("A", decimals=""), "decimals", "pack.cell_empty"),
    (indicator("A", unit="HAA"), "unit", "pack.reference_unknown"),
    (indicator("A", sector="farms"), "sector", "pack.reference_unknown"),
    (indicator("A", frequency="weekly"), "frequency", "pack.cell_value"),
    (indicator("A", minimum="5", maximum="1"), "minimum", "indicator.range"),
    (indicator("A", area_rule="mean"), "weight", "indicator.rule"),
    (indicator("A", weight="AREA"), "weight", "indicator.rule"),
    (indicator("A", area_rule="mean", weight="YIELD"), "weight", "indicator.weight"),
    (indicator("A", area_rule="mean", weight="PRICE"), "weight", "indicator.weight"),
    (indicator("A", area_rule="mean", weight="AREAS"), "weight", "pack.reference_unknown"),
    (indicator("A", nature="stock"), "time_rule", "indicator.rule"),
    (indicator("A", reported_at=""), "reported_at", "indicator.rule"),
    (indicator("A", breakdowns="SEX, SEX"), "breakdowns", "breakdown.refused"),
    (indicator("A", breakdowns="SEX*sex"), "breakdowns", "breakdown.refused"),
    (indicator("A", breakdowns="SEXES"), "breakdowns", "pack.reference_unknown"),
    (indicator("AREA"), "code", "pack.row_twice"),
    (indicator("a b"), "code", "pack.cell_value"),
    (indicator("A", name_vi="Sè lîng"), "name_vi", "pack.text_tcvn3"),
    (indicator("A", name_vi="Tªn x·"), "name_vi", "pack.text_tcvn3"),
    (indicator("A", formula="AREA * 2"), "area_rule", "indicator.rule"),
    (derived("A", "AREA +"), "formula", "formula.refused"),
    (derived("A", "AREAS * 2"), "formula", "formula.input_unknown"),
    (derived("A", "A * 2"), "formula", "formula.circle"),
    (derived("A", "WOOD * 2"), "formula", "formula.frequency"),
    (derived("A", "PRICE * 2", breakdowns="SEX"), "breakdowns", "formula.breakdown"),
]


@pytest.mark.parametrize(("row", "column", "code"), FAULTY)
def test_a_faulty_row_is_refused_at_its_cell(tmp_path, row, column, code):
    folder = write(tmp_path / "basic", {**BASIC, "indicators": [*BASIC["indicators"], row]})
    found = refusal(folder)
    assert (f"indicators.csv:7:{column}", code) in found
    assert {pointer.rpartition(":")[0] for pointer, _ in found} == {"indicators.csv:7"}


def test_all_faults_of_all_tables_come_in_one_go(tmp_path):
    sound = {pointer: code for row, pointer, code in FAULTY if (code and row.startswith("A|")) or row.startswith("a b")}
    rows = [row.replace("A|", f"A{at}|", 1) for at, (row, _, code) in enumerate(FAULTY) if code]
    tables = {
        **BASIC,
        "indicators": [*BASIC["indicators"], *rows],
        "units": [*BASIC["units"], "HA|ha|ha", "kg|kg|kg"],
        "codes": [*BASIC["codes"], "AGES|Y0|0|0", "SEX|M|Nam|Male"],
        "sources": [*BASIC["sources"], "api|Máy|Machine|50||"],
        "pxweb": ["T||AREA|SEX=Z|1|", "T|x|AREAS||0|", "U||AREA||0|"],
    }
    found = refusal(write(tmp_path / "basic", tables))
    assert len(found) >= len(rows) + 8
    assert {code for _, code in found} >= set(sound.values()) - {"formula.circle"}
    assert not Indicator.objects.exists()
    assert {pointer for pointer, _ in found if not pointer.startswith("indicators")} == {
        "codes.csv:6:dimension",
        "codes.csv:7:dimension",
        "pxweb.csv:2:breakdown",
        "pxweb.csv:3:indicator",
        "pxweb.csv:4:factor",
        "sources.csv:4:precedence",
        "units.csv:5:code",
        "units.csv:6:code",
    }


def test_a_circle_of_formulas_is_refused_with_its_path(tmp_path):
    rows = [derived("A", "AREA + C"), derived("B", "A * 2"), derived("C", "B - 1")]
    folder = write(tmp_path / "basic", {**BASIC, "indicators": [*BASIC["indicators"], *rows]})
    with pytest.raises(Refused) as refused:
        loading.load(folder)
    assert [fault.code for fault in refused.value.faults] == ["formula.circle"]
    assert "A → C → B → A" in refused.value.faults[0].message_en


def test_depth_counts_formulas_over_formulas(tmp_path):
    rows = [derived("A", "YIELD * 2"), derived("B", "A + AREA")]
    loading.load(write(tmp_path / "basic", {**BASIC, "indicators": [*rows, *BASIC["indicators"]]}))
    assert dict(Indicator.objects.filter(depth__gt=0).values_list("code", "depth")) == {
        "YIELD": 1,
        "A": 2,
        "B": 3,
    }


def test_cells_beyond_reason_are_refused(tmp_path):
    codes = [f"D{each}|C{code}|x|x" for each in range(4) for code in range(12)]
    dimensions = [*BASIC["dimensions"], *(f"D{each}|x|x" for each in range(4))]
    tables = {"dimensions": dimensions, "codes": [*BASIC["codes"], *codes]}
    rows = [*BASIC["indicators"], indicator("A", breakdowns="D0*D1*D2*D3")]
    folder = write(tmp_path / "basic", {**BASIC, **tables, "indicators": rows})
    assert refusal(folder) == [("indicators.csv:7:breakdowns", "breakdown.refused")]


def test_the_shipped_packs_load_in_their_order():
    kept = samples.ship()
    assert 80 <= len(kept.indicators) <= 120
    for name in samples.ORDER:
        assert loading.load(samples.SHIPPED / name).same
