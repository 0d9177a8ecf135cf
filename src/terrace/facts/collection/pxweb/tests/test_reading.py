"""Defects of rows, heads and cells: a small table by hand for each."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrace.facts.collection.pxweb.cells import Cell
from terrace.facts.collection.pxweb.tests.tables import HEAD, PLAIN, codes, table, values


def test_a_clean_table_is_read_whole():
    file = table('" WHOLE COUNTRY";1.50;..', '"Ha Noi";-0.4;12')
    assert (file.title, file.faults, file.notes) == ("Poultry by province", (), ())
    assert file.title_raw == "Poultry by province by Cities, provincies and Year"
    assert file.cells[0] == Cell(
        4, 2, "WHOLE COUNTRY", " WHOLE COUNTRY", "2015", 2015, False, "", Decimal("1.50"), None, "1.50"
    )
    assert [str(cell.value) for cell in file.cells] == ["1.50", "None", "-0.4", "12"]


@pytest.mark.parametrize("sign", ["..", "...", "…", "NA", "", "  ", '""', '".."'])
def test_a_sign_for_missing_is_missing(sign):
    assert values(table(f"Ha Noi;{sign};2"))[("Ha Noi", 2015, "")] == "missing"


@pytest.mark.parametrize("sign", ["-", " - ", "–"])
def test_a_dash_means_that_nothing_occurred(sign):
    assert values(table(f"Ha Noi;{sign};2"))[("Ha Noi", 2015, "")] == "not_applicable"


def test_zero_is_a_number_and_not_missing():
    assert values(table("Ha Noi;0;0.0")) == {("Ha Noi", 2015, ""): "0", ("Ha Noi", 2016, ""): "0.0"}


@pytest.mark.parametrize("head", ["Prel. 2016", "Pre.2016", "Sơ bộ 2016"])
def test_a_preliminary_year_makes_its_figures_provisional(head):
    file = table("Ha Noi;1;2", head=f"Area;X2015;{head}\n")
    assert [(cell.year, cell.provisional, cell.year_text) for cell in file.cells] == [
        (2015, False, "X2015"),
        (2016, True, head),
    ]


def test_a_marked_year_without_a_note_is_provisional_with_a_warning():
    file = table("Ha Noi;1;2", head="Area;2015;2016 (*)\n")
    assert [cell.provisional for cell in file.cells] == [False, True]
    assert codes(file) == [("year_marked", "t.csv:3:3")]


@pytest.mark.parametrize(
    ("note", "provisional"), [("(*) Preliminary", True), ("(*) Sơ bộ", True), ("(*) Census", False)]
)
def test_a_note_explains_a_marked_year(note, provisional):
    file = table("Ha Noi;1;2", "", note, head="Area;2015;2016 (*)\n")
    assert (file.cells[1].provisional, file.faults, file.notes) == (provisional, (), (note,))


def test_blanks_around_and_within_a_name_are_tidied_and_the_raw_text_stays():
    cell = table('"  Thai  Nguyen ";1;2').cells[0]
    assert (cell.area_text, cell.area_raw) == ("Thai Nguyen", "  Thai  Nguyen ")


def test_a_decomposed_name_is_composed():
    assert table("Ha\u0300 No\u0323\u0302i;1;2").cells[0].area_text == "Hà Nội"


def test_item_and_year_in_one_head_are_told_apart_in_either_order():
    file = table("Ha Noi;1;2;3", head='Area;"Total 2015";"2015  Lower secondary";"2015 Pupil (Thous. Pupil)"\n')
    assert [cell.item for cell in file.cells] == ["Total", "Lower secondary", "Pupil (Thous. Pupil)"]


def test_embedded_quotes_and_separators_are_kept():
    assert table('"Ba Ria; ""Vung Tau""";1;2').cells[0].area_text == 'Ba Ria; "Vung Tau"'


def test_thousands_separators_and_decimal_commas_are_read():
    assert [str(cell.value) for cell in table('"Ha Noi";"1.234,5";1 234,5', "Hue;12,5;1\u00a0234\u00a0567").cells] == [
        "1234.5",
        "1234.5",
        "12.5",
        "1234567",
    ]


def test_a_number_with_two_meanings_is_settled_by_the_rest_of_the_file():
    assert values(table("Ha Noi;1.234;12,5"))[("Ha Noi", 2015, "")] == "1234"
    assert values(table("Ha Noi;1.234;12.5"))[("Ha Noi", 2015, "")] == "1.234"


@pytest.mark.parametrize("other", ["7", "12.5;2\nHue;12,5"])
def test_a_number_with_two_meanings_is_a_fault_when_the_file_settles_nothing(other):
    file = table(f"Ca Mau;1.234;2\nHa Noi;{other};3")
    assert codes(file)[0] == ("number_ambiguous", "t.csv:4:2")
    assert ("Ca Mau", 2015, "") not in values(file)


def test_empty_lines_are_passed_over_and_counted():
    file = table("", "Ha Noi;1.5;2", ";;", "", "Hue;3;4")
    assert {cell.row for cell in file.cells} == {5, 8}
    assert not file.faults


def test_notes_below_the_table_are_kept_apart():
    file = table(
        "Ha Noi;1.5;2",
        "",
        "Figures are rounded.",
        "(*) Not counting; universities",
        "Source: GSO;;",
        "Nguồn: TCTK",
    )
    assert values(file) == PLAIN
    assert len(file.notes) == 4
    assert not file.faults


def test_a_name_without_figures_in_the_table_is_a_fault():
    file = table("Red River Delta", "Ha Noi;1.5;2")
    assert (codes(file), values(file)) == ([("row_bare", "t.csv:4:1")], PLAIN)


def test_units_that_are_no_provinces_are_rows_like_others():
    assert table("Units are not included in provinces;..;12.5").cells[1].value == Decimal("12.5")


def test_a_row_that_stands_twice_alike_is_read_once():
    file = table("Ha Noi;1.5;2", "HA  NOI;1.5;2")
    assert (values(file), codes(file)) == (PLAIN, [("row_repeated", "t.csv:5:1")])


def test_rows_of_one_area_that_differ_give_only_the_cells_that_agree():
    file = table("Ha Noi;1.5;2", "Ha Noi;1.5;3")
    assert values(file) == {("Ha Noi", 2015, ""): "1.5"}
    assert codes(file) == [("cell_conflict", "t.csv:5:3"), ("row_repeated", "t.csv:5:1")]


def test_columns_of_one_year_that_differ_give_only_the_cells_that_agree():
    file = table("Ha Noi;1.5;2;3", "Hue;1;4;4", head="Area;2015;Prel. 2016;2016\n")
    assert values(file) == {("Ha Noi", 2015, ""): "1.5", ("Hue", 2015, ""): "1", ("Hue", 2016, ""): "4"}
    assert codes(file) == [("column_repeated", "t.csv:3:4"), ("cell_conflict", "t.csv:4:4")]


def test_the_heads_printed_again_are_passed_over():
    file = table("Ha Noi;1.5;2", HEAD.strip())
    assert (values(file), file.faults) == (PLAIN, ())


@pytest.mark.parametrize("row", ["Hue;1", "Hue;1;2;3", "Hue;1,5;2;5"])
def test_a_ragged_row_is_not_read(row):
    file = table(row, "Ha Noi;1.5;2")
    assert (codes(file), values(file)) == ([("row_ragged", "t.csv:4:1")], PLAIN)


def test_separators_too_many_at_the_end_do_no_harm():
    assert values(table("Ha Noi;1.5;2;;")) == PLAIN
    assert values(table("Ha Noi;1.5;2", head="Area;2015;2016;\n")) == PLAIN


def test_a_row_without_a_name_is_a_fault():
    assert codes(table(";1;2")) == [("row_nameless", "t.csv:4:1")]


def test_a_lost_quotation_mark_spoils_its_rows_only():
    file = table('"Ha Nam;1;2', '"Hue";3;4', "Ha Noi;1.5;2")
    assert (codes(file), values(file)) == ([("row_quote", "t.csv:4:1")], PLAIN)


def test_a_quotation_mark_that_never_closes_is_told():
    file = table("Ha Noi;1.5;2", '"Ha Nam;' + "1;2\r\n" * 40_000)
    assert (codes(file), values(file)) == ([("file_broken", "t.csv:5:1")], PLAIN)


def test_a_column_without_a_year_is_a_fault_and_the_others_are_read():
    file = table("Ha Noi;1.5;7;2", head="Area;2015;Average;2016\n")
    assert (codes(file), values(file)) == ([("column_year", "t.csv:3:3")], PLAIN)


def test_a_misprinted_year_is_read_as_printed_and_marked_as_doubtful():
    file = table("Ha Noi;1;2;3;4", head="Area;1996;1997;1988;1999\n")
    assert [(cell.year, cell.doubtful) for cell in file.cells] == [
        (1996, False),
        (1997, False),
        (1988, True),
        (1999, False),
    ]
    assert codes(file) == [("year_doubtful", "t.csv:3:4")]


@pytest.mark.parametrize("raw", ["abc", "12%", "#REF!", "1.2E+05", "12.5 (*)", "N/A", "."])
def test_a_cell_that_is_no_number_is_a_fault(raw):
    file = table(f"Ha Noi;{raw};2")
    assert codes(file) == [("number_unreadable", "t.csv:4:2")]
    assert f"“{raw}”" in file.faults[0].message_vi
    assert values(file) == {("Ha Noi", 2016, ""): "2"}


def test_text_of_a_legacy_font_is_a_fault_of_its_row():
    file = table("Hµ Néi;1;2", "Ha Noi;1.5;2")
    assert (codes(file), values(file)) == ([("text_tcvn3", "t.csv:4:1")], PLAIN)


def test_a_legacy_font_in_heads_and_title_is_told():
    file = table("Ha Noi;1.5;7;2", head="Area;2015;N÷ 2015;2016\n", title="D©n sè\n")
    assert codes(file) == [("text_tcvn3", "t.csv:1:1"), ("text_tcvn3", "t.csv:2:3")]
    assert values(file) == PLAIN


@given(st.lists(st.text(st.sampled_from('12.,- ;"\nab*('), max_size=20), max_size=6))
def test_no_rows_break_the_reader(rows):
    file = table(*rows, "Ha Noi;1.5;2")
    assert all(fault.pointer.startswith("t.csv:") for fault in file.faults)
