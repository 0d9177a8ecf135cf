"""What people do with a report: each a press of a button; a refusal comes back on the page with what was typed."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel.problems import Refused
from terrace.insight.reports import actions
from terrace.web.reports import views
from terrace.web.ui import errors


@requires(actions.MAKE)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Ask for a report, and look on while it is made."""
    actor, form = actor_in(request), views.MakeForm(request.POST)
    if form.is_valid():
        code, _, period = form.cleaned_data["report"].partition(" ")
        try:
            return redirect("reports:issue", actions.make(actor, code, form.cleaned_data["place"].strip(), period))
        except Refused as refused:
            form.refuse(refused)
    context = views.home_context(actor, form)
    return render(request, "reports/home.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@requires(actions.COMMENT)
@require_POST
def comment(request: HttpRequest, number: int) -> HttpResponseBase:
    """Say something on a draft."""
    return _acted(request, number, lambda: actions.comment(actor_in(request), number, request.POST.get("text", "")))


@requires(actions.APPROVE)
@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give it its number."""
    return _acted(request, number, lambda: actions.approve(actor_in(request), number))


@requires(actions.APPROVE)
@require_POST
def send(request: HttpRequest, number: int) -> HttpResponseBase:
    """Issue it to those who are ticked."""
    people = [int(each) for each in request.POST.getlist("people") if each.isascii() and each.isdigit()]
    return _acted(request, number, lambda: actions.issue(actor_in(request), number, people))


@requires(actions.APPROVE)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take it back."""
    return _acted(request, number, lambda: actions.withdraw(actor_in(request), number, request.POST.get("why", "")))


def _acted(request: HttpRequest, number: int, act: Callable[[], object]) -> HttpResponseBase:
    """Back to the issue; with the faults when it was refused."""
    try:
        act()
    except Refused as refused:
        if refused.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
            raise
        context = views.issue_context(actor_in(request), number)
        context |= {"faults": errors.texts(refused.faults), "typed": request.POST}
        return render(request, "reports/issue.html", context, status=refused.status)
    return redirect("reports:issue", number)
