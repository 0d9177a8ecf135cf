"""Search by name, as people type it."""

from datetime import date

import pytest

from terrace.base.places import queries
from terrace.base.places.tests.test_country import OLD, TODAY

pytestmark = pytest.mark.usefixtures("country")


@pytest.mark.parametrize("text", ["Hà Giang", "ha giang", "Ha  Giang", "HÀ GIANG", "Tỉnh Hà Giang"])
def test_a_former_province_leads_to_what_it_became(text: str):
    first = queries.search(text, TODAY)[0]
    assert (first.full_name, first.valid_on_day) == ("Tỉnh Hà Giang", False)
    assert first.became == (("08", "Tỉnh Tuyên Quang"),)


def test_the_same_place_was_there_before():
    first = queries.search("ha giang", OLD)[0]
    assert (first.code, first.valid_on_day, first.became) == ("02", True, ())


@pytest.mark.parametrize("text", ["Hoà Bình", "Hòa Bình", "hoa binh"])
def test_the_place_of_the_tone_does_not_matter(text: str):
    assert queries.search(text, OLD)[0].code == "17"


@pytest.mark.parametrize("text", ["Tuyen Quagn", "Tuyn Quang", "tuyênquang"])
def test_a_misspelt_name_is_found(text: str):
    assert "Tỉnh Tuyên Quang" in {hit.full_name for hit in queries.search(text, TODAY)}


def test_a_commune_is_shown_with_what_it_belongs_to():
    hit = next(hit for hit in queries.search("ha giang 1", TODAY) if hit.code == "00694")
    assert hit.path == "Phường Hà Giang 1, Tỉnh Tuyên Quang"
    old = next(hit for hit in queries.search("Thị trấn Vị Xuyên", TODAY) if hit.level == 4)
    assert old.path == "Thị trấn Vị Xuyên, Huyện Vị Xuyên, Tỉnh Hà Giang"


def test_a_district_became_what_its_communes_became():
    hit = queries.search("huyện đồng văn", TODAY)[0]
    assert ("00721", "Xã Đồng Văn") in hit.became
    assert len(hit.became) == 6


def test_a_chain_of_changes_leads_to_today():
    assert queries.search("Hà Tây", TODAY)[0].became == (("01", "Thành phố Hà Nội"),)
    assert queries.search("Hà Tây", date(2000, 1, 1))[0].valid_on_day


@pytest.mark.parametrize("text", ["", "  ", "%", "' or 1=1 --", "x" * 500])
def test_odd_texts_find_nothing_and_break_nothing(text: str):
    assert queries.search(text, TODAY) == []


def test_the_limit_is_kept():
    assert len(queries.search("tan", TODAY, limit=7)) == 7
