"""The pages of forecasts: one series, all indicators of a place, and the files of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from terrace.base.access.gates import actor_in, requires
from terrace.facts.pipeline.queries import Reader
from terrace.insight.forecasting.queries import ForecastView
from terrace.web.operations import asking, problems
from terrace.web.operations.forecasts import files, lists, pages, questions

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires("operations.view")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What is likely for all indicators of a place: that of `area`, else that of her first grant."""
    reader = Reader(actor_in(request))
    code = request.GET.get("area", "") or home(reader)
    area = asking.place_of(reader, code, timezone.localdate())
    context = lists.page(reader, area, request.GET.get("sort", ""))
    return render(request, "operations/forecasts.html", context)


def home(reader: Reader) -> str:
    """The code of the place of her first grant."""
    today = timezone.localdate()
    held = next((held for held in reader.actor.grants if held.stands(today)), None)
    version = reader.index.version(held.area, today) if held else None
    return version.code if version else "VN"


@requires("operations.view")
@require_GET
def forecast(request: HttpRequest, indicator: str, area: str) -> HttpResponse:
    """One series: what is likely, how sure, and how well it was forecast before."""
    reader = Reader(actor_in(request))
    asked = questions.question(reader, indicator, area, request.GET)
    return render(request, "operations/forecast.html", pages.page(reader, asked))


@requires("operations.view")
@require_GET
def table(request: HttpRequest, indicator: str, area: str) -> HttpResponse:
    """The steps as CSV."""
    reader, view = _found(request, indicator, area)
    return _file(files.table(reader, view), "text/csv; charset=utf-8", view, "csv")


@requires("operations.view")
@require_GET
def workbook(request: HttpRequest, indicator: str, area: str) -> HttpResponse:
    """The steps as a workbook."""
    reader, view = _found(request, indicator, area)
    return _file(files.workbook(reader, view), XLSX, view, "xlsx")


def _found(request: HttpRequest, indicator: str, area: str) -> tuple[Reader, ForecastView]:
    reader = Reader(actor_in(request))
    asked = questions.question(reader, indicator, area, request.GET)
    view = questions.answer(reader, asked)
    if view is None:
        raise problems.FORECAST_MISSING.problem(indicator=indicator[:60], area=area[:60])
    return reader, view


def _file(content: bytes, kind: str, view: ForecastView, suffix: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    name = "-".join([view.spec.code, view.place.code, view.origin.code])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
