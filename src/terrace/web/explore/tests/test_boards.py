"""Saved views and boards as pages: kept, opened by others within their rights, arranged, live."""

import re

import pytest
from django.test import Client

from terrace.insight.views.models import Board, SavedView, Tile
from terrace.web.explore.tests.conftest import someone
from terrace.web.explore.tests.test_explore import QUERY, page

WORDS = {"q": QUERY, "drawn": "line", "name": "Đàn lợn", "shared": "officials"}


def keep(client: Client, **words: str) -> SavedView:
    answer = client.post("/explore/save", WORDS | words)
    assert answer.status_code == 302, answer.content.decode()[:1500]
    slug = answer.headers["Location"].split("/")[-2]
    return SavedView.objects.get(slug=slug)


def test_a_view_keeps_its_question_and_is_opened_by_its_link(chi: Client):
    made = keep(chi)
    text = page(chi, f"/explore/views/{made.slug}/")
    assert "Đàn lợn" in text
    assert 'data-kind="line"' in text
    assert f"/explore/views/{made.slug}/" in page(chi, "/explore/")


def test_a_shared_view_shows_each_reader_what_she_may_see(chi: Client, province: int):
    births = QUERY.replace("PIGS", "BIRTHS")
    made = keep(chi, q=births)
    other = page(someone("ha", "department-officer", province, "farming"), f"/explore/views/{made.slug}/")
    assert "▒" in other
    assert not re.findall(r'<td[^>]*data-value="\d', other)
    assert keep(chi, shared="nobody").shared == "nobody"


def test_a_view_of_hers_is_changed_and_removed(chi: Client):
    made = keep(chi)
    chi.post("/explore/save", WORDS | {"view": made.slug, "do": "change", "name": "Lợn"})
    assert SavedView.objects.get().name == "Lợn"
    chi.post(f"/explore/views/{made.slug}/remove")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("words", [{"name": ""}, {"q": ""}, {"shared": "world"}, {"drawn": "pie"}])
def test_a_view_that_makes_no_sense_is_refused(chi: Client, words: dict[str, str]):
    assert 400 <= chi.post("/explore/save", WORDS | words).status_code < 500
    assert not SavedView.objects.exists()


def make(client: Client, **words: str) -> Board:
    answer = client.post("/boards/make", {"name": "Sáng thứ hai", "shared": "nobody", "seconds": "15", **words})
    assert answer.status_code == 302, answer.content.decode()[:1500]
    return Board.objects.get(slug=answer.headers["Location"].split("/")[-2])


def test_a_board_is_put_together_and_arranged(chi: Client):
    board, first, second = make(chi), keep(chi, name="một"), keep(chi, name="hai")
    for view in (first, second):
        chi.post(f"/boards/{board.slug}/add", {"view": view.slug})
    tiles = list(Tile.objects.all())
    chi.post(f"/boards/{board.slug}/tiles/{tiles[1].pk}/arrange", {"do": "to:0"})
    chi.post(f"/boards/{board.slug}/tiles/{tiles[1].pk}/arrange", {"do": "size:large"})
    assert [(tile.view.name, tile.size) for tile in Tile.objects.all()] == [("hai", "large"), ("một", "small")]
    text = page(chi, f"/boards/{board.slug}/")
    assert text.index("hai") < text.index("một")
    assert "data-value" in page(chi, f"/boards/{board.slug}/tiles/{tiles[0].pk}/")
    chi.post(f"/boards/{board.slug}/tiles/{tiles[0].pk}/arrange", {"do": "away"})
    assert Tile.objects.count() == 1
    chi.post(f"/boards/{board.slug}/remove")
    assert page(chi, f"/boards/{board.slug}/", 404)


def test_the_board_of_leading_indicators_is_there_for_everybody_and_can_be_made_hers(chi: Client):
    text = page(chi, "/boards/leading/")
    loads = re.findall(r'data-load="([^"]*)"', text)
    assert loads
    assert "data-value" in page(chi, loads[0])
    made = make(chi, leading="yes")
    assert made.tiles.count() == len(loads)


def test_the_wall_shows_no_controls_and_takes_its_pace_from_the_address(chi: Client):
    board = make(chi)
    text = page(chi, f"/boards/{board.slug}/?wall=1&seconds=7")
    assert "data-rotate" in text
    assert 'data-seconds="7"' in text
    assert "board-change" not in text
    assert 'data-seconds="15"' in page(chi, f"/boards/{board.slug}/?seconds=-3")


def test_a_board_that_is_shared_hides_views_that_are_not(chi: Client, province: int):
    board = make(chi, shared="officials")
    chi.post(f"/boards/{board.slug}/add", {"view": keep(chi, shared="nobody").slug})
    text = page(someone("dung", "analyst", province), f"/boards/{board.slug}/")
    assert "Mẫu chưa chia sẻ với bạn" in text
    assert "Đàn lợn" not in text
    tile = Tile.objects.get()
    assert "data-value" not in page(someone("ha", "analyst", province), f"/boards/{board.slug}/tiles/{tile.pk}/")


def test_the_mark_stays_while_no_figure_moves(chi: Client):
    first, second = chi.get("/boards/mark").json(), chi.get("/boards/mark").json()
    assert first["mark"] == second["mark"]
