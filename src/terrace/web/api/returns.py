"""Returns: hers, one as a sheet, draft, handing in, approving, sending back, reopening."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from terrace.base.access import gates
from terrace.base.access.actors import Actor
from terrace.facts.collection import intake
from terrace.facts.collection import problems as collection
from terrace.facts.returns import actions, finding, queries
from terrace.facts.returns.finding import Found
from terrace.facts.returns.models import Return, State
from terrace.facts.returns.sheets import Sheet
from terrace.web.api import answers, bodies, errors, links, parameters, return_shapes
from terrace.web.api.documents import KEY, body, described
from terrace.web.api.parameters import Parameter

router = Router(tags=["returns"])
ADDRESS = "/{str:form}/{str:area}/{str:period}"
#: The door of systems, of pages, and of a page that worked without a line.
REST, WEB, PHONE = "rest", "web", "phone"
HERS, APPROVAL = "hers", "approval"
LIST = (
    Parameter("for", "hers: to be filled in by her; approval: waiting for her decision", choices=(HERS, APPROVAL)),
    Parameter("state", "only returns in this state", example="open"),
)
SEEN = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "description": "The revision of the sheet that she had before her; 409 when a figure moved since.",
    "schema": {"type": "string"},
}
DEVICE = {
    "in": "header",
    "name": "X-Device",
    "required": False,
    "description": "What the sender calls the device.",
    "schema": {"type": "string", "maxLength": 200},
}
Shape = TypeVar("Shape")
Decide = Callable[[Actor, str, str, str, str], Return]


@router.get(
    "",
    auth=gates.bearer_or_session,
    operation_id="returns",
    summary="Her returns, the most urgent first",
    openapi_extra=described({200: return_shapes.Entries, 400: None, 401: None}, LIST),
)
def listed(request: HttpRequest) -> HttpResponse:
    """The returns of the places granted to her by name; with `for=approval` those that were handed in and wait for
    her. At most 200.
    """
    asked, actor = parameters.read(request, LIST), gates.actor_in(request)
    wanted = _state(asked.get("state", ""))
    approval = asked.get("for", HERS) == APPROVAL
    lines = queries.waiting(actor) if approval else queries.hers(actor, wanted)
    marks = queries.revisions([line.found for line in lines])
    shown = [_entry(line, mark, errors.language_of(request)) for line, mark in zip(lines, marks, strict=True)]
    return answers.plain(return_shapes.Entries(shown))


def _state(text: str) -> list[str]:
    if text and text not in State.values:
        raise parameters.wrong("state", text, ", ".join(State.values))
    return [text] if text else []


def _entry(line: queries.Line, mark: str, language: str) -> return_shapes.Entry:
    found = line.found
    return return_shapes.Entry(
        key=found.key,
        form=return_shapes.Coded(found.form.code, found.form.name(language)),
        area=return_shapes.Coded(found.place.code, found.place.full_name),
        period=return_shapes.Coded(found.period.code, found.period.label(language)),
        state=found.row.state,
        due=found.row.due.isoformat(),
        days_left=line.days_left,
        late=line.late,
        answered=line.answered,
        asked=line.asked,
        revision=mark,
        links=_links(found),
    )


def _links(found: Found) -> return_shapes.ReturnLinks:
    page = reverse("workspace:return", args=found.key.split("/"))
    return return_shapes.ReturnLinks(f"{links.ROOT}/returns/{found.key}", page)


@router.get(
    ADDRESS,
    auth=gates.bearer_or_session,
    operation_id="return",
    summary="A return as a sheet",
    openapi_extra=described({200: Sheet, 401: None, 404: None}),
)
def show(request: HttpRequest, form: str, area: str, period: str) -> HttpResponse:
    """Every row with its figure, wherever it came from; the rules that hold between them; its history. `ETag` is the
    revision, for `If-Match` when it is handed in.
    """
    sheet = queries.sheet(gates.actor_in(request), form, area, period, errors.language_of(request))
    response = answers.plain(sheet)
    response.headers["ETag"] = f'"{sheet.revision}"'
    return response


@router.put(
    ADDRESS,
    auth=gates.bearer_or_session,
    operation_id="returnDraft",
    summary="Keep a draft",
    openapi_extra=described(
        {204: None} | dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422)), body=body(return_shapes.Kept, "draft")
    ),
)
def keep(request: HttpRequest, form: str, area: str, period: str) -> HttpResponse:
    """What was typed so far, for herself only. Nothing of it is a figure."""
    kept = _read(request, return_shapes.Kept)
    actions.save_draft(gates.actor_in(request), form, area, period, {"rows": kept.rows})
    return HttpResponse(status=204)


@router.post(
    ADDRESS,
    auth=gates.bearer_or_session,
    operation_id="returnHandIn",
    summary="Hand a return in",
    openapi_extra=described(
        {201: return_shapes.HandedIn, 200: return_shapes.HandedIn}
        | dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 503)),
        headers=(KEY, SEEN, DEVICE),
        body=body(intake.Intake, "return"),
    ),
)
def hand_in(request: HttpRequest, form: str, area: str, period: str) -> HttpResponse:
    """The figures that were typed go through the one door, and the return is handed in with them, or nothing is
    stored. Rows that have a figure already need not be sent; `observations` may be empty. A row without figure and
    reason is refused unless `because` explains it. The same key with the same content answers 200.
    """
    handed, actor = intake.decode(bodies.read(request)), gates.actor_in(request)
    receipt = actions.hand_in(
        actor,
        form,
        area,
        period,
        request.headers.get("Idempotency-Key", ""),
        door_of(request),
        handed,
        seen=_seen(request),
        device=request.headers.get("X-Device", ""),
    )
    found = finding.find(actor, form, area, period)
    (mark,) = queries.revisions([found])
    shape = return_shapes.HandedIn(receipt.id, receipt.facts, found.row.state, mark, _links(found))
    return answers.plain(shape, 201 if receipt.created else 200)


def door_of(request: HttpRequest) -> str:
    """A system, a page, or a page that names the device on which it kept the return."""
    if getattr(request, "by_token", False):
        return REST
    return PHONE if request.headers.get("X-Device") else WEB


def _seen(request: HttpRequest) -> str | None:
    return request.headers.get("If-Match", "").removeprefix("W/").strip().strip('"') or None


def _read(request: HttpRequest, shape: type[Shape]) -> Shape:
    """The JSON body; 400 when it is broken, 422 when it has other types."""
    try:
        return msgspec.json.decode(bodies.read(request) or b"{}", type=shape)
    except msgspec.ValidationError as wrong:
        raise collection.TYPE_WRONG.problem("", detail=wrong) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise collection.BODY_BROKEN.problem(detail=broken) from broken


DECISION = described(
    {200: return_shapes.Decided} | dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422)),
    body=body(return_shapes.Decision, "decision"),
)


@router.post(
    f"{ADDRESS}/approve",
    auth=gates.bearer_or_session,
    operation_id="returnApprove",
    summary="Approve a return",
    openapi_extra=DECISION,
)
def approve(request: HttpRequest, form: str, area: str, period: str) -> HttpResponse:
    """At the level that receives it, in a role that the form names; never by who handed it in."""
    return _decided(request, actions.approve, form, area, period)


@router.post(
    f"{ADDRESS}/send-back",
    auth=gates.bearer_or_session,
    operation_id="returnSendBack",
    summary="Send a return back",
    openapi_extra=DECISION,
)
def send_back(request: HttpRequest, form: str, area: str, period: str) -> HttpResponse:
    """To be mended; `remark` says what."""
    return _decided(request, actions.send_back, form, area, period)


@router.post(
    f"{ADDRESS}/reopen",
    auth=gates.bearer_or_session,
    operation_id="returnReopen",
    summary="Reopen a return",
    openapi_extra=DECISION,
)
def reopen(request: HttpRequest, form: str, area: str, period: str) -> HttpResponse:
    """An approved or locked return is open again and its cells are free; `remark` says why."""
    return _decided(request, actions.reopen, form, area, period)


def _decided(request: HttpRequest, decide: Decide, form: str, area: str, period: str) -> HttpResponse:
    actor = gates.actor_in(request)
    decide(actor, form, area, period, _read(request, return_shapes.Decision).remark)
    found = finding.find(actor, form, area, period)
    (mark,) = queries.revisions([found])
    return answers.plain(return_shapes.Decided(found.row.state, mark, _links(found)))
