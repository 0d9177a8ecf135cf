"""Opening files: every format, every encoding, percentages and fonts, and what is no workbook."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from terrace.base.kernel.legacy import Legacy
from terrace.base.kernel.problems import Refused
from terrace.facts.workbooks import csvs, opening
from terrace.facts.workbooks.sheets import Sheet
from terrace.facts.workbooks.tests.books import ods, save, table

ROWS: list[list[Any]] = [["Mã", "Xã", "Số lợn"], ["01273", "Xã Hạ Lang", 12.5]]


def sheet(content: bytes, name: str = "a.xlsx", number: int = 0) -> Sheet:
    return opening.open_book(content, name).sheets[number]


def test_an_xlsx_and_an_ods_hold_the_same_cells():
    assert sheet(table(ROWS)).rows == sheet(ods({"S": ROWS}), "a.ods").rows == ROWS


def test_an_old_xls_is_read():
    found = opening.open_book((Path(__file__).parent / "files" / "old.xls").read_bytes(), "a.xls")
    assert found.kind == "xls"
    assert found.sheets[0].rows == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
@pytest.mark.parametrize("delimiter", list(csvs.DELIMITERS))
def test_a_csv_is_read_in_every_encoding_and_delimiter(encoding: str, delimiter: str):
    text = f"Mã{delimiter}Tên xã{delimiter}Số lợn\r\n01273{delimiter}Xã Thị trấn Đông{delimiter}12\r\n"
    if encoding == "cp1258":
        text = _for_cp1258(text)
    rows = sheet(text.encode(encoding), "a.csv").rows
    assert rows == [["Mã", "Tên xã", "Số lợn"], ["01273", "Xã Thị trấn Đông", "12"]]


def _for_cp1258(text: str) -> str:
    """Windows-1258 has the vowels and, behind them, the tones."""
    import unicodedata

    tones = "\u0300\u0301\u0303\u0309\u0323"
    found = ""
    for sign in text:
        parts = unicodedata.normalize("NFD", sign)
        marks = "".join(each for each in parts if each in tones)
        found += unicodedata.normalize("NFC", "".join(each for each in parts if each not in tones)) + marks
    return found


def test_a_csv_in_an_old_font_is_read():
    rows = sheet("M·;X·\r\n01273;X· §«ng Thµnh\r\n".encode("latin-1"), "a.csv").rows
    assert rows == [["Mã", "Xã"], ["01273", "Xã Đông Thành"]]


def test_quoted_cells_may_hold_the_delimiter_and_line_ends():
    assert sheet(b'a,"b,\nc"\r\n1,2\r\n', "a.csv").rows == [["a", "b,\nc"], ["1", "2"]]


def test_percentages_are_known_by_their_format():
    book = Workbook()
    page = book.worksheets[0]
    page.append(["a", 0.125, 0.5, 3])
    page["B1"].number_format, page["C1"].number_format = "0.0%", "0%"
    assert sheet(save(book)).percents == {(0, 1), (0, 2)}
    assert sheet(ods({"S": [["a", (0.125, "%"), 3]]}), "a.ods").percents == {(0, 1)}


def test_the_font_of_a_cell_decides_how_it_is_read():
    book = Workbook()
    page = book.worksheets[0]
    page.append(["Sôn La", "Sôn La", "tØnh hµ giang"])
    page["A1"].font, page["C1"].font = Font(name="VNI-Times"), Font(name=".VnTimeH")
    found = sheet(save(book))
    assert found.rows == [["Sơn La", "Sôn La", "TỈNH HÀ GIANG"]]
    assert found.old_fonts == {Legacy.VNI: 1, Legacy.TCVN3: 1}


def test_a_sheet_in_an_old_font_is_read_with_its_doubtful_words():
    found = sheet(table([["X· Hµ Trung", "HuyÖn §ång V¨n", "Héi An", "Hải Phòng"]]))
    assert found.rows == [["Xã Hà Trung", "Huyện Đồng Văn", "Hội An", "Hải Phòng"]]


def test_decomposed_names_are_composed():
    assert sheet(table([["Ha\u0300 Giang"]])).rows == [["Hà Giang"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "workbook.empty"),
        (b"  \r\n", "workbook.empty"),
        (b"PK\x03\x04 broken", "workbook.unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "workbook.unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "workbook.encrypted"),
        (b"%PDF-1.7\x00\x01\x02", "workbook.unreadable"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "workbook.unreadable"),
    ],
)
def test_what_is_no_workbook_is_refused_with_advice(content: bytes, code: str):
    with pytest.raises(Refused) as raised:
        opening.open_book(content, "a.xlsx")
    assert [fault.code for fault in raised.value.faults] == [code]
    assert raised.value.faults[0].advice_vi


def test_a_file_that_unfolds_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(opening, "LARGEST_UNFOLDED", 1000)
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", "a" * 5000)
    with pytest.raises(Refused) as raised:
        opening.open_book(kept.getvalue(), "a.ods")
    assert raised.value.faults[0].code == "workbook.too_large"


def test_a_zip_that_is_no_workbook_is_refused():
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("hello.txt", "a")
    with pytest.raises(Refused) as raised:
        opening.open_book(kept.getvalue(), "a.zip")
    assert raised.value.faults[0].code == "workbook.unreadable"
