"""One return on one sheet, laid out as offices print it."""

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from terrace.base.kernel import periods
from terrace.facts.returns.sheets import Sheet, SheetRow
from terrace.facts.workbooks import checks, keys
from terrace.facts.workbooks.figures import DIGITS, REASONS
from terrace.facts.workbooks.filled import held_text
from terrace.facts.workbooks.keys import Key, Part, RowKey
from terrace.facts.workbooks.styles import Pen

KEY, NUMBER, LABEL, UNIT, LAST, LAST_YEAR, VALUE, REASON, BECAUSE, HELD = range(10)
WIDTHS: Final = {NUMBER: 6, LABEL: 46, UNIT: 12, LAST: 15, LAST_YEAR: 15, VALUE: 17, REASON: 15, BECAUSE: 34}
COLUMNS: Final = {"value": VALUE, "reason": REASON, "because": BECAUSE, "held": HELD}
#: Row of the marks, of the column heads, and the first of the figures.
MARKS, HEADS, FIRST = 0, 9, 11


def key(asked: Sheet) -> Key:
    part = Part(asked.area.code, asked.period.code, asked.revision)
    return Key(asked.form.code, asked.source, (part,), COLUMNS)


def write(pen: Pen, asked: Sheet, key: Key) -> None:
    """The whole sheet."""
    _page(pen.sheet)
    write_marks(pen.sheet, key, COLUMNS)
    _titles(pen, asked)
    _heads(pen, asked)
    last = _rows(pen, asked)
    checks.reasons(pen.sheet, FIRST, max(FIRST, last - 1), REASON, pen.language)
    _foot(pen, last + 1)
    pen.sheet.print_area(1, NUMBER, last + 8, BECAUSE)


def _page(sheet: Worksheet) -> None:
    """A4 across, the heads on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.repeat_rows(HEADS, HEADS + 1)
    sheet.set_footer("&C&P/&N")
    sheet.freeze_panes(FIRST, UNIT)
    for column in (KEY, HELD):
        sheet.set_column(column, column, 2, None, {"hidden": True})
    for column, width in WIDTHS.items():
        sheet.set_column(column, column, width)


def write_marks(sheet: Worksheet, key: Key, columns: dict[str, int]) -> None:
    """The hidden row: the key, and what the columns are."""
    token = key.signed()
    sheet.write_string(MARKS, KEY, keys.MARK + (token if len(token) < keys.CHUNK else keys.ELSEWHERE))
    for role, column in columns.items():
        sheet.write_string(MARKS, column, keys.ROLE_MARK + role)
    sheet.set_row(MARKS, None, None, {"hidden": True})


def _titles(pen: Pen, asked: Sheet) -> None:
    sheet, styles = pen.sheet, pen.styles
    bold, small = styles.get(bold=True), styles.get(italic=True, font_size=11)
    sheet.write_string(1, NUMBER, _("Form %s") % asked.form.code, bold)
    sheet.write_string(2, NUMBER, asked.form.regime, small)
    sheet.write_string(3, NUMBER, _("Asked by: %s") % asked.form.authority, small)
    sheet.write_string(1, VALUE, _("Reporting unit: %s") % asked.area.name, bold)
    sheet.write_string(2, VALUE, _("Due: %s") % _day(asked.due), small)
    sheet.write_string(3, VALUE, _("Figures up to: %s") % _day(asked.cut_off), small)
    title = styles.get(bold=True, font_size=14, align="center", text_wrap=True)
    sheet.merge_range(5, NUMBER, 5, BECAUSE, asked.form.name.upper(), title)
    sheet.set_row(5, 36)
    sheet.merge_range(6, NUMBER, 6, BECAUSE, asked.period.label, styles.get(align="center", italic=True))
    told = _("Fill in the yellow cells only. Blank: not known yet; 0: there was none; no figure: choose a reason.")
    sheet.merge_range(7, NUMBER, 7, BECAUSE, told, styles.get(font_size=11, align="center", text_wrap=True))


def _day(text: str) -> str:
    """`2026-11-05` → `05/11/2026`."""
    return "/".join(reversed(text[:10].split("-")))


def _heads(pen: Pen, asked: Sheet) -> None:
    sheet, styles, language = pen.sheet, pen.styles, pen.language
    period = periods.parse(asked.period.code)
    last, year = period.previous(), period.shifted(-len(periods.MONTHS[period.frequency]))
    heads = {
        NUMBER: _("No."),
        LABEL: _("Indicator"),
        UNIT: _("Unit"),
        LAST: f"{_('Last period')}\n{last.label(language)}",
        LAST_YEAR: f"{_('Same period of last year')}\n{year.label(language)}",
        VALUE: f"{_('Figure of this period')}\n{asked.period.label}",
        REASON: _("Reason for no figure"),
        BECAUSE: _("Explanation"),
    }
    for column, text in heads.items():
        sheet.write_string(HEADS, column, text, styles.head)
    for column, sign in zip(heads, ("A", "B", "C", "1", "2", "3", "4", "5"), strict=True):
        sheet.write_string(HEADS + 1, column, sign, styles.get(align="center", italic=True, border=1, font_size=10))
    sheet.set_row(HEADS, 50)


def _rows(pen: Pen, asked: Sheet) -> int:
    """The rows of figures, under the heads of their groups; the row behind the last."""
    row, group = FIRST, ""
    for number, line in enumerate(asked.rows, start=1):
        if line.group not in {group, ""}:
            pen.sheet.merge_range(row, NUMBER, row, BECAUSE, line.group, pen.styles.group)
            row += 1
        group = line.group
        pen.sheet.write_number(row, NUMBER, number, pen.styles.centred)
        _row(pen, row, asked, line)
        row += 1
    return row


def _row(pen: Pen, row: int, asked: Sheet, line: SheetRow) -> None:
    sheet, styles = pen.sheet, pen.styles
    sheet.write_string(row, KEY, str(RowKey(line.indicator, line.breakdown, asked.area.code, asked.period.code)))
    sheet.write_string(row, LABEL, line.label, styles.part(1 if line.breakdown else 0))
    sheet.write_string(row, UNIT, line.unit, styles.centred)
    write_entries(pen, row, line, (LAST, LAST_YEAR, VALUE, REASON, BECAUSE, HELD))
    if not line.locked:
        checks.value(sheet, row, VALUE, line, pen.language)


def write_entries(pen: Pen, row: int, line: SheetRow, columns: tuple[int, ...]) -> None:
    """The figures of before, and what is held now for the officer to go on with."""
    last, last_year, value, reason, because, held = columns
    sheet, styles = pen.sheet, pen.styles
    write_number(sheet, row, last, line.last, styles.before(line.decimals))
    write_number(sheet, row, last_year, line.last_year, styles.before(line.decimals))
    write_number(sheet, row, value, line.value, styles.entry(line.decimals, locked=line.locked))
    sheet.write(row, reason, reason_name(line.reason, pen.language), styles.words(locked=line.locked))
    sheet.write(row, because, line.because or "", styles.words(locked=line.locked))
    sheet.write_string(row, held, held_text(line.value, line.reason, line.because))


def write_number(sheet: Worksheet, row: int, column: int, digits: str | None, style: Format) -> None:
    """A number; as text where a spreadsheet would lose digits of it."""
    if digits is None:
        sheet.write_blank(row, column, None, style)
    elif len(Decimal(digits).as_tuple().digits) > DIGITS:
        sheet.write_string(row, column, digits, style)
    else:
        sheet.write_number(row, column, float(digits), style)


def reason_name(code: str | None, language: str) -> str:
    """The word of the list for a reason.

    >>> reason_name("late", "vi"), reason_name(None, "vi")
    ('nộp muộn', '')
    """
    return next((word for word, each in REASONS[language].items() if each == code), "")


def _foot(pen: Pen, row: int) -> None:
    """Where it is signed, when it goes by paper as well."""
    sheet, styles = pen.sheet, pen.styles
    centred, small = styles.get(bold=True, align="center"), styles.get(italic=True, align="center", font_size=11)
    sheet.merge_range(row, REASON, row, BECAUSE, _("Day … month … year …"), small)
    for first, last, who, how in (
        (NUMBER, LABEL, _("Drawn up by"), _("(signature, full name)")),
        (REASON, BECAUSE, _("Head of the unit"), _("(signature, seal, full name)")),
    ):
        sheet.merge_range(row + 1, first, row + 1, last, who, centred)
        sheet.merge_range(row + 2, first, row + 2, last, how, small)
