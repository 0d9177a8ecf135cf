"""Forecasts in a browser: the fan with and without scripts, narrow, by keyboard, live, as files."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from . import axe
from .people import CHI, HOA, PROVINCE, before, running
from .test_everybody import _REACHABLE, _TOO_SMALL, PHONE, SMALLEST, _drawn, _tabbed
from .visits import Visit

Open = Callable[..., Visit]
INDICATOR = "PIG_HERD"
PAGES = {
    "forecast": f"/forecasts/{INDICATOR}/{PROVINCE}/",
    "forecast-missing": f"/forecasts/{INDICATOR}/{PROVINCE}/?origin=2020-M01",
    "forecasts": f"/forecasts/?area={PROVINCE}",
}
FORECAST = PAGES["forecast"]


@pytest.fixture(autouse=True)
def _forecast(visit: Open) -> None:
    """The workers have made the forecast of the running month."""
    page = visit(CHI).page
    for _ in range(60):
        page.goto(FORECAST)
        if page.locator(".foreseen").count():
            return
        page.wait_for_timeout(1000)
    pytest.fail("no forecast was made")


@pytest.mark.parametrize(("name", "scheme"), [*((name, "light") for name in PAGES), ("forecast", "dark")])
def test_a_page_has_no_fault_that_axe_knows(visit: Open, name: str, scheme: str):
    made = visit(CHI, color_scheme=scheme)
    page = made.go(PAGES[name])
    page.wait_for_timeout(400)
    _drawn(page, f"{name}-{scheme}")
    assert axe.faults(page) == []
    assert made.console == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_no_sideways_scrolling_at_320_px(visit: Open, name: str):
    page = visit(CHI, viewport=PHONE).go(PAGES[name])
    page.wait_for_timeout(400)
    _drawn(page, f"{name}-320")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(_TOO_SMALL, SMALLEST) == []


def test_everything_is_reached_by_keyboard(visit: Open):
    page = visit(CHI).go(FORECAST)
    page.wait_for_timeout(400)
    wanted = set(page.evaluate(_REACHABLE))
    assert wanted <= set(_tabbed(page))


def test_a_sentence_comes_first_then_the_fan_then_the_table(visit: Open):
    page = visit(CHI).go(FORECAST)
    expect(page.locator(".foreseen").first).to_have_text(
        re.compile(r"có khả năng đạt [\d.]+ con, khoảng [\d.]+–[\d.]+ \(8 phần 10\)\.")
    )
    expect(page.locator("#said-title + span")).to_contain_text("lập ngày")
    expect(page.locator("section[aria-labelledby=fan-title] canvas")).to_be_visible()
    row = page.locator("section[aria-labelledby=fan-title] tr[data-likely]").first
    expect(row.locator("strong")).to_have_text(re.compile(r"^\d{1,3}(\.\d{3})*$"))


def test_the_fan_is_there_without_scripts(visit: Open):
    page = visit(CHI, java_script_enabled=False).go(FORECAST)
    expect(page.locator(".fan-shape .band80").first).to_be_visible()
    expect(page.locator(".fan-shape .band95").first).to_be_visible()
    expect(page.locator(".fan-words")).to_contain_text("lập ngày")
    box = page.locator(".fan-field").first.bounding_box()
    assert box
    assert box["height"] > 150


def test_the_ranges_hold_the_likely_value_and_the_wider_holds_the_narrower(visit: Open):
    rows = visit(CHI).go(FORECAST).locator("section[aria-labelledby=fan-title] tr[data-likely]")
    found = rows.evaluate_all(
        "all => all.map(({dataset: d}) => [d.low95, d.low80, d.likely, d.high80, d.high95].map(Number))"
    )
    assert found
    assert [each for each in found if each != sorted(each)] == []


def test_how_often_is_chosen_and_stays_in_the_address(visit: Open):
    page = visit(CHI).go(f"/forecasts/LIVE_BIRTHS/{PROVINCE}/")
    page.get_by_label("Loại kỳ").select_option("theo năm")
    page.get_by_role("button", name="Xem").first.click()
    page.wait_for_url("**frequency=A*")
    expect(page.locator(".foreseen").first).to_contain_text(f"Năm {running().year}")
    page.get_by_label("Phân tổ").select_option("Nữ")
    page.get_by_role("button", name="Xem").first.click()
    page.wait_for_url("**breakdown=SEX*")
    expect(page.locator("h1 + p")).to_contain_text("Nữ")


def test_the_files_come(visit: Open):
    page = visit(CHI).go(FORECAST)
    for label, suffix in (("Tải về CSV", ".csv"), ("Tải về Excel", ".xlsx")):
        with page.expect_download() as caught:
            page.get_by_role("link", name=label).click()
        assert caught.value.suggested_filename.endswith(suffix)


def test_the_board_leads_to_the_forecast_and_the_list_to_every_other(visit: Open):
    page = visit(CHI).go(f"/operations/{PROVINCE}/?period={before(1)[0].code}&indicator={INDICATOR}")
    tile = page.locator(".tile[aria-current=true]")
    expect(tile.locator(".spark .band80")).to_be_attached()
    tile.locator(".tile-next a").click()
    page.wait_for_url("**/forecasts/**")
    main = page.get_by_role("navigation", name="Chính")
    main.get_by_text("Thêm").click()
    main.get_by_role("link", name="Dự báo").click()
    page.wait_for_url("**/forecasts/")
    assert page.locator(".outlook-row").count() > 5
    expect(page.locator(".outlook-row").first).to_contain_text(re.compile("chắc"))


def test_who_may_not_see_the_figures_is_refused(visit: Open):
    made = visit(HOA)
    assert made.status(FORECAST) == 403
    expect(made.page.locator("main")).not_to_contain_text("khả năng")


@pytest.fixture
def watched(visit: Open) -> Page:
    page = visit(CHI).go(FORECAST)
    expect(page.locator("t-live")).to_have_attribute("data-live", "on")
    return page


def test_the_page_follows_a_forecast_that_is_made_anew(watched: Page):
    watched.evaluate("document.querySelector('#figures').dataset.old = 'yes'")
    watched.evaluate("document.querySelector('t-live').take({forecasts: true})")
    expect(watched.locator("#figures[data-old]")).to_have_count(0)
    expect(watched.locator("section[aria-labelledby=fan-title] canvas")).to_be_visible()
