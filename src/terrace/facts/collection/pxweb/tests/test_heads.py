"""Column heads in all the spellings that offices use."""

import pytest

from terrace.facts.collection.pxweb import heads


@pytest.mark.parametrize(
    ("text", "year", "item", "provisional"),
    [
        ("1995", 1995, "", False),
        (" 2016 ", 2016, "", False),
        ("2016.0", 2016, "", False),
        ("X2016", 2016, "", False),
        ("Prel. 2016", 2016, "", True),
        ("Pre.2016", 2016, "", True),
        ("Prel 2016", 2016, "", True),
        ("Preliminary 2016", 2016, "", True),
        ("Sơ bộ 2016", 2016, "", True),
        ("2016 (Prel.)", 2016, "", True),
        ("Năm 2016", 2016, "", False),
        ("Year 2016", 2016, "", False),
        ("(2016)", 2016, "", False),
        ("Total 1995", 1995, "Total", False),
        ("2002 Lower secondary", 2002, "Lower secondary", False),
        ("2002 Pupil (Thous. Pupil)", 2002, "Pupil (Thous. Pupil)", False),
        ("2002 Teacher (Pers.)", 2002, "Teacher (Pers.)", False),
        ("Male Prel. 2016", 2016, "Male", True),
        ("Prel. 2016  Male", 2016, "Male", True),
        ("Total.1995", 1995, "Total", False),
        ("X2002.Total", 2002, "Total", False),
        ("Nữ 2016", 2016, "Nữ", False),
        ("Preschool 2016", 2016, "Preschool", False),
        ("2016 Preschool", 2016, "Preschool", False),
    ],
)
def test_a_head_gives_its_year_and_item(text, year, item, provisional):
    head = heads.parse(2, text)
    assert head
    assert (head.year, head.item, head.provisional, head.text) == (year, item, provisional, text)


@pytest.mark.parametrize("text", ["2016 (*)", "2016(*)", "2016*", "Total 2016 (**)"])
def test_a_mark_at_the_year_is_seen(text):
    head = heads.parse(2, text)
    assert head
    assert head.marked
    assert head.year == 2016


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Total",
        "95",
        "20016",
        "2015-2016",
        "2015-16",
        "2015/16",
        "1/10/2016",
        "Pop 2016 male",
        "Total2016",
        "2016p",
        "3016",
    ],
)
def test_a_head_without_exactly_one_year_is_not_guessed(text):
    assert heads.parse(2, text) is None


def columns(*years: int, item: str = "") -> list[heads.Head]:
    return [heads.Head(place, str(year), year, item, False, False) for place, year in enumerate(years, start=2)]


def test_a_misprinted_year_stands_out_of_order():
    assert heads.out_of_order(columns(1995, 1996, 1997, 1988, 1999, 2000)) == {5}


def test_rising_and_falling_years_are_in_order():
    assert not heads.out_of_order(columns(1995, 1996, 2006))
    assert not heads.out_of_order(columns(2016, 2015, 2010))
    assert not heads.out_of_order(columns(2016, 2016, 2017))


def test_each_item_has_an_order_of_its_own():
    assert not heads.out_of_order(columns(1995, 1996) + columns(1995, 1996, item="Male"))
