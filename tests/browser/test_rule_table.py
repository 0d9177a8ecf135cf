"""Rules by table in a browser: an analyst downloads them, edits the file, sees what changes, and keeps it."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from . import axe
from .people import AN, DUNG
from .test_everybody import _TOO_SMALL, PHONE, SMALLEST, _drawn
from .visits import Visit

Open = Callable[..., Visit]
RULES = "/operations/warnings/rules/"
NEW = {
    "code": "browser-table", "name_vi": "Trâu giảm mạnh", "name_en": "Fewer buffaloes", "kind": "last_year",
    "indicator": "CATTLE_HERD", "level": "commune", "direction": "down", "per_cent": 30, "severity": 1, "active": "yes",
}  # fmt: skip


def _edited(page: Page, folder: Path) -> Path:
    """The downloaded table with one rule more."""
    page.goto(RULES)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải về Excel").click()
    path = folder / "warning_rules.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.append([NEW.get(str(cell.value)) for cell in sheet[1]])
    book.save(path)
    return path


def _handed_in(page: Page, path: Path) -> None:
    page.get_by_label("Bảng đã sửa").set_input_files(path)
    page.get_by_role("button", name="Xem những gì thay đổi").click()
    expect(page.get_by_role("heading", name="Bảng thay đổi những gì")).to_be_visible()


def test_a_table_of_rules_is_seen_before_it_is_kept(visit: Open, tmp_path: Path) -> None:
    page = visit(DUNG).page
    path = _edited(page, tmp_path)
    _handed_in(page, path)
    expect(page.locator("main")).to_contain_text("Sửa 0 quy tắc, thêm 1 quy tắc")
    expect(page.locator(".warn-said")).to_contain_text("ba năm")
    _drawn(page, "rules-table")
    assert axe.faults(page) == []
    page.get_by_role("link", name="Không lưu gì").click()
    expect(page.get_by_text("Trâu giảm mạnh")).to_have_count(0)
    _handed_in(page, path)
    page.get_by_role("button", name="Lưu tất cả").click()
    expect(page.locator(".messages")).to_contain_text("Đã lưu 1 quy tắc của bảng")
    expect(page.get_by_text("Trâu giảm mạnh")).to_be_visible()


def test_the_preview_fits_a_phone(visit: Open, tmp_path: Path) -> None:
    path = _edited(visit(DUNG).page, tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.cell(sheet.max_row, 1).value = "browser-phone"
    book.save(path)
    page = visit(DUNG).page
    page.set_viewport_size(PHONE)
    page.goto(RULES)
    _handed_in(page, path)
    _drawn(page, "rules-table-320")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(_TOO_SMALL, SMALLEST) == []


def test_an_administrator_tries_a_webhook_and_finds_the_health_in_her_menu(visit: Open) -> None:
    page = visit(AN).page
    page.goto("/webhooks/")
    page.get_by_label("Tên", exact=True).fill("Thử")
    page.get_by_label("Địa chỉ", exact=True).fill("https://93.184.216.34/terrace")
    page.get_by_label("Tài khoản").fill(AN.username)
    page.get_by_role("button", name="Thêm", exact=True).click()
    page.get_by_role("link", name="Thử", exact=True).click()
    page.get_by_role("button", name="Gửi tin thử").click()
    expect(page.locator("#sent")).to_contain_text("Tin thử của Terrace")
    _drawn(page, "webhook-tested")
    assert axe.faults(page) == []
    row = page.locator("nav").first
    expect(row.get_by_role("link", name="Tình trạng hệ thống")).to_be_visible()
    expect(row.get_by_role("link", name="Cảnh báo")).to_be_visible()
