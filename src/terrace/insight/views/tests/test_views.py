"""Saved views and boards: whose they are, who may open them, and what becomes of tiles."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.access.policy import Actor, acting_as, actor_of
from terrace.base.audit.models import Entry
from terrace.base.kernel.problems import Refused
from terrace.base.people.actions import create_person
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.facts.conftest import check_once
from terrace.insight.views import actions, arranging, queries
from terrace.insight.views.actions import Wanted
from terrace.insight.views.arranging import Frame
from terrace.insight.views.models import MOST_TILES, SavedView, Shared, Tile

pytestmark = pytest.mark.usefixtures("hanoi")
QUESTION = {"measures": [{"indicator": "BIRTHS"}]}


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        places.load_country()
        check_once()
        yield
        transaction.set_rollback(True)
    index.expire()


@pytest.fixture
def hanoi(country, db):
    index.expire()


def area(code: str) -> int:
    from django.utils import timezone

    return index.current().resolve(code, timezone.localdate()) or 0


def someone(name: str, role: str, place: str, sector: str = "") -> Actor:
    person = create_person(name, name)
    access.grant(person, role, area(place), sector)
    return actor_of(person)


@pytest.fixture
def chi() -> Actor:
    return someone("chi", "leader", "04")


@pytest.fixture
def lan() -> Actor:
    return someone("lan", "department-officer", "04", "agriculture")


def view(actor: Actor, name: str = "Sản lượng lúa", shared: str = Shared.NOBODY) -> SavedView:
    return actions.save(actor, Wanted(name, QUESTION, "line", shared))


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def opened(actor: Actor, slug: str) -> bool:
    """What the policy says; row-level security must say the same."""
    with acting_as(actor):
        by_rows = SavedView.objects.filter(slug=slug).exists()
    try:
        by_policy = bool(queries.view(actor, slug))
    except Refused:
        by_policy = False
    assert by_rows == by_policy
    return by_policy


def test_a_view_has_an_address_of_its_name_and_is_written_into_the_audit(chi: Actor):
    made = view(chi)
    assert made.slug.startswith("san-luong-lua-")
    assert queries.view(chi, made.slug).question == QUESTION
    assert Entry.objects.filter(verb="view.save", subject=f"view/{made.slug}", actor_id=chi.person_id).exists()


def test_two_views_of_one_name_have_two_addresses(chi: Actor):
    assert view(chi).slug != view(chi).slug


@pytest.mark.parametrize(
    ("shared", "colleague", "stranger"), [("nobody", False, False), ("office", True, False), ("officials", True, True)]
)
def test_a_view_is_opened_by_those_with_whom_it_is_shared(shared: str, colleague: bool, stranger: bool):
    chi = someone("chi", "leader", "04")
    made = view(chi, shared=shared)
    assert opened(chi, made.slug)
    assert opened(someone("lan", "department-officer", "04", "agriculture"), made.slug) is colleague
    assert opened(someone("far", "leader", "08"), made.slug) is stranger
    assert not opened(policy.ANONYMOUS, made.slug)


def test_the_office_of_a_sector_is_that_sector(lan: Actor):
    made = view(lan, shared="office")
    assert opened(someone("ha", "analyst", "04", "agriculture"), made.slug)
    assert not opened(someone("my", "analyst", "04", "education"), made.slug)
    assert opened(someone("vu", "leader", "04"), made.slug)


def test_only_its_owner_changes_or_removes_a_view(chi: Actor, lan: Actor):
    made = view(chi, shared="officials")
    with pytest.raises(Refused) as refused:
        actions.change(lan, made.slug, Wanted("Của tôi", QUESTION))
    assert codes(refused) == ["view.owned"]
    with acting_as(lan):
        assert SavedView.objects.filter(slug=made.slug).update(name="Của tôi") == 0
        assert SavedView.objects.filter(slug=made.slug).delete()[0] == 0
    assert actions.change(chi, made.slug, Wanted("Lúa", QUESTION, "map")).name == "Lúa"
    actions.remove(chi, made.slug)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " "}, "view.name"),
        ({"name": "x" * 121}, "view.name"),
        ({"picture": "pie"}, "view.choice"),
        ({"shared": "world"}, "view.choice"),
    ],
)
def test_a_view_that_makes_no_sense_is_refused(chi: Actor, wrong: dict[str, Any], code: str):
    with pytest.raises(Refused) as refused:
        actions.save(chi, replace(Wanted("Lúa", QUESTION), **wrong))
    assert codes(refused) == [code]


def test_who_reads_no_figures_keeps_no_views():
    with pytest.raises(Refused) as refused:
        view(someone("an", "administrator", "04"))
    assert codes(refused) == ["view.office_absent"]


def test_hers_come_first_in_a_list(chi: Actor, lan: Actor):
    view(lan, "An", "officials")
    view(chi, "Bò")
    view(lan, "Chè", "nobody")
    assert [each.name for each in queries.views(chi)] == ["Bò", "An"]


def board(actor: Actor, *names: str, shared: str = Shared.NOBODY) -> str:
    made = arranging.save(actor, Frame("Sáng thứ hai", shared))
    for name in names:
        arranging.add(actor, made.slug, view(actor, name).slug)
    return made.slug


def names(actor: Actor, slug: str) -> list[str | None]:
    found = queries.tiles(actor, queries.board(actor, slug))
    return [each.view.name if each.view else None for each in found]


def test_tiles_are_moved_resized_and_taken_away(chi: Actor):
    slug = board(chi, "một", "hai", "ba")
    tiles = [tile.pk for tile in Tile.objects.all()]
    arranging.move(chi, slug, tiles[2], 0)
    assert names(chi, slug) == ["ba", "một", "hai"]
    arranging.move(chi, slug, tiles[2], 99)
    assert names(chi, slug) == ["một", "hai", "ba"]
    arranging.resize(chi, slug, tiles[0], "large")
    arranging.take_away(chi, slug, tiles[1])
    assert list(Tile.objects.values_list("position", "size")) == [(0, "large"), (1, "small")]


def test_a_view_stands_on_a_board_once_and_a_board_is_full_some_time(chi: Actor):
    slug = board(chi, "một")
    first = SavedView.objects.get()
    with pytest.raises(Refused) as refused:
        arranging.add(chi, slug, first.slug)
    assert codes(refused) == ["board.tile_twice"]
    for number in range(1, MOST_TILES):
        arranging.add(chi, slug, view(chi, str(number)).slug)
    with pytest.raises(Refused) as refused:
        arranging.add(chi, slug, view(chi, "zu viel").slug)
    assert codes(refused) == ["board.full"]


def test_a_shared_board_shows_no_view_that_is_not_shared(chi: Actor, lan: Actor):
    slug = board(chi, "một", shared="officials")
    with acting_as(lan):
        assert names(lan, slug) == [None]
    SavedView.objects.update(shared="officials")
    with acting_as(lan):
        assert names(lan, slug) == ["một"]


def test_with_a_view_go_its_tiles_from_the_boards_of_others(chi: Actor, lan: Actor):
    shared = view(chi, shared="officials")
    slug = arranging.save(lan, Frame("Của Lan")).slug
    arranging.add(lan, slug, shared.slug)
    with acting_as(chi):
        actions.remove(chi, shared.slug)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert names(lan, slug) == []


def test_a_board_of_somebody_else_is_not_changed(chi: Actor, lan: Actor):
    slug = board(chi, "một", shared="officials")
    tile = Tile.objects.get()
    for act in (
        lambda: arranging.move(lan, slug, tile.pk, 1),
        lambda: arranging.resize(lan, slug, tile.pk, "large"),
        lambda: arranging.take_away(lan, slug, tile.pk),
        lambda: arranging.change(lan, slug, Frame("Mới")),
        lambda: arranging.remove(lan, slug),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == ["view.owned"]
    with acting_as(lan):
        assert Tile.objects.update(size="large") == 0
        assert Tile.objects.all().delete()[0] == 0


@pytest.mark.parametrize("seconds", [4, 601])
def test_a_pace_out_of_range_is_refused(chi: Actor, seconds: int):
    with pytest.raises(Refused) as refused:
        arranging.save(chi, Frame("Tường", seconds=seconds))
    assert codes(refused) == ["board.seconds"]
