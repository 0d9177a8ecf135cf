"""Reading views and boards. The actor comes first: hers, and those that are shared with her."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.kernel.problems import Kind
from terrace.insight.views import problems
from terrace.insight.views.models import Board, Kept, SavedView, Shared, Tile

KeptT = TypeVar("KeptT", bound=Kept)


def views(actor: Actor) -> list[SavedView]:
    """Hers first, then what others share with her; each by name."""
    return _readable(actor, SavedView.objects.select_related("owner"))


def view(actor: Actor, slug: str) -> SavedView:
    """One view that she may open; raises when there is none."""
    return _one(actor, SavedView.objects.select_related("owner"), slug, problems.VIEW_ABSENT)


def boards(actor: Actor) -> list[Board]:
    """Hers first, then what others share with her; each by name."""
    return _readable(actor, Board.objects.select_related("owner"))


def board(actor: Actor, slug: str) -> Board:
    """One board that she may open; raises when there is none."""
    return _one(actor, Board.objects.select_related("owner"), slug, problems.BOARD_ABSENT)


def _one(actor: Actor, rows: QuerySet[KeptT], slug: str, absent: Kind) -> KeptT:
    found = rows.filter(slug=slug).first()
    if found is None or not may_open(actor, found):
        raise absent.problem(slug=slug[:80])
    return found


@dataclass(frozen=True, slots=True)
class Placed:
    """A tile with its view; None when its owner does not share that view with the reader."""

    tile: Tile
    view: SavedView | None


def tiles(actor: Actor, of: Board) -> list[Placed]:
    """The tiles of a board in order."""
    found = list(of.tiles.all())
    shown = SavedView.objects.select_related("owner").in_bulk([tile.view_id for tile in found])
    open_to_her = {number: each for number, each in shown.items() if may_open(actor, each)}
    return [Placed(tile, open_to_her.get(tile.view_id)) for tile in found]


def may_open(actor: Actor, kept: Kept) -> bool:
    """Hers, or shared with her. Row-level security asks the same."""
    if actor.is_system or kept.owner_id == actor.person_id:
        return True
    if kept.shared == Shared.OFFICIALS:
        return bool(policy.may(actor, "figure.read"))
    if kept.shared == Shared.OFFICE:
        return bool(policy.may(actor, "figure.read", area=kept.area_id, sector=kept.sector or None))
    return False


def _readable(actor: Actor, rows: QuerySet[KeptT]) -> list[KeptT]:
    readable: Sequence[KeptT] = [each for each in rows if may_open(actor, each)]
    return sorted(readable, key=lambda each: (each.owner_id != actor.person_id, each.name.casefold(), each.pk))
