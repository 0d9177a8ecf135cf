"""Returns as a workbook: the official layout, one sheet for each return or all of them in one long list."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final, Literal

from django.utils import translation
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from terrace.facts.returns.sheets import Sheet
from terrace.facts.workbooks import forms, guide, keys, lists, problems
from terrace.facts.workbooks.keys import Key
from terrace.facts.workbooks.styles import Pen, Styles

Layout = Literal["sheets", "list"]
#: Sheets, returns, and rows of all of them, of one workbook at the most.
MOST_SHEETS, MOST_RETURNS, MOST_ROWS = 60, 200, 20_000
LONGEST_NAME: Final = 31
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def draw(returns: Sequence[Sheet], *, layout: Layout = "sheets", language: str = "vi") -> bytes:
    """The workbook; `layout="sheets"` gives way to a list where there are too many. Raises `workbook.too_many`."""
    if not returns:
        raise problems.NOTHING_TO_DOWNLOAD.problem()
    most = min(MOST_RETURNS, MOST_ROWS // max(1, len(returns[0].rows)))
    if len(returns) > most:
        raise problems.TOO_MANY.problem(count=len(returns), most=most)
    with translation.override(language):
        return _drawn(returns, "list" if len(returns) > MOST_SHEETS else layout, language)


def _drawn(returns: Sequence[Sheet], layout: Layout, language: str) -> bytes:
    content = BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": returns[0].form.name, "author": "Terrace", "comments": returns[0].form.code})
    styles = Styles(book)
    made: list[tuple[str, Key]] = []
    if layout == "list":
        made = [_sheet_of_list(book, styles, returns, language)]
    else:
        names = sheet_names(returns)
        made = [_sheet(book, styles, each, name, language) for each, name in zip(returns, names, strict=True)]
    guide.write(Pen(book.add_worksheet(_("Instructions")[:LONGEST_NAME]), styles, language))
    _hide_keys(book, made)
    book.close()
    return content.getvalue()


def _sheet(book: Workbook, styles: Styles, asked: Sheet, name: str, language: str) -> tuple[str, Key]:
    sheet, key = book.add_worksheet(name), forms.key(asked)
    forms.write(Pen(sheet, styles, language), asked, key)
    protect(sheet)
    return name, key


def _sheet_of_list(book: Workbook, styles: Styles, returns: Sequence[Sheet], language: str) -> tuple[str, Key]:
    name = sheet_name(returns[0].form.code, set())
    sheet, key = book.add_worksheet(name), lists.key(returns)
    lists.write(Pen(sheet, styles, language), returns, key)
    protect(sheet)
    return name, key


def protect(sheet: Worksheet) -> None:
    """Labels are locked, without a password: it keeps from mistakes, not from people."""
    allowed = ("format_columns", "format_rows", "autofilter", "sort", "select_locked_cells", "select_unlocked_cells")
    sheet.protect("", dict.fromkeys(allowed, True))


def _hide_keys(book: Workbook, made: Sequence[tuple[str, Key]]) -> None:
    sheet = book.add_worksheet(keys.HIDDEN_SHEET)
    sheet.write_string(0, 0, _("Key of this workbook. Please leave it as it is."))
    for row, (name, key) in enumerate(made, start=1):
        sheet.write_row(row, 0, [name, key.summary[: keys.CHUNK], *keys.chunks(key.signed())])
    sheet.protect("")
    sheet.very_hidden()


def sheet_names(returns: Sequence[Sheet]) -> list[str]:
    """What tells the returns of the workbook apart: the period, the place, or both."""
    several_areas = len({each.area.code for each in returns}) > 1
    several_periods = len({each.period.code for each in returns}) > 1
    taken: set[str] = set()
    names = []
    for each in returns:
        parts = [each.area.name] if several_areas else []
        parts += [each.period.label] if several_periods or not several_areas else []
        names.append(sheet_name(" ".join(parts), taken))
    return names


def sheet_name(text: str, taken: set[str]) -> str:
    """A name that a spreadsheet takes: at most 31 signs, none of `[]:*?/\\`, told from the others.

    >>> sheet_name("Tháng 10/2026", set()), sheet_name("a", {"a"})
    ('Tháng 10 2026', 'a 2')
    """
    clean = " ".join(text.translate(_FORBIDDEN).split())[:LONGEST_NAME].strip() or "1"
    name, number = clean, 1
    while name.casefold() in taken:
        number += 1
        name = f"{clean[: LONGEST_NAME - 1 - len(str(number))]} {number}"
    taken.add(name.casefold())
    return name


def file_name(returns: Sequence[Sheet]) -> str:
    """`F01_01273_2026-M10.xlsx`."""
    first, last = returns[0], returns[-1]
    areas = first.area.code if first.area.code == last.area.code else f"{first.area.code}-{last.area.code}"
    spans = first.period.code if first.period.code == last.period.code else f"{first.period.code}_{last.period.code}"
    return f"{first.form.code}_{areas}_{spans}.xlsx"
