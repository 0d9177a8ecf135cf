"""The analysis page: a question of an address answered, changed by a form, given out as a file."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel.problems import Refused
from terrace.facts.pipeline.queries import Reader
from terrace.insight.views import queries
from terrace.insight.views.models import Picture, SavedView
from terrace.insight.warehouse import answers
from terrace.web.explore import addresses, changing, choosing, files, pages, problems, ready, worded, wording
from terrace.web.explore.addresses import Asked
from terrace.web.ui import errors

#: What the buttons of the pictures begin with.
PICTURE = "picture:"


@requires("figure.read")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The question of the address; without one, where to begin."""
    reader = Reader(actor_in(request))
    asked = addresses.read(request.GET)
    if asked is None:
        return render(request, "explore/start.html", pages.start(reader, request.GET))
    slug = request.GET.get("view", "")
    if not asked.question.where.places:
        return redirect(_and(ready.at_home(reader, asked).address, _view(slug)))
    return page(request, reader, asked, queries.view(reader.actor, slug) if slug else None)


def page(request: HttpRequest, reader: Reader, asked: Asked, view: SavedView | None) -> HttpResponse:
    """The page of a question; its address is that of the question, also after a change."""
    context = pages.answered(reader, asked, request.GET, view)
    response = render(request, "explore/explore.html", context, status=context.get("status", 200))
    if request.headers.get("HX-Request") == "true":
        kept = "HX-Replace-Url" if asked.column else "HX-Push-Url"  # a map that plays is one step of the way back
        response.headers[kept] = request.get_full_path()
    return response


@requires("figure.read")
@require_GET
def change(request: HttpRequest) -> HttpResponse:
    """What the controls and the pressed button make of a question; leads to its address."""
    form = request.GET
    asked = addresses.read(form.get("q", ""))
    act, words = form.get("do", ""), _search_words(request)
    if asked is None:
        return redirect(_first(request, act, words))
    slug = _view(form.get("view", ""))
    if act.startswith(PICTURE):
        return redirect(_and(Asked(asked.question, act.removeprefix(PICTURE)).address, slug))
    if column := form.get("column", ""):
        return redirect(_and(Asked(asked.question, Picture.MAP, column).address, slug))
    try:
        question = changing.acted(worded.changed(asked.question, form), act)
    except Refused as refused:
        return _again(request, asked, refused)
    if not question.measures:
        return redirect("explore:home")
    there = ready.at_home(Reader(actor_in(request)), Asked(question, asked.picture))
    return redirect(_and(there.address, words | slug))


def _again(request: HttpRequest, asked: Asked, refused: Refused) -> HttpResponse:
    """The question as it was, and why the change cannot be."""
    reader = Reader(actor_in(request))
    context = pages.controls(reader, asked) | pages.search(reader, request.GET, asked)
    context |= {"asked": asked, "faults": errors.texts(refused.faults)}
    return render(request, "explore/explore.html", context, status=refused.status)


def _view(slug: str) -> dict[str, str]:
    return {"view": slug} if slug else {}


def _first(request: HttpRequest, act: str, words: dict[str, str]) -> str:
    """The first measure begins a question about her own place; a search that is no choice yet goes on."""
    verb, _, code = act.partition(":")
    if verb == "add" and code:
        reader = Reader(actor_in(request))
        return Asked(ready.start(reader, code)).address
    return _and(reverse("explore:home"), words)


def _search_words(request: HttpRequest) -> dict[str, str]:
    """What was typed into a search and not chosen."""
    if request.GET.get("do", "") not in {"", "search"}:
        return {}
    words = {name: request.GET.get(name, "").strip() for name in ("measure_words", "place_words")}
    return {name: text[: choosing.LONGEST] for name, text in words.items() if text}


def _and(address: str, words: dict[str, str]) -> str:
    if not words:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(words)}"


@requires("figure.read")
@require_GET
def found(request: HttpRequest) -> HttpResponse:
    """What a search finds while somebody types: a part of the page."""
    reader = Reader(actor_in(request))
    context = pages.search(reader, request.GET, addresses.read(request.GET.get("q", "")))
    part = "places_found" if "place_words" in request.GET else "measures_found"
    return render(request, f"explore/parts/{part}.html", context)


@requires("figure.read")
@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """All measures by sector."""
    reader = Reader(actor_in(request))
    asked = addresses.read(request.GET.get("q", ""))
    groups = choosing.measures(reader.snapshot, "", pages.language(), asked.question.measures if asked else ())
    return render(request, "explore/measures.html", {"groups": groups, "q": asked.query if asked else ""})


@requires("figure.read")
@require_GET
def file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The answer as a file."""
    kind = files.KINDS.get(suffix)
    if kind is None:
        raise problems.FILE_UNKNOWN.problem(kind=suffix[:20])
    asked = addresses.read(request.GET)
    if asked is None:
        raise problems.NOTHING_ASKED.problem()
    reader = Reader(actor_in(request))
    asked = ready.at_home(reader, asked)
    title = wording.title(reader.snapshot, reader.index, asked.question, pages.language())
    answer = answers.answer(reader.actor, asked.question, pages.language())
    response = HttpResponse(kind.write(answer, title), content_type=kind.media)
    name = f"{asked.question.measures[0].indicator}-{timezone.localdate():%Y%m%d}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
