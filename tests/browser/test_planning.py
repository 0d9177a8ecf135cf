"""School places and scenarios, as a chairwoman uses them: by mouse, by keyboard, on a phone, without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from . import axe
from .conftest import RESULTS
from .people import CHI, before
from .test_everybody import _TOO_SMALL, PHONE, SMALLEST
from .visits import Visit

Open = Callable[..., Visit]
MONTH = before(1)[0].code
SCHOOLS = "/planning/schools/?stage=PRIMARY"
SCENARIO = f"/planning/scenarios/?period={MONTH}&change=RICE_HARVESTED:-5"
PAGES = {"schools": SCHOOLS, "scenario": SCENARIO}


def _quiet(made: Visit, path: str) -> Any:
    page = made.go(path)
    page.wait_for_load_state("load")
    page.wait_for_timeout(250)
    return page


def test_a_year_a_school_and_an_assumption_change_what_is_lacking(visit: Open):
    page = visit(CHI).go(SCHOOLS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Chỗ học")
    summary = page.locator("section[aria-labelledby=summary-title]")
    expect(summary).to_contain_text("dự kiến")
    years = summary.get_by_role("navigation", name="Năm học")
    first = years.get_by_role("link").first
    label = first.inner_text()
    first.click()
    expect(years.locator("[aria-current]")).to_contain_text(label)
    page.get_by_label("Trẻ chuyển đến trừ chuyển đi").fill("6")
    page.locator("#a-size-PRIMARY").fill("25")
    page.get_by_role("button", name="Tính").click()
    expect(summary).to_contain_text("kịch bản")
    assert "migration=6" in page.url
    sites = page.locator("section[aria-labelledby=sites-title] tbody tr")
    before_, name = summary.inner_text(), sites.first.locator("th").inner_text().split(". ")[1]
    sites.first.get_by_role("link", name=f"Thử xây: {name}").click()
    assert "school=" in page.url
    expect(page.locator("#assumptions .entry")).to_contain_text(name)
    assert summary.inner_text() != before_
    page.locator("#assumptions").get_by_role("link", name="Bỏ ra").click()
    assert "school=" not in page.url


def test_an_address_that_is_shared_shows_the_same(visit: Open):
    page = visit(CHI).go(f"{SCHOOLS}&migration=4&size.PRIMARY=28")
    link = page.get_by_role("link", name="Địa chỉ của trang này")
    said = page.locator("section[aria-labelledby=summary-title] p").all_inner_texts()
    again = visit(CHI).go(str(link.get_attribute("href")))
    assert again.locator("section[aria-labelledby=summary-title] p").all_inner_texts() == said


def test_a_place_of_the_map_leads_to_its_row(visit: Open):
    page = visit(CHI).go(SCHOOLS)
    place = page.locator("t-map svg a").first
    place.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr:target")).to_be_in_viewport()


def test_an_assumption_that_makes_no_sense_is_said_in_vietnamese(visit: Open):
    made = visit(CHI)
    page = made.go(SCHOOLS)
    page.get_by_label("Số sinh các năm tới").fill("nhiều")
    page.get_by_role("button", name="Tính").click()
    expect(page.get_by_role("alert")).to_contain_text("một số từ -90 đến 200")


def test_less_rice_area_is_worked_out_and_a_yield_can_be_held(visit: Open):
    page = visit(CHI).go(f"/planning/scenarios/?period={MONTH}")
    page.locator("#s-indicator-0").select_option("RICE_HARVESTED")
    page.locator("#s-by-0").fill("-5")
    page.get_by_role("button", name="Tính").click()
    result = page.locator("section[aria-labelledby=result-title]")
    expect(result).to_contain_text("Năng suất lúa")
    expect(result).to_contain_text("−5,0")
    result.get_by_role("link", name="Giữ nguyên").first.click()
    expect(result).to_contain_text("Sản lượng lúa")
    assert "hold=" in page.url


def test_both_pages_work_without_scripts(visit: Open):
    for path in PAGES.values():
        page = visit(CHI, java_script_enabled=False).go(path)
        page.get_by_role("button", name="Tính").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_that_axe_knows(visit: Open, name: str, scheme: str):
    made = visit(CHI, color_scheme=scheme)
    page = _quiet(made, PAGES[name])
    page.screenshot(path=RESULTS / f"planning-{name}-{scheme}.png", full_page=True)
    assert axe.faults(page) == []
    assert made.console == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone_and_fingers(visit: Open, name: str):
    page = _quiet(visit(CHI, viewport=PHONE, has_touch=True), PAGES[name])
    page.screenshot(path=RESULTS / f"planning-{name}-320.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(_TOO_SMALL, SMALLEST) == []
