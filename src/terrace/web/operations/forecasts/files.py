"""Forecasts as files: every step with its exact values, the day it was made, and the units."""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from terrace.facts.pipeline.queries import Reader
from terrace.facts.workbooks.styles import Styles, number
from terrace.insight.forecasting import wording
from terrace.insight.forecasting.queries import ForecastView
from terrace.web.operations import shown
from terrace.web.operations.forecasts import sentences

Row = Sequence[str | Decimal]
#: Widths of the columns of a workbook, in signs.
WIDTHS = (14, 22, 16, 16, 16, 16, 16)
#: Digits that a number of a spreadsheet keeps; longer ones are written as text.
DIGITS = 15


def table(reader: Reader, view: ForecastView) -> bytes:
    """CSV in UTF-8 with a mark that Excel knows; a row for each step, with decimal points."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_safe(cell) for cell in row] for row in rows(reader, view))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


COLUMNS = (
    "indicator", "area", "breakdown", "unit", "origin", "made_at", "method", "simulated",
    "period", "likely", "low80", "high80", "low95", "high95",
)  # fmt: skip


def rows(reader: Reader, view: ForecastView) -> Iterator[Row]:
    """A row for each step, as `COLUMNS` says."""
    unit, made = reader.snapshot.unit(view.spec, shown.language()), timezone.localtime(view.made_at).isoformat()
    head = (view.spec.code, view.place.code, view.breakdown, unit, view.origin.code, made, view.method)
    for step in view.steps:
        numbers = (step.likely, step.low80, step.high80, step.low95, step.high95)
        yield (*head, str(int(view.simulated)), step.period.code, *numbers)


def _safe(cell: str | Decimal) -> str:
    """Text that a spreadsheet would read as a formula begins with an apostrophe."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell


def workbook(reader: Reader, view: ForecastView) -> bytes:
    """A workbook of one sheet: what it is, then the steps as numbers in the form of the language."""
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    styles, sheet = Styles(book), book.add_worksheet(_("Forecast"))
    facts = list(_facts(reader, view))
    for line, (name, text) in enumerate(facts):
        sheet.write_string(line, 0, name, styles.get(bold=True))
        sheet.write_string(line, 1, text, styles.get())
    first = len(facts) + 1
    for column, (width, name) in enumerate(zip(WIDTHS, _titles(), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(first, column, name, styles.head)
    figure = styles.get(border=1, num_format=number(view.spec.decimals))
    for line, step in enumerate(view.steps, start=first + 1):
        sheet.write_string(line, 0, step.period.code, styles.label)
        sheet.write_string(line, 1, step.period.label(shown.language()), styles.label)
        for column, value in enumerate((step.likely, step.low80, step.high80, step.low95, step.high95), start=2):
            if len(value.as_tuple().digits) > DIGITS:
                sheet.write_string(line, column, f"{value:f}", figure)
            else:
                sheet.write_number(line, column, float(value), figure)
    sheet.freeze_panes(first + 1, 0)
    book.close()
    return content.getvalue()


def _facts(reader: Reader, view: ForecastView) -> Iterator[tuple[str, str]]:
    """What stands above the table."""
    language = shown.language()
    yield _("Indicator"), f"{sentences.title(reader, view)} ({view.spec.code})"
    yield _("Place"), f"{shown.name(view.place)} ({view.place.code})"
    yield _("Unit"), reader.snapshot.unit(view.spec, language)
    yield _("Known up to"), view.origin.label(language)
    yield _("Made on"), f"{timezone.localtime(view.made_at):%d/%m/%Y %H:%M}"
    yield _("Method"), wording.method(view, language)
    if accuracy := wording.accuracy(view, language):
        yield _("How well before"), accuracy
    if view.simulated:
        yield _("Note"), _("simulated data")


def _titles() -> tuple[str, ...]:
    return (
        _("Code"),
        _("Period"),
        _("Most likely"),
        _("80 %: from"),
        _("80 %: to"),
        _("95 %: from"),
        _("95 %: to"),
    )
