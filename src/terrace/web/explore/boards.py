"""Boards: a page of one's own from saved views. Live, and on the wall one tile after the other.

The page asks every few seconds whether the warehouse has changed (its mark, one look at a small file) and then loads
its tiles anew: a stream for each cell would not do, since a tile may rest on thousands of cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel.problems import Refused
from terrace.facts.pipeline.queries import Reader
from terrace.insight.views import actions, arranging, queries
from terrace.insight.views.actions import Wanted
from terrace.insight.views.arranging import Frame
from terrace.insight.views.models import SLOW, USUAL, Board, Picture, Shared, Size
from terrace.insight.views.queries import Placed
from terrace.insight.warehouse import answers, questions, store
from terrace.web.explore import pages, ready, saving, wording
from terrace.web.explore.addresses import Asked
from terrace.web.ui.components import Choice

#: Tiles of the board that is made for who has none.
LEADING = 8
#: Rows that a tile shows under its picture, and where it is a table.
ROWS = 12
#: Seconds between two looks at the mark.
PACE = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A tile on the page: its address to load it anew, and how it may be moved."""

    number: int
    name: str
    href: str
    load: str
    size: str
    view: str = ""
    missing: bool = False


@requires("figure.read")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Her boards and those shared with her; the board that is made for everybody."""
    actor = actor_in(request)
    boards = queries.boards(actor)
    context = {
        "mine": [each for each in boards if each.owner_id == actor.person_id],
        "others": [each for each in boards if each.owner_id != actor.person_id],
        "circles": pages.circles(Shared.NOBODY),
    }
    return render(request, "explore/boards.html", context)


@requires("figure.read")
@require_GET
def leading(request: HttpRequest) -> HttpResponse:
    """The board of the leading indicators of her place, made anew from the catalogue."""
    reader = Reader(actor_in(request))
    tiles = [
        Shown(
            at,
            wording.title(reader.snapshot, reader.index, one.question, pages.language()),
            one.address,
            load,
            Size.SMALL,
        )
        for at, one, load in _leading(reader)
    ]
    return render(request, "explore/board.html", _frame(request, _("Leading indicators"), tiles) | {"leading": True})


def _leading(reader: Reader) -> Iterator[tuple[int, Asked, str]]:
    """The first indicators of the sectors over time, and where they are loaded."""
    area = ready.home(reader)
    for at, spec in enumerate(list(ready.leading(reader, area, most=2))[:LEADING]):
        yield at, ready.over_time(reader, spec, area), reverse("explore:leading-tile", args=[spec.code])


@requires("figure.read")
@require_GET
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """One board."""
    reader = Reader(actor_in(request))
    found = queries.board(reader.actor, slug)
    hers = found.owner_id == reader.actor.person_id
    placed = queries.tiles(reader.actor, found)
    context = _frame(request, found.name, [_shown(found, each) for each in placed], found.seconds)
    context |= {"board": found, "hers": hers, "circles": pages.circles(found.shared)}
    if hers:
        there = {each.tile.view_id for each in placed}
        context["addable"] = [
            Choice(each.slug, each.name) for each in queries.views(reader.actor) if each.pk not in there
        ]
    return render(request, "explore/board.html", context)


def _frame(request: HttpRequest, name: str, tiles: list[Shown], seconds: int = USUAL) -> dict[str, Any]:
    wall = request.GET.get("wall") == "1"
    pace = request.GET.get("seconds", "")
    fits = pace.isascii() and pace.isdecimal() and 1 <= int(pace[:4]) <= SLOW
    return {"name": name, "tiles": tiles, "seconds": int(pace) if fits else seconds, "pace": PACE, "wall": wall}


def _shown(found: Board, placed: Placed) -> Shown:
    tile, view = placed.tile, placed.view
    if view is None:
        return Shown(tile.pk, _("A view that is not shared with you"), "", "", tile.size, missing=True)
    href = reverse("explore:view", args=[view.slug])
    load = reverse("explore:tile", args=[found.slug, tile.pk])
    return Shown(tile.pk, view.name, href, load, tile.size, view.slug)


# what a tile shows


@requires("figure.read")
@require_GET
def tile(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The inside of a tile, worked out for the reader."""
    reader = Reader(actor_in(request))
    found = queries.board(reader.actor, slug)
    placed = next((each for each in queries.tiles(reader.actor, found) if each.tile.pk == number), None)
    if placed is None or placed.view is None:
        return render(request, "explore/parts/tile.html", {"missing": True})
    return _tile(request, reader, saving.asked_by(reader, placed.view))


@requires("figure.read")
@require_GET
def leading_tile(request: HttpRequest, indicator: str) -> HttpResponse:
    """The inside of a tile of the leading indicators."""
    reader = Reader(actor_in(request))
    spec = reader.snapshot.indicators.get(indicator)
    if spec is None:
        return render(request, "explore/parts/tile.html", {"missing": True})
    return _tile(request, reader, ready.over_time(reader, spec, ready.home(reader)))


def _tile(request: HttpRequest, reader: Reader, asked: Asked) -> HttpResponse:
    """The picture with its table; a question that cannot be answered says why."""
    try:
        answer = answers.answer(reader.actor, asked.question, pages.language())
    except Refused as refused:
        return render(request, "explore/parts/tile.html", pages.unanswered(refused))
    context = pages.shown(reader, asked, answer) | {"asked": asked, "small": True, "rows_shown": ROWS}
    return render(request, "explore/parts/tile.html", context)


@requires("figure.read")
@require_GET
def mark(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view takes one
    """The mark of the warehouse: it changes when figures do."""
    with store.opened() as cube:
        response = JsonResponse({"mark": cube.mark, "fresh_at": cube.fresh_at.isoformat()})
    response.headers["Cache-Control"] = "no-store"
    return response


# arranging


@requires("figure.read")
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A new board; with the leading indicators on it if she asks for them."""
    reader = Reader(actor_in(request))
    made = arranging.save(reader.actor, _framed(request))
    if request.POST.get("leading"):
        for _at, one, _load in _leading(reader):
            name = wording.title(reader.snapshot, reader.index, one.question, pages.language())
            kept = actions.save(
                reader.actor, Wanted(name, questions.to_json(one.question), one.picture or Picture.TABLE)
            )
            arranging.add(reader.actor, made.slug, kept.slug)
    return redirect("explore:board", made.slug)


def _framed(request: HttpRequest) -> Frame:
    seconds = request.POST.get("seconds", str(USUAL)).strip()
    pace = int(seconds[:6]) if seconds.isascii() and seconds.isdecimal() else 0
    return Frame(request.POST.get("name", ""), request.POST.get("shared", Shared.NOBODY), pace)


@requires("figure.read")
@require_POST
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Rename, share, or set the pace."""
    arranging.change(actor_in(request), slug, _framed(request))
    return redirect("explore:board", slug)


@requires("figure.read")
@require_POST
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Remove a board of hers."""
    arranging.remove(actor_in(request), slug)
    return redirect("explore:boards")


@requires("figure.read")
@require_POST
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a view on a board of hers."""
    arranging.add(actor_in(request), slug, request.POST.get("view", ""), request.POST.get("size", Size.SMALL))
    return redirect("explore:board", slug)


@requires("figure.read")
@require_POST
def arrange(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Move, resize or take away a tile: `do` is `to:POSITION`, `size:large` or `away`."""
    actor, (verb, _colon, what) = actor_in(request), request.POST.get("do", "").partition(":")
    if verb == "to" and what.isascii() and what.isdecimal():
        arranging.move(actor, slug, number, int(what[:4]))
    elif verb == "size":
        arranging.resize(actor, slug, number, what)
    elif verb == "away":
        arranging.take_away(actor, slug, number)
    return redirect("explore:board", slug)
