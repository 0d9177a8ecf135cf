"""The marked copy: faults as comments at their cells, colours, a list with links; mended and handed in again."""

from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from terrace.base.access.actors import Actor
from terrace.facts.workbooks import actions, keys, marking, opening, queries
from terrace.facts.workbooks.models import State, Upload
from terrace.facts.workbooks.tests.books import VALUE, as_csv, as_ods, change, fill, row_of
from terrace.facts.workbooks.tests.test_own_workbooks import WHOLE, download

WRONG = WHOLE | {"PIGS": "nhiều", "BIRTHS||": 99999}


def copy(actor: Actor, upload: Upload, language: str = "vi") -> bytes:
    content = queries.content(actor, upload)
    return marking.mark(content, opening.open_book(content, upload.name), queries.outcome(upload), language)


def said(sheet: Any, start: str) -> str:
    """The comment at the figure of a row; '' for none."""
    comment = sheet.cell(row_of(sheet, start), VALUE).comment
    return comment.text if comment else ""


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def test_every_fault_is_a_comment_at_its_cell(hoa: Actor):
    upload = actions.receive(hoa, "a.xlsx", fill(download(hoa), WRONG))
    assert upload.state == State.REFUSED
    book = opened(copy(hoa, upload))
    sheet = book.worksheets[1]
    assert "«nhiều» không phải là số" in said(sheet, "PIGS")
    assert sheet.cell(row_of(sheet, "PIGS"), VALUE).fill.fgColor.rgb == "FFFBD5D0"
    assert "khoảng" in said(sheet, "BIRTHS||")
    assert sheet.data_validations.dataValidation
    assert sheet.protection.sheet
    assert book[keys.HIDDEN_SHEET].sheet_state == "veryHidden"


def test_the_first_sheet_lists_them_with_links(hoa: Actor):
    upload = actions.receive(hoa, "a.xlsx", fill(download(hoa), WRONG))
    page = opened(copy(hoa, upload)).worksheets[0]
    assert page.title == "Lỗi"
    assert "2 lỗi" in str(page.cell(2, 1).value)
    link = page.cell(5, 3).hyperlink
    assert link is not None
    assert (link.location or link.target or "").endswith("!G" + str(page.cell(5, 3).value)[1:])


def test_it_speaks_english_to_who_reads_english(hoa: Actor):
    upload = actions.receive(hoa, "a.xlsx", fill(download(hoa), WRONG))
    book = opened(copy(hoa, upload, "en"))
    assert book.worksheets[0].title == "Faults"
    sheet = book.worksheets[1]
    assert "is not a number" in said(sheet, "PIGS")


def test_the_copy_is_mended_and_handed_in(hoa: Actor):
    upload = actions.receive(hoa, "a.xlsx", fill(download(hoa), WRONG))

    def mend(book: Workbook) -> None:
        sheet = book.worksheets[1]
        for start, value in WHOLE.items():
            sheet.cell(row_of(sheet, start), VALUE, value)

    mended = actions.receive(hoa, "a.xlsx", change(copy(hoa, upload), mend))
    assert mended.state == State.STORED, mended.outcome


def test_marks_of_an_earlier_copy_go_away(hoa: Actor):
    upload = actions.receive(hoa, "a.xlsx", fill(download(hoa), WRONG))

    def half(book: Workbook) -> None:
        sheet = book.worksheets[1]
        sheet.cell(row_of(sheet, "PIGS"), VALUE, 5)

    second = actions.receive(hoa, "a.xlsx", change(copy(hoa, upload), half))
    book = opened(copy(hoa, second))
    assert [sheet.title for sheet in book.worksheets].count("Lỗi") == 1
    sheet = book.worksheets[1]
    assert sheet.cell(row_of(sheet, "PIGS"), VALUE).comment is None
    assert sheet.cell(row_of(sheet, "BIRTHS||"), VALUE).comment is not None


def test_other_formats_get_a_fresh_workbook_with_the_same_cells(hoa: Actor):
    for name, save in (("a.ods", as_ods), ("a.csv", as_csv)):
        upload = actions.receive(hoa, name, save(fill(download(hoa), WRONG)))
        sheet = opened(copy(hoa, upload)).worksheets[1]
        cell = sheet.cell(row_of(sheet, "PIGS"), VALUE)
        assert (cell.value, cell.comment is not None) == ("nhiều", True)


def test_a_text_that_looks_like_a_formula_stays_a_text(hoa: Actor):
    upload = actions.receive(hoa, "a.csv", b"M\xc3\xa3;=1+1\r\n01273;=CMD()\r\n")
    page = opened(copy(hoa, upload)).worksheets[1]
    assert page.cell(1, 2).data_type == "s"
