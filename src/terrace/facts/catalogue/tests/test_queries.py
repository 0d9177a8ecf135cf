"""Searching the shipped catalogue, and reading official tables with it."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from terrace.base.kernel.periods import Frequency
from terrace.facts.catalogue import pxweb, queries
from terrace.facts.catalogue.models import Release
from terrace.facts.catalogue.tests import samples

pytestmark = pytest.mark.django_db
GSO = Path(__file__).parents[6] / "shared" / "data" / "gso"


@pytest.fixture
def kept():
    return samples.ship()


def codes(text: str, sector: str = "") -> list[str]:
    return [spec.code for spec in queries.search(text, sector)]


def test_search_ignores_accents_case_and_the_order_of_words(kept):
    assert codes("nang suat lua")[0] in {"PADDY_YIELD", "SEASON_RICE_YIELD"}
    assert set(codes("nang suat lua")) == set(codes("Lúa năng SUẤT")) >= {"PADDY_YIELD", "RICE_HARVEST_YIELD"}
    assert codes("crude birth")[0] == "BIRTH_RATE"
    assert codes("paddy_yield") == ["PADDY_YIELD"]
    assert codes("số lượng trâu", "education") == []
    assert codes("không có gì như thế") == []


def test_the_ten_indicators_of_the_survey_are_there(kept):
    wanted = (
        "ECONOMIC_ESTABLISHMENTS ECONOMIC_EMPLOYEES ADMIN_ESTABLISHMENTS ADMIN_EMPLOYEES ANNUAL_CROP_AREA "
        "PERENNIAL_AREA RICE_HARVEST_YIELD RICE_OUTPUT PIG_HERD SLAUGHTER_WEIGHT FOREST_PLANTED FISH_AREA"
    )
    assert set(wanted.split()) <= kept.indicators.keys()


def test_every_shape_of_indicator_is_there(kept):
    specs = kept.indicators.values()
    assert {spec.frequency for spec in specs} == set(Frequency)
    assert {spec.area_rule for spec in specs} == {"sum", "mean", "none"}
    assert {spec.time_rule for spec in specs} == {"sum", "last", "mean", "none"}
    assert {len(spec.groups) for spec in specs} == {0, 1, 2}
    assert any(len(group) == 2 for spec in specs for group in spec.groups)


def test_a_release_makes_figures_public_down_to_a_level(kept):
    spec = kept.indicators["RICE_OUTPUT"]
    assert queries.released_level(spec.id, 2026610) is None
    Release.objects.create(indicator_id=spec.id, period=2026610, level=2)
    assert queries.released_level(spec.id, 2026610) == 2


def test_a_table_is_known_by_its_first_line_and_by_its_file_name(kept):
    name = "Number of pupils of general education as of 30 September by province"
    line = f'\ufeff"{name}(*) by Cities, provincies, Years and Items"'
    found = queries.px_readings(line)
    assert found == queries.px_readings(name)
    spec = kept.indicators["PUPILS"]
    assert found["primary"].indicator == spec.id
    assert found["primary"].breakdown == spec.breakdowns["GRADES=PRIMARY"]
    assert queries.px_readings("No such table") == {}


def official() -> Iterator[dict[str, str]]:
    with (GSO / "tidy.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.mark.skipif(not GSO.exists(), reason="the official tables are not beside the project")
def test_every_item_of_the_official_tables_has_a_reading_that_fits(kept):
    tables = {row["table"] for row in official()}
    assert len(tables) == 24
    readings = {table: queries.px_readings(table) for table in tables}
    for row in official():
        reading = readings[row["table"]][pxweb.item_key(row["item"])]
        spec = kept.by_id[reading.indicator]
        if row["value"]:
            value = Decimal(row["value"]) * reading.factor
            assert spec.minimum <= value <= spec.maximum, (row, spec.code)
            assert value == round(value, spec.decimals), (row, spec.code)


@pytest.mark.skipif(not GSO.exists(), reason="the official tables are not beside the project")
def test_the_first_lines_of_the_exports_are_recognised(kept):
    for path in sorted((GSO / "pxweb_csv").glob("*.csv")):
        line = path.read_text(encoding="utf-8-sig").partition("\n")[0]
        assert queries.px_readings(line), path.name
        assert queries.px_readings(path.stem) == queries.px_readings(line)
