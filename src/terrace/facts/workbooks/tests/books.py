"""Workbooks as people send them back: filled in by openpyxl, as Excel would keep them; ODS by hand."""

import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from terrace.facts.workbooks import forms, lists

#: Row of the first figure of a return's sheet, as spreadsheets count.
VALUE, REASON, BECAUSE = forms.VALUE + 1, forms.REASON + 1, forms.BECAUSE + 1
LIST_VALUE = lists.VALUE + 1


def change(content: bytes, edit: Callable[[Workbook], None]) -> bytes:
    """The workbook after somebody worked on it."""
    book = load_workbook(BytesIO(content))
    edit(book)
    return save(book)


def save(book: Workbook) -> bytes:
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def row_of(sheet: Worksheet, start: str) -> int:
    """The row whose hidden name begins so."""
    for row in range(1, sheet.max_row + 1):
        for column in range(1, 6):
            if str(sheet.cell(row, column).value or "").startswith(start):
                return row
    raise LookupError(start)


def fill(content: bytes, values: dict[str, Any], column: int = VALUE) -> bytes:
    """The first sheet with these values, by the beginning of the rows' names."""

    def edit(book: Workbook) -> None:
        sheet = book.worksheets[0]
        for start, value in values.items():
            sheet.cell(row_of(sheet, start), column, value)

    return change(content, edit)


def table(rows: Iterable[Iterable[Any]], name: str = "Sheet1") -> bytes:
    """A foreign workbook with one sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    return save(book)


_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)


def ods(sheets: dict[str, list[list[Any]]]) -> bytes:
    """An OpenDocument workbook; a value `(0.12, "%")` is a percentage."""
    body = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(map(_row, rows))}</table:table>"
        for name, rows in sheets.items()
    )
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", f"{_HEAD}{body}</office:spreadsheet></office:body></office:document-content>")
    return kept.getvalue()


def _row(cells: list[Any]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, tuple):
        return f'<table:table-cell office:value-type="percentage" office:value="{value[0]}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = escape(str(value))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def as_ods(content: bytes) -> bytes:
    """The same cells as LibreOffice would save them."""
    book = load_workbook(BytesIO(content), data_only=True)
    return ods({sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets})


def as_csv(content: bytes, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """The first sheet as a spreadsheet exports it."""
    sheet = load_workbook(BytesIO(content), data_only=True).worksheets[0]
    lines = (
        delimiter.join(
            "" if cell.value is None else f'"{cell.value}"' if delimiter in str(cell.value) else str(cell.value)
            for cell in row
        )
        for row in sheet.iter_rows()
    )
    return "\r\n".join(lines).encode(encoding)
