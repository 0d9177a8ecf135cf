"""Decisions on a return, from its page: approve, send back, reopen; and many at once."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrace.base.access.gates import actor_in, requires
from terrace.facts.returns import actions

Decide = Callable[..., object]


@requires("return.approve")
@require_POST
def approve(request: HttpRequest, form: str, area: str, period: str) -> HttpResponse:
    return _decide(request, actions.approve, (form, area, period), _("The return was approved."))


@requires("return.approve")
@require_POST
def send_back(request: HttpRequest, form: str, area: str, period: str) -> HttpResponse:
    return _decide(request, actions.send_back, (form, area, period), _("The return was sent back."))


@requires("return.reopen")
@require_POST
def reopen(request: HttpRequest, form: str, area: str, period: str) -> HttpResponse:
    return _decide(request, actions.reopen, (form, area, period), _("The return is open again."))


def _decide(request: HttpRequest, decide: Decide, words: tuple[str, str, str], said: str) -> HttpResponse:
    """A refusal becomes the page of its problem."""
    decide(actor_in(request), *words, str(request.POST.get("remark", "")))
    messages.success(request, said)
    return redirect(reverse("workspace:return", args=words))


@requires("return.approve")
@require_POST
def approve_all(request: HttpRequest) -> HttpResponse:
    """Approve the returns that were ticked, all or none."""
    ids = [int(number) for number in request.POST.getlist("return") if number.isdecimal()]
    count = actions.approve_all(actor_in(request), ids)
    messages.success(request, _("Returns approved: %(count)s") % {"count": count})
    return redirect(reverse("workspace:approvals"))
