"""The entry grid: checks while typing, keyboard, Excel, lost lines, expired sessions, no script."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from .people import CHI, Someone
from .visits import Grid, Visit

Open = Callable[..., Visit]
DOOR = re.compile(r"/api/v1/returns/[^/]+/[^/]+/[^/]+$")


@pytest.fixture
def grid(visit: Open, officer: Someone) -> Grid:
    made = visit(officer)
    made.page.add_init_script("delete ServiceWorkerRegistration.prototype.sync")  # what a worker sends, no route sees
    return made.open_return()


def test_a_value_is_checked_as_it_is_typed(grid: Grid):
    faults = {"mười": "Không đọc được số", "1,25": "1 chữ số thập phân", "-3": "nhỏ hơn", "999999": "lớn hơn"}
    for wrong, said in faults.items():
        grid.input("RICE_PLANTED").fill(wrong)
        expect(grid.note("RICE_PLANTED")).to_contain_text(said)
        expect(grid.input("RICE_PLANTED")).to_have_attribute("aria-invalid", "true")
    grid.input("RICE_PLANTED").fill("12,5")
    expect(grid.input("RICE_PLANTED")).to_have_attribute("aria-invalid", "false")


def test_what_is_wrong_is_not_sent(grid: Grid):
    sent = _requests(grid.page)
    grid.type("RICE_PLANTED", "999999")
    grid.send()
    expect(grid.whole).to_have_attribute("data-state", "wrong")
    assert grid.focused == "RICE_PLANTED"
    assert sent == []


def test_a_value_very_different_from_last_month_is_warned_of_and_may_be_sent(grid: Grid):
    grid.type("BUFFALO_HERD", "9")
    expect(grid.note("BUFFALO_HERD")).to_have_attribute("data-state", "warning")
    grid.send()
    grid.expect_saved()


def test_numbers_are_written_in_the_vietnamese_way(grid: Grid):
    grid.type("RICE_OUTPUT", "1234,5")
    expect(grid.input("RICE_OUTPUT")).to_have_value("1.234,5")


def test_arrows_enter_and_tab_lead_through_the_grid(grid: Grid):
    keys = grid.page.keyboard
    grid.input("RICE_PLANTED").focus()
    for key, reached in [
        ("ArrowDown", "RICE_HARVESTED"),
        ("Enter", "RICE_OUTPUT"),
        ("ArrowUp", "RICE_HARVESTED"),
        ("Shift+Enter", "RICE_PLANTED"),
    ]:
        keys.press(key)
        assert grid.focused == reached
    keys.press("Tab")
    assert grid.page.evaluate("document.activeElement.name") == "reason:RICE_PLANTED|"
    keys.press("Tab")
    assert grid.focused == "RICE_HARVESTED"


def test_a_block_from_excel_fills_the_cells_below(grid: Grid):
    grid.paste("RICE_PLANTED", "120,5\r\n1.234\r\nnhiều\r\n8600\r\n")
    expect(grid.input("RICE_PLANTED")).to_have_value("120,5")
    expect(grid.input("RICE_HARVESTED")).to_have_value("1.234,0")
    expect(grid.note("RICE_OUTPUT")).to_contain_text("Không đọc được số")
    expect(grid.input("RICE_PRICE")).to_have_value("8.600")
    expect(grid.whole).to_contain_text("đã dán 3 ô · cần sửa 1 · ngoài bảng 0")


def test_undo_takes_back_a_paste_and_an_edit(grid: Grid):
    grid.type("RICE_PLANTED", "7")
    grid.paste("RICE_PLANTED", "1\n2\n3")
    grid.page.keyboard.press("Control+z")
    expect(grid.input("RICE_PLANTED")).to_have_value("7,0")
    expect(grid.input("RICE_OUTPUT")).to_have_value("")
    grid.page.get_by_role("button", name="Hoàn tác").click()
    expect(grid.input("RICE_PLANTED")).to_have_value("")


def test_a_draft_survives_a_reload(grid: Grid):
    grid.type("MAIZE_PLANTED", "33,5")
    grid.page.reload()
    expect(grid.input("MAIZE_PLANTED")).to_have_value("33,5")
    expect(grid.whole).to_have_attribute("data-state", "whole-unsent")


def test_a_return_sent_without_a_line_arrives_once_when_the_line_is_back(grid: Grid):
    grid.type("PIG_HERD", "512")
    grid.page.context.set_offline(True)
    grid.send()
    expect(grid.whole).to_have_attribute("data-state", "offline")
    answers = _answers(grid.page)
    grid.page.context.set_offline(False)
    grid.expect_saved()
    assert answers == [201]
    _expect_kept(grid, "PIG_HERD", "512")


def test_a_reply_lost_after_the_commit_does_not_double_the_return(grid: Grid):
    """The first answer never reaches the browser: the same key is sent again and acknowledged as known."""
    lost: list[int] = []

    def lose_the_first(route: Route) -> None:
        if lost or route.request.method != "POST":
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort("connectionreset")

    grid.page.context.route(DOOR, lose_the_first)
    answers = _answers(grid.page)
    grid.type("GOAT_HERD", "77")
    grid.send()
    grid.expect_saved()
    assert lost == [201]
    assert set(answers) <= {200}
    grid.page.context.unroute(DOOR)
    grid.page.goto("/workspace/")
    expect(grid.page.locator("main tbody tr")).to_have_count(1)


def test_a_return_on_its_way_is_sent_again_after_a_reload(grid: Grid):
    grid.page.context.route(DOOR, _lose)
    grid.type("GOAT_HERD", "78")
    grid.send()
    expect(grid.whole).to_have_attribute("data-state", "offline")
    grid.page.context.unroute(DOOR)
    for _ in range(10):  # the service worker may send it while the page loads: then the page after it shows it
        grid.page.reload()
        grid.page.wait_for_timeout(500)
        if grid.whole.get_attribute("data-state") == "whole-saved":
            break
    grid.expect_saved()
    _expect_kept(grid, "GOAT_HERD", "78")


def _lose(route: Route) -> None:
    """What is handed in never arrives."""
    if route.request.method == "POST":
        route.abort("connectionreset")
    else:
        route.continue_()


def test_a_fault_that_only_the_server_sees_is_shown_at_its_cell(grid: Grid):
    grid.page.context.route(DOOR, _with_a_larger_value)
    as_before = grid.input("BUFFALO_HERD").get_attribute("data-last") or ""
    grid.type("BUFFALO_HERD", as_before)  # so that no rule asks
    grid.type("CATTLE_HERD", "301")
    grid.send()
    expect(grid.note("CATTLE_HERD")).to_have_attribute("data-state", "error")
    expect(grid.note("CATTLE_HERD")).to_contain_text("0 … 100000.")
    expect(grid.note("BUFFALO_HERD")).to_have_attribute("data-state", "unsent")
    expect(grid.problem).to_be_visible()
    assert grid.focused == "CATTLE_HERD"
    grid.page.context.unroute(DOOR)
    grid.type("CATTLE_HERD", "302")
    grid.send()
    grid.expect_saved()
    expect(grid.problem).to_be_hidden()


def _with_a_larger_value(route: Route) -> None:
    route.continue_(post_data=(route.request.post_data or "").replace('"301"', '"100001"'))


def test_a_reason_stands_for_a_value(grid: Grid):
    grid.reason("WOOD_OUTPUT").select_option("not_applicable")
    grid.send()
    grid.expect_saved()
    grid.page.reload()
    expect(grid.reason("WOOD_OUTPUT")).to_have_value("not_applicable")
    grid.input("WOOD_OUTPUT").fill("4")
    expect(grid.note("WOOD_OUTPUT")).to_have_attribute("data-state", "error")


def test_who_is_logged_out_while_typing_keeps_her_draft_and_sends_it_later(visit: Open, officer: Someone):
    made = visit(officer)
    grid, page = made.open_return("", "DS-XA-T"), made.page
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    grid.type("DEATHS", "3")
    grid.send()
    expect(grid.whole).to_have_attribute("data-state", "signed-out")
    page.context.add_cookies([dict(cookie) for cookie in cookies])  # type: ignore[list-item]
    page.reload()
    expect(grid.input("DEATHS")).to_have_value("3")
    grid.send()
    grid.expect_saved()


def test_the_grid_works_without_script(visit: Open, officer: Someone):
    grid = visit(officer, java_script_enabled=False).open_return("", "DS-XA-T")
    button = grid.page.get_by_role("button", name="Gửi", exact=True)
    grid.input("DEATHS").fill("99999")
    grid.input("MARRIAGES").fill("hai")
    grid.input("LIVE_BIRTHS").fill("14")
    button.click()
    expect(grid.page.locator("section.notice.bad").first).to_contain_text("chưa có số liệu")
    grid.page.locator("[data-whole-because]").fill("Chưa rà soát xong")
    button.click()
    expect(grid.input("DEATHS")).to_have_value("99999")
    for indicator in ("DEATHS", "MARRIAGES"):
        expect(grid.input(indicator)).to_have_attribute("aria-invalid", "true")
        expect(grid.note(indicator)).not_to_be_empty()
    expect(grid.note("LIVE_BIRTHS")).to_be_empty()
    grid.input("DEATHS").fill("9")
    grid.input("MARRIAGES").fill("2")
    button.click()
    expect(grid.whole).to_contain_text("đã lưu")
    expect(grid.page.locator("[aria-invalid=true]")).to_have_count(0)
    expect(grid.input("DEATHS")).to_have_value("9")


def test_a_correction_replaces_the_figure_and_the_first_submission_says_so(visit: Open, officer: Someone):
    made = visit(officer)
    grid = made.open_return()
    for value in ("200", "210"):
        grid.type("POULTRY_FLOCK", value)
        grid.send()
        grid.expect_saved()
    made.go("/workspace/")
    made.page.locator("main tbody a").last.click()
    expect(made.page.locator("main")).to_contain_text("được thay")


def _requests(page: Page) -> list[Any]:
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request) if _hands_in(request) else None)
    return sent


def _answers(page: Page) -> list[int]:
    """Statuses of the door, as they come in."""
    found: list[int] = []
    page.on("response", lambda answer: found.append(answer.status) if _hands_in(answer.request) else None)
    return found


def _hands_in(request: Request) -> bool:
    return request.method == "POST" and bool(DOOR.search(request.url))


def _expect_kept(grid: Grid, indicator: str, value: str) -> None:
    """A fresh page holds the value, and one submission was stored."""
    grid.page.reload()
    expect(grid.input(indicator)).to_have_value(value)
    expect(grid.note(indicator)).to_have_attribute("data-state", "saved")
    grid.page.goto("/workspace/")
    expect(grid.page.locator("main tbody tr")).to_have_count(1)


def test_a_leader_reads_a_return_and_cannot_fill_it_in(visit: Open, officer: Someone):
    address = visit(officer).open_return().page.url
    page = visit(CHI).go(address)
    expect(page.locator("input[data-indicator]:not([readonly])")).to_have_count(0)
    expect(page.get_by_role("button", name="Gửi", exact=True)).to_have_count(0)
