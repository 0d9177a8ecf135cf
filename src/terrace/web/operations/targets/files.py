"""Tables of targets as files: handed out, and taken back."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from terrace.base.access.policy import Actor
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import papers, problems
from terrace.insight.targets.goals import Goal
from terrace.insight.targets.papers import Taken
from terrace.web.operations import shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
#: Bytes of a table that is taken.
LARGEST = 5 * 2**20


def answer(reader: Reader, held: Sequence[Goal], suffix: str, name: str) -> HttpResponse:
    """The table as a file, `xlsx` or `csv`."""
    write, kind = (papers.as_workbook, XLSX) if suffix == "xlsx" else (papers.as_csv, CSV)
    response = HttpResponse(write(reader, held, shown.language()), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def taken(actor: Actor, request: HttpRequest) -> Taken:
    """Set the targets of the uploaded table; raises Refused with every fault."""
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > LARGEST:
        raise problems.TABLE_EMPTY.problem("/file")
    return papers.take(actor, file.read(), file.name or "")


def said(done: Taken) -> str:
    """What a table did, in one sentence."""
    values = {"changed": done.changed, "same": done.same}
    return _("Table taken: %(changed)s rows changed something, %(same)s said what holds already.") % values
