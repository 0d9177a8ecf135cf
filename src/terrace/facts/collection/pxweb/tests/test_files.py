"""Defects of whole files: encodings, separators, other formats, length."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrace.base.kernel.problems import KINDS, Refused
from terrace.facts.collection.pxweb.cells import Cell
from terrace.facts.collection.pxweb.reading import open_table, read
from terrace.facts.collection.pxweb.tests.tables import HEAD, PLAIN, TITLE, codes, table, values


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_word(codec):
    file = read((TITLE + HEAD + '"Hà Nội";1.5;2').encode(codec), "t.csv")
    assert values(file) == {("Hà Nội", 2015, ""): "1.5", ("Hà Nội", 2016, ""): "2"}
    assert not file.faults


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-16-le", "Hoa Binh"), ("utf-16-be", "Hoa Binh"), ("cp1258", "Đăk Lăk"), ("cp1252", "Hòa Bình")],
)
def test_another_encoding_is_read_with_a_warning(codec, name):
    file = read((TITLE + HEAD + f'"{name}";1;2').encode(codec), "t.csv")
    assert codes(file) == [("file_encoding", "t.csv:1:1")]
    assert file.warnings == file.faults
    assert {cell.area_text for cell in file.cells} == {name}


def test_windows_1258_with_tones_apart_becomes_one_form():
    data = (TITLE + HEAD).encode() + b'"H\xe0 N\xf4\xf2i";1;2'
    assert {cell.area_text for cell in read(data, "t.csv").cells} == {"Hà Nội"}


def test_bytes_of_no_known_encoding_are_refused():
    file = read((TITLE + HEAD).encode() + b'"Ha \x81\x8d Noi";1;2', "t.csv")
    assert (codes(file), file.cells) == ([("file_undecodable", "t.csv:1:1")], ())


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found(separator):
    text = TITLE + (HEAD + '"Ha Noi";1.5;2').replace(";", separator)
    assert values(read(text.encode(), "t.csv")) == PLAIN


def test_an_unquoted_head_with_a_comma_in_it_is_read():
    file = table("Ha Noi;1.5;2", head="Cities, provincies;2015;2016\n", title="Poultry, heads, 2015-2016\n")
    assert values(file) == PLAIN
    assert file.title == "Poultry, heads, 2015-2016"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_every_end_of_line_is_known(end):
    assert values(read((TITLE + HEAD + '"Ha Noi";1.5;2').replace("\r\n", end).encode(), "t.csv")) == PLAIN


def test_a_trailing_nul_byte_is_dropped():
    for codec in ("utf-8", "utf-16"):
        data = (TITLE + HEAD + "Ha Noi;1.5;2").encode(codec)
        assert values(read(data + b"\0", "t.csv")) == PLAIN
        assert values(read(data + b"\0\0", "t.csv")) == PLAIN


def test_bytes_of_a_legacy_font_are_a_fault_too():
    file = read((TITLE + HEAD).encode() + b'"H\xb5 N\xe9i";1;2\nHa Noi;1.5;2', "t.csv")
    assert [code for code, _ in codes(file)] == ["file_encoding", "text_tcvn3"]
    assert values(file) == PLAIN


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"PK\x03\x04\x14\0\x06\0", "an Excel file (.xlsx) or a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel file (.xls)"),
        (b"%PDF-1.7", "a PDF file"),
        (b"\n <!DOCTYPE html>", "an HTML or XML page"),
        (b'{"dataset": {}}', "a JSON file"),
        (b'CHARSET="ANSI";\n', "a PC-Axis file (.px)"),
        (b"\x7fELF\x02\x01\x01\0\0\0\x03", "a binary file"),
    ],
)
def test_a_file_of_another_format_is_named(data, form):
    file = read(data, "t.csv")
    assert (codes(file), file.cells) == ([("file_format", "t.csv:1:1")], ())
    assert form in file.faults[0].message_en


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n", b"\0", b"\xff\xfe", "\r\n".encode("utf-16")])
def test_an_empty_file_is_told(data):
    assert codes(read(data, "t.csv")) == [("file_empty", "t.csv:1:1")]


@pytest.mark.parametrize("text", ["just words", "a;b;c\n1;2;3", "Hue;5;6;7\nHa Noi;1999;2003;2005"])
def test_a_file_without_heads_is_told(text):
    assert codes(read(text.encode(), "t.csv")) == [("head_absent", "t.csv:1:1")]


def test_a_table_without_a_title_is_read_with_a_warning():
    file = table("Ha Noi;1.5;2", title="")
    assert (file.title, values(file), codes(file)) == ("", PLAIN, [("title_absent", "t.csv:1:1")])


def test_a_file_that_is_not_there_is_a_fault(tmp_path):
    assert codes(read(tmp_path / "no.csv")) == [("file_absent", "no.csv:1:1")]


def test_a_file_on_disk_gives_its_name_to_the_pointers(tmp_path):
    (tmp_path / "a.csv").write_text(TITLE + HEAD + "Ha Noi;x;2")
    assert codes(read(tmp_path / "a.csv")) == [("number_unreadable", "a.csv:4:2")]
    assert codes(read(str(tmp_path / "a.csv"), "b")) == [("number_unreadable", "b:4:2")]


def test_a_long_table_comes_as_a_stream():
    rows = "".join(f"Area {number};1.5;2\n" for number in range(50_000))
    entries = open_table((TITLE + HEAD + rows).encode(), "t.csv").entries()
    assert [entry.row for entry in islice(entries, 3) if isinstance(entry, Cell)] == [4, 4, 5]


@given(st.binary(max_size=200) | st.builds(lambda tail: (TITLE + HEAD).encode() + tail, st.binary(max_size=200)))
def test_no_bytes_break_the_reader(data):
    file = read(data, "t.csv")
    assert all((cell.value is None) == (cell.reason is not None) for cell in file.cells)


def test_opening_what_is_no_table_is_refused():
    with pytest.raises(Refused, match=r"pxweb\.file_empty"):
        open_table(b"", "t.csv")


def test_every_kind_speaks_both_languages_with_advice():
    kinds = [kind for code, kind in KINDS.items() if code.startswith("pxweb.")]
    assert len(kinds) > 15
    assert all(kind.vi and kind.en and kind.advice_vi and kind.advice_en for kind in kinds)


def test_a_second_variable_beside_the_area_is_refused_whole():
    file = table("Ha Noi;Male;1", "Ha Noi;Female;1", head="Area;Sex;2015\n")
    assert (codes(file), file.cells) == ([("head_variables", "t.csv:3:2")], ())
