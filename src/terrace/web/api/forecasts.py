"""Forecasts: what is likely, within which ranges, how well it was forecast before."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localtime
from ninja import Router

from terrace.base.access import gates
from terrace.base.kernel.periods import COARSER, LETTERS, MONTHS, Frequency, Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection import problems as collection
from terrace.facts.pipeline import problems as pipeline
from terrace.facts.pipeline.queries import Reader
from terrace.insight.forecasting import queries
from terrace.insight.forecasting.queries import Asked, ForecastView, Past
from terrace.web.api import answers, forecast_dressing, forecast_shapes, parameters, problems, questions
from terrace.web.api.documents import described
from terrace.web.api.parameters import Parameter

router = Router(tags=["forecasts"])
#: Series of one answer, at the most.
MOST = 200
LEVELS = ("80", "95")
FREQUENCIES = {each.name.lower(): each for each in Frequency}

INDICATOR = Parameter("indicator", "Code of the indicator; several are parted by commas.", "PIGS", required=True)
AREA = Parameter("area", "Code of the place, valid today; several are parted by commas.", "04", required=True)
FREQUENCY = Parameter(
    "frequency",
    "year, half, nine, quarter, season or month; the indicator's own when it is not given, or one that it adds up to.",
    "year",
)
ORIGIN = Parameter("origin", "The forecast made when this was the last period known; else the newest.", "2026-M09")
SHOWN_LEVELS = Parameter("levels", "Which ranges: 80, 95, or both parted by a comma (the default).", "80,95")
PAST = Parameter("past", "Whether to tell what was forecast before and what came.", choices=("false", "true"))
AHEAD = Parameter("ahead", "With past=true: so many periods ahead.", "1")
FORMAT = Parameter("format", "json, or csv; without it Accept decides.", choices=("", "json", "csv"))
QUESTION = (INDICATOR, AREA, questions.BREAKDOWN, FREQUENCY, ORIGIN, SHOWN_LEVELS, PAST, AHEAD, FORMAT)
TABLE = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Question:
    """Which series, and what is told of them."""

    cells: tuple[Asked, ...]
    origin: Period | None
    levels: tuple[int, ...]
    past: bool
    ahead: int

    def told(self, reader: Reader, view: ForecastView) -> list[Past] | None:
        """What was forecast before; None when it is not asked for."""
        if not self.past:
            return None
        return queries.past(reader.actor, view.spec, view.place.place_id, view.breakdown_id, self.ahead)


@router.get(
    "",
    auth=gates.open_gate,
    operation_id="forecasts",
    summary="Forecasts of one series or of several",
    openapi_extra=described({200: forecast_shapes.Forecasts, 400: None, 403: None, 404: None}, QUESTION),
)
def forecasts(request: HttpRequest) -> HttpResponse:
    """What is likely, the ranges that hold it in 80 and 95 of a hundred cases, the day it was made, the method, and how
    well it did before. Seen as the figures are: by grant, and by everybody once the figure that it starts from is
    released; 403 when none of the series may be seen. `format=csv`, or `Accept: text/csv`, answers with a table.
    """
    reader, words = Reader(gates.actor_in(request)), parameters.read(request, QUESTION)
    question = _question(reader, words)
    found = _found(reader, question)
    hidden, missing = _lacking(reader, question, found)
    if hidden and not found and not missing:
        raise pipeline.FIGURE_UNPUBLISHED.problem()
    if _tabular(request, words):
        response = answers.marked_text(request, _table(reader, question, found), TABLE)
        response.headers["Content-Disposition"] = 'attachment; filename="forecasts.csv"'
    else:
        told = (question.told(reader, view) for view in found)
        shapes = map(partial(forecast_dressing.forecast, reader.snapshot, question.levels), found, told)
        response = answers.marked(request, forecast_shapes.Forecasts(list(shapes), hidden, missing))
    response.headers["Vary"] += ", Accept"
    return response


def _found(reader: Reader, question: Question) -> list[ForecastView]:
    if question.origin is None:
        return queries.several(reader.actor, question.cells)
    made = (
        queries.forecast(reader.actor, one.spec, one.area, one.breakdown, one.frequency, question.origin)
        for one in question.cells
    )
    return [view for view in made if view]


def _lacking(reader: Reader, question: Question, found: list[ForecastView]) -> tuple[int, int]:
    """How many series may not be seen, and how many have no forecast."""
    there = {(view.spec.id, view.place.place_id) for view in found}
    absent = [one for one in question.cells if (one.spec.id, one.area) not in there]
    missing = sum(reader.scope.holds(one.area, one.spec.sector) for one in absent)
    return len(absent) - missing, missing


# from the words of the address


def _question(reader: Reader, words: dict[str, str]) -> Question:
    for name in ("indicator", "area"):
        if not _several(words[name]):
            raise problems.NEEDED.problem(name, name=name, needed="indicator, area")
    specs = [_spec(reader, code) for code in _several(words["indicator"])]
    origin = questions.period_of(words["origin"], "origin") if "origin" in words else None
    day = origin.end if origin else timezone.localdate()
    areas = [questions.area(reader, code, day) for code in _several(words["area"])]
    if len(specs) * len(areas) > MOST:
        raise problems.FORECASTS_MANY.problem("indicator", most=MOST)
    if origin and any(spec.frequency is not origin.frequency for spec in specs):
        raise parameters.wrong("origin", words["origin"], ", ".join(spec.frequency.name.lower() for spec in specs))
    wanted = [(spec, _frequency(spec, words.get("frequency", ""))) for spec in specs]
    cells = tuple(
        Asked(spec, area, questions.breakdown(reader, spec, words.get("breakdown", "")), frequency)
        for spec, frequency in wanted
        for area in areas
    )
    levels = tuple(int(level) for level in _levels(words.get("levels", "")))
    return Question(cells, origin, levels, words.get("past") == "true", _ahead(specs, words.get("ahead", "")))


def _several(text: str) -> list[str]:
    """Codes parted by commas, each once."""
    return list(dict.fromkeys(code.strip() for code in text.split(",") if code.strip()))


def _spec(reader: Reader, code: str) -> IndicatorSpec:
    spec = reader.snapshot.indicators.get(code)
    if spec is None:
        raise questions.refuse(collection.INDICATOR_UNKNOWN.fault("indicator", code=code[:60]), questions.UNKNOWN)
    return spec


def _frequency(spec: IndicatorSpec, text: str) -> Frequency | None:
    allowed = (spec.frequency, *COARSER[spec.frequency])
    if text and FREQUENCIES.get(text) not in allowed:
        raise parameters.wrong("frequency", text, ", ".join(each.name.lower() for each in allowed))
    return FREQUENCIES.get(text)


def _levels(text: str) -> list[str]:
    found = _several(text) or list(LEVELS)
    if wrong := [level for level in found if level not in LEVELS]:
        raise parameters.wrong("levels", wrong[0], ", ".join(LEVELS))
    return sorted(found)


def _ahead(specs: list[IndicatorSpec], text: str) -> int:
    """So many periods of the indicator; at most two years."""
    most = 2 * min(len(MONTHS[spec.frequency]) for spec in specs)
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= most):
        raise parameters.wrong("ahead", text, f"1–{most}")
    return int(text)


# as a table


def _tabular(request: HttpRequest, words: dict[str, str]) -> bool:
    if "format" in words:
        return words["format"] == "csv"
    accepted = request.headers.get("Accept", "")
    return "text/csv" in accepted and "application/json" not in accepted


def _table(reader: Reader, question: Question, found: list[ForecastView]) -> bytes:
    """A row for each step; with past=true a row for each forecast of before instead."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    ends = [f"{end}{level}" for level in question.levels for end in ("low", "high")]
    writer.writerow(_PAST_COLUMNS if question.past else [*_COLUMNS, *ends])
    for view in found:
        writer.writerows(_past_rows(reader, question, view) if question.past else _rows(view, question.levels))
    return text.getvalue().encode()


_HEAD = ("indicator", "area", "breakdown", "frequency", "unit", "decimals", "simulated")
_COLUMNS = (*_HEAD, "origin", "made_at", "method", "period", "likely")
_PAST_COLUMNS = (*_HEAD, "origin", "made_at", "tried", "period", "likely", "low80", "high80", "value")


def _head(view: ForecastView) -> tuple[object, ...]:
    spec, letter = view.spec, LETTERS[view.frequency]
    return spec.code, view.place.code, view.breakdown, letter, spec.unit, spec.decimals, int(view.simulated)


def _rows(view: ForecastView, levels: tuple[int, ...]) -> Iterator[tuple[object, ...]]:
    for step in view.steps:
        ends = [end for level in levels for end in forecast_dressing.ends(step, level)]
        made = localtime(view.made_at).isoformat()
        yield (*_head(view), view.origin.code, made, view.method, step.period.code, *map(_exact, (step.likely, *ends)))


def _past_rows(reader: Reader, question: Question, view: ForecastView) -> Iterator[tuple[object, ...]]:
    for told in question.told(reader, view) or ():
        made = localtime(told.made_at).isoformat()
        numbers = map(_exact, (told.likely, told.low80, told.high80, told.came))
        yield (*_head(view), told.origin.code, made, int(told.tried), told.period.code, *numbers)


def _exact(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
