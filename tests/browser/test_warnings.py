"""Warnings in a browser: an analyst words a rule, an officer's slip is found, the chairwoman sees to it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from . import axe
from .people import CHI, DUNG, PROVINCE, Someone
from .test_everybody import _REACHABLE, _TOO_SMALL, PHONE, SMALLEST, _drawn, _tabbed
from .visits import Visit

Open = Callable[..., Visit]
HOME = "/operations/warnings/"
LIMIT = "5.000"
#: Seconds from a figure to its warning that a loaded machine may take.
PATIENCE = 90


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    """Addresses that the stories leave behind for the tests after them."""
    return {}


@pytest.fixture
def warned(visit: Open, officer: Someone, known: dict[str, str]) -> str:
    """The page of a warning that an analyst's rule found in what an officer handed in."""
    if "warning" not in known:
        _switched_on(visit(DUNG).page)
        _hands_in(visit(officer), "5200")
        known["officer"], known["warning"] = officer.username, _appeared(visit(officer).page)
    return known["warning"]


def _switched_on(page: Page) -> None:
    """Dũng words a rule, sees what it would have done, and switches it on."""
    page.goto(f"{HOME}rules/")
    page.get_by_role("link", name="So với một ngưỡng cố định").click()
    page.get_by_label("Chỉ tiêu").select_option("PIG_HERD")
    page.get_by_label("Chiều thay đổi").select_option(label="cao hơn")
    page.get_by_label("Ngưỡng", exact=True).fill(LIMIT)
    page.get_by_label("Mức độ").select_option("3")
    expect(page.get_by_role("button", name="Lưu và bật")).to_have_count(0)
    page.get_by_role("button", name="Thử trên số liệu ba năm qua").click()
    expect(page.locator("#tried")).to_contain_text("Trong ba năm qua quy tắc này sẽ không báo lần nào")
    page.get_by_role("button", name="Lưu và bật").click()
    expect(page.locator(".messages")).to_contain_text("Đã bật quy tắc")
    expect(page.get_by_text("của từng xã, phường cao hơn 5.000 con")).to_be_visible()


def _hands_in(visit: Visit, herd: str) -> None:
    grid = visit.open_return()
    grid.type("PIG_HERD", herd)
    grid.send()
    grid.expect_saved()


def _appeared(page: Page) -> str:
    """The address of the warning, once it is in the officer's list."""
    for _ in range(PATIENCE):
        page.goto(f"{HOME}?kind=limit")
        found = page.locator(".warning a[data-open]", has_text="Vượt ngưỡng: Số lượng lợn")
        if found.count():
            return str(found.first.get_attribute("href"))
        page.wait_for_timeout(1000)
    pytest.fail("no warning was raised")


def test_an_officer_reads_it_takes_it_on_and_explains_without_scripts(visit: Open, warned: str, known: dict[str, str]):
    page = visit(_someone(known), java_script_enabled=False, viewport=PHONE).go(f"{HOME}?kind=limit")
    page.locator(".warning", has_text="Số lượng lợn").get_by_role("button", name="Tiếp nhận").click()
    expect(page.locator(".warning", has_text="Số lượng lợn")).to_contain_text("Đã tiếp nhận")
    page.goto(warned)
    expect(page.locator(".warn-said")).to_contain_text("là 5.200 con; so với ngưỡng 5.000")
    expect(page.locator(".plot .judged")).to_have_count(1)
    expect(page.get_by_role("link", name="Báo cáo", exact=False).first).to_be_visible()
    page.get_by_text("Ghi ý kiến").click()
    page.get_by_label("Ý kiến").fill("Nhập thừa một chữ số, sẽ gửi lại")
    page.get_by_role("button", name="Lưu ý kiến").click()
    expect(page.locator(".steps")).to_contain_text("Nhập thừa một chữ số")
    expect(page.locator(".steps")).to_contain_text("tiếp nhận")


def _someone(known: dict[str, str]) -> Someone:
    return Someone(known["officer"], "", "commune-officer", 0)


def test_the_chairwoman_sees_it_on_the_map_gives_it_away_and_says_what_it_was(visit: Open, warned: str):
    page = visit(CHI).go(f"/operations/{PROVINCE}/")
    expect(page.locator(".pins text").first).to_be_attached()
    assert "cảnh báo" in str(page.locator("t-map a:has(path[data-more*='cảnh báo'])").first.get_attribute("aria-label"))
    page.locator(".warn-summary").get_by_role("link", name="Vượt ngưỡng: Số lượng lợn").first.click()
    expect(page).to_have_url(re.compile(f"{warned}$"))
    page.get_by_text("Phân công người xử lý").click()
    page.locator("#person").select_option(label="Trần Quốc Dũng")
    page.get_by_role("button", name="Phân công").click()
    expect(page.get_by_text("Người xử lý: Trần Quốc Dũng")).to_be_visible()
    page.get_by_text("Tạm im một thời gian").click()
    page.get_by_label("Đến hết ngày").fill("2020-01-01")
    page.locator("form[action$=silence]").get_by_label("Lý do").fill("Đang rà soát đàn lợn")
    page.evaluate("document.querySelector('#until').removeAttribute('min')")
    page.get_by_role("button", name="Tạm im", exact=True).click()
    expect(page.locator(".notice.bad")).to_contain_text("silence.until")
    expect(page.locator("form[action$=silence]").get_by_label("Lý do")).to_have_value("Đang rà soát đàn lợn")
    page.get_by_text("Kết luận sau khi xác minh").click()
    page.get_by_label("Sai sót nhập liệu").check()
    page.get_by_label("Ghi chú").last.fill("Xã xác nhận")
    page.get_by_role("button", name="Lưu kết luận").click()
    expect(page.get_by_text("Kết luận: Sai sót nhập liệu.")).to_be_visible()


def test_the_inbox_is_walked_and_acted_upon_with_single_keys_that_can_be_turned_off(visit: Open, warned: str):
    page = visit(DUNG).go(f"{HOME}?state=all")
    focused = "document.activeElement.closest('[data-row]')?.id ?? ''"
    page.keyboard.press("j")
    first = page.evaluate(focused)
    page.keyboard.press("k")
    assert page.evaluate(focused) == first
    page.get_by_label("Dùng các phím này").uncheck()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.hasAttribute('data-keys')")
    page.reload()
    expect(page.get_by_label("Dùng các phím này")).not_to_be_checked()
    page.get_by_label("Dùng các phím này").check()
    page.locator(f'a[data-open][href="{warned}"]').focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{warned}$"))


def test_the_analyst_narrows_the_list_and_the_address_keeps_it(visit: Open, warned: str):
    page = visit(DUNG).go(HOME)
    page.get_by_label("Loại").select_option(label="Vượt ngưỡng")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator(f'a[data-open][href="{warned}"]')).to_have_count(1)
    expect(page.get_by_label("Loại")).to_have_value("limit")
    page.get_by_label("Loại").select_option(label="Báo cáo quá hạn")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator(f'a[data-open][href="{warned}"]')).to_have_count(0)
    page.get_by_role("link", name="Xem tất cả").click()
    expect(page.get_by_label("Loại")).to_have_value("")


PAGES = {"inbox": HOME, "warning": "", "rules": f"{HOME}rules/", "rule": f"{HOME}rules/new?kind=last_year"}
PAGES |= {"silences": f"{HOME}silences/"}


def _opened(made: Visit, name: str, warned: str) -> Page:
    page = made.go(PAGES[name] or warned)
    if name == "rule":
        page.get_by_role("button", name="Thử trên số liệu ba năm qua").click()
        expect(page.locator("#tried")).to_be_visible()
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
    page.wait_for_timeout(250)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_that_axe_knows(visit: Open, warned: str, name: str, scheme: str):
    made = visit(CHI, color_scheme=scheme)
    page = _opened(made, name, warned)
    _drawn(page, f"warnings-{name}-{scheme}")
    assert axe.faults(page) == []
    assert made.console == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_320_px_and_fingers(visit: Open, warned: str, name: str):
    page = _opened(visit(CHI, viewport=PHONE, has_touch=True), name, warned)
    _drawn(page, f"warnings-{name}-320")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(_TOO_SMALL, SMALLEST) == []


@pytest.mark.parametrize("name", ["inbox", "warning", "rule"])
def test_everything_is_reached_by_keyboard(visit: Open, warned: str, name: str):
    page = visit(CHI).go(PAGES[name] or warned)
    page.wait_for_timeout(250)
    assert set(page.evaluate(_REACHABLE)) <= set(_tabbed(page))


def test_a_corrected_figure_clears_the_warning(visit: Open, warned: str, known: dict[str, str]):
    _hands_in(visit(_someone(known)), "520")
    page = visit(CHI).page
    for _ in range(PATIENCE):
        page.goto(warned)
        if page.get_by_text("Hết cảnh báo ngày").count():
            expect(page.locator(".warn-said")).to_contain_text("5.200")
            return
        page.wait_for_timeout(1000)
    pytest.fail("the warning stands")
