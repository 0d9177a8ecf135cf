"""Targets of plans: how they stand, setting one, and nowcasts of periods under way."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from terrace.base.access import gates
from terrace.base.kernel.periods import FIRST_YEAR, LAST_YEAR
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection import problems as collection
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import actions, currents, dividing, goals, problems, queries
from terrace.insight.targets.actions import Wanted
from terrace.insight.targets.bases import Basis
from terrace.insight.targets.dividing import WantedPart
from terrace.insight.targets.standings import Mark, Nowcast, PartStanding, Past, Standing
from terrace.web.api import answers, bodies, dressing, parameters, questions, target_shapes
from terrace.web.api.answers import digits
from terrace.web.api.documents import body, described
from terrace.web.api.parameters import Parameter

router = Router(tags=["targets"])

AREA = Parameter("area", "Code of the place: valid on the last day of a past year, else today.", "04", required=True)
YEAR = Parameter("year", "Year of the plan; this one when it is not given.", "2026")
INDICATOR = Parameter("indicator", "Only these indicators: codes parted by commas.", "BIRTHS")
HISTORY = Parameter("history", "Whether to tell how each stood day by day.", choices=("false", "true"))
QUESTION = (AREA, YEAR, INDICATOR, HISTORY)
BREAKDOWN = (questions.BREAKDOWN,)


@router.get(
    "/targets",
    auth=gates.open_gate,
    operation_id="targets",
    summary="How the targets of a place stand",
    openapi_extra=described({200: target_shapes.Targets, 400: None, 404: None}, QUESTION),
)
def targets(request: HttpRequest) -> HttpResponse:
    """The target, what is there, what should be there by now, where the year ends at this rate and where it is likely
    to end, and the chance that it is met. Worked out from the figures of this moment. A target is seen as the figures
    are that it speaks of; others are left out.
    """
    reader, words = Reader(gates.actor_in(request)), parameters.read(request, QUESTION)
    year = year_of(words.get("year", ""))
    area = questions.area(reader, words["area"], goals.day_of(year))
    only = [spec.id for spec in _specs(reader, words.get("indicator", ""))] or None
    found = queries.standings(reader, area, year, only)
    told = words.get("history") == "true"
    shown = [target(reader, each, queries.past(each) if told else None) for each in found]
    return answers.marked(request, target_shapes.Targets(shown))


@router.put(
    "/targets/{str:indicator}/{str:area}/{int:year}",
    auth=gates.bearer_or_session,
    operation_id="targetSet",
    summary="Set, change or lift a target",
    openapi_extra=described(
        {200: target_shapes.TargetKept} | dict.fromkeys((400, 401, 403, 413, 415, 422)),
        BREAKDOWN,
        body=body(target_shapes.TargetWanted, "target"),
    ),
)
def put(request: HttpRequest, indicator: str, area: str, year: int) -> HttpResponse:
    """Needs `target.set` on the place and the sector. The same again changes nothing (`changed` false); another value
    takes the place of the one before, which stays in the audit. A target that was set goes before that of a pack.
    """
    cell = parameters.read(request, BREAKDOWN).get("breakdown", "")
    asked = _wanted(bodies.read(request))
    answers_for = (basis_of(asked.basis), asked.agency, asked.person, asked.resolution)
    wanted = Wanted(indicator, area, year, asked.value, asked.direction, asked.decided_by, cell, *answers_for)
    changed = actions.set_target(gates.actor_in(request), wanted)
    said = asked.decided_by.strip()
    kept = target_shapes.TargetKept(indicator, area, cell, year, asked.value, asked.direction, said, changed)
    return answers.plain(kept)


@router.put(
    "/targets/{str:indicator}/{str:area}/periods/{str:period}",
    auth=gates.bearer_or_session,
    operation_id="targetPartSet",
    summary="Set, change or lift the plan of a part of a year",
    openapi_extra=described(
        {200: target_shapes.PartKept} | dict.fromkeys((400, 401, 403, 413, 415, 422)),
        BREAKDOWN,
        body=body(target_shapes.PartWanted, "targetPart"),
    ),
)
def put_part(request: HttpRequest, indicator: str, area: str, period: str) -> HttpResponse:
    """Needs `target.set` on the place and the sector, and a plan of the whole year. `period` is a month, a quarter, a
    half year or the first nine months, not finer than the indicator is reported. A null value lifts it.
    """
    cell = parameters.read(request, BREAKDOWN).get("breakdown", "")
    value = bodies.shaped(request, target_shapes.PartWanted).value
    changed = dividing.set_part(gates.actor_in(request), WantedPart(indicator, area, period, value, cell))
    return answers.plain(target_shapes.PartKept(indicator, area, cell, period, value, changed))


@router.get(
    "/nowcasts",
    auth=gates.open_gate,
    operation_id="nowcasts",
    summary="Figures of periods under way, from the places that have reported",
    openapi_extra=described({200: target_shapes.Nowcasts, 400: None, 404: None}, (AREA, INDICATOR)),
)
def nowcasts(request: HttpRequest) -> HttpResponse:
    """For sums over places: what the newest period will come to once all have reported, with the coverage. Without
    `indicator` those that the place has targets for this year. What you may not see is left out.
    """
    reader, words = Reader(gates.actor_in(request)), parameters.read(request, (AREA, INDICATOR))
    today = timezone.localdate()
    area = questions.area(reader, words["area"], today)
    specs = _specs(reader, words.get("indicator", "")) or queries.aimed_at(reader, area, today.year)
    found = currents.nowcasts(reader, area, specs)
    shown = [_nowcast(reader, area, spec, found[spec.id]) for spec in specs if spec.id in found]
    return answers.marked(request, target_shapes.Nowcasts(shown))


def year_of(text: str) -> int:
    if not text:
        return timezone.localdate().year
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= LAST_YEAR):
        raise parameters.wrong("year", text, f"{FIRST_YEAR}–{LAST_YEAR}")
    return int(text)


def _specs(reader: Reader, text: str) -> list[IndicatorSpec]:
    """The indicators of codes parted by commas; 404 for one that does not exist."""
    codes = list(dict.fromkeys(code.strip() for code in text.split(",") if code.strip()))
    for code in codes:
        if code not in reader.snapshot.indicators:
            raise questions.refuse(collection.INDICATOR_UNKNOWN.fault("indicator", code=code[:60]), questions.UNKNOWN)
    return [reader.snapshot.indicators[code] for code in codes]


def _wanted(content: bytes) -> target_shapes.TargetWanted:
    """The body; 422 for another shape, 400 for broken JSON."""
    try:
        return msgspec.json.decode(content, type=target_shapes.TargetWanted)
    except msgspec.ValidationError as wrong:
        raise collection.TYPE_WRONG.problem("", detail=wrong) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise problems.UNREADABLE.problem(detail=broken) from broken


def target(reader: Reader, found: Standing, past: list[Past] | None = None) -> target_shapes.Target:
    """A standing in the shape of the API."""
    spec = found.spec
    return target_shapes.Target(
        indicator=dressing.named(spec.code, spec),
        area=dressing.area(found.place),
        breakdown=found.breakdown,
        year=found.year,
        target=found.target,
        direction=found.direction,
        decided_by_vi=found.decided_by_vi,
        decided_by_en=found.decided_by_en,
        set_by=found.set_by or None,
        set_at=found.set_at,
        unit=dressing.unit(reader.snapshot, spec),
        decimals=spec.decimals,
        known=found.known.code if found.known else None,
        so_far=digits(found.so_far),
        done=found.done,
        due=found.due,
        at_this_rate=digits(found.rate),
        likely=found.likely,
        low=found.low,
        high=found.high,
        chance=found.chance,
        over=found.over,
        as_of=found.as_of,
        simulated=found.simulated,
        gap=digits(found.gap),
        left=digits(found.left),
        light=found.judged.light,
        state=found.judged.state,
        rule_vi=found.rule.words(),
        rule_en=found.rule.words("en"),
        agency=found.agency_name,
        person=found.person_name or None,
        basis=basis(found.basis) if found.basis else None,
        resolution=found.resolution,
        parts=[_part(each) for each in found.parts],
        marks=[_mark(each) for each in found.marks],
        history=None if past is None else [_past(each) for each in past],
        page=f"/targets/{found.place.code}/?year={found.year}",
    )


def basis(held: Basis) -> target_shapes.Basis:
    return target_shapes.Basis(held.kind, held.number, held.day, held.clause)


def basis_of(said: target_shapes.Basis) -> Basis:
    return Basis(said.kind, said.number.strip(), said.day, said.clause.strip())


def _part(one: PartStanding) -> target_shapes.TargetPart:
    judged = one.judged
    return target_shapes.TargetPart(
        one.period.code, one.planned, digits(one.came), one.done, one.over, judged.light, judged.state
    )


def _mark(one: Mark) -> target_shapes.TargetMark:
    return target_shapes.TargetMark(one.period.code, one.expected, one.came, one.likely)


def _past(one: Past) -> target_shapes.TargetPast:
    return target_shapes.TargetPast(one.day, one.period.code, one.target, one.so_far, one.likely, one.chance)


def _nowcast(reader: Reader, area: int, spec: IndicatorSpec, found: Nowcast) -> target_shapes.Nowcast:
    place = reader.index.version(area, timezone.localdate()) or reader.index.history(area)[-1]
    return target_shapes.Nowcast(
        dressing.named(spec.code, spec),
        dressing.area(place),
        found.period.code,
        dressing.unit(reader.snapshot, spec),
        spec.decimals,
        found.likely,
        found.low,
        found.high,
        found.sum,
        found.reported,
        found.expected,
        found.weight,
        found.exact,
    )
