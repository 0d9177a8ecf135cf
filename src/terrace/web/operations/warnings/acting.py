"""What may be done with warnings, as forms post it: no script is needed, and a form that is sent twice acts once."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from terrace.base.access.gates import actor_in, signed_in
from terrace.base.kernel.problems import Refused
from terrace.insight.monitoring import queries
from terrace.insight.monitoring.lifecycle import steps
from terrace.insight.monitoring.lifecycle.steps import Scope
from terrace.insight.monitoring.views import WarningView
from terrace.web.operations import problems
from terrace.web.operations.warnings import one, silences
from terrace.web.operations.warnings.views import reader_of
from terrace.web.ui import errors

#: Characters of the mark of a form.
KEY = 64


@signed_in
@require_POST
def acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """She takes note; back to where she was."""
    actor = actor_in(request)
    return _done(request, number, "acknowledge", lambda row: steps.acknowledge(actor, row))


@signed_in
@require_POST
def acknowledge_group(request: HttpRequest, number: int) -> HttpResponse:
    """All of one cause that are hers."""
    steps.acknowledge_group(actor_in(request), number)
    return redirect(_back(request, reverse("operations:warnings")))


@signed_in
@require_POST
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody else answers for it."""
    actor, posted = actor_in(request), request.POST
    person, text = _number(posted.get("person", "")), posted.get("text", "")

    def work(row: WarningView) -> None:
        steps.assign(actor, row, person, text, due=_due(posted.get("due", "")), key=_key(request))

    return _done(request, number, "assign", work)


@signed_in
@require_POST
def comment(request: HttpRequest, number: int) -> HttpResponse:
    """A comment in its history."""
    actor, text = actor_in(request), request.POST.get("text", "")
    return _done(request, number, "comment", lambda row: steps.comment(actor, row, text, key=_key(request)))


@signed_in
@require_POST
def review(request: HttpRequest, number: int) -> HttpResponse:
    """What it turned out to be."""
    actor, posted = actor_in(request), request.POST
    verdict, note = posted.get("verdict", ""), posted.get("note", "")
    return _done(request, number, "review", lambda row: steps.review(actor, row, verdict, note, key=_key(request)))


@signed_in
@require_POST
def clear(request: HttpRequest, number: int) -> HttpResponse:
    """It is over, she says."""
    actor, why = actor_in(request), request.POST.get("why", "")
    return _done(request, number, "clear", lambda row: steps.clear(actor, row, why))


@signed_in
@require_POST
def silence(request: HttpRequest, number: int) -> HttpResponse:
    """Nobody is told of such warnings for a time."""
    posted = request.POST

    def work(row: WarningView) -> None:
        until = _due(posted.get("until", "")) or _no_day("until", "")
        steps.silence(actor_in(request), scope(row, posted.get("scope", "")), posted.get("why", ""), until)

    return _done(request, number, "silence", work)


def scope(row: WarningView, chosen: str) -> Scope:
    """What is silenced: its indicator, its rule, or all of its place and sector."""
    if chosen == "indicator" and row.spec:
        return Scope(row.area, indicator=row.spec.id)
    return Scope(row.area, sector=row.sector) if chosen == "area" else Scope(row.area, rule=row.rule_code)


@signed_in
@require_POST
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """A silence ends now."""
    steps.lift(actor_in(request), number)
    return redirect("operations:silences")


def _done(request: HttpRequest, number: int, act: str, work: Callable[[WarningView], Any]) -> HttpResponse:
    """Do it and go back; what is refused comes back with what was typed."""
    row = queries.one(actor_in(request), number)
    try:
        work(row)
    except Refused as refused:
        if refused.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
            raise
        typed = {name: str(value) for name, value in request.POST.items()} | {"act": act}
        context = one.page(reader_of(request), number) | {"faults": errors.texts(refused.faults), "typed": typed}
        return render(request, "operations/warnings/warning.html", context, status=refused.status)
    return redirect(_back(request, reverse("operations:warning", args=[number])))


def _back(request: HttpRequest, otherwise: str) -> str:
    """Where the form says, when that is here."""
    wanted = request.POST.get("next", "")
    return wanted if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else otherwise


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")[:KEY]


def _due(text: str) -> datetime | None:
    """The end of a day; None for nothing, a problem for what is no day."""
    return (silences.until(text) or _no_day("due", text)) if text.strip() else None


def _no_day(pointer: str, text: str) -> datetime:
    raise problems.DAY_WRONG.problem(pointer, day=text[:40] or "–")


def _number(text: str) -> int:
    """A number as a form posts it; 0, which is nobody, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - an integer
