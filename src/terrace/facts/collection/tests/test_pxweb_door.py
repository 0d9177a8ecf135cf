"""Official tables through the door: what is stored, what is named row by row, and that nothing is guessed."""

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from terrace.base.audit.models import Entry
from terrace.base.kernel import periods
from terrace.base.packs import loading
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.base.places.models import Level
from terrace.facts.catalogue import queries, snapshot
from terrace.facts.catalogue.models import PxTable
from terrace.facts.catalogue.pxweb import item_key
from terrace.facts.collection import pxweb_door
from terrace.facts.collection.models import Observation, Reason, Status, Submission

PACKS = Path(__file__).parents[5] / "packs"
TITLE = "Poverty rate by province"
HEAD = '"Cities, provincies";"2006";"Prel. 2008"'


@pytest.fixture
def office(db):
    """The country and the packs that know the official tables."""
    places.load_country()
    for pack in ("common", "agriculture", "population", "education"):
        loading.load(PACKS / pack)


@pytest.fixture
def write(tmp_path):
    def written(*rows: str, head: str = HEAD, title: str = TITLE, name: str = "table.csv") -> Path:
        path: Path = tmp_path / name
        lines = [f'"{title} by Cities, provincies and Year"', "", head, *rows]
        path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
        return path

    return written


def kept(indicator: str, code: str, year: int) -> Observation | None:
    period = periods.parse(str(year))
    area = index.current().resolve(code, period.end)
    spec = snapshot.current().indicators[indicator]
    return Observation.objects.filter(indicator_id=spec.id, area_id=area or 0, period=period.id).first()


def faults(report: pxweb_door.Report) -> list[tuple[str, str]]:
    return [(fault.code, fault.pointer) for fault in report.faults]


def test_a_table_is_handed_in_and_its_years_are_public(office, write):
    report = pxweb_door.load([write("Ha Giang;41.5;37.6", "WHOLE COUNTRY;15.5;13.4")])
    assert (report.cells, report.accepted, report.refused, report.faults) == (4, 4, {}, [])
    row = kept("POVERTY_RATE", "02", 2008)
    assert row
    assert (row.value, row.status) == (Decimal("37.6"), Status.PROVISIONAL)
    spec = snapshot.current().indicators["POVERTY_RATE"]
    assert queries.released_level(spec.id, periods.parse("2006").id) == Level.PROVINCE
    assert Entry.objects.filter(verb="figure.release").count() == 1


def test_loading_the_same_table_again_changes_nothing_and_says_so(office, write):
    path = write("Ha Giang;41.5;37.6")
    first, again = pxweb_door.load([path]), pxweb_door.load([path])
    assert (first.same, again.same) == (False, True)
    assert Submission.objects.count() == 1
    row = kept("POVERTY_RATE", "02", 2006)
    assert row
    assert row.revision == 1
    assert again.files[0].released == 0


def test_the_same_table_is_handed_in_anew_when_a_pack_reads_it_otherwise(office, write):
    path = write("Ha Giang;41.0;37.0")
    pxweb_door.load([path])
    PxTable.objects.filter(title="poverty rate by province").update(factor=Decimal("0.1"))
    assert not pxweb_door.load([path]).same
    row = kept("POVERTY_RATE", "02", 2006)
    assert row
    assert (row.value, row.revision) == (Decimal("4.1"), 2)


def test_a_gap_is_kept_as_missing_where_the_place_was_and_is_nothing_where_it_was_not(office, write):
    report = pxweb_door.load([write("Ha Tay;10.1;..", "Ha Giang;..;37.6")])
    assert (report.accepted, report.missing, report.nothing, report.faults) == (2, 1, 1, [])
    gap = kept("POVERTY_RATE", "02", 2006)
    assert gap
    assert (gap.value, gap.reason) == (None, Reason.MISSING)


def test_a_figure_of_a_place_that_was_no_more_is_refused(office, write):
    report = pxweb_door.load([write("Ha Tay;10.1;9.9")])
    assert faults(report) == [("pxweb.area_absent", "table.csv:4:3")]
    assert report.refused == {"pxweb.area_absent": 1}


def test_a_row_that_is_no_place_is_named_once_and_the_rest_is_loaded(office, write):
    report = pxweb_door.load([write("Units elsewhere;1.0;2.0", "Ha Giang;41.5;37.6")])
    assert faults(report) == [("pxweb.area_unknown", "table.csv:4:1")]
    assert report.refused == {"pxweb.area_unknown": 2}
    assert report.accepted == 2


def test_two_halves_of_a_province_before_its_split_are_not_added(office, write):
    head = '"Cities, provincies";"2003";"2004"'
    report = pxweb_door.load([write("Dien Bien;2.9;3.0", "Lai Chau;0.6;0.7", head=head)])
    assert faults(report) == [("pxweb.place_shared", "table.csv:4:2"), ("pxweb.place_shared", "table.csv:5:2")]
    assert kept("POVERTY_RATE", "12", 2003) is None
    assert report.accepted == 2


def test_the_only_half_with_a_figure_speaks_for_the_undivided_province(office, write):
    head = '"Cities, provincies";"2002";"2004"'
    report = pxweb_door.load([write("Dien Bien;..;3.0", "Lai Chau;0.6;0.7", head=head)])
    row = kept("POVERTY_RATE", "12", 2002)
    assert row
    assert (row.value, report.nothing, report.faults) == (Decimal("0.6"), 1, [])


def test_a_column_whose_year_is_doubtful_is_held_back(office, write):
    head = '"Cities, provincies";"1997";"1988";"1999"'
    report = pxweb_door.load([write("Ha Giang;1.0;2.0;3.0", head=head)])
    assert faults(report) == [("pxweb.year_doubtful", "table.csv:3:3"), ("pxweb.cell_doubtful", "table.csv:4:3")]
    assert (report.accepted, report.refused) == (2, {"pxweb.cell_doubtful": 1})


def test_a_table_that_no_pack_knows_is_one_fault(office, write):
    report = pxweb_door.load([write("Ha Giang;1;2", title="Number of dragons", name="dragons.csv")])
    assert faults(report) == [("pxweb.title_unknown", "dragons.csv:1:1")]
    assert report.refused == {"pxweb.title_unknown": 2}
    assert Submission.objects.count() == 0


def test_what_the_door_refuses_is_named_at_its_cell_and_the_rest_is_loaded(office, write):
    report = pxweb_door.load([write("Ha Giang;41.5;137.6", "Cao Bang;38.123;35.5")])
    assert faults(report) == [("value.range", "table.csv:4:3"), ("value.decimals", "table.csv:5:2")]
    assert report.accepted == 2


def test_an_unknown_source_refuses_all_and_stores_nothing(office, write):
    report = pxweb_door.load([write("Ha Giang;41.5;37.6")], source="nobody")
    assert [fault.code for fault in report.faults] == ["source.unknown"]
    assert Submission.objects.count() == 0


def test_a_file_that_is_not_there_is_a_fault_and_the_others_are_loaded(office, write, tmp_path):
    report = pxweb_door.load([tmp_path / "absent.csv", write("Ha Giang;41.5;37.6")])
    assert [fault.code for fault in report.faults] == ["pxweb.file_absent"]
    assert report.accepted == 2


def _shared() -> Path | None:
    """`../shared/data/gso` of the repository, looked for upwards from here."""
    for folder in Path(__file__).resolve().parents:
        found = folder.parent / "shared" / "data" / "gso"
        if found.is_dir():
            return found
    return None


SHARED = _shared()


@pytest.mark.skipif(SHARED is None, reason="../shared/data/gso is not here")
def test_every_figure_of_the_real_tables_equals_the_careful_reading(office):
    assert SHARED
    report = pxweb_door.load(sorted((SHARED / "pxweb_csv").glob("*.csv")))
    assert (report.cells, report.accepted, report.missing, report.nothing) == (41_419, 39_542, 862, 868)
    assert report.refused == {"pxweb.cell_doubtful": 71, "pxweb.area_unknown": 62, "pxweb.place_shared": 14}
    wrong = [row for row in _tidy() if not _equals(row)]
    assert not wrong, wrong[:5]


def _tidy() -> list[dict[str, str]]:
    """The rows of the careful reading that have a value and a year that is no misprint."""
    assert SHARED
    with (SHARED / "tidy.csv").open(encoding="utf-8", newline="") as rows:
        return [row for row in csv.DictReader(rows) if row["value"] and row["year"] != "1988"]


#: Not places; and years in which both halves of a province have figures.
OUTSIDE = {"Units are not included in provinces", "Pupils in universities"}
HALVES = {"Dien Bien", "Lai Chau", "Dak Lak", "Dak Nong", "Can Tho", "Hau Giang"}


def _equals(row: dict[str, str]) -> bool:
    """True when the observation is what the row says, or when there must be none."""
    if row["area"] in OUTSIDE:
        return True
    stored = _stored(row)
    if stored is None:
        return row["area"] in HALVES and row["year"] == "2003"
    return stored[0] == Decimal(row["value"]) * stored[1]


def _stored(row: dict[str, str]) -> tuple[Decimal, Decimal] | None:
    """Value kept for the row and the factor of its reading."""
    read = _readings(row["table"])[item_key(row["item"])]
    area = _area(row["area"], int(row["year"]))
    value = _values().get((read.indicator, read.breakdown, area, periods.parse(row["year"]).id))
    return None if value is None else (value, read.factor)


@cache
def _readings(table: str) -> dict[str, queries.PxReading]:
    return queries.px_readings(table)


@cache
def _area(text: str, year: int) -> int:
    levels = (Level.COUNTRY, Level.REGION, Level.PROVINCE)
    (found,) = [each for level in levels for each in index.current().by_name(text, date(year, 12, 31), level)]
    return found


@cache
def _values() -> dict[tuple[int, int, int, int], Decimal | None]:
    rows = Observation.objects.values_list("indicator_id", "breakdown_id", "area_id", "period", "value")
    return {row[:4]: row[4] for row in rows}
