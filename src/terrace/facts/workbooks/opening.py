"""Opening a file that somebody uploaded: what kind it is by its bytes, its sheets, everything in Unicode."""

import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from terrace.base.kernel import legacy
from terrace.base.kernel.legacy import Legacy
from terrace.facts.workbooks import csvs, dressing, problems
from terrace.facts.workbooks.dressing import Dress
from terrace.facts.workbooks.figures import Content
from terrace.facts.workbooks.sheets import Book, Sheet

#: Bytes that a zipped spreadsheet may unfold to, and sheets that are read.
LARGEST_UNFOLDED: Final = 512 * 1024 * 1024
MOST_SHEETS: Final = 400
_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


def open_book(content: bytes, name: str) -> Book:
    """The sheets of a file; raises Refused when it is none, has a password, or unfolds beyond measure."""
    if not content.strip():
        raise problems.EMPTY.problem(name=name)
    kind = _kind(content, name)
    if kind == "csv":
        return Book("csv", (_csv(content, name),))
    return Book(kind, tuple(_sheets(content, kind, name)))


def _kind(content: bytes, name: str) -> str:
    if content.startswith(b"PK"):
        return _zipped(content, name)
    if content.startswith(_OLD):
        if _ENCRYPTED in content:
            raise problems.ENCRYPTED.problem(name=name)
        return "xls"
    return "csv"


def _zipped(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as fault:
        raise problems.UNREADABLE.problem(name=name) from fault
    if sum(each.file_size for each in members) > LARGEST_UNFOLDED:
        raise problems.TOO_LARGE.problem(limit=LARGEST_UNFOLDED // 1024 // 1024)
    return "ods" if any(each.filename == "content.xml" for each in members) else "xlsx"


def _csv(content: bytes, name: str) -> Sheet:
    try:
        rows = csvs.read(content)
    except ValueError as fault:
        raise problems.UNREADABLE.problem(name=name) from fault
    return in_unicode(Sheet(name.rsplit(".", 1)[0][:31] or "csv", rows), Dress())


def _sheets(content: bytes, kind: str, name: str) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        found = [_sheet(book, number) for number in range(min(len(book.sheet_names), MOST_SHEETS))]
    except PasswordError as fault:
        raise problems.ENCRYPTED.problem(name=name) from fault
    except (CalamineError, OSError, ValueError) as fault:
        raise problems.UNREADABLE.problem(name=name) from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # the reader's, for a malformed file; it is no Exception
            raise
        raise problems.UNREADABLE.problem(name=name) from fault
    dresses = dressing.read(content, kind)
    return [in_unicode(each, dresses.get(each.name, Dress())) for each in found]


def _sheet(book: CalamineWorkbook, number: int) -> Sheet:
    about = book.sheets_metadata[number]
    if about.typ is not SheetTypeEnum.WorkSheet:
        return Sheet(about.name, [], visible=False)
    sheet = book.get_sheet_by_index(number)
    merged = tuple(((one[0], one[1]), (two[0], two[1])) for one, two in sheet.merged_cell_ranges or ())
    rows: list[list[Content]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    return Sheet(about.name, rows, about.visible is SheetVisibleEnum.Visible, merged=merged)


def in_unicode(sheet: Sheet, dress: Dress) -> Sheet:
    """The sheet with every text in Unicode, its percentages marked, and what was converted counted."""
    expected = _expected(sheet)
    counted: Counter[Legacy] = Counter()
    known: dict[tuple[str, str], str] = {}

    def convert(text: str, font: str) -> str:
        found = legacy.convert(text, font=font, expected=expected)
        if found.was is not None:
            counted[found.was] += 1
        return known.setdefault((text, font), found.text)

    if expected is not None or dress.fonts or any(not each.isascii() for each in sheet.texts()):
        _replace(sheet, dress, known, convert)
    return Sheet(sheet.name, sheet.rows, sheet.visible, frozenset(dress.percents), sheet.merged, counted)


def _replace(sheet: Sheet, dress: Dress, known: dict[tuple[str, str], str], convert: Callable[[str, str], str]) -> None:
    """Convert in place; every text is looked at once."""
    for row, cells in enumerate(sheet.rows):
        for column, text in enumerate(cells):
            if isinstance(text, str) and ((text and not text.isascii()) or dress.fonts):
                font = dress.fonts.get((row, column), "")
                cells[column] = known.get((text, font)) or convert(text, font)


def _expected(sheet: Sheet) -> Legacy | None:
    """The old font of the sheet: one that a fifth of its texts beyond ASCII are surely written in."""
    texts = {each for each in sheet.texts() if not each.isascii()}
    found = Counter(was for each in texts if (was := legacy.detect(each)) is not None)
    most = found.most_common(1)
    return most[0][0] if most and most[0][1] * 5 >= len(texts) else None
