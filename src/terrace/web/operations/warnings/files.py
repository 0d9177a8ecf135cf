"""Rules as tables: CSV with the columns of `warning_rules.csv`, loaded as part of a pack, and Excel to be edited."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from terrace.base.access.gates import signed_in
from terrace.insight.monitoring import papers, rules
from terrace.insight.monitoring.rules import RuleSpec
from terrace.insight.monitoring.tables import COLUMNS
from terrace.web.api.warning_rules import concerns
from terrace.web.operations.warnings.views import reader_of

NAMES: Final = tuple(column.name for column in COLUMNS)
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """CSV in UTF-8 with a mark that Excel knows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(NAMES)
    writer.writerows([safe(papers.cell(rule, name)) for name in NAMES] for rule in _listed(request))
    return _file(b"\xef\xbb\xbf" + text.getvalue().encode(), CSV, "warning_rules.csv")


@signed_in
@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    """The table that is edited in Excel and handed in on the page."""
    return _file(papers.as_workbook(_listed(request)), XLSX, "warning_rules.xlsx")


def _file(content: bytes, media: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=media, headers=headers)


def _listed(request: HttpRequest) -> Iterator[RuleSpec]:
    """Those that concern her, by code."""
    actor = reader_of(request).actor
    return (each for each in rules.current().every() if concerns(actor, each))


def safe(cell: str) -> str:
    """Text that a spreadsheet would read as a formula begins with an apostrophe.

    >>> safe("=1+1"), safe("-5"), safe("x")
    ("'=1+1", '-5', 'x')
    """
    number = cell.lstrip("-").replace(".", "", 1).isdecimal()
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} and not number else cell
