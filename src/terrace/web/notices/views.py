"""The list of notices: see, open, mark as read; and the count for the bell."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from terrace.base.access.gates import actor_in, signed_in
from terrace.base.notify import actions
from terrace.base.notify.models import Notice
from terrace.web.notices import lists
from terrace.web.ui import bell
from terrace.web.ui.components import Choice

#: Digits of the largest number of a notice.
LONGEST = 18


@signed_in
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What she was told; `?unread=1` only what she has not read, `?before=NUMBER` what is older."""
    actor = actor_in(request)
    only_unread = request.GET.get("unread") == "1"
    found = lists.rows(actor, only_unread=only_unread, before=_number(request.GET.get("before", "")))
    page, more = found[: lists.PAGE], len(found) > lists.PAGE
    context = {
        "days": lists.by_day(page),
        "only_unread": only_unread,
        "unread": bell.unread(actor),
        "newest": page[0].pk if page else 0,
        "choices": _choices(only_unread=only_unread),
        "older": f"?{'unread=1&' if only_unread else ''}before={page[-1].pk}" if more else "",
    }
    return render(request, "notices/home.html", context)


def _choices(*, only_unread: bool) -> list[Choice]:
    home_page = reverse("notices:home")
    return [
        Choice("all", _("All notices"), chosen=not only_unread, href=home_page),
        Choice("unread", _("Not read yet"), chosen=only_unread, href=f"{home_page}?unread=1"),
    ]


def _number(text: str) -> int | None:
    """A number of a notice; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None


@signed_in
@never_cache
@require_GET
def unread(request: HttpRequest) -> HttpResponse:
    """The count that the bell shows."""
    return JsonResponse({"unread": bell.unread(actor_in(request))})


@signed_in
@never_cache
@require_GET
def open_notice(request: HttpRequest, number: int) -> HttpResponse:
    """To the page that the notice leads to; it is read now."""
    actor = actor_in(request)
    found = get_object_or_404(Notice, pk=number, person=actor.person_id or 0)
    actions.read(actor, [number])
    return redirect(found.path)


@signed_in
@require_POST
def read(request: HttpRequest, number: int) -> HttpResponse:
    """Mark one as read."""
    actions.read(actor_in(request), [number])
    return redirect("notices:home")


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    actions.read_all(actor_in(request))
    return redirect("notices:home")
