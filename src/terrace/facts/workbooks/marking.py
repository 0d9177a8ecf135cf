"""A copy of the workbook in which every fault stands at its cell: a comment, a colour, and a first sheet to list them.

An `.xlsx` keeps everything else of it. Of `.xls`, `.ods` and `.csv` a fresh `.xlsx` with the same cells is made.
"""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from terrace.facts.workbooks import keys, styles
from terrace.facts.workbooks.outcomes import CellFault, Outcome
from terrace.facts.workbooks.sheets import Book, address

AUTHOR: Final = "Terrace"
#: Bytes of the cells of a workbook that is copied whole; of a larger one only the list is made.
LARGEST: Final = 40 * 1024 * 1024
#: Faults that are marked and listed.
MOST: Final = 2_000
_WRONG: Final = PatternFill("solid", fgColor="FF" + styles.WRONG[1:])
_INPUT: Final = PatternFill("solid", fgColor="FF" + styles.INPUT[1:])
_FONT: Final = styles.FONT


def mark(content: bytes, book: Book, outcome: Outcome, language: str) -> bytes:
    """The marked copy as `.xlsx`."""
    with translation.override(language):
        copy = _copy(content, book)
        listed = list(_faults(outcome))[:MOST]
        for number, name, fault in listed:
            sheet = _sheet(copy, book, number, name)
            if sheet is not None and fault.spot is not None:
                _mark(sheet, fault, language)
        _list(copy, book, listed, language)
        kept = BytesIO()
        copy.save(kept)
    return kept.getvalue()


def _faults(outcome: Outcome) -> Iterator[tuple[int, str, CellFault]]:
    for sheet in outcome.sheets:
        for fault in sheet.faults:
            yield sheet.index, sheet.name, fault


def _copy(content: bytes, book: Book) -> Workbook:
    """The workbook to mark, without the marks of an earlier copy."""
    if book.kind != "xlsx":
        return _fresh(book)
    if _unfolded(content) > LARGEST:
        return Workbook()
    copy = load_workbook(BytesIO(content))
    for sheet in list(copy.worksheets):
        if sheet.cell(1, 1).value == keys.FAULTS_MARK:
            copy.remove(sheet)
        else:
            _clean(sheet)
    return copy


def _unfolded(content: bytes) -> int:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return sum(each.file_size for each in archive.infolist())


def _clean(sheet: Worksheet) -> None:
    """Take our own comments and colours off."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = _INPUT if not cell.protection.locked else PatternFill()


def _fresh(book: Book) -> Workbook:
    """The same cells in a new workbook."""
    copy = Workbook()
    copy.remove(copy.worksheets[0])
    for each in book.sheets:
        sheet = copy.create_sheet(each.name[:31] or None)
        for row in each.rows:
            sheet.append([_storable(content) for content in row])
        sheet.sheet_state = "visible" if each.visible else "hidden"
    return copy


def _storable(content: Any) -> Any:
    """A text as a text, never as a formula, without signs that a workbook cannot hold."""
    if isinstance(content, str):
        clean = ILLEGAL_CHARACTERS_RE.sub("", content)
        return f"'{clean}" if clean.startswith("=") else clean
    return content


def _sheet(copy: Workbook, book: Book, number: int, name: str) -> Worksheet | None:
    """The sheet with the name, else the one at the place; a chart is none."""
    wanted = book.sheets[number].name if number < len(book.sheets) else name
    found = copy[wanted] if wanted in copy.sheetnames else None
    return found if isinstance(found, Worksheet) else None


def _mark(sheet: Worksheet, fault: CellFault, language: str) -> None:
    """Comment and colour of one cell; several faults of a cell share a comment."""
    cell = sheet.cell(fault.row + 1, fault.column + 1)
    if isinstance(cell, MergedCell):
        return
    text = f"{fault.message(language)}\n→ {fault.advice(language)}"
    if cell.comment is not None and text not in cell.comment.text:
        text = f"{cell.comment.text}\n\n{text}"
    cell.comment = Comment(text, AUTHOR, width=340, height=140)
    cell.fill = _WRONG


def _list(copy: Workbook, book: Book, faults: list[tuple[int, str, CellFault]], language: str) -> None:
    """The first sheet: every fault with a link to its cell."""
    sheet = copy.create_sheet(_free_name(copy, _("Faults")), 0)
    sheet.cell(1, 1, keys.FAULTS_MARK)
    sheet.row_dimensions[1].hidden = True
    _write(sheet, 2, 1, _("%d faults. Mend the coloured cells and hand this file in again.") % len(faults), bold=True)
    heads = (_("No."), _("Sheet"), _("Cell"), _("What is wrong"), _("What to do"))
    for column, (head, width) in enumerate(zip(heads, (6, 24, 10, 60, 60), strict=True), start=1):
        _write(sheet, 4, column, head, bold=True)
        sheet.column_dimensions["ABCDE"[column - 1]].width = width
    for number, (index, name, fault) in enumerate(faults, start=1):
        link = _link(copy, book, index, fault)
        texts = (number, name, fault.address or "–", fault.message(language), fault.advice(language))
        for column, text in enumerate(texts, start=1):
            cell = _write(sheet, 4 + number, column, text)
            if column == 3 and link:  # noqa: PLR2004 - the column of the cell's name
                cell.hyperlink, cell.style = link, "Hyperlink"
    sheet.freeze_panes = "A5"
    copy.active = 0
    for each in copy.worksheets[1:]:
        each.sheet_view.tabSelected = False


def _free_name(copy: Workbook, wanted: str) -> str:
    taken = {name.casefold() for name in copy.sheetnames}
    names = (wanted, *(f"{wanted} {number}" for number in range(2, 100)))
    return next(name for name in names if name.casefold() not in taken)


def _link(copy: Workbook, book: Book, index: int, fault: CellFault) -> str:
    sheet = _sheet(copy, book, index, "")
    if sheet is None or fault.spot is None:
        return ""
    quoted = sheet.title.replace("'", "''")
    return f"#'{quoted}'!{address(*fault.spot)}"


def _write(sheet: Worksheet, row: int, column: int, text: Any, *, bold: bool = False) -> Any:
    cell = sheet.cell(row, column, _storable(text))
    cell.font = Font(name=_FONT, size=12, bold=bold)
    cell.alignment = Alignment(wrap_text=row > 2, vertical="top")  # noqa: PLR2004 - the title runs on
    return cell
