"""The main road: from a commune's return to a live figure of the province, and back down to who sent it."""

import re
from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import expect

from terrace.web.ui import numbers

from .people import CHI, PROVINCE, Someone, running
from .visits import Visit

INDICATOR = "BUFFALO_HERD"


def test_a_return_moves_the_leaders_figure_and_is_found_behind_it(visit: Callable[..., Visit], officer: Someone):
    leader = visit(CHI).go(f"/operations/{PROVINCE}/?indicator={INDICATOR}")
    tile = leader.locator(".tile[aria-current=true]")
    expect(leader.locator("t-live")).to_have_attribute("data-live", "on")
    before = Decimal(tile.get_attribute("data-value") or "0")
    leader.evaluate("window.kept = 'the page was not loaded again'")

    grid = visit(officer).open_return()
    place = grid.page.locator(".crumbs a").first.inner_text()
    grid.type(INDICATOR, "417")
    grid.send()
    grid.expect_saved()

    shown = numbers.form(before + 417, 0)
    expect(tile.locator("[data-part=value]")).to_have_text(shown)
    expect(leader.locator(".arrivals").get_by_text(place).first).to_be_visible()
    expect(leader.locator("t-league tbody tr").filter(has_text=place).first).to_contain_text("417")
    assert leader.evaluate("window.kept") == "the page was not loaded again"

    leader.goto(f"/figures/{INDICATOR}/{PROVINCE}/{running().code}/")
    expect(leader.locator(".headline-value")).to_contain_text(shown)
    line = leader.locator("tbody tr").filter(has_text=officer.full_name)
    expect(line).to_contain_text("417")
    line.get_by_role("link").last.click()
    leader.wait_for_url("**/submissions/*/")
    facts = leader.locator(".facts")
    expect(facts).to_contain_text(officer.full_name)
    expect(facts).to_contain_text(re.compile(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d"))
    expect(facts.locator("div").filter(has_text="Kênh")).not_to_be_empty()
    expect(leader.locator("main")).to_contain_text("417")


def test_a_figure_is_opened_down_to_the_commune_and_its_sender(visit: Callable[..., Visit], officer: Someone):
    grid = visit(officer).open_return()
    grid.type("CATTLE_HERD", "123")
    grid.send()
    grid.expect_saved()
    place = grid.page.locator(".crumbs a").first.inner_text()

    leader = visit(CHI).go(f"/figures/CATTLE_HERD/{PROVINCE}/{running().code}/")
    expect(leader.locator(".headline [data-coverage-text]")).to_contain_text("báo cáo")
    leader.locator("t-league").get_by_role("link", name=place, exact=True).click()
    leader.wait_for_load_state()
    expect(leader.locator(".headline-value")).to_contain_text("123")
    expect(leader.locator("tbody tr").filter(has_text=officer.full_name)).to_be_visible()
