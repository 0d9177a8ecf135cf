"""Boards of resolutions, indices of governance, and the health of the system, in a browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from . import axe
from .people import AN, CHI, HOA, PROVINCE, Someone, running
from .test_everybody import _REACHABLE, _TOO_SMALL, PHONE, SMALLEST, _drawn, _tabbed
from .visits import Visit

Open = Callable[..., Visit]
CODE = "NQ58-TEST"
#: The year after this one, so that other tests find this year without targets.
YEAR = running().year + 1
PLANS = f"/targets/{PROVINCE}/?year={YEAR}"
BOARD, INDICES, INDEX = f"/resolutions/{CODE}/", f"/indices/{PROVINCE}/", f"/indices/{PROVINCE}/PCI/"
HEALTH = "/operations/health/"
PAGES = [
    (CHI, PLANS, "targets-boards"),
    (CHI, "/resolutions/", "resolutions"),
    (CHI, BOARD, "resolution"),
    (CHI, INDICES, "indices"),
    (CHI, INDEX, "index"),
    (AN, HEALTH, "health"),
]


@pytest.fixture(autouse=True)
def _board(visit: Open) -> None:
    """A leader has entered a resolution with a target that is divided."""
    page = visit(CHI).go("/resolutions/")
    if not page.get_by_role("link", name="Nghị quyết thử").count():
        _enter(page)
        _aim(page)


def _enter(page: Page) -> None:
    form = page.locator("form[action$=keep]")
    form.get_by_label("Mã", exact=True).fill(CODE)
    form.get_by_label("Tên tiếng Việt").fill("Nghị quyết thử")
    form.get_by_label("Năm đầu").fill(str(YEAR))
    form.get_by_label("Năm cuối").fill(str(YEAR))
    form.get_by_label("Số văn bản").fill("58/NQ-HĐND")
    form.get_by_label("Ngày văn bản").fill("10/12/2025")
    form.get_by_role("button", name="Lưu nghị quyết").click()
    expect(page.get_by_role("heading", name="Nghị quyết thử")).to_be_visible()


def _aim(page: Page) -> None:
    page.goto(PLANS)
    form = page.locator("section[aria-labelledby=new-title] form")
    form.locator("select[name=indicator]").select_option("CATTLE_HERD")
    form.locator("input[name=value]").fill("90.000")
    form.locator("summary").click()
    form.get_by_label("Cơ quan chủ trì").fill("dept-agriculture")
    form.get_by_label("Số văn bản").fill("58/NQ-HĐND")
    form.get_by_label("Điều, khoản").fill("khoản 2 Điều 1")
    form.get_by_label("Nghị quyết", exact=True).select_option(CODE)
    form.get_by_role("button", name="Lưu kế hoạch").click()
    card = page.locator(".target", has_text="khoản 2 Điều 1")
    card.get_by_text("Kế hoạch từng kỳ trong năm").click()
    card.get_by_label("Kế hoạch của kỳ").fill("80.000")
    card.get_by_role("button", name="Lưu kế hoạch của kỳ").click()
    expect(page.locator(".target", has_text="khoản 2 Điều 1").locator("table.narrow")).to_contain_text("80.000")


def _open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


@pytest.mark.parametrize(("who", "address", "name"), PAGES, ids=[each[2] for each in PAGES])
def test_the_page_has_no_fault_that_axe_knows_and_fits_a_phone(visit: Open, who: Someone, address: str, name: str):
    made = visit(who)
    page = made.go(address)
    _open_all(page)
    _drawn(page, name)
    assert axe.faults(page) == []
    assert set(page.evaluate(_REACHABLE)) <= set(_tabbed(page))
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(200)
    _drawn(page, f"{name}-320")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(_TOO_SMALL, SMALLEST) == []
    assert made.console == []


def test_a_board_tells_each_light_in_words_and_prints_without_its_buttons(visit: Open):
    page = visit(CHI).go(BOARD)
    expect(page.locator(".board-sentence")).to_have_text(re.compile(r"\d/1 chỉ tiêu đạt"))
    row = page.locator(".board-row").first
    expect(row).to_contain_text("Sở Nông nghiệp và Môi trường")
    expect(row.locator(".badge")).to_have_text(re.compile("đạt|đúng tiến độ|có nguy cơ|khó đạt|chưa đủ số liệu"))
    page.emulate_media(media="print")
    _drawn(page, "resolution-print")
    expect(page.get_by_role("link", name="Excel")).to_be_hidden()
    expect(page.get_by_text("In lúc")).to_be_visible()


def test_a_plan_is_edited_in_a_table_without_scripts(visit: Open):
    page = visit(CHI, java_script_enabled=False).go(PLANS)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    content = download.value.path().read_bytes().replace(b",90000,", b",95000,")
    page.get_by_label("Bảng đã sửa").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Nhận bảng").click()
    expect(page.get_by_text("Đã nhận bảng")).to_be_visible()
    wrong = content.replace(b",95000,", b",x,")
    page.get_by_label("Bảng đã sửa").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": wrong})
    page.get_by_role("button", name="Nhận bảng").click()
    expect(page.locator(".notice.bad").first).to_contain_text("target.table_cell")


def test_an_index_is_compared_with_neighbours_and_marked_as_simulated(visit: Open):
    page = visit(CHI).go(INDEX)
    expect(page.locator(".badge.simulated")).to_be_visible()
    table = page.get_by_role("region", name="Điểm và xếp hạng từng năm")
    expect(table).to_contain_text("Điện Biên")
    expect(table).to_contain_text("Trung vị vùng")
    page.goto(INDICES)
    expect(page.locator("main")).to_contain_text("PAPI")


def test_an_administrator_reads_the_health_and_an_officer_does_not(visit: Open):
    page = visit(AN).go(HEALTH)
    for _ in range(40):
        if page.get_by_text("Đĩa đã dùng").count() and page.locator(".badge.light-green").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.locator(".board-row", has_text="NATS (máy chủ bản tin)")).to_contain_text("trả lời")
    assert visit(HOA).status(HEALTH) == 403
