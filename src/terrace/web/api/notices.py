"""Notices: hers, marking them as read, how she is told, browsers that show them."""

from datetime import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from terrace.base.access import gates
from terrace.base.notify import actions, devices, preferences, sealing
from terrace.base.notify.kinds import KINDS
from terrace.base.notify.messages import Body
from terrace.base.notify.models import Device
from terrace.base.notify.models import Notice as Row
from terrace.base.notify.preferences import Wishes
from terrace.web.api import answers, bodies, notice_shapes, numbered, parameters
from terrace.web.api.documents import body, described
from terrace.web.api.parameters import Parameter
from terrace.web.ui import bell

router = Router(tags=["notices"])
PAGE = 50
UNREAD = Parameter("unread", "true: only what you have not read", choices=("false", "true"))
BEFORE = Parameter("before", "Only what is older than this one: its number", "1200")
LIST = (UNREAD, BEFORE)


def _taking(shape: type, example: str, answer: type) -> dict[str, Any]:
    """An operation with a body, its answer, and what it may be refused for."""
    return described({200: answer} | dict.fromkeys((400, 401, 403, 413, 415, 422)), body=body(shape, example))


@router.get(
    "",
    auth=gates.bearer_or_session,
    operation_id="notices",
    summary="What you were told",
    openapi_extra=described({200: notice_shapes.Notices, 400: None, 401: None}, LIST),
)
def listed(request: HttpRequest) -> HttpResponse:
    """Your notices, newest first. Each was told once, whatever it was sent by besides."""
    words, actor = parameters.read(request, LIST), gates.actor_in(request)
    found = Row.objects.filter(person=actor.person_id or 0).order_by("-pk")
    if words.get("unread") == "true":
        found = found.filter(read_at__isnull=True, gone_at__isnull=True)
    if "before" in words:
        found = found.filter(pk__lt=numbered.number("before", words["before"]))
    shown = [_notice(row) for row in found[:PAGE]]
    return answers.plain(notice_shapes.Notices(shown, bell.unread(actor)))


def _notice(row: Row) -> notice_shapes.Notice:
    lines = Body.of(row.body).lines
    return notice_shapes.Notice(
        id=row.pk,
        kind=row.kind,
        title_vi=row.title_vi,
        title_en=row.title_en,
        lines_vi=[line.vi for line in lines],
        lines_en=[line.en for line in lines],
        urgency=row.urgency,
        at=row.made_at,
        read=row.read_at is not None,
        past=row.gone_at is not None,
        page=row.path,
    )


@router.post(
    "/read",
    auth=gates.bearer_or_session,
    operation_id="noticesRead",
    summary="Mark all your notices as read",
    openapi_extra=described({200: notice_shapes.NoticesRead, 401: None, 403: None}),
)
def read_all(request: HttpRequest) -> HttpResponse:
    """All that you were told until now. No body."""
    return answers.plain(notice_shapes.NoticesRead(actions.read_all(gates.actor_in(request))))


@router.post(
    "/{int:number}/read",
    auth=gates.bearer_or_session,
    operation_id="noticeRead",
    summary="Mark one notice as read",
    openapi_extra=described({200: notice_shapes.NoticesRead, 401: None, 403: None}),
)
def read(request: HttpRequest, number: int) -> HttpResponse:
    """`read` is 0 when it was read before, or is none of yours. No body."""
    return answers.plain(notice_shapes.NoticesRead(actions.read(gates.actor_in(request), [number])))


@router.get(
    "/settings",
    auth=gates.bearer_or_session,
    operation_id="noticeSettings",
    summary="How you are told",
    openapi_extra=described({200: notice_shapes.NoticeSettings, 401: None}),
)
def settings(request: HttpRequest) -> HttpResponse:
    """Channels by kind, digest, quiet hours. What is urgent is sent in quiet hours too."""
    return answers.plain(_settings(preferences.of(gates.actor_in(request).person_id)))


@router.put(
    "/settings",
    auth=gates.bearer_or_session,
    operation_id="noticeSettingsChange",
    summary="Change how you are told",
    openapi_extra=_taking(notice_shapes.NoticeWishes, "wishes", notice_shapes.NoticeSettings),
)
def change(request: HttpRequest) -> HttpResponse:
    """What is given changes, the rest stays. The same time twice: no quiet hours."""
    asked, actor = bodies.shaped(request, notice_shapes.NoticeWishes), gates.actor_in(request)
    before = preferences.of(actor.person_id)
    quiet = (
        numbered.clock("/quiet_from", asked.quiet_from) or before.quiet_from,
        numbered.clock("/quiet_until", asked.quiet_until) or before.quiet_until,
    )
    kept = preferences.change(
        actor, channels=asked.channels, digest=asked.digest, quiet=quiet, rest_days=asked.rest_days, phone=asked.phone
    )
    return answers.plain(_settings(kept))


def _settings(wishes: Wishes) -> notice_shapes.NoticeSettings:
    kinds = [
        notice_shapes.NoticeKind(kind.code, kind.words.vi, kind.words.en, sorted(wishes.wants(kind.code, kind.urgency)))
        for kind in KINDS.values()
    ]
    hours = (_clock(wishes.quiet_from), _clock(wishes.quiet_until))
    return notice_shapes.NoticeSettings(kinds, wishes.digest, *hours, wishes.rest_days, wishes.sealed_phone is not None)


def _clock(value: time) -> str:
    return f"{value:%H:%M}"


@router.post(
    "/devices",
    auth=gates.bearer_or_session,
    operation_id="deviceAdd",
    summary="Show notices in a browser (Web Push)",
    openapi_extra=_taking(notice_shapes.PushDevice, "device", notice_shapes.PushHere),
)
def add_device(request: HttpRequest) -> HttpResponse:
    """The subscription of a browser, made with the key of this installation. What another person had in the same
    browser ends. Ten devices at the most.
    """
    asked = bodies.shaped(request, notice_shapes.PushDevice)
    devices.add(gates.actor_in(request), asked.endpoint, asked.keys.p256dh, asked.keys.auth, asked.name)
    return answers.plain(notice_shapes.PushHere(here=True))


@router.post(
    "/devices/here",
    auth=gates.bearer_or_session,
    operation_id="deviceHere",
    summary="Is this browser told what you are told?",
    openapi_extra=_taking(notice_shapes.PushAddress, "address", notice_shapes.PushHere),
)
def here(request: HttpRequest) -> HttpResponse:
    """A browser may hold a subscription of the person who used it before: that is none of yours. In the body, since
    addresses of browsers do not belong into logs.
    """
    asked = bodies.shaped(request, notice_shapes.PushAddress)
    found = Device.objects.filter(person=gates.actor_in(request).person_id or 0, mark=sealing.mark(asked.endpoint))
    return answers.plain(notice_shapes.PushHere(found.exists()))


@router.delete(
    "/devices",
    auth=gates.bearer_or_session,
    operation_id="deviceRemove",
    summary="No longer show notices in a browser",
    openapi_extra=_taking(notice_shapes.PushAddress, "address", notice_shapes.PushHere),
)
def remove_device(request: HttpRequest) -> HttpResponse:
    """Forgets the subscription; nothing happens when there is none of yours."""
    devices.remove(gates.actor_in(request), bodies.shaped(request, notice_shapes.PushAddress).endpoint)
    return answers.plain(notice_shapes.PushHere(here=False))
