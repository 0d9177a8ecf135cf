"""Figures: one, a series, all places below, and the way down."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from terrace.base.access import gates
from terrace.facts.pipeline import lineage as pipeline
from terrace.web.api import answers, dressing, questions, shapes
from terrace.web.api.documents import described

router = Router(tags=["figures"])


@router.get(
    "",
    auth=gates.open_gate,
    operation_id="figure",
    summary="One figure",
    openapi_extra=described({200: shapes.Figure, 400: None, 403: None, 404: None}, questions.CELL),
)
def figure(request: HttpRequest) -> HttpResponse:
    """The figure of a cell, with its coverage, revision and lineage. Released figures are open to everybody;
    others need `figure.read` on the place. A cell for which nothing was reported has `value` null and a `reason`.
    """
    question = questions.cell(request)
    view = question.reader.figure(question.asked)
    return answers.marked(request, dressing.figure(question.reader.snapshot, view))


@router.get(
    "/series",
    auth=gates.open_gate,
    operation_id="figureSeries",
    summary="The same cell in many periods",
    openapi_extra=described({200: shapes.Series, 400: None, 404: None}, questions.SERIES),
)
def series(request: HttpRequest) -> HttpResponse:
    """Oldest first. The code of the place is read on the last day of `to`; with `as_was` a period is left out when
    the place was not there yet, with `as_is` its history is worked out from the places that it was made of.
    """
    question, wanted = questions.series(request)
    views = question.reader.series(question.asked, wanted)
    found = [dressing.figure(question.reader.snapshot, view) for view in views]
    return answers.marked(request, shapes.Series(found, len(wanted) - len(found)))


@router.get(
    "/across",
    auth=gates.open_gate,
    operation_id="figuresAcross",
    summary="The same cell for the places right below",
    openapi_extra=described({200: shapes.Across, 400: None, 404: None}, questions.CELL),
)
def across(request: HttpRequest) -> HttpResponse:
    """In order of code; as many figures as there are places below that you may see."""
    question = questions.cell(request)
    below = question.reader.index.children(question.asked.area, question.asked.day)
    views = question.reader.across(question.asked, below)
    found = [dressing.figure(question.reader.snapshot, view) for view in views]
    return answers.marked(request, shapes.Across(found, len(below) - len(found)))


@router.get(
    "/lineage",
    auth=gates.open_gate,
    operation_id="figureLineage",
    summary="What stands behind a figure",
    openapi_extra=described({200: shapes.Lineage, 400: None, 403: None, 404: None}, questions.CELL),
)
def lineage(request: HttpRequest) -> HttpResponse:
    """The formula and its parts, the places right below, the finer periods, and the observations under it with who
    sent them, when and by which door, as far as you may see them.
    """
    question = questions.cell(request)
    found = pipeline.lineage(question.reader, question.asked)
    return answers.marked(request, dressing.lineage(question.reader.snapshot, found))
