"""Webhooks, for administrators: list, add, change, remove, deliveries, sending again."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from terrace.base.access import gates
from terrace.base.access.gates import Gate
from terrace.base.notify import webhooks as hooks
from terrace.base.notify.models import Delivery
from terrace.base.notify.models import Webhook as Row
from terrace.web.api import accounts, answers, bodies, notice_shapes, numbered, parameters
from terrace.web.api.documents import body, described
from terrace.web.api.parameters import Parameter

router = Router(tags=["webhooks"])
keeper = Gate(hooks.VERB)
BEFORE = (Parameter("before", "Only what is older than this one: its number", "1200"),)
Answers = dict[int, type | None]
REFUSALS: Answers = dict.fromkeys((400, 401, 403, 404, 413, 415, 422))
UNKNOWN: Answers = {401: None, 403: None, 404: None}


@router.get(
    "",
    auth=keeper,
    operation_id="webhooks",
    summary="Addresses of other systems that are told",
    openapi_extra=described({200: notice_shapes.Webhooks, 401: None, 403: None}),
)
def listed(request: HttpRequest) -> HttpResponse:
    """All of them; secrets are never shown again."""
    found = hooks.listed(gates.actor_in(request))
    return answers.plain(notice_shapes.Webhooks([_webhook(each) for each in found]))


@router.post(
    "",
    auth=keeper,
    operation_id="webhookAdd",
    summary="Add an address",
    openapi_extra=described(
        REFUSALS | {201: notice_shapes.WebhookMade}, body=body(notice_shapes.WebhookWanted, "webhook")
    ),
)
def add(request: HttpRequest) -> HttpResponse:
    """The answer has the secret, this once. Messages are signed as Standard Webhooks says; https only, and no address
    inside private networks unless the installation allows it.
    """
    asked, actor = bodies.shaped(request, notice_shapes.WebhookWanted), gates.actor_in(request)
    account = accounts.named(asked.account) if asked.account else actor.person_id or 0
    row, secret = hooks.create(actor, asked.name, asked.url, account, asked.kinds)
    return answers.plain(notice_shapes.WebhookMade(_webhook(row), secret), status=201)


@router.put(
    "/{int:number}",
    auth=keeper,
    operation_id="webhookChange",
    summary="Change an address, or switch it on or off",
    openapi_extra=described(
        REFUSALS | {200: notice_shapes.Webhook}, body=body(notice_shapes.WebhookChange, "webhookChange")
    ),
)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """What is given changes, the rest stays."""
    asked = bodies.shaped(request, notice_shapes.WebhookChange)
    row = hooks.change(
        gates.actor_in(request), number, name=asked.name, url=asked.url, kinds=asked.kinds, active=asked.active
    )
    return answers.plain(_webhook(row))


@router.delete(
    "/{int:number}",
    auth=keeper,
    operation_id="webhookRemove",
    summary="Send nothing there any more",
    openapi_extra=described(UNKNOWN | {204: None}),
)
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """What was sent stays in the books."""
    hooks.remove(gates.actor_in(request), number)
    return HttpResponse(status=204)


@router.post(
    "/{int:number}/secret",
    auth=keeper,
    operation_id="webhookSecret",
    summary="Give an address a new secret",
    openapi_extra=described(UNKNOWN | {200: notice_shapes.WebhookMade}),
)
def renew(request: HttpRequest, number: int) -> HttpResponse:
    """The old one signs no more. No body."""
    secret = hooks.renew(gates.actor_in(request), number)
    return answers.plain(notice_shapes.WebhookMade(_webhook(hooks.one(gates.actor_in(request), number)), secret))


@router.get(
    "/{int:number}/deliveries",
    auth=keeper,
    operation_id="webhookDeliveries",
    summary="What went to an address",
    openapi_extra=described(UNKNOWN | {200: notice_shapes.WebhookDeliveries, 400: None}, BEFORE),
)
def deliveries(request: HttpRequest, number: int) -> HttpResponse:
    """With the answer of the other side when it was not good."""
    words = parameters.read(request, BEFORE)
    before = numbered.number("before", words["before"]) if "before" in words else None
    found = hooks.deliveries(gates.actor_in(request), number, before=before)
    return answers.plain(notice_shapes.WebhookDeliveries([_delivery(each) for each in found]))


@router.post(
    "/deliveries/{int:number}/again",
    auth=keeper,
    operation_id="webhookAgain",
    summary="Send a delivery again",
    openapi_extra=described(UNKNOWN | {204: None}),
)
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Under the same `webhook-id`, so that the other side can tell. No body."""
    hooks.resend(gates.actor_in(request), number)
    return HttpResponse(status=204)


def _webhook(row: Row) -> notice_shapes.Webhook:
    return notice_shapes.Webhook(
        row.pk,
        row.name,
        row.url,
        row.person.username,
        list(row.kinds),
        row.active,
        row.failing_since,
        row.worked_at,
        row.stopped_why,
    )


def _delivery(row: Delivery) -> notice_shapes.WebhookDelivery:
    notice = row.notice
    return notice_shapes.WebhookDelivery(
        row.pk,
        notice.kind,
        notice.title_vi,
        notice.title_en,
        row.state,
        row.tries,
        row.why,
        row.sent_at or row.moved_at,
    )
