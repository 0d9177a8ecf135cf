"""Indices of governance: which there are, and one of a province beside others over the years."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from terrace.base.access import gates
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import indices
from terrace.insight.targets.indices import Comparison, IndexSpec, Line
from terrace.web.api import answers, dressing, parameters, questions, target_shapes
from terrace.web.api.answers import digits
from terrace.web.api.documents import described
from terrace.web.api.parameters import Parameter

router = Router(tags=["targets"])
AREA = Parameter("area", "Code of the province, valid today.", "08", required=True)


@router.get(
    "/indices",
    auth=gates.open_gate,
    operation_id="indices",
    summary="Indices of governance",
    openapi_extra=described({200: target_shapes.Indices, 400: None}),
)
def listed(request: HttpRequest) -> HttpResponse:
    """The indices that packs name, with the indicators of their scores, ranks and components."""
    parameters.read(request, ())
    reader = Reader(gates.actor_in(request))
    return answers.marked(request, target_shapes.Indices([_named(each) for each in indices.every(reader)]))


@router.get(
    "/indices/{str:code}",
    auth=gates.open_gate,
    operation_id="index",
    summary="An index of a province over the years, beside others",
    openapi_extra=described({200: target_shapes.IndexComparison, 400: None, 404: None}, (AREA,)),
)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Scores and ranks of the province, of those it was made of, and of its neighbours; medians of its region and of
    the country; components of the newest year. Figures that you may not see are null. A rank that was not published is
    worked out where the scores of nine tenths of the provinces are known.
    """
    reader, words = Reader(gates.actor_in(request)), parameters.read(request, (AREA,))
    area = questions.area(reader, words["area"], timezone.localdate())
    found = indices.compare(reader, indices.one(reader, code), area)
    return answers.marked(request, _comparison(found))


def _named(index: IndexSpec) -> target_shapes.IndexNamed:
    names = (index.name_vi, index.name_en, index.publisher_vi, index.publisher_en)
    parts = [dressing.named(each.code, each) for each in index.components]
    score, rank = (dressing.named(each.code, each) for each in (index.score, index.rank))
    return target_shapes.IndexNamed(index.code, *names, score, rank, parts)


def _comparison(found: Comparison) -> target_shapes.IndexComparison:
    index = found.index
    return target_shapes.IndexComparison(
        code=index.code,
        name_vi=index.name_vi,
        name_en=index.name_en,
        publisher_vi=index.publisher_vi,
        publisher_en=index.publisher_en,
        area=dressing.area(found.place),
        region=dressing.area(found.region) if found.region else None,
        simulated=found.simulated,
        own=_line(found.own),
        former=[_line(each) for each in found.former],
        neighbours=[_line(each) for each in found.neighbours],
        medians=_medians(found),
        components=[_component(each) for each in found.components],
        page=f"/indices/{found.place.code}/{index.code}/",
    )


def _line(line: Line) -> target_shapes.IndexLine:
    years = [
        target_shapes.IndexYear(each.year, digits(each.score), digits(each.rank), each.worked_out)
        for each in line.years
    ]
    return target_shapes.IndexLine(dressing.area(line.place), line.part, years)


def _medians(found: Comparison) -> list[target_shapes.IndexMedian]:
    regional = found.regional or (None,) * len(found.years)
    rows = zip(found.years, regional, found.national, found.known, strict=True)
    return [target_shapes.IndexMedian(year, digits(region), digits(all_), known) for year, region, all_, known in rows]


def _component(part: indices.Component) -> target_shapes.IndexComponent:
    values = (part.value, part.before, part.neighbours, part.country)
    return target_shapes.IndexComponent(dressing.named(part.spec.code, part.spec), *(digits(each) for each in values))
