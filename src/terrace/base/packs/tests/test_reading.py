"""Folders of tables as officials leave them."""

import unicodedata
from pathlib import Path

import pytest

from terrace.base.kernel.problems import Refused
from terrace.base.packs import reading
from terrace.base.packs.reading import Folder
from terrace.base.packs.tests import books

TEXT = "code,name_vi\nHA,héc-ta\nTONNE,tấn\n"


def put(folder: Path, name: str, content: str | bytes) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(raw)


def cells(folder: Folder, table: str = "units") -> list[dict[str, str]]:
    return [row.cells for row in folder.sheets[table].rows]


def faults(folder: Folder) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in folder.faults]


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        TEXT.encode("utf-8-sig"),
        TEXT.replace(",", ";"),
        TEXT.replace(",", "\t"),
        TEXT.replace("\n", "\r\n"),
        'code,name_vi\n"HA","héc-ta"\n"TONNE","tấn"',
        unicodedata.normalize("NFD", TEXT),
        "Code , NAME_VI \n HA\0 ,  héc-ta \nTONNE,tấn\n\n",
        "code,name_vi,\nHA,héc-ta,\nTONNE,tấn,\n",
    ],
)
def test_what_excel_does_to_a_csv_file_is_tidied(tmp_path, content):
    put(tmp_path, "units.csv", content)
    folder = reading.read(tmp_path)
    assert faults(folder) == []
    assert cells(folder) == [{"code": "HA", "name_vi": "héc-ta"}, {"code": "TONNE", "name_vi": "tấn"}]


def test_excel_numbers_come_back_as_they_were_typed(tmp_path):
    books.write(tmp_path / "units.xlsx", [["code", "decimals", "factor"], ["HA", 4.0, 0.1], ["TONNE ", 1e3, 1e-7]])
    folder = reading.read(tmp_path)
    assert faults(folder) == []
    assert [list(each.values()) for each in cells(folder)] == [
        ["HA", "4", "0.1"],
        ["TONNE", "1000", "0.0000001"],
    ]


def test_rows_are_counted_as_excel_counts_them(tmp_path):
    put(tmp_path, "units.csv", 'code,name_vi\n\nHA,"héc\nta"\n,\nTONNE,tấn\n')
    rows = reading.read(tmp_path).sheets["units"].rows
    assert [(row.number, row.pointer("code")) for row in rows] == [
        (3, "units.csv:3:code"),
        (5, "units.csv:5:code"),
    ]
    books.write(tmp_path / "codes.xlsx", [["code"], [None], ["F"]])
    assert reading.read(tmp_path).sheets["codes"].rows[0].number == 3


def test_files_that_cannot_be_read_are_faults_and_the_others_are_read(tmp_path):
    put(tmp_path, "units.csv", TEXT)
    put(tmp_path, "sectors.csv", "code,name_vi\nA,Hµ Néi\n".encode("cp1252"))
    put(tmp_path, "codes.xlsx", b"not a workbook")
    put(tmp_path, "sources.xls", b"old")
    put(tmp_path, "indicators.csv", 'code,name_vi\n"A"b,c\n')
    put(tmp_path, "README.md", "notes")
    put(tmp_path, "~$units.xlsx", b"lock")
    folder = reading.read(tmp_path)
    assert len(cells(folder)) == 2
    assert faults(folder) == [
        ("codes.xlsx", "pack.file_broken"),
        ("indicators.csv", "pack.file_broken"),
        ("sectors.csv", "pack.encoding"),
        ("sources.xls", "pack.file_kind"),
    ]


def test_faults_of_shape_name_their_place(tmp_path):
    put(tmp_path, "units.csv", "code,name_vi,code\nHA,Hµ,\nTONNE,tấn,,beyond\n")
    put(tmp_path, "codes.csv", "code\nF\n")
    books.write(tmp_path / "codes.xlsx", [["code"], ["F"]])
    books.write(tmp_path / "sectors.xlsx", [["code"], ["a"]], [["more"]])
    assert faults(reading.read(tmp_path)) == [
        ("codes.xlsx", "pack.table_twice"),
        ("sectors.xlsx", "pack.sheets"),
        ("units.csv:1", "pack.column_twice"),
        ("units.csv:2:name_vi", "pack.text_tcvn3"),
        ("units.csv:3", "pack.cells_beyond"),
    ]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match=r"pack\.folder"):
        reading.read(tmp_path / "absent")
    assert faults(reading.read(tmp_path)) == [("", "pack.empty")]
