"""Plans: school places of the coming years, and figures with some of them changed."""

from collections.abc import Iterator

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from terrace.base.access import gates
from terrace.base.places.versions import Version
from terrace.facts.pipeline.queries import Reader
from terrace.insight.planning import plans, scenarios
from terrace.insight.planning.plans import Plan
from terrace.insight.targets.goals import Goal
from terrace.web.api import answers, dressing, parameters, planning_shapes, questions
from terrace.web.api.documents import described
from terrace.web.api.parameters import Parameter
from terrace.web.api.shapes import Named

router = Router(tags=["planning"])

AREA = Parameter("area", "Code of the province, valid today.", "08", required=True)
BIRTHS = Parameter("births", "Change of births that are not counted yet, per cent.", "-5")
MIGRATION = Parameter("migration", "Children who come less those who go, per cent a year.", "1")
RATES = Parameter("rates", "Per cent that enters a stage; several are parted by commas.", "PRIMARY:99,UPPER:85")
SIZES = Parameter("sizes", "Pupils to a class.", "PRIMARY:35")
SESSIONS = Parameter("sessions", "two (a room for each class), one (two classes to a room), now.", "PRIMARY:two")
SCHOOLS = Parameter("schools", "New schools: place:stage:classes:first year.", "00691:PRIMARY:15:2028")
PLAN = (AREA, BIRTHS, MIGRATION, RATES, SIZES, SESSIONS, SCHOOLS)
CHANGES = Parameter(
    "changes",
    "indicator:amount[:percent or absolute[:place]]; several are parted by commas.",
    "RICE_HARVESTED:-5",
    required=True,
)
HOLD = Parameter("hold", "Ratios that are held, so that what they are worked out of moves along.", "RICE_YIELD")
SHOW = Parameter("show", "The indicator that is listed for the places right below.", "RICE_OUTPUT")
SCENARIO = (questions.AREA, questions.PERIOD, CHANGES, HOLD, SHOW)


@router.get(
    "/planning/schools",
    auth=gates.bearer_or_session,
    operation_id="planSchools",
    summary="School places of the next six school years",
    openapi_extra=described({200: planning_shapes.SchoolPlan, 400: None, 401: None, 403: None, 404: None}, PLAN),
)
def schools(request: HttpRequest) -> HttpResponse:
    """Pupils, places, shortage and surplus of every commune of a province that you may see, by stage and year, with
    the ranges of the method's own past errors, and the new schools that would close most of the gap of the last year.
    Nothing is stored: the assumptions are those of the question.
    """
    words = parameters.read(request, PLAN)
    reader = Reader(gates.actor_in(request))
    area = questions.area(reader, words["area"], timezone.localdate())
    plan = plans.plan(reader, area, _assumed(words))
    version = _version(reader, area)
    stages = [_stage(reader, plan, number) for number in range(len(plan.norms.stages))]
    shape = planning_shapes.SchoolPlan(dressing.area(version), plan.base, plan.records.simulated, stages)
    return answers.marked(request, shape)


def _assumed(words: dict[str, str]) -> dict[str, list[str]]:
    """The parameters as an address of the page says them."""
    found: dict[str, list[str]] = {name: [words[name]] for name in ("births", "migration") if name in words}
    for many, one in (("rates", "rate"), ("sizes", "size"), ("sessions", "sessions")):
        for pair in _listed(words.get(many, "")):
            stage, _, value = pair.partition(":")
            found[f"{one}.{stage}"] = [value or "?"]
    return found | {"school": _listed(words.get("schools", ""))}


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _version(reader: Reader, place: int) -> Version:
    return reader.index.version(place, timezone.localdate()) or reader.index.history(place)[-1]


def _stage(reader: Reader, plan: Plan, number: int) -> planning_shapes.PlannedStage:
    norm, last = plan.norms.stages[number], len(plan.years) - 1
    sites = [
        planning_shapes.PlannedSite(
            dressing.area(_version(reader, plan.records.places[each.place])),
            norm.school_classes,
            each.served,
            each.own,
            each.left,
        )
        for each in plan.sites(number, last)
    ]
    return planning_shapes.PlannedStage(
        Named(norm.code, norm.name_vi, norm.name_en),
        plan.size(number),
        int(plan.pupils_now[:, number].sum()),
        list(_totals(plan, number)),
        [_commune(reader, plan, number, row) for row in range(len(plan.records.places))],
        sites,
    )


def _totals(plan: Plan, stage: int) -> Iterator[planning_shapes.PlannedTotal]:
    for year, start in enumerate(plan.years):
        whole = plan.whole(stage, year)
        yield planning_shapes.PlannedTotal(start, whole.pupils, whole.low, whole.high, whole.lacking, whole.left_over)


def _commune(reader: Reader, plan: Plan, stage: int, row: int) -> planning_shapes.PlannedCommune:
    gap = plan.gap
    years = []
    for year, start in enumerate(plan.years):
        pupils, half = plan.pupils[row, stage, year], plan.half[row, stage, year]
        bounds = (int(max(0, np.floor(pupils - half))), int(np.ceil(pupils + half)))
        places = int(plan.places[row, stage, year])
        years.append(planning_shapes.PlannedYear(start, int(pupils), *bounds, places, int(gap[row, stage, year])))
    version = _version(reader, plan.records.places[row])
    return planning_shapes.PlannedCommune(dressing.area(version), int(plan.pupils_now[row, stage]), years)


@router.get(
    "/scenarios",
    auth=gates.bearer_or_session,
    operation_id="scenario",
    summary="What if: figures with some of them changed",
    openapi_extra=described({200: planning_shapes.Scenario, 400: None, 401: None, 403: None, 404: None}, SCENARIO),
)
def scenario(request: HttpRequest) -> HttpResponse:
    """The reports behind the figures are changed in proportion, and totals, weighted means and formulas are worked out
    again by the rules of every figure. A change of 0 gives the figures as they are. Nothing is stored.
    """
    words = parameters.read(request, SCENARIO)
    reader = Reader(gates.actor_in(request))
    period = questions.period_of(words["period"], "period")
    area = questions.area(reader, words["area"], period.end)
    changes = scenarios.read(reader, _listed(words["changes"]), area, period)
    holds = scenarios.held(reader, _listed(words.get("hold", "")), changes)
    found = scenarios.work_out(reader, area, period, changes, holds=holds, shown=words.get("show", ""))
    shape = planning_shapes.Scenario(
        dressing.area(reader.index.version(area, period.end) or _version(reader, area)),
        period.code,
        [each.text for each in found.changes],
        found.simulated,
        found.forecast,
        [_figure(reader, each, found.targets.get(each.spec.id)) for each in found.rows],
        [_figure(reader, each) for each in found.below],
    )
    return answers.marked(request, shape)


def _figure(reader: Reader, row: scenarios.Row, goal: Goal | None = None) -> planning_shapes.ScenarioFigure:
    return planning_shapes.ScenarioFigure(
        Named(row.spec.code, row.spec.name_vi, row.spec.name_en),
        dressing.area(_version(reader, row.place)),
        answers.digits(row.base),
        answers.digits(row.then),
        row.changed,
        row.held,
        answers.digits(goal.value) if goal else None,
    )
