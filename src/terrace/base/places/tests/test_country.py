"""The shipped country: counts, trees, names, and that facts agree with the lists they come from."""

import csv
import doctest
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.types.range import DateRange

from terrace.base.audit.models import Entry
from terrace.base.bus.models import Outbox
from terrace.base.places import actions, index, kinds, names, polylines, shipped
from terrace.base.places.index import Index
from terrace.base.places.models import Boundary, Level, PlaceChange, PlaceLink, PlaceVersion
from terrace.base.places.tests.conftest import empty

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data"
OLD, NEW, TODAY = date(2025, 6, 30), date(2025, 7, 1), date(2026, 8, 1)


def shared(name: str) -> Iterator[dict[str, str]]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def place(country: Index, code: str, day: date) -> int:
    found = country.resolve(code, day)
    assert found is not None
    return found


@pytest.mark.parametrize("module", [kinds, names, polylines])
def test_examples_in_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2003, 12, 31), (1, 6, 61, 0, 0)),
        (date(2004, 1, 1), (1, 6, 64, 137, 2269)),
        (date(2008, 8, 1), (1, 6, 63, 137, 2269)),
        (OLD, (1, 6, 63, 137, 2269)),
        (NEW, (1, 0, 34, 0, 3321)),
        (TODAY, (1, 0, 34, 0, 3321)),
    ],
)
def test_the_country_has_its_official_counts(country: Index, day: date, counts: tuple[int, ...]):
    nation = place(country, "VN", day)
    assert tuple(country.count(nation, day, level) for level in Level) == counts


def test_units_are_as_in_the_list_of_2025(country: Index):
    for row in shared("areas/units_from_2025-07-01.csv"):
        version = country.version(place(country, row["code"], TODAY), TODAY)
        assert version is not None
        assert (version.name, version.name_en) == (row["name"], row["name_en"])
        assert version.full_name.casefold() == row["full_name"].casefold()  # the list has one "xã"
        assert version.kind == row["kind"]


def test_units_are_as_in_the_list_until_2025(country: Index):
    for row in shared("areas/units_until_2025-06-30_north14.csv"):
        version = country.version(place(country, row["code"], OLD), OLD)
        assert version is not None
        assert version.full_name.casefold() == row["full_name"].casefold()
        parent = country.resolve(row["parent_code"] or "VN-R2", OLD)
        assert version.parent_id == parent


def test_every_pair_of_the_crosswalk_is_known(country: Index):
    pairs = {(row["old_code"], row["new_code"]) for row in shared("areas/crosswalk_2025-07-01_north14.csv")}
    for old, new in pairs:
        shares = country.sources(place(country, new, NEW), OLD, NEW)
        assert place(country, old, OLD) in {share.place_id for share in shares}
    changes = PlaceChange.objects.filter(day=NEW, source__level=Level.COMMUNE)
    assert changes.count() == len(pairs) - 35  # that many communes kept their territory and code


def test_fourteen_communes_were_split_by_estimate(country: Index):
    split = PlaceChange.objects.filter(day=NEW, kind="split")
    assert split.count() == 28
    assert set(split.values_list("weight", "estimated")) == {(Decimal("0.5"), True)}


def test_a_commune_that_kept_its_territory_is_the_same_place(country: Index):
    before, after = place(country, "04603", OLD), place(country, "04603", NEW)
    assert before == after
    assert country.sources(after, OLD, NEW)[0].weight == 1


def test_a_code_that_is_used_again_names_another_place(country: Index):
    assert place(country, "24", OLD) != place(country, "24", NEW)
    assert place(country, "08", OLD) != place(country, "08", NEW)
    assert place(country, "12", OLD) == place(country, "12", NEW)


def test_dong_nai_became_a_city_with_ten_more_wards(country: Index):
    before, after = date(2026, 4, 29), date(2026, 4, 30)
    province = place(country, "75", before)
    kinds_then = [country.version(each, before) for each in country.children(province, before)]
    kinds_now = [country.version(each, after) for each in country.children(province, after)]
    assert place(country, "75", after) == province
    assert [sum(v is not None and v.kind == "Phường" for v in each) for each in (kinds_then, kinds_now)] == [
        23,
        33,
    ]


def test_hue_was_renamed_and_stayed_the_same_place(country: Index):
    assert place(country, "46", date(2000, 1, 1)) == place(country, "46", TODAY)
    assert country.by_name("Thua Thien-Hue", TODAY, Level.PROVINCE) == (place(country, "46", TODAY),)


def test_every_name_with_a_figure_in_the_official_tables_is_one_place(country: Index):
    strangers = {"Pupils in universities", "Units are not included in provinces"}
    seen = {(row["area"], row["year"]) for row in shared("gso/tidy.csv") if row["value"]}
    for area, year in seen:
        day = date(max(int(year), 1990), 12, 31)  # a table writes 1988 for 1998
        levels = (Level.COUNTRY, Level.REGION, Level.PROVINCE)
        found = [each for level in levels for each in country.by_name(area, day, level)]
        assert len(found) == (0 if area in strangers else 1), (area, year)


def test_undivided_provinces_answer_to_the_names_that_tables_give_them(country: Index):
    day = date(2000, 12, 31)
    assert country.by_name("Dien Bien", day, Level.PROVINCE) == (place(country, "12", day),)
    assert country.by_name("Dien Bien", TODAY, Level.PROVINCE) == (place(country, "11", TODAY),)


def test_trees_are_whole_on_every_day_of_change(country: Index):
    for day in (date(1990, 1, 1), date(2004, 1, 1), date(2008, 8, 1), date(2025, 1, 1), NEW, TODAY):
        tree = country.tree(day)
        for place_id, version in tree.versions.items():
            chain = country.ancestors(place_id, day)
            levels = [country.level(each) for each in (place_id, *chain)]
            assert levels == sorted(levels, reverse=True)
            assert version.level == 0 or levels[-1] == 0


def test_leaves_are_the_places_without_children(country: Index):
    assert country.is_leaf(place(country, "00694", NEW), NEW)
    assert not country.is_leaf(place(country, "08", NEW), NEW)
    assert country.is_leaf(place(country, "28", date(2000, 1, 1)), date(2000, 1, 1))


@pytest.mark.usefixtures("country")
def test_links_say_the_same_as_the_index():
    found = index.current()
    for code, day in (("02", OLD), ("08", NEW), ("VN", date(2007, 12, 31)), ("VN", TODAY)):
        root = place(found, code, day)
        linked = PlaceLink.objects.filter(ancestor_id=root, valid__contains=day)
        assert set(linked.values_list("descendant_id", flat=True)) == set(found.descendants(root, day))


@pytest.mark.usefixtures("country")
def test_an_empty_register_is_filled_in_one_go():
    empty()
    assert actions.load_country().created
    assert Entry.objects.filter(verb="place.load").count() == 1
    assert Outbox.objects.filter(type="place.changed").count() == 1
    assert index.current().resolve("24", TODAY) is not None


@pytest.mark.usefixtures("country")
def test_loading_again_does_nothing():
    revision = index.refresh().revision
    again = actions.load_country()
    assert not again.created
    assert index.refresh().revision == revision


def test_a_change_of_another_process_is_noticed(country: Index):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_placeversion SET name_en = 'Vietnam' WHERE code = 'VN'")
    assert index.current() is country  # trusted for a second
    again = index.refresh()
    assert again is not country
    version = again.version(place(again, "VN", TODAY), TODAY)
    assert version is not None
    assert version.name_en == "Vietnam"


@pytest.mark.parametrize("column", ["place_id", "code"])
def test_overlapping_validity_is_impossible(country: Index, column: str):
    held = PlaceVersion.objects.filter(code="24").latest("id")
    stranger = PlaceVersion.objects.filter(code="28").get()
    values = {"place_id": stranger.place_id, "code": "99"} | {column: getattr(held, column)}
    with pytest.raises(IntegrityError, match="at_a_time"), transaction.atomic():
        PlaceVersion.objects.create(
            **values, name="x", full_name="x", name_en="x", kind="Xã", valid=DateRange(date(2026, 1, 1), None)
        )


@pytest.mark.usefixtures("country")
def test_measures_are_there_for_the_whole_country():
    assert Boundary.objects.exclude(rings="").count() == 34 + 841
    assert Boundary.objects.filter(place__level=Level.PROVINCE, area_km2__gt=500).count() == 34
    assert len(shipped.fingerprint()) == 64
