"""Reports in a browser: three clicks to the month's PDF; approved, issued, compared by keyboard; for everybody."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from . import axe
from .people import CHI, DUNG, PROVINCE, before
from .test_everybody import _REACHABLE, _TOO_SMALL, PHONE, SMALLEST, _drawn, _tabbed
from .visits import Visit, log_in

Open = Callable[..., Visit]
LAST, EARLIER = before(2)
HOME, TEMPLATE = "/reports/", "/reports/templates/ktxh-month/"
#: Clicks of a leader from logging in to the paper; width in pixels from which a page is that of a desk.
CLICKS, WIDE = 3, 720
#: Counts every press, over all pages of a visit.
_COUNTED = """
addEventListener("click", () => localStorage.setItem("clicks", 1 + Number(localStorage.getItem("clicks"))), true)
"""


@pytest.fixture
def issue(visit: Open) -> str:
    """The address of last month's report, which makes itself or is asked for."""
    page = visit(CHI).go(HOME)
    if _newest(page).count() == 0:
        _make(page, LAST.code)
    else:
        _newest(page).click()
    expect(page.locator(".report-paper")).to_be_visible()
    return page.url


def _newest(page: Page) -> Locator:
    return page.locator("tbody a", has_text=f"tháng {LAST.end.month} năm {LAST.end.year}").first


def _make(page: Page, period: str) -> None:
    page.get_by_label("Báo cáo và kỳ").select_option(f"ktxh-month {period}")
    page.get_by_role("button", name="Lập báo cáo").click()
    expect(page.locator(".report-paper")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_from_logging_in_three_clicks_lead_to_the_pdf_of_the_month(visit: Open, issue: str, width: int):
    page = visit(None, viewport={"width": width, "height": 800}, has_touch=width < WIDE).page
    page.add_init_script(_COUNTED)
    log_in(page, CHI.username)  # the first click
    assert f"/operations/{PROVINCE}/" in page.url
    newest = page.locator(".report-newest")
    newest.scroll_into_view_if_needed()
    _drawn(page, f"reports-newest-{width}")
    with page.expect_download() as saved:
        newest.get_by_role("link", name="Tải PDF").click()
    assert int(page.evaluate("localStorage.getItem('clicks')")) <= CLICKS
    assert saved.value.suggested_filename.startswith(f"ktxh-month_{PROVINCE}_{LAST.code}")
    content = saved.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    assert content.rstrip().endswith(b"%%EOF")


def test_a_report_is_approved_issued_and_compared_by_keyboard(visit: Open, issue: str):
    page = visit(CHI).go(HOME)
    _make(page, EARLIER.code)
    _press(page, "Duyệt báo cáo")
    expect(page.locator("main")).to_contain_text("/BC-UBND")
    _press(page, "Ban hành báo cáo")
    expect(page.get_by_role("status")).to_have_text("đã ban hành")
    page.goto(HOME)
    _make(page, EARLIER.code)
    expect(page.locator(".title-badges")).to_contain_text("bản 2")
    _press(page, "So sánh")
    expect(page.get_by_role("heading", level=1)).to_contain_text("hai báo cáo")


def _press(page: Page, name: str) -> None:
    """Walks to the button with the Tab key and presses Enter."""
    button = page.get_by_role("button", name=name, exact=True)
    button.wait_for()
    page.evaluate("document.activeElement.blur()")
    for _ in _stops(page):
        if button.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
    pytest.fail(f"the Tab key does not reach {name}")


def _stops(page: Page) -> Iterator[int]:
    for stop in range(200):
        page.keyboard.press("Tab")
        yield stop


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_list_and_report_have_no_fault_that_axe_knows(visit: Open, issue: str, scheme: str):
    made = visit(CHI, color_scheme=scheme)
    for name, address in (("list", HOME), ("issue", issue)):
        page = made.go(address)
        page.wait_for_load_state("load")
        _drawn(page, f"reports-{name}-{scheme}")
        assert axe.faults(page) == []
        assert made.console == []


def test_pages_of_reports_need_no_sideways_scrolling_at_320_px_and_are_walked_by_keyboard(visit: Open, issue: str):
    narrow, wide = visit(CHI, viewport=PHONE, has_touch=True), visit(CHI)
    for name, address in (("list", HOME), ("issue", issue)):
        page = narrow.go(address)
        _drawn(page, f"reports-{name}-320")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.evaluate(_TOO_SMALL, SMALLEST) == []
        page = wide.go(address)
        page.wait_for_timeout(300)
        assert set(page.evaluate(_REACHABLE)) <= set(_tabbed(page))


def test_a_changed_template_shows_at_once_that_its_preview_is_on_its_way(visit: Open, tmp_path: Path):
    page = visit(DUNG, viewport=PHONE, has_touch=True).go(TEMPLATE)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Bảng các phần").click()
    edited = tmp_path / "report_parts.csv"
    edited.write_text(saved.value.path().read_text("utf-8-sig").replace("Sản lượng ngô", "Sản lượng bắp"), "utf-8-sig")
    page.locator("input[name=table]").set_input_files(edited)
    page.get_by_role("button", name="Kiểm tra và xem trước").click()
    page.wait_for_url("**/ktxh-month/*/")
    expect(page.locator(".report-paper")).to_contain_text("Sản lượng bắp")
    assert page.locator("progress").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
