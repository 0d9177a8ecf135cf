"""Large files in a browser: handed in, refused with the lines at fault, then stored; on a phone too."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from . import axe
from .conftest import RESULTS
from .people import HOA, before
from .visits import Visit

Open = Callable[..., Visit]
PHONE = {"width": 320, "height": 640}
HOME = "/operations/jobs/"
HEAD = "indicator,area,period,value,because\n"


def hand_in(page: Page, *lines: str) -> None:
    page.goto(HOME)
    body = (HEAD + "".join(f"{line}\n" for line in lines)).encode()
    page.set_input_files("#id_file", {"name": "so-lieu.csv", "mimeType": "text/csv", "buffer": body})
    page.select_option("#id_source", "commune")
    page.get_by_role("button", name="Nộp", exact=True).click()
    page.wait_for_url("**/operations/jobs/*/")


def look(page: Page, name: str) -> None:
    """Draw it, ask axe, and see that nothing sticks out."""
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / f"{name}.png", full_page=True)
    assert axe.faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")


@pytest.mark.parametrize("device", ["desk", "phone"])
def test_faults_are_shown_by_line_and_the_mended_file_is_stored(visit: Open, device: str):
    options: dict[str, Any] = {"viewport": PHONE, "has_touch": True} if device == "phone" else {}
    page = visit(HOA, **options).go("/workspace/")
    area = str(page.locator('.card a[href*="/returns/"]').first.get_attribute("href")).split("/")[4]
    month = before(1)[0].code
    page.goto(HOME)
    look(page, f"files-{device}")
    hand_in(
        page, f"PIG_HERD,{area},{month},120,Đàn mới", f"PIG_HERDS,{area},{month},1,", f"CATTLE_HERD,{area},{month},x,"
    )
    expect(page.locator("#job")).to_contain_text("bị từ chối", timeout=60_000)
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody tr").first).to_contain_text("Không có chỉ tiêu PIG_HERDS")
    look(page, f"file-refused-{device}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải danh sách lỗi (CSV)").click()
    assert "3,/observations/1/indicator,indicator.unknown" in download.value.path().read_text(encoding="utf-8-sig")
    hand_in(page, f"PIG_HERD,{area},{month},{120 if device == 'desk' else 121},Đàn mới")
    expect(page.locator("#job")).to_contain_text("Đã lưu 1 trên 1 số liệu", timeout=60_000)
    look(page, f"file-stored-{device}")
