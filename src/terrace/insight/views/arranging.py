"""Boards: made, renamed, shared, removed; tiles added, moved, made large or small, taken away."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.insight.views import problems, queries
from terrace.insight.views.actions import name, one_of, owned, owner, slug
from terrace.insight.views.models import MOST_TILES, QUICK, SLOW, USUAL, Board, Shared, Size, Tile

SAVE, REMOVE = "board.save", "board.remove"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a board is called, who may open it, and how long the wall shows a tile."""

    name: str
    shared: str = Shared.NOBODY
    seconds: int = USUAL


def save(actor: Actor, frame: Frame) -> Board:
    """A new board without tiles. Raises Refused."""
    own, content = owner(actor, Board), _content(frame)
    with transaction.atomic():
        made = Board.objects.create(slug=slug(str(content["name"])), **own, **content)
        audit.record(SAVE, f"board/{made.slug}", actor.person_id, content)
    return made


def change(actor: Actor, address: str, frame: Frame) -> Board:
    """Another name, circle of readers or pace of a board of hers."""
    board = _hers(actor, address)
    content = _content(frame)
    with transaction.atomic():
        Board.objects.filter(pk=board.pk).update(**content, changed_at=timezone.now())
        audit.record(SAVE, f"board/{board.slug}", actor.person_id, content)
    return queries.board(actor, address)


def remove(actor: Actor, address: str) -> None:
    """Remove a board of hers; the views on it stay."""
    board = _hers(actor, address)
    with transaction.atomic():
        board.delete()
        audit.record(REMOVE, f"board/{board.slug}", actor.person_id, {"name": board.name})


def add(actor: Actor, address: str, view: str, size: str = Size.SMALL) -> Tile:
    """Put a view that she may open at the end of a board of hers."""
    board, shown = _hers(actor, address), queries.view(actor, view)
    one_of(Size, size, "/size")
    with transaction.atomic():
        here = [tile.view_id for tile in Tile.objects.select_for_update().filter(board=board)]
        if len(here) >= MOST_TILES:
            raise problems.BOARD_FULL.problem("/view", most=MOST_TILES)
        if shown.pk in here:
            raise problems.TILE_TWICE.problem("/view", name=shown.name)
        made = Tile.objects.create(board=board, view=shown, position=len(here), size=size)
        _record(actor, board)
    return made


def move(actor: Actor, address: str, tile: int, position: int) -> None:
    """Put a tile at a place among the others, counted from 0; past the end means the end."""
    board = _hers(actor, address)
    with transaction.atomic():
        tiles = list(Tile.objects.select_for_update().filter(board=board))
        moved = next((each for each in tiles if each.pk == tile), None)
        if moved is None:
            return
        tiles.remove(moved)
        tiles.insert(max(position, 0), moved)
        _number(tiles)
        _record(actor, board)


def resize(actor: Actor, address: str, tile: int, size: str) -> None:
    """Make a tile large or small."""
    board = _hers(actor, address)
    one_of(Size, size, "/size")
    with transaction.atomic():
        Tile.objects.filter(board=board, pk=tile).update(size=size)
        _record(actor, board)


def take_away(actor: Actor, address: str, tile: int) -> None:
    """Take a tile off a board of hers; its view stays."""
    board = _hers(actor, address)
    with transaction.atomic():
        Tile.objects.filter(board=board, pk=tile).delete()
        _number(list(Tile.objects.select_for_update().filter(board=board)))
        _record(actor, board)


def _number(tiles: list[Tile]) -> None:
    for position, each in enumerate(tiles):
        each.position = position
    Tile.objects.bulk_update(tiles, ["position"])


def _record(actor: Actor, board: Board) -> None:
    """What stands on the board now."""
    rows = Tile.objects.filter(board=board).values_list("view_id", "size")
    audit.record(SAVE, f"board/{board.slug}", actor.person_id, {"tiles": [list(row) for row in rows]})


def _hers(actor: Actor, address: str) -> Board:
    board = queries.board(actor, address)
    owned(actor, board)
    return board


def _content(frame: Frame) -> dict[str, str | int]:
    if not QUICK <= frame.seconds <= SLOW:
        raise problems.SECONDS_WRONG.problem("/seconds", least=QUICK, most=SLOW)
    shared = one_of(Shared, frame.shared, "/shared")
    return {"name": name(frame.name), "shared": shared, "seconds": frame.seconds}
