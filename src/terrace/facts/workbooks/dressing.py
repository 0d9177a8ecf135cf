"""How cells are dressed, where the content alone does not say it: percentages, and fonts of before Unicode.

The reader of spreadsheets gives contents only. A number that is shown as a percentage is a hundredth of what is seen;
the font says what letters are meant. Both are looked up only in files whose styles speak of them at all.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from terrace.base.kernel import legacy
from terrace.facts.workbooks.sheets import Spot


@dataclass(slots=True)
class Dress:
    """Of one sheet: the cells in per cent, and the old font of cells."""

    percents: set[Spot] = field(default_factory=set)
    fonts: dict[Spot, str] = field(default_factory=dict)


_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: Numbers of the built-in formats of percentages.
_PERCENT: Final = frozenset({9, 10})
_CELL: Final = re.compile(rb"<c\b([^>]*)>")
_AT: Final = re.compile(rb'\br="([A-Z]+)(\d+)"')
_STYLE: Final = re.compile(rb'\bs="(\d+)"')
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def read(content: bytes, kind: str) -> dict[str, Dress]:
    """The dress by name of sheet; empty when the file says nothing of it (or is no such file)."""
    if kind not in {"xlsx", "ods"}:
        return {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _xlsx(archive) if kind == "xlsx" else _ods(archive)
    except (KeyError, ValueError, zipfile.BadZipFile, ET.ParseError):
        return {}  # the contents were read; a file whose styles are odd has none


def _xlsx(archive: zipfile.ZipFile) -> dict[str, Dress]:
    styles = ET.fromstring(archive.read("xl/styles.xml"))  # noqa: S314 - expat bounds entities
    percents, fonts = _styles(styles)
    if not percents and not fonts:
        return {}
    return {name: _cells(archive.read(path), percents, fonts) for name, path in _paths(archive)}


def _styles(root: Element) -> tuple[set[int], dict[int, str]]:
    """Numbers of cell styles in per cent, and of those in an old font with its name."""
    formats = {
        int(each.get("numFmtId", 0)) for each in root.iter(f"{_MAIN}numFmt") if "%" in each.get("formatCode", "")
    } | _PERCENT
    names = [_font_name(each) for each in root.findall(f"{_MAIN}fonts/{_MAIN}font")]
    old = {number: name for number, name in enumerate(names) if legacy.of_font(name)}
    styles = list(enumerate(root.findall(f"{_MAIN}cellXfs/{_MAIN}xf")))
    percents = {number for number, each in styles if int(each.get("numFmtId", 0)) in formats}
    fonts = {number: int(each.get("fontId", 0)) for number, each in styles}
    return percents, {number: old[font] for number, font in fonts.items() if font in old}


def _font_name(font: Element) -> str:
    named = font.find(f"{_MAIN}name")
    return named.get("val", "") if named is not None else ""


def _paths(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and path of every sheet."""
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {each.get("Id", ""): each.get("Target", "") for each in links}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets[sheet.get(_REFERENCE, "")]
        yield sheet.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _cells(sheet: bytes, percents: set[int], fonts: dict[int, str]) -> Dress:
    dress = Dress()
    for found in _CELL.finditer(sheet):
        style, at = _STYLE.search(found[1]), _AT.search(found[1])
        if style is None or at is None:
            continue
        spot = (int(at[2]) - 1, _column(at[1]))
        number = int(style[1])
        if number in percents:
            dress.percents.add(spot)
        if number in fonts:
            dress.fonts[spot] = fonts[number]
    return dress


def _column(letters: bytes) -> int:
    """`A` → 0, `AB` → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _ods(archive: zipfile.ZipFile) -> dict[str, Dress]:
    content = archive.read("content.xml")
    if b'"percentage"' not in content:
        return {}
    root = ET.fromstring(content)  # noqa: S314
    return {each.get(f"{_TABLE}name", ""): _ods_sheet(each) for each in root.iter(f"{_TABLE}table")}


def _ods_sheet(table: Element) -> Dress:
    dress, row = Dress(), 0
    for line in table.iter(f"{_TABLE}table-row"):
        column = 0
        for cell in line:
            if cell.get(f"{_OFFICE}value-type") == "percentage":
                dress.percents.add((row, column))
            column += int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        row += int(line.get(f"{_TABLE}number-rows-repeated", 1))
    return dress
