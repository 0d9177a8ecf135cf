"""Many returns of one form in a long list: one row for each cell, to be filtered and sorted."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from terrace.facts.returns.sheets import Sheet, SheetRow
from terrace.facts.workbooks import checks
from terrace.facts.workbooks.forms import write_entries, write_marks
from terrace.facts.workbooks.keys import Key, Part, RowKey
from terrace.facts.workbooks.styles import Pen

KEY, NUMBER, CODE, PLACE, PERIOD, LABEL, UNIT, LAST, LAST_YEAR, VALUE, REASON, BECAUSE = range(12)
LOW, HIGH, DECIMALS, HELD = range(12, 16)
WIDTHS: Final = {
    NUMBER: 7, CODE: 10, PLACE: 24, PERIOD: 15, LABEL: 44, UNIT: 12, LAST: 15, LAST_YEAR: 15, VALUE: 17,
    REASON: 15, BECAUSE: 34,
}  # fmt: skip
COLUMNS: Final = {"value": VALUE, "reason": REASON, "because": BECAUSE, "held": HELD}
HEADS, FIRST = 4, 5


def key(returns: Sequence[Sheet]) -> Key:
    parts = tuple(Part(each.area.code, each.period.code, each.revision) for each in returns)
    return Key(returns[0].form.code, returns[0].source, parts, COLUMNS)


def write(pen: Pen, returns: Sequence[Sheet], key: Key) -> None:
    """The whole sheet."""
    sheet, styles = pen.sheet, pen.styles
    _page(sheet)
    write_marks(sheet, key, COLUMNS)
    form = returns[0].form
    sheet.write_string(1, NUMBER, f"{_('Form %s') % form.code} · {form.name}", styles.get(bold=True, font_size=14))
    told = _("Fill in the yellow cells only. Blank: not known yet; 0: there was none; no figure: choose a reason.")
    sheet.write_string(2, NUMBER, told, styles.get(font_size=11))
    _heads(pen)
    row = FIRST
    for asked in returns:
        for line in asked.rows:
            _row(pen, row, asked, line)
            row += 1
    last = max(FIRST, row - 1)
    checks.reasons(sheet, FIRST, last, REASON, pen.language)
    checks.column_of_values(sheet, FIRST, last, VALUE, (LOW, HIGH, DECIMALS))
    sheet.autofilter(HEADS, NUMBER, last, BECAUSE)


def _page(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADS)
    sheet.freeze_panes(FIRST, UNIT)
    hidden = {"hidden": True}
    sheet.set_column(KEY, KEY, 2, None, hidden)
    sheet.set_column(LOW, HELD, 2, None, hidden)
    for column, width in WIDTHS.items():
        sheet.set_column(column, column, width)


def _heads(pen: Pen) -> None:
    sheet, styles = pen.sheet, pen.styles
    heads = (
        _("No."), _("Code"), _("Place"), _("Period"), _("Indicator"), _("Unit"), _("Last period"),
        _("Same period of last year"), _("Figure of this period"), _("Reason for no figure"), _("Explanation"),
    )  # fmt: skip
    for column, text in enumerate(heads, start=NUMBER):
        sheet.write_string(HEADS, column, text, styles.head)
    sheet.set_row(HEADS, 40)


def _row(pen: Pen, row: int, asked: Sheet, line: SheetRow) -> None:
    sheet, styles = pen.sheet, pen.styles
    sheet.write_string(row, KEY, str(RowKey(line.indicator, line.breakdown, asked.area.code, asked.period.code)))
    sheet.write_number(row, NUMBER, row - FIRST + 1, styles.centred)
    label = f"{line.group}: {line.label}" if line.group and line.group != line.label else line.label
    texts = (asked.area.code, asked.area.name, asked.period.label, label, line.unit)
    for column, text in enumerate(texts, start=CODE):
        sheet.write_string(row, column, text, styles.label)
    write_entries(pen, row, line, (LAST, LAST_YEAR, VALUE, REASON, BECAUSE, HELD))
    for column, limit in ((LOW, line.minimum), (HIGH, line.maximum), (DECIMALS, str(line.decimals))):
        if limit is not None:
            sheet.write_number(row, column, float(limit))
