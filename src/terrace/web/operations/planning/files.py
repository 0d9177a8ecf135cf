"""A plan as a file: CSV or Excel, a row for each commune, stage and school year."""

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from terrace.facts.pipeline.queries import Reader
from terrace.web.operations import shown
from terrace.web.operations.planning import sentences

if TYPE_CHECKING:
    from terrace.web.operations.planning.schools import Chosen

FORMATS = ("csv", "xlsx")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def answer(reader: Reader, chosen: "Chosen", kind: str) -> HttpResponse:
    """The file of the whole plan."""
    table = [_head(), *_rows(reader, chosen)]
    content = _csv(table) if kind == "csv" else _xlsx(table, chosen)
    name = f"school-places-{chosen.place.code}-{chosen.plan.years[0]}-{chosen.plan.years[-1]}.{kind}"
    return HttpResponse(
        content, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _head() -> list[str]:
    return [
        _("Code"),
        _("Commune"),
        _("Stage"),
        _("School year"),
        _("Pupils now"),
        _("Pupils, likely"),
        _("At least"),
        _("At most"),
        _("Places"),
        _("Lacking (+) or left over (−)"),
    ]


def _rows(reader: Reader, chosen: "Chosen") -> Iterator[list[Any]]:
    plan, language = chosen.plan, shown.language()
    for number, norm in enumerate(plan.norms.stages):
        for year, start in enumerate(plan.years):
            for row in sentences.rows(reader, plan, number, year):
                about = [row.code, row.name, norm.name(language), sentences.school_year(start)]
                yield [*about, row.now, row.pupils, row.low, row.high, row.places, row.gap]


def _csv(table: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return ("\ufeff" + text.getvalue()).encode()


def _xlsx(table: list[list[Any]], chosen: "Chosen") -> bytes:
    """The table, and the assumptions on a sheet of their own."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(_("School places")[:31])
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row, None if number else bold)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(table) - 1, len(table[0]) - 1)
        sheet.set_column(1, 1, 28)
        about = book.add_worksheet(_("Assumptions")[:31])
        for number, pair in enumerate(chosen.plan.assumed.pairs() or [("", _("as in the past"))]):
            about.write_row(number, 0, pair)
    return file.getvalue()
