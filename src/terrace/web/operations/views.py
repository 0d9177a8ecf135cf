"""The leaders' pages: fetch, may she, show."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from terrace.base.access.gates import actor_in, requires, signed_in
from terrace.base.kernel.problems import Refused
from terrace.base.places import queries as places
from terrace.facts.collection import actions
from terrace.facts.pipeline.queries import Reader
from terrace.facts.reconciliation import settling
from terrace.web.operations import asking, conflicts, pages, submissions
from terrace.web.operations.asking import Words
from terrace.web.ui import errors

#: Places that a search shows, and characters of its text that count.
FOUND, LONGEST = 24, 100


@requires("operations.view")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the place of her first grant, or to those that she searches for."""
    if text := request.GET.get("q", "").strip():
        return _search(request, text)
    reader = Reader(actor_in(request))
    today = timezone.localdate()
    held = next((held for held in reader.actor.grants if held.stands(today)), None)
    version = reader.index.version(held.area, today) if held else None
    return redirect(reverse("operations:place", args=[version.code if version else "VN"]))


def _search(request: HttpRequest, text: str) -> HttpResponse:
    """One place that is there: to its page. Several, or former ones: a list."""
    hits = places.search(text[:LONGEST], limit=FOUND)
    if len(hits) == 1 and hits[0].valid_on_day:
        return redirect("operations:place", hits[0].code)
    return render(request, "operations/search.html", {"text": text, "hits": hits})


@requires("operations.view")
@require_GET
def place(request: HttpRequest, area: str) -> HttpResponse:
    """A place with its figures, live."""
    reader = Reader(actor_in(request))
    period = asking.read_period(request.GET.get("period", ""))
    day = period.end if period else timezone.localdate()
    number = asking.place_of(reader, area, day)
    context = pages.place(reader, number, period, request.GET.get("indicator", ""))
    return render(request, "operations/province.html", context)


@requires("operations.view")
@require_GET
def figure(request: HttpRequest, indicator: str, area: str, period: str) -> HttpResponse:
    """One figure, and the way down to who sent what."""
    reader = Reader(actor_in(request))
    query = {name: value for name in ("breakdown", "boundaries", "as_of") if (value := request.GET.get(name, ""))}
    asked = asking.asked(reader, Words(indicator, area, period, **query))
    return render(request, "operations/figure.html", pages.figure(reader, asked, request.path, query))


@signed_in
@require_GET
def submission(request: HttpRequest, number: int) -> HttpResponse:
    """One submission."""
    return render(request, "operations/submission.html", submissions.page(Reader(actor_in(request)), number))


@requires("submission.withdraw")
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take a submission back."""
    actions.withdraw(actor_in(request), number, request.POST.get("why", ""))
    return redirect("operations:submission", number)


@requires("figure.read")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Figures that disagree, and how often which sources do."""
    context = conflicts.page(Reader(actor_in(request)), request.GET.get("state", ""), request.GET.get("page", "1"))
    return render(request, "operations/conflicts.html", context)


@requires("figure.read")
@require_GET
def conflict(request: HttpRequest, number: int) -> HttpResponse:
    """One conflict."""
    return render(request, "operations/conflict.html", conflicts.one(Reader(actor_in(request)), number))


@requires("conflict.settle")
@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Decide which figure holds; a decision that is refused comes back with what was typed."""
    posted = request.POST
    seen = (posted.get("first", ""), posted.get("second", ""))
    try:
        settling.settle(actor_in(request), number, conflicts.chosen(posted), posted.get("why", ""), seen)
    except Refused as refused:
        if refused.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}:
            raise
        context = conflicts.one(Reader(actor_in(request)), number) | {"faults": errors.texts(refused.faults)}
        return render(request, "operations/conflict.html", {**context, "typed": posted}, status=refused.status)
    return redirect("operations:conflict", number)
