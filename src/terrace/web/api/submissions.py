"""Submissions: hand in, look up, take back."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from terrace.base.access import gates, policy
from terrace.base.access.actors import Actor
from terrace.facts.collection import actions, intake, original_problems, originals
from terrace.facts.collection import problems as collection
from terrace.facts.collection import queries as collected
from terrace.facts.collection.models import State
from terrace.facts.collection.models import Submission as Kept
from terrace.web.api import answers, bodies, dressing, handed, shapes, showing
from terrace.web.api.documents import DEVICE, KEY, ORIGINAL, body, described

router = Router(tags=["submissions"])
#: The door of systems, and that of the pages, which come with a session.
REST, WEB = "rest", "web"
#: The largest number that the database can hold; a larger one names no submission.
LARGEST = 2**63 - 1


@router.post(
    "",
    auth=gates.bearer_or_session,
    operation_id="submissionCreate",
    summary="Hand in observations",
    openapi_extra=described(
        {201: shapes.Receipt, 200: shapes.Receipt} | dict.fromkeys((400, 401, 403, 409, 413, 415, 422, 503)),
        headers=(KEY, DEVICE, ORIGINAL),
        body=body(intake.Intake, "submission"),
    ),
)
def create(request: HttpRequest) -> HttpResponse:
    """One transaction: all observations, the audit entry and the event, or nothing. 201 means that it is on disk.

    The same key with the same content again answers 200 with the same number, however often; the same key with other
    content 409. Faults answer 422 (403 when a place is outside your rights) with every fault, and store nothing.
    Numbers are read from their digits; send them as JSON numbers or as strings. A figure that breaks a soft rule needs
    `because`: at the observation, or for the whole submission.
    """
    content = intake.decode(bodies.read(request))
    key = request.headers.get("Idempotency-Key", "")
    door = REST if getattr(request, "by_token", False) else WEB
    actor, device = gates.actor_in(request), request.headers.get("X-Device", "")
    original = _original(actor, request.headers.get("X-Original", ""))
    receipt = actions.submit(actor, key, door, content, original=original, device=device)
    state = State.ACCEPTED if receipt.created else _state(receipt.id)
    shape = shapes.Receipt(receipt.id, receipt.facts, state, dressing.submission_links(receipt.id))
    response = answers.plain(shape, 201 if receipt.created else 200)
    response.headers["Location"] = shape.links.self
    return response


def _original(actor: Actor, sha256: str) -> int | None:
    """The number of the file that she names; raises `original.unknown` (422) when she never sent it."""
    if not sha256:
        return None
    found = originals.find(actor, sha256)
    if found is None:
        raise original_problems.ORIGINAL_UNKNOWN.problem("X-Original", name=sha256[:70])
    return found.pk


def _state(number: int) -> str:
    """What became of a submission that was handed in before."""
    return Kept.objects.values_list("state", flat=True).get(pk=number)


@router.get(
    "/{int:number}",
    auth=gates.bearer_or_session,
    operation_id="submission",
    summary="A submission as it came",
    openapi_extra=described({200: handed.Submission, 401: None, 404: None}),
)
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Who handed it in, when, by which door, from which device and file, every observation in her words, what rules
    found in it and why it was withdrawn. Your own, and those about places and sectors for which you hold
    `submission.read`.
    """
    kept = _visible(gates.actor_in(request), number)
    return answers.plain(showing.submission(kept, collected.submissions([number])[number]))


def _visible(actor: Actor, number: int) -> Kept:
    """The submission when she may read it; `submission.unknown` (404) in both other cases."""
    kept = Kept.objects.filter(pk=min(number, LARGEST)).first()
    if kept is None or not _may_read(actor, kept):
        raise collection.SUBMISSION_UNKNOWN.problem(id=number)
    return kept


def _may_read(actor: Actor, kept: Kept) -> bool:
    """Her own, or one about places and sectors that she may read."""
    if actor.person_id is not None and kept.person_id == actor.person_id:
        return True
    scope = policy.which(actor, "submission.read")
    about = (pair.split(":", 1) for pair in kept.about)
    return scope.everywhere or (bool(kept.about) and all(scope.holds(int(area), sector) for area, sector in about))


@router.post(
    "/{int:number}/withdraw",
    auth=gates.bearer_or_session,
    operation_id="submissionWithdraw",
    summary="Take a submission back",
    openapi_extra=described(
        {200: shapes.Withdrawn} | dict.fromkeys((400, 401, 404, 409, 413, 415, 422)),
        body=body(bodies.Withdrawal, "withdrawal"),
    ),
)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Each cell says again what was in force before. The submission stays for ever, marked as withdrawn, with the
    reason. 409 when it was withdrawn before, or when a cell is locked.
    """
    why = bodies.withdrawal(bodies.read(request)).why
    actor = gates.actor_in(request)
    cells = actions.withdraw(actor, min(number, LARGEST), why)
    links = dressing.submission_links(number)
    return answers.plain(shapes.Withdrawn(number, State.WITHDRAWN, cells, links))
