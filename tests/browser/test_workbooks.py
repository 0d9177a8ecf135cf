"""Workbooks in a browser: downloaded, filled in, handed in; faults in a copy; a foreign table explained once."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from . import axe
from .conftest import RESULTS
from .people import Someone, running
from .visits import Visit

Open = Callable[..., Visit]
PHONE = {"width": 320, "height": 640}
HOME = "/workspace/workbooks/"
FORM = "DS-XA-T"
#: Column of the figures, and of the hidden names.
VALUE, NAME = 7, 1


def downloaded(page: Page) -> Any:
    """The workbook of the form, of the newest period."""
    page.goto(HOME)
    row = page.locator("[data-offers] li").filter(has_text=FORM)
    address = str(row.get_by_role("link", name="Kỳ này").get_attribute("href"))
    answer = page.context.request.get(address)
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    return load_workbook(BytesIO(answer.body()))


def filled(book: Any, **values: Any) -> bytes:
    """Every whole with 4 and every part with 2, or with what is given."""
    sheet = book.worksheets[0]
    for row in range(1, sheet.max_row + 1):
        name = str(sheet.cell(row, NAME).value or "")
        if name.count("|") == 3:
            indicator, breakdown, *_ = name.split("|")
            sheet.cell(row, VALUE, values.get(indicator, 2 if breakdown else 4))
    return saved(book)


def saved(book: Any) -> bytes:
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def hand_in(page: Page, content: bytes, name: str = "bieu.xlsx") -> None:
    page.goto(HOME)
    page.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.fill("#because", "Số liệu đúng")
    page.get_by_role("button", name="Nộp", exact=True).click()
    page.wait_for_url(re.compile(r"/workbooks/[0-9a-f-]{36}/$"))


def foreign() -> bytes:
    book = Workbook()
    for row in (
        [f"SỐ TRẺ SINH THÁNG {running().index} NĂM {running().year}"],
        ["Tên xã", "Số trẻ em sinh ra sống"],
        ["%s", 4],
    ):
        book.worksheets[0].append(row)
    return saved(book)


@pytest.mark.parametrize("script", [True, False])
def test_a_workbook_is_filled_in_and_handed_in(visit: Open, officer: Someone, *, script: bool):
    page = visit(officer, java_script_enabled=script).page
    hand_in(page, filled(downloaded(page)))
    expect(page.locator("main")).to_contain_text("đã nộp")
    expect(page.locator(".badge.good").first).to_be_visible()


def test_faults_come_back_in_a_copy(visit: Open, officer: Someone):
    page = visit(officer).page
    hand_in(page, filled(downloaded(page), LIVE_BIRTHS="nhiều"))
    expect(page.locator("main")).to_contain_text("«nhiều» không phải là số")
    page.screenshot(path=RESULTS / "workbook-faults.png", full_page=True)
    address = str(page.get_by_role("link", name="Tải bản sao có ghi lỗi").get_attribute("href"))
    copy = load_workbook(BytesIO(page.context.request.get(address).body()))
    assert copy.worksheets[0].title == "Lỗi"
    comments = [cell.comment.text for row in copy.worksheets[1].iter_rows() for cell in row if cell.comment]
    assert any("«nhiều»" in text for text in comments)


def test_what_is_no_workbook_is_refused_with_advice(visit: Open, officer: Someone):
    page = visit(officer).page
    page.goto(HOME)
    page.set_input_files("#file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\x00\x01"})
    page.get_by_role("button", name="Nộp", exact=True).click()
    expect(page.locator(".notice.bad")).to_contain_text("Không mở được tệp")
    page.set_input_files("#file", {"name": "b.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\x00\x02"})
    page.get_by_role("button", name="Nộp", exact=True).click()
    expect(page.locator(".notice.bad")).to_contain_text("b.pdf")


@pytest.mark.parametrize("script", [True, False])
def test_a_foreign_table_is_explained_once(visit: Open, officer: Someone, *, script: bool):
    page = visit(officer, java_script_enabled=script).page
    place = downloaded(page).worksheets[0].cell(2, VALUE).value.split(": ", 1)[1]
    book = load_workbook(BytesIO(foreign()))
    book.worksheets[0]["A3"] = place
    hand_in(page, saved(book), "bang-rieng.xlsx")
    page.get_by_role("link", name="Cho biết cách đọc bảng").click()
    expect(page.locator("[name=cell-1]")).to_have_value("LIVE_BIRTHS")
    page.get_by_role("button", name="Kiểm tra các dòng đầu").click()
    expect(page.locator("main")).to_contain_text("Các dòng đầu đều đúng")
    page.screenshot(path=RESULTS / f"workbook-layout-{script}.png", full_page=True)
    page.get_by_role("button", name="Nộp", exact=True).click()
    expect(page.locator(".badge.good").first).to_be_visible()
    book.worksheets[0]["B3"] = 5
    hand_in(page, saved(book), "bang-rieng-2.xlsx")
    expect(page.locator(".badge.good").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_fault_that_axe_knows_and_fit_320_px(visit: Open, officer: Someone, scheme: str):
    page = visit(officer, viewport=PHONE, color_scheme=scheme).page
    hand_in(page, filled(downloaded(page), LIVE_BIRTHS=-1))
    look(page, f"workbook-upload-{scheme}")
    hand_in(page, foreign(), "bang.xlsx")
    page.get_by_role("link", name="Cho biết cách đọc bảng").click()
    look(page, f"workbook-explain-{scheme}")
    page.goto(HOME)
    look(page, f"workbooks-{scheme}")


def look(page: Page, name: str) -> None:
    page.screenshot(path=Path(RESULTS) / f"{name}-320.png", full_page=True)
    assert axe.faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
