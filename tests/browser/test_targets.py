"""Targets in a browser: set by a leader, read by others, narrow, by keyboard, without scripts, live."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from . import axe
from .people import CHI, HOA, PROVINCE
from .test_everybody import _REACHABLE, _TOO_SMALL, PHONE, SMALLEST, _drawn, _tabbed
from .visits import Visit

Open = Callable[..., Visit]
PAGE = f"/targets/{PROVINCE}/"
WHY = "Nghị quyết 58/NQ-HĐND ngày 10/12/2025"


@pytest.fixture(autouse=True)
def _targets(visit: Open) -> None:
    """A leader has set two targets: one with years behind it, one of this year's months."""
    page = visit(CHI).go(PAGE)
    if not page.locator(".target").count():
        _set(page, "PUPILS_ENROLLED", "150.000")
        _set(page, "PIG_HERD", "1.500.000")


def _set(page: Page, indicator: str, value: str) -> None:
    form = page.locator("section[aria-labelledby=new-title] form")
    form.locator("select[name=indicator]").select_option(indicator)
    form.locator("input[name=value]").fill(value)
    form.locator("input[name=decided_by]").fill(WHY)
    form.get_by_role("button").click()
    expect(page.locator(".target").first).to_be_visible()


def _open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_fault_that_axe_knows(visit: Open, scheme: str):
    made = visit(CHI, color_scheme=scheme)
    page = made.go(PAGE)
    _open_all(page)
    page.wait_for_timeout(300)
    _drawn(page, f"targets-{scheme}")
    assert axe.faults(page) == []
    assert made.console == []


def test_the_page_needs_no_sideways_scrolling_at_320_px(visit: Open):
    page = visit(CHI, viewport=PHONE).go(PAGE)
    _open_all(page)
    page.wait_for_timeout(300)
    _drawn(page, "targets-320")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(_TOO_SMALL, SMALLEST) == []


def test_everything_is_reached_by_keyboard(visit: Open):
    page = visit(CHI).go(PAGE)
    page.wait_for_timeout(300)
    assert set(page.evaluate(_REACHABLE)) <= set(_tabbed(page))


def test_a_card_says_in_words_what_is_known_and_that_the_past_is_too_short(visit: Open):
    page = visit(CHI).go(PAGE)
    card = page.locator(".target", has_text="học sinh phổ thông")
    expect(card.locator(".target-chance")).to_have_text(re.compile("Khả năng đạt kế hoạch|Chưa đủ số liệu các năm"))
    expect(card.locator(".target-facts")).to_contain_text("từ 150.000 học sinh trở lên")
    expect(card).to_contain_text(WHY)


def test_the_period_under_way_is_told_with_its_coverage(visit: Open):
    page = visit(CHI).go(PAGE)
    card = page.locator(".target", has_text="lợn")
    expect(card.locator(".target-now")).to_have_text(re.compile(r"có khả năng: [\d.]+ con .* theo \d+/\d+ địa bàn"))


def test_a_leader_changes_a_target_without_scripts_and_a_wrong_one_says_why(visit: Open):
    page = visit(CHI, java_script_enabled=False).go(PAGE)
    card = page.locator(".target", has_text="lợn")
    card.get_by_text("Sửa kế hoạch").click()
    card.locator("#v-PIG_HERD-0").fill("nhiều")
    card.locator("#d-PIG_HERD-0").fill(WHY)
    card.get_by_role("button", name="Lưu kế hoạch").click()
    expect(page.locator(".notice.bad")).to_contain_text("target.number")
    card.locator("#v-PIG_HERD-0").fill("1.600.000")
    card.locator("#d-PIG_HERD-0").fill("Quyết định điều chỉnh")
    card.get_by_role("button", name="Lưu kế hoạch").click()
    expect(page.locator(".target", has_text="lợn").locator(".target-facts")).to_contain_text("1.600.000")


def test_the_chance_of_each_day_is_kept(visit: Open):
    page = visit(CHI).page
    for _ in range(40):
        page.goto(PAGE)
        if page.get_by_text("Khả năng đạt kế hoạch qua từng ngày").count():
            return
        page.wait_for_timeout(1000)
    pytest.fail("no chance was written down")


def test_an_officer_of_a_commune_finds_her_own_page_empty_and_no_form(visit: Open):
    page = visit(HOA).go("/targets/")
    expect(page.locator(".target")).to_have_count(0)
    expect(page.get_by_text("Đặt chỉ tiêu kế hoạch")).to_have_count(0)
