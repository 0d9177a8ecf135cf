"""Warnings: hers, one with its history, and what may be done with it; silences."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from terrace.base.access import gates
from terrace.facts.collection import problems as collection
from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring import queries
from terrace.insight.monitoring.lifecycle import queries as life
from terrace.insight.monitoring.lifecycle import steps
from terrace.insight.monitoring.lifecycle.steps import Scope
from terrace.insight.monitoring.models import Kind, State
from terrace.insight.monitoring.queries import Filters
from terrace.insight.monitoring.views import WarningView
from terrace.web.api import answers, bodies, numbered, parameters, questions, warning_dressing, warning_shapes
from terrace.web.api.documents import body, described
from terrace.web.api.parameters import Parameter

router = Router(tags=["warnings"])
#: Warnings of one answer.
PAGE = 100
LARGEST = 2**63 - 1

STATE = Parameter("state", "Only in this state; standing: not cleared.", choices=("standing", *State.values, "all"))
SEVERITY = Parameter("severity", "Only this severe or more.", choices=("1", "2", "3", "4"))
KIND = Parameter("kind", "Only this kind.", choices=("", *Kind.values))
SECTOR = Parameter("sector", "Code of a sector.", "agriculture")
AREA = Parameter("area", "Code of a place: there and below.", "12")
INDICATOR = Parameter("indicator", "Code of an indicator.", "PIG_HERD")
RULE = Parameter("rule", "Code of a rule.", "pig-herd-falls")
GROUP = Parameter("group", "Number of a group: warnings of one cause.", "17")
MINE = Parameter("mine", "true: only those that you answer for.", choices=("false", "true"))
ORDER = Parameter("order", "What comes first.", choices=tuple(queries.ORDERS))
AT = Parameter("at", f"How many to leave out, for the next {PAGE}.", "100")
LIST = (STATE, SEVERITY, KIND, SECTOR, AREA, INDICATOR, RULE, GROUP, MINE, ORDER, AT)
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "The same when it is sent again: it is done once.",
    "schema": {"type": "string", "maxLength": 64},
}
REFUSED = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422))


@router.get(
    "",
    auth=gates.bearer_or_session,
    operation_id="warnings",
    summary="Warnings of your places and sectors",
    openapi_extra=described({200: warning_shapes.Warnings, 400: None, 401: None, 404: None}, LIST),
)
def listed(request: HttpRequest) -> HttpResponse:
    """The most severe first. Without `state` those that are not cleared. What you may not see is left out: warnings
    need `warning.read` for place and sector, those about the health of the system `health.read`.
    """
    words, actor = parameters.read(request, LIST), gates.actor_in(request)
    asked = _filters(Reader(actor), words)
    at = numbered.number("at", words["at"]) if "at" in words else 0
    found = queries.listed(actor, asked, min(at, LARGEST // 2), PAGE)
    shown = [warning_dressing.warning(each) for each in found]
    return answers.marked(request, warning_shapes.Warnings(shown, queries.count(actor, asked)))


def _filters(reader: Reader, words: dict[str, str]) -> Filters:
    states = {"standing": queries.STANDING, "all": tuple(State.values)}
    state = words.get("state", "standing")
    indicator = reader.snapshot.indicators.get(words["indicator"]) if "indicator" in words else None
    if "indicator" in words and indicator is None:
        fault = collection.INDICATOR_UNKNOWN.fault("indicator", code=words["indicator"][:60])
        raise questions.refuse(fault, questions.UNKNOWN)
    return Filters(
        states=states.get(state, (state,)),
        kinds=(words["kind"],) if "kind" in words else (),
        severity=int(words.get("severity", "1")),
        area=questions.area(reader, words["area"], timezone.localdate()) if "area" in words else None,
        indicator=indicator.id if indicator else None,
        sector=words.get("sector", ""),
        rule=words.get("rule", ""),
        owner=reader.actor.person_id or 0 if words.get("mine") == "true" else None,
        group=numbered.number("group", words["group"]) if "group" in words else None,
        order=words.get("order", "severity"),
    )


@router.get(
    "/silences",
    auth=gates.bearer_or_session,
    operation_id="warningSilences",
    summary="Silences that hold now",
    openapi_extra=described({200: warning_shapes.Silences, 401: None}),
)
def silences(request: HttpRequest) -> HttpResponse:
    """Those of your places and sectors, the one that ends first in front."""
    found = life.silences(gates.actor_in(request), timezone.now())
    return answers.plain(warning_shapes.Silences([warning_dressing.silence(each) for each in found]))


@router.post(
    "/silences/{int:number}/lift",
    auth=gates.bearer_or_session,
    operation_id="warningSilenceLift",
    summary="End a silence now",
    openapi_extra=described({200: warning_shapes.Silence, 401: None, 403: None, 404: None}),
)
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """What stands under it is told again. One that is over stays so. No body."""
    return answers.plain(warning_dressing.silence(steps.lift(gates.actor_in(request), min(number, LARGEST))))


@router.get(
    "/{int:number}",
    auth=gates.bearer_or_session,
    operation_id="warning",
    summary="A warning with its evidence and history",
    openapi_extra=described({200: warning_shapes.Warning, 401: None, 404: None}),
)
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One warning: which places contribute, what was done with it, whom it may be given to, what it came from."""
    return answers.marked(request, warning_dressing.whole(queries.one(gates.actor_in(request), min(number, LARGEST))))


def _acted(request: HttpRequest, number: int, work: Callable[[WarningView], Any]) -> HttpResponse:
    """Do it, and show the warning as it is now."""
    actor = gates.actor_in(request)
    work(queries.one(actor, min(number, LARGEST)))
    return answers.plain(warning_dressing.whole(queries.one(actor, min(number, LARGEST))))


def _step(shape: type, example: str) -> dict[str, Any]:
    """What a step of a warning takes, and its answers."""
    return described({200: warning_shapes.Warning} | REFUSED, headers=(KEY,), body=body(shape, example))


def _key(request: HttpRequest) -> str:
    return request.headers.get("Idempotency-Key", "")[:64]


@router.post(
    "/{int:number}/acknowledge",
    auth=gates.bearer_or_session,
    operation_id="warningAcknowledge",
    summary="Take a warning on",
    openapi_extra=_step(warning_shapes.WarningNote, "warningNote"),
)
def acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """It is seen and in hand; who takes on what nobody owns owns it. Again changes nothing."""
    actor, said = gates.actor_in(request), bodies.shaped(request, warning_shapes.WarningNote)
    return _acted(request, number, lambda row: steps.acknowledge(actor, row, said.note, key=_key(request)))


@router.post(
    "/{int:number}/assign",
    auth=gates.bearer_or_session,
    operation_id="warningAssign",
    summary="Give a warning to somebody",
    openapi_extra=_step(warning_shapes.WarningAssigned, "warningAssigned"),
)
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """To one of its `handlers`; she is told."""
    actor, said = gates.actor_in(request), bodies.shaped(request, warning_shapes.WarningAssigned)
    due = said.due if said.due is None or said.due.tzinfo else timezone.make_aware(said.due)

    def work(row: WarningView) -> None:
        steps.assign(actor, row, said.person, said.text, due=due, key=_key(request))

    return _acted(request, number, work)


@router.post(
    "/{int:number}/comment",
    auth=gates.bearer_or_session,
    operation_id="warningComment",
    summary="Write something about a warning",
    openapi_extra=_step(warning_shapes.WarningSaid, "warningSaid"),
)
def comment(request: HttpRequest, number: int) -> HttpResponse:
    """Who answers for it and who took part are told."""
    actor, said = gates.actor_in(request), bodies.shaped(request, warning_shapes.WarningSaid)
    return _acted(request, number, lambda row: steps.comment(actor, row, said.text, key=_key(request)))


@router.post(
    "/{int:number}/review",
    auth=gates.bearer_or_session,
    operation_id="warningReview",
    summary="Say what a warning turned out to be",
    openapi_extra=_step(warning_shapes.WarningVerdict, "warningVerdict"),
)
def review(request: HttpRequest, number: int) -> HttpResponse:
    """The measure of the rules; also of a warning that is cleared."""
    actor, said = gates.actor_in(request), bodies.shaped(request, warning_shapes.WarningVerdict)
    return _acted(request, number, lambda row: steps.review(actor, row, said.verdict, said.note, key=_key(request)))


@router.post(
    "/{int:number}/clear",
    auth=gates.bearer_or_session,
    operation_id="warningClear",
    summary="Close a warning",
    openapi_extra=described(
        {200: warning_shapes.Warning} | REFUSED, body=body(warning_shapes.WarningOver, "warningOver")
    ),
)
def clear(request: HttpRequest, number: int) -> HttpResponse:
    """It is over, as you say, with the reason; the same figure is not raised again."""
    actor, said = gates.actor_in(request), bodies.shaped(request, warning_shapes.WarningOver)
    return _acted(request, number, lambda row: steps.clear(actor, row, said.why))


@router.post(
    "/{int:number}/silence",
    auth=gates.bearer_or_session,
    operation_id="warningSilence",
    summary="Silence such warnings for a time",
    openapi_extra=described(
        {201: warning_shapes.Silence} | REFUSED, body=body(warning_shapes.SilenceWanted, "silenceWanted")
    ),
)
def hush(request: HttpRequest, number: int) -> HttpResponse:
    """Nobody is told of them until then; they are raised and listed all the same."""
    actor, said = gates.actor_in(request), bodies.shaped(request, warning_shapes.SilenceWanted)
    row = queries.one(actor, min(number, LARGEST))
    until = said.until if said.until.tzinfo else timezone.make_aware(said.until)
    return answers.plain(warning_dressing.silence(steps.silence(actor, _scope(row, said.scope), said.why, until)), 201)


def _scope(row: WarningView, chosen: str) -> Scope:
    """Raises 422 for another word than the three."""
    if chosen == "indicator" and row.spec:
        return Scope(row.area, indicator=row.spec.id)
    if chosen == "area":
        return Scope(row.area, sector=row.sector)
    if chosen != "rule":
        raise collection.TYPE_WRONG.problem("/scope", detail="rule, indicator, area")
    return Scope(row.area, rule=row.rule_code)
