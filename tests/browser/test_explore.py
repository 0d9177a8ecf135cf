"""Analysis in a browser: a question in few clicks, changed by buttons and by dragging, drawn, kept, on a board."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from terrace.insight.warehouse.folder import MANIFEST, Folder

from . import axe
from .people import CHI, FULL_MONTHS, HOA, PROVINCE, Someone, before, running
from .test_everybody import _REACHABLE, _TOO_SMALL, PHONE, SMALLEST, _drawn, _tabbed
from .visits import Visit

Open = Callable[..., Visit]
ASKED = f"measures=PIG_HERD&rows=place:commune&columns=period:M&places={PROVINCE}&periods=last:2:M"
OVER_TIME = f"measures=PIG_HERD&rows=place&columns=period:M&places={PROVINCE}&periods=last:4:M"
PAGES = {
    "start": "/explore/",
    "map": f"/explore/?{ASKED}&picture=map",
    "line": f"/explore/?{OVER_TIME}",
    "board": "/boards/leading/",
}

#: Of radio buttons only the chosen one is a stop of the Tab key; the arrows lead to the others.
RADIOS = ("INPUT span", "INPUT boundaries")


@pytest.fixture(autouse=True)
def _warehouse(visit: Open) -> None:
    """The workers have made the warehouse."""
    page = visit(CHI).go("/help")
    while not page.request.get("/boards/mark").ok:
        page.wait_for_timeout(500)


def _settled(page: Page) -> None:
    """The warehouse is there, and pictures are drawn."""
    expect(page.locator(".notice.bad")).to_have_count(0)
    if page.locator("t-pivot").count():
        expect(page.locator("t-pivot canvas").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_that_axe_knows(visit: Open, name: str, scheme: str):
    made = visit(CHI, color_scheme=scheme)
    page = made.go(PAGES[name])
    _settled(page)
    page.evaluate("document.querySelectorAll('details:not([data-menu])').forEach(each => { each.open = true })")
    page.wait_for_timeout(300)
    _drawn(page, f"explore-{name}-{scheme}")
    assert axe.faults(page) == []
    assert made.console == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_no_sideways_scrolling_at_320_px(visit: Open, name: str):
    page = visit(CHI, viewport=PHONE, has_touch=True).go(PAGES[name])
    _settled(page)
    _drawn(page, f"explore-{name}-320")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(_TOO_SMALL, SMALLEST) == []


def test_everything_is_reached_by_keyboard(visit: Open):
    page = visit(CHI).go(PAGES["line"])
    _settled(page)
    wanted = {each for each in page.evaluate(_REACHABLE) if not each.startswith(RADIOS)}
    assert wanted <= set(_tabbed(page))


def test_a_question_takes_two_clicks_and_leads_down_to_a_submission(visit: Open):
    page = visit(CHI).go("/explore/")
    page.get_by_role("link", name="theo xã").first.click()
    _settled(page)
    page.locator('.pivot td:not([data-value=""]) a').first.click()
    page.wait_for_url("**/figures/**")
    page.locator('tbody a[href^="/submissions/"]').first.click()
    page.wait_for_url("**/submissions/*/")


def test_a_change_moves_the_address_and_the_way_back_works(visit: Open):
    page = visit(CHI).go(PAGES["line"])
    _settled(page)
    page.locator("select[name='show.0']").select_option("index")
    page.wait_for_url("**measures=PIG_HERD:index**")
    expect(page.locator("h1")).to_contain_text("chỉ số")
    expect(page.locator("t-pivot canvas").first).to_be_visible()
    page.go_back()
    page.wait_for_url(re.compile(r"measures=PIG_HERD&"))
    expect(page.locator("h1")).not_to_contain_text("chỉ số")


def test_a_measure_is_found_while_typing_and_added(visit: Open):
    page = visit(CHI).go(PAGES["line"])
    page.locator("#measure-words").press_sequentially("trau")
    found = page.locator("#measures-found button", has_text="trâu").first
    found.click()
    page.wait_for_url("**measures=PIG_HERD,**")
    expect(page.locator(".chip-name", has_text="trâu").first).to_be_visible()


def test_axes_are_moved_by_buttons_and_by_dragging(visit: Open):
    page = visit(CHI).go(PAGES["line"])
    page.locator("[data-shelf=rows] [data-chip]").first.drag_to(page.locator("[data-shelf=columns] legend"))
    page.wait_for_url("**columns=period:M,place**")
    page.get_by_role("button", name="Chuyển sang hàng: Kỳ").click()
    page.wait_for_url("**rows=period:M**")


def test_the_page_works_without_scripts(visit: Open):
    page = visit(CHI, java_script_enabled=False).go(PAGES["line"])
    page.locator("select[name='show.0']").select_option("growth")
    page.get_by_role("button", name="Xem", exact=True).click()
    page.wait_for_url("**measures=PIG_HERD:growth**")
    assert page.locator(".pivot td[data-value]").count()
    page.fill("#measure-words", "trau")
    page.locator("#measure-words + button").click()
    page.locator("#measures-found button").first.click()
    page.wait_for_url("**measures=PIG_HERD:growth,**")


def test_a_picture_and_the_tables_are_saved_as_files(visit: Open):
    page = visit(CHI).go(PAGES["map"])
    for name, ending in (("Lưu hình (PNG)", ".png"), ("Excel", ".xlsx"), ("Parquet", ".parquet")):
        with page.expect_download() as saved:
            page.get_by_text(name, exact=True).click()
        assert saved.value.suggested_filename.endswith(ending)
        assert saved.value.path().stat().st_size > 1000


def _on_a_board(page: Page, address: str, view: str, board: str) -> None:
    """Keeps a question as a view and puts it on a new board."""
    page.goto(address)
    page.fill("#keep-name", view)
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_url("**/explore/views/*/")
    page.goto("/boards/")
    page.fill("#board-name", board)
    page.get_by_role("button", name="Lập bảng").click()
    page.wait_for_url("**/boards/*-*/")
    page.get_by_label("Mẫu đã lưu").select_option(label=view)
    page.get_by_role("button", name="Đưa lên bảng").click()
    expect(page.locator(".board-tile")).to_have_count(1)
    expect(page.locator(".board-tile canvas")).to_be_visible()


def test_a_view_is_kept_put_on_a_board_and_shown_on_the_wall(visit: Open):
    page = visit(CHI).page
    _on_a_board(page, PAGES["line"], "Đàn lợn qua các tháng", "Phòng điều hành")
    expect(page.locator("[data-fresh]")).to_contain_text("Số liệu đến")
    wall = visit(CHI, viewport={"width": 1920, "height": 1080}).go(f"{page.url}?wall=1")
    expect(wall.locator(".board-tile canvas")).to_be_visible()
    expect(wall.locator(".logout")).not_to_be_visible()
    _drawn(wall, "explore-wall", whole=False)


def test_a_map_shows_the_column_that_is_chosen_by_keyboard_and_plays_through_time(visit: Open):
    page = visit(CHI).go(PAGES["map"])
    earlier, now = before(1)[0], running()
    colours = page.locator("t-map path[data-code]")
    values = "all => all.map(one => one.dataset.value)"
    last = colours.evaluate_all(values)
    chosen = page.locator("#map-column option:checked")
    expect(chosen).to_have_text(now.label("vi"))
    page.locator("#map-column").focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_url(f"**column={earlier.code}*")
    expect(page.locator("#map-column")).to_be_focused()
    expect(page.locator("t-columns")).to_have_attribute("data-now", earlier.code)
    first = colours.evaluate_all(values)
    assert first != last
    assert page.locator("t-map svg[data-breaks]").evaluate("svg => svg instanceof SVGSVGElement")
    page.locator("#map-play").press("Enter")
    expect(page.locator("#map-play")).to_have_text("Dừng")
    expect(page.locator("t-columns")).to_have_attribute("data-now", now.code)
    expect(page.locator("#map-play")).to_have_text("Chạy lần lượt")
    assert colours.evaluate_all(values) == last
    page.go_back()
    expect(page.locator("t-columns")).not_to_be_attached()


def test_a_board_follows_a_return_that_is_handed_in(visit: Open, officer: Someone):
    board = visit(CHI).page
    _on_a_board(board, f"/explore/?{OVER_TIME.replace('PIG_HERD', 'RICE_PLANTED')}", "Gieo cấy", "Vụ mùa")
    tile = board.locator(".board-tile")
    tile.get_by_text("Xem dạng bảng").click()
    cell = tile.locator("td").last
    value = Decimal(cell.get_attribute("data-value") or "0")
    board.evaluate("window.kept = 'the page was not loaded again'")
    grid = visit(officer).open_return()
    grid.type("RICE_PLANTED", "41,5")
    grid.send()
    grid.expect_saved()
    expect(cell).to_have_attribute("data-value", f"{value + Decimal('41.5'):f}")
    expect(cell).to_be_visible()
    expect(tile.locator("canvas")).to_be_visible()
    assert board.evaluate("window.kept") == "the page was not loaded again"


def test_pages_wait_while_the_warehouse_is_made_and_come_back_by_themselves(visit: Open, home: Path):
    folder = Folder(home / "warehouse")
    with folder.folding():  # nobody can make it meanwhile
        (folder.path / MANIFEST).unlink()
        page, board = visit(CHI).go(PAGES["line"]), visit(CHI).go("/boards/leading/")
        expect(page.locator(".explore-waiting")).to_contain_text("Kho phân tích đang được lập")
        expect(page.locator(".notice.bad")).to_have_count(0)
        expect(board.locator("[data-fresh]")).to_contain_text("Kho phân tích đang được lập")
        _drawn(page, "explore-waiting")
        assert axe.faults(page) == []
    expect(page.locator(".pivot td[data-value]").first).to_be_visible()
    expect(page.locator(".explore-waiting")).to_have_count(0)
    expect(board.locator(".board-tile canvas").first).to_be_visible()


def test_an_officer_of_a_commune_finds_ready_questions_about_it(visit: Open):
    page = visit(HOA).go("/explore/")
    page.get_by_role("link", name="Số trẻ sinh ra sống: qua các kỳ").click()
    _settled(page)
    expect(page.locator("h1")).to_contain_text("Số trẻ sinh ra sống theo tháng · ")
    assert page.locator('.pivot td:not([data-value=""])').count() >= FULL_MONTHS
