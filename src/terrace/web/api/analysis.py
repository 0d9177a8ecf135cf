"""Analysis: any question about figures, as rows and columns."""

import csv
import io
from collections.abc import Iterator, Sequence

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Router

from terrace.base.access import gates
from terrace.facts.collection import problems as collection
from terrace.insight.warehouse import answers as warehouse
from terrace.insight.warehouse import questions
from terrace.insight.warehouse.answers import Answer, Cell, Heading
from terrace.insight.warehouse.questions import Question
from terrace.web.api import analysis_shapes as shapes
from terrace.web.api import answers, bodies
from terrace.web.api.documents import body, described
from terrace.web.api.parameters import Parameter

router = Router(tags=["analysis"])

MEASURES = Parameter(
    "measures",
    "Indicators, parted by commas, each with what is shown of it: CODE or CODE:value, CODE:share (of the column; "
    "CODE:share:row, CODE:share:parent), growth, change, index, rank, average, plan, peers, gap (CODE:gap:region).",
    "PIGS,PIGS:growth",
    required=True,
)
_AXES = "place, place:LEVEL, period:A|S|N|Q|C|M, breakdown:CODE, measure, source, status; :total adds the whole."
QUESTION = (
    MEASURES,
    Parameter("rows", f"What rows run over: {_AXES}", "place:commune"),
    Parameter("columns", f"What columns run over: {_AXES}", "period:M"),
    Parameter("places", "Codes of places; the whole country without.", "04"),
    Parameter("level", "Level of an axis `place` that names none."),
    Parameter("periods", "2026, 2026-M01..2026-M10, last:12:M; the newest without.", "2026-M01..2026-M10"),
    Parameter("to_date", "yes: each period stands for all from the start of its year.", choices=("no", "yes")),
    Parameter("breakdown", "Codes of dimensions.", "SEX:F|M"),
    Parameter("sources", "Only what these sources say; needs figure.read on the places."),
    Parameter("statuses", "Only figures of these statuses."),
    Parameter("boundaries", "as_was, as_is, or the day whose map is the common base.", "as_is"),
    Parameter("as_of", "A day: what was known at its end; needs figure.read on the places.", "2026-11-01"),
    Parameter("sort", "A measure, with - the largest first, with @KEY in the column of that key; or label.", "-PIGS"),
    Parameter("limit", "So many rows.", "10"),
)
TABLE = "text/csv; charset=utf-8"
GIVEN = {200: shapes.Analysis, 400: None, 403: None, 404: None, 422: None, 503: None}
#: What a spreadsheet takes for a formula.
FORMULAS = ("=", "+", "-", "@", "\t")


@router.get(
    "",
    auth=gates.open_gate,
    operation_id="analysis",
    summary="A question of any shape",
    openapi_extra=described(GIVEN, QUESTION),
)
def asked(request: HttpRequest) -> HttpResponse:
    """Each cell is seen as the figure behind it: by grant, or once it is released; a number made of figures that you
    may not see is hidden. At most 200,000 cells. With `Accept: text/csv` a table.
    """
    question = questions.from_query(request.META.get("QUERY_STRING", ""))
    return _answer(request, question)


@router.post(
    "",
    auth=gates.open_gate,
    operation_id="analysisAsked",
    summary="A question of any shape, as JSON",
    openapi_extra=described(GIVEN, body=body(shapes.AnalysisWanted, "analysis")),
)
def asked_by_body(request: HttpRequest) -> HttpResponse:
    """The same with the words as a JSON object, lists as lists. Nothing is stored."""
    try:
        words = msgspec.json.decode(bodies.read(request) or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise collection.BODY_BROKEN.problem(detail=broken) from broken
    return _answer(request, questions.from_json(words))


def _answer(request: HttpRequest, question: Question) -> HttpResponse:
    found = warehouse.answer(gates.actor_in(request), question, (get_language() or "vi")[:2])
    if _tabular(request):
        response = answers.marked_text(request, _table(found), TABLE)
        response.headers["Content-Disposition"] = 'attachment; filename="analysis.csv"'
    else:
        response = answers.marked(request, _shape(found))
    response.headers["X-Fresh-At"] = timezone.localtime(found.fresh_at).isoformat()
    response.headers["Server-Timing"] = f"analysis;dur={found.elapsed * 1000:.1f}"
    response.headers["Vary"] += ", Accept, Accept-Language"
    return response


def _shape(found: Answer) -> shapes.Analysis:
    return shapes.Analysis(
        questions.to_json(found.question),
        [
            shapes.AnalysisMeasure(each.text, each.indicator, each.show, each.label, each.unit, each.decimals)
            for each in found.measures
        ],
        _headings(found.rows, found.row_measures),
        _headings(found.columns, found.column_measures),
        [[_cell(cell) for cell in row] for row in found.cells],
        [shapes.AnalysisNote(note.code, note.text, note.count) for note in found.notes],
        found.found,
    )


def _headings(headings: Sequence[Heading], measures: tuple[int, ...]) -> list[shapes.AnalysisHeading]:
    shown: list[int | None] = list(measures) or [None] * len(headings)
    return [
        shapes.AnalysisHeading(
            heading.key,
            [shapes.AnalysisMember(each.kind, each.key, each.label, each.code) for each in heading.members],
            number,
        )
        for heading, number in zip(headings, shown, strict=True)
    ]


def _cell(cell: Cell | None) -> shapes.AnalysisCell | None:
    if cell is None:
        return None
    key = shapes.AnalysisFigure(cell.key.indicator, list(cell.key.areas), list(cell.key.periods), cell.key.breakdown)
    said = (cell.reason, cell.status, cell.simulated, cell.estimated, cell.reported, cell.expected)
    return shapes.AnalysisCell(answers.digits(cell.value), *said, key)


# as a table


def _tabular(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "")
    return "text/csv" in accepted and "application/json" not in accepted


def _table(found: Answer) -> bytes:
    """A line for each row; headings in front, with the key of each column above."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    ahead = [member.kind for member in found.rows[0].members] if found.rows else []
    writer.writerow([*ahead, *(_safe(column.label or column.key) for column in found.columns)])
    writer.writerows(_lines(found))
    return text.getvalue().encode("utf-8-sig")


def _lines(found: Answer) -> Iterator[list[str]]:
    for heading, row in zip(found.rows, found.cells, strict=True):
        numbers = ("" if cell is None or cell.value is None else f"{cell.value:f}" for cell in row)
        yield [*(_safe(member.label) for member in heading.members), *numbers]


def _safe(label: str) -> str:
    return f"'{label}" if label.startswith(FORMULAS) else label
