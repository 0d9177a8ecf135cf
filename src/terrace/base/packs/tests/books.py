"""Small Excel files for tests, made by hand: a zip of XML."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Rows = Sequence[Sequence[str | float | None]]


def write(path: Path, *sheets: Rows) -> None:
    """Write a workbook; numbers become Excel numbers, which are floats."""
    names = [f"Sheet{number}" for number in range(1, len(sheets) + 1)]
    with zipfile.ZipFile(path, "w") as book:
        sheet = '<Override PartName="/xl/worksheets/{}.xml" ContentType="{}.worksheet+xml"/>'
        parts = "".join(sheet.format(name, KIND) for name in names)
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{RELATIONS}"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>{parts}</Types>',
        )
        book.writestr("_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.xml")]))
        targets = [(f"rId{at}", "worksheet", f"worksheets/{name}.xml") for at, name in enumerate(names, 1)]
        book.writestr("xl/_rels/workbook.xml.rels", _relations(targets))
        listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(names, 1))
        book.writestr("xl/workbook.xml", f'<workbook {NS} xmlns:r="{RELS}"><sheets>{listed}</sheets></workbook>')
        for name, rows in zip(names, sheets, strict=True):
            book.writestr(f"xl/worksheets/{name}.xml", _sheet(rows))


def _relations(targets: Sequence[tuple[str, str, str]]) -> str:
    each = "".join(f'<Relationship Id="{at}" Type="{RELS}/{kind}" Target="{to}"/>' for at, kind, to in targets)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def _sheet(rows: Rows) -> str:
    lines = []
    for at, row in enumerate(rows, 1):
        cells = "".join(_cell(f"{chr(65 + column)}{at}", value) for column, value in enumerate(row))
        lines.append(f'<row r="{at}">{cells}</row>')
    return f"<worksheet {NS}><sheetData>{''.join(lines)}</sheetData></worksheet>"


def _cell(place: str, value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'
