"""The pages of resolutions: all of them, the board of one, and the form that enters one."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from terrace.base.access import policy
from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel.problems import Refused
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import boards, papers, resolutions
from terrace.insight.targets.boards import Board
from terrace.insight.targets.resolutions import WantedPaper
from terrace.web.operations import shown
from terrace.web.operations.targets import cards, files, lights, rows, typed
from terrace.web.ui import errors
from terrace.web.ui.components import Choice


@requires("operations.view")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every resolution with how many of its targets are met."""
    return _listed(request)


@requires("target.set")
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Enter a resolution; what is refused comes back with what was typed."""
    try:
        wanted = _wanted(request.POST)
        resolutions.keep(actor_in(request), wanted)
    except Refused as refused:
        if refused.status == HTTPStatus.FORBIDDEN:
            raise
        return _listed(request, refused, request.POST)
    return redirect("operations:resolution", wanted.code)


@requires("operations.view")
@require_GET
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The board of a resolution for a year."""
    reader, today = Reader(actor_in(request)), timezone.localdate()
    asked = request.GET.get("year", "")
    found = boards.board(reader, code, typed.year(asked, today.year) if asked else None)
    return render(request, "operations/resolution.html", _board(reader, found))


@requires("operations.view")
@require_GET
def table(request: HttpRequest, code: str, suffix: str) -> HttpResponse:
    """The targets of a resolution as Excel or CSV."""
    reader = Reader(actor_in(request))
    return files.answer(reader, papers.of_resolution(reader, code), suffix, f"targets-{code}")


def _listed(
    request: HttpRequest, refused: Refused | None = None, posted: Mapping[str, str] | None = None
) -> HttpResponse:
    actor = actor_in(request)
    reader = Reader(actor)
    context = {
        "boards": [_summary(each) for each in boards.boards(reader)],
        "places": _places(reader),
        "kinds": typed.kinds(shown.language()),
        "faults": errors.texts(refused.faults) if refused else [],
        "typed": posted or {},
        "year": timezone.localdate().year,
        "crumbs": [Choice("", _("Resolutions"), chosen=True)],
    }
    return render(request, "operations/resolutions.html", context, status=refused.status if refused else 200)


def _summary(found: Board) -> dict[str, Any]:
    """A resolution as a line of the list."""
    language, paper = shown.language(), found.paper
    return {
        "name": paper.name(language),
        "basis": paper.basis.words(language),
        "href": reverse("operations:resolution", args=[paper.code]),
        "years": str(paper.first_year) if len(paper.years) == 1 else f"{paper.first_year}–{paper.last_year}",
        "year": found.year,
        "sentence": lights.sentence(found.counts),
        "lights": lights.counted(found.counts),
    }


def _board(reader: Reader, found: Board) -> dict[str, Any]:
    language, paper = shown.language(), found.paper
    href = reverse("operations:resolution", args=[paper.code])
    years = sorted({*found.years, found.year})
    return {
        "paper": paper,
        "name": paper.name(language),
        "basis": paper.basis.words(language),
        "year": found.year,
        "years": [Choice(str(each), str(each), each == found.year, f"{href}?year={each}") for each in years],
        "sentence": lights.sentence(found.counts),
        "lights": lights.counted(found.counts),
        "rows": rows.rows(reader, found.standings, paper.area),
        "rules": sorted({each.rule.words(language) for each in found.standings}),
        "as_of": cards.newest(found.standings),
        "simulated": found.simulated,
        "printed": timezone.localtime(),
        "crumbs": [
            Choice("", _("Resolutions"), href=reverse("operations:resolutions")),
            Choice("", paper.code, chosen=True),
        ],
    }


def _wanted(posted: Mapping[str, str]) -> WantedPaper:
    first = typed.year(posted.get("first_year", ""), 0)
    last = typed.year(posted.get("last_year", ""), first)
    code, place = posted.get("code", "").strip().upper(), posted.get("place", "")
    return WantedPaper(
        code, posted.get("name_vi", ""), posted.get("name_en", ""), place, first, last, typed.basis(posted)
    )


def _places(reader: Reader) -> list[Choice]:
    """The places for which she may enter one: those of her grants that are for all sectors."""
    today = timezone.localdate()
    scope = policy.which(reader.actor, resolutions.SET)
    held = [each.area for each in reader.actor.grants if each.stands(today) and scope.holds(each.area, "")]
    found = (reader.index.version(area, today) for area in dict.fromkeys(held))
    return [Choice(each.code, shown.name(each)) for each in found if each]
