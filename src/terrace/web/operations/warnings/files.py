"""Rules as tables with the columns of `warning_rules.csv`: what is downloaded here is loaded as part of a pack."""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from xlsxwriter import Workbook

from terrace.base.access.gates import signed_in
from terrace.facts.workbooks.styles import Styles
from terrace.insight.monitoring import rules
from terrace.insight.monitoring.rules import RuleSpec
from terrace.insight.monitoring.tables import COLUMNS
from terrace.web.api.warning_dressing import LEVELS
from terrace.web.api.warning_rules import concerns
from terrace.web.operations.warnings.views import reader_of

NAMES: Final = tuple(column.name for column in COLUMNS)
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Width of a column in signs.
WIDTH = 18


@signed_in
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """CSV in UTF-8 with a mark that Excel knows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(NAMES)
    writer.writerows([safe(cell) for cell in row] for row in _rows(request))
    return _file(b"\xef\xbb\xbf" + text.getvalue().encode(), CSV, "warning_rules.csv")


@signed_in
@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook of one sheet; every cell is text, as packs read it."""
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    styles, sheet = Styles(book), book.add_worksheet("warning_rules")
    sheet.set_column(0, len(NAMES) - 1, WIDTH)
    for column, name in enumerate(NAMES):
        sheet.write_string(0, column, name, styles.head)
    for line, row in enumerate(_rows(request), start=1):
        for column, cell in enumerate(row):
            sheet.write_string(line, column, cell, styles.label)
    sheet.freeze_panes(1, 1)
    book.close()
    return _file(content.getvalue(), XLSX, "warning_rules.xlsx")


def _file(content: bytes, media: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=media, headers=headers)


def _rows(request: HttpRequest) -> Iterator[Sequence[str]]:
    """Those that concern her, by code."""
    actor = reader_of(request).actor
    return (row(each) for each in rules.current().every() if concerns(actor, each))


def row(rule: RuleSpec) -> list[str]:
    """A rule as `COLUMNS` says."""
    kept = {name: getattr(rule, name, None) for name in NAMES} | rule.params.plain()
    kept |= {"level": LEVELS.get(rule.level, ""), "active": "yes" if rule.active else "no"}
    return [_text(kept[name]) for name in NAMES]


def _text(value: object) -> str:
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def safe(cell: str) -> str:
    """Text that a spreadsheet would read as a formula begins with an apostrophe.

    >>> safe("=1+1"), safe("-5"), safe("x")
    ("'=1+1", '-5', 'x')
    """
    number = cell.lstrip("-").replace(".", "", 1).isdecimal()
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} and not number else cell
