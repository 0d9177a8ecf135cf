"""Questionnaires in a browser: filled in, sent once, read back; forms uploaded; a phone connected and used."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from terrace.facts.questionnaires.tests.forms import PIXEL, filled
from terrace.web.odk.tests.collect import Collect

from . import axe
from .conftest import RESULTS, ROOT
from .people import HOA, LAN, Someone
from .test_everybody import _TOO_SMALL, PHONE, SMALLEST
from .visits import Visit

Open = Any
FORM = "household-livestock"
FILL = f"/questionnaires/{FORM}/"
SHARED = ROOT.parent / "shared" / "data" / "xlsform"
REAL = sorted(SHARED.glob("*.xls*"))
HANOI = {"latitude": 21.5, "longitude": 103.25, "accuracy": 12}


class Asked:
    """The page of a questionnaire."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.whole = page.locator("t-questionnaire")

    def question(self, label: str, place: int = 0) -> Any:
        return self.page.locator(".question:visible", has_text=re.compile(re.escape(label))).nth(place)

    def type(self, label: str, text: str, place: int = 0) -> None:
        self.question(label, place).locator("input, textarea").first.fill(text)

    def choose(self, label: str, choice: str, place: int = 0) -> None:
        self.question(label, place).get_by_label(choice, exact=True).check()

    def send(self) -> None:
        self.page.get_by_role("button", name="Gửi", exact=True).click()

    def household(self, code: str, pigs: str) -> None:
        """Everything that must be answered."""
        self.type("Mã hộ", code)
        self.choose("Hộ có nuôi", "Có")
        self.choose("Loại", "Lợn", 0)
        self.type("Số con hiện có", pigs)


def opened(made: Visit, path: str = FILL) -> Asked:
    made.go(path)
    asked = Asked(made.page)
    expect(asked.whole).to_have_attribute("data-ready", "yes")
    return asked


def drawn(page: Page, name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / f"{name}.png", full_page=True)


def counted(made: Visit) -> int:
    made.go("/questionnaires/")
    return made.page.locator("tbody tr", has_text="đã tính").count()


def test_a_household_is_filled_in_and_counted(visit: Open, officer: Someone):
    made = visit(officer, permissions=["geolocation"], geolocation=HANOI)
    asked = opened(made)
    asked.type("Mã hộ", "x")
    asked.question("Mã hộ").locator("input").blur()
    expect(asked.question("Mã hộ").locator(".fault")).to_contain_text("Mã hộ gồm hai số")
    expect(asked.question("Ảnh chuồng trại")).to_have_count(0)
    asked.household("03-017", "1.200")
    made.page.get_by_role("button", name="Thêm").click()
    asked.choose("Loại", "Trâu", 1)
    asked.type("Số con hiện có", "2", 1)
    expect(made.page.locator(".note")).to_contain_text("1202")
    asked.question("Ảnh chuồng trại").locator("input").set_input_files(
        {"name": "chuồng.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    made.page.get_by_role("button", name="Lấy vị trí").click()
    expect(asked.question("Vị trí").get_by_label("Vĩ độ")).to_have_value("21,5")
    drawn(made.page, "questionnaire-filled")
    assert axe.faults(made.page) == []
    asked.send()
    expect(made.page.locator(".notice")).to_contain_text("Đã nhận và đã tính vào số liệu")
    made.page.get_by_role("link", name="Xem phiếu đã gửi").click()
    expect(made.page.locator("main")).to_contain_text("03-017")
    expect(made.page.locator("main")).to_contain_text("21.5 103.25")
    assert made.page.locator('main a[href*="/files/"]').count() == 1


def test_what_is_missing_is_listed_and_leads_to_its_question(visit: Open, officer: Someone):
    made = visit(officer)
    asked = opened(made)
    asked.send()
    summary = made.page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary.locator("li")).to_have_count(2)
    assert axe.faults(made.page) == []
    summary.locator("a").first.click()
    expect(asked.question("Mã hộ").locator("input")).to_be_focused()
    expect(asked.question("Mã hộ").locator("input")).to_have_attribute("aria-invalid", "true")


def test_a_number_that_cannot_be_read_is_told_and_not_sent(visit: Open, officer: Someone):
    made = visit(officer)
    asked = opened(made)
    asked.household("03-018", "hai")
    asked.send()
    expect(asked.question("Số con hiện có").locator(".fault")).to_have_text("Hãy ghi một số nguyên.")


def test_an_animal_is_removed_and_the_keyboard_stays_where_it_was(visit: Open, officer: Someone):
    made = visit(officer)
    asked = opened(made)
    asked.household("03-019", "5")
    add = made.page.get_by_role("button", name="Thêm")
    add.click()
    expect(asked.question("Loại", 1).locator("input").first).to_be_focused()
    made.page.get_by_role("button", name=re.compile("^Bỏ")).last.click()
    expect(made.page.locator(".instance")).to_have_count(1)
    expect(add).to_be_focused()


def test_the_form_speaks_the_language_of_the_page_and_can_change(visit: Open, officer: Someone):
    made = visit(officer)
    asked = opened(made)
    expect(asked.whole).to_contain_text("Ngày đếm")
    asked.whole.locator("#form-language").select_option("English (en)")
    expect(asked.whole).to_contain_text("Day of the count")


def test_an_answer_outlasts_a_line_that_is_down_and_counts_once(visit: Open, officer: Someone):
    made = visit(officer)
    asked = opened(made)
    asked.household("03-020", "7")
    lost = {"count": 0}

    def lose(route: Any) -> None:
        """The server takes it, and the answer is lost on the way."""
        if lost["count"]:
            route.continue_()
            return
        lost["count"] += 1
        route.fetch()
        route.abort()

    made.page.route("**/submission", lose)
    asked.send()
    expect(made.page.locator("form > [role=status]")).to_contain_text("Mất kết nối")
    asked.send()
    expect(made.page.locator(".notice")).to_contain_text("đã tính vào số liệu")
    assert counted(made) == 1


@pytest.mark.parametrize("name", ["home", "fill", "phones", "answer"])
def test_pages_have_no_fault_that_axe_knows_and_fit_320_px(visit: Open, officer: Someone, name: str):
    made = visit(officer, viewport=PHONE, has_touch=True)
    asked = opened(made)
    if name == "answer":
        asked.household("04-001", "3")
        asked.send()
        made.page.get_by_role("link", name="Xem phiếu đã gửi").click()
        expect(made.page.locator("h1")).to_contain_text("Phiếu đếm")
    elif name == "fill":
        asked.household("04-002", "3")
    elif name == "phones":
        made.go("/questionnaires/phones")
        made.page.get_by_label("Tên điện thoại").fill("Samsung")
        made.page.get_by_role("button", name="Tạo mã").click()
        expect(made.page.locator(".qr svg")).to_be_visible()
    else:
        made.go("/questionnaires/")
    drawn(made.page, f"questionnaire-{name}-320")
    assert made.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert made.page.evaluate(_TOO_SMALL, SMALLEST) == []
    assert axe.faults(made.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_a_questionnaire_is_good_in_light_and_dark(visit: Open, scheme: str):
    made = visit(HOA, color_scheme=scheme)
    opened(made)
    drawn(made.page, f"questionnaire-{scheme}")
    assert axe.faults(made.page) == []


@pytest.mark.skipif(not REAL, reason="the shared forms are not on this machine")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_a_real_form_is_uploaded_and_opens(visit: Open, path: Path):
    made = visit(LAN)
    made.go("/questionnaires/forms")
    made.page.get_by_label("XLSForm", exact=False).first.set_input_files(path)
    made.page.get_by_role("button", name="Tải lên").click()
    expect(made.page.locator("[role=status]").first).to_be_visible()
    assert axe.faults(made.page) == []
    made.page.get_by_role("link", name="Điền phiếu").click()
    expect(made.page.locator("t-questionnaire")).to_have_attribute("data-ready", "yes")
    assert made.page.locator(".question").count() >= 1
    drawn(made.page, f"questionnaire-{path.stem}")
    assert axe.faults(made.page) == []


def test_a_form_that_cannot_be_used_is_refused_on_the_page(visit: Open):
    made = visit(LAN)
    made.go("/questionnaires/forms")
    broken = {"name": "f.xlsx", "mimeType": "application/octet-stream", "buffer": b"not a workbook"}
    made.page.get_by_label("XLSForm", exact=False).first.set_input_files(broken)
    made.page.get_by_role("button", name="Tải lên").click()
    expect(made.page.locator(".notice.bad")).to_contain_text("không phải XLSForm")
    assert axe.faults(made.page) == []


@pytest.mark.parametrize("chunked", [False, True])
def test_a_phone_is_connected_and_the_app_fetches_forms_and_sends(visit: Open, officer: Someone, chunked: bool):
    made = visit(officer)
    made.go("/questionnaires/phones")
    made.page.get_by_label("Tên điện thoại").fill("Collect")
    made.page.get_by_role("button", name="Tạo mã").click()
    server = made.page.locator("#server").input_value()
    with httpx.Client(timeout=60) as http:
        app = Collect(http, server, most=len(PIXEL))
        form = app.forms()[FORM]
        app.download(form)
        inner = (
            "<day>2026-11-01</day><household>05-001</household><keeps>yes</keeps>"
            "<animals><kind>pig</kind><number>4</number></animals><photo>a.jpg</photo>"
        )
        xml = filled(inner, form=FORM, version=form["version"])
        assert app.send(xml, {"b.jpg": PIXEL, "a.jpg": PIXEL}, chunked=chunked) == [202, 201]
        assert app.send(xml, {"a.jpg": PIXEL}, chunked=chunked) == [201]
        assert app.post(xml.replace(b"<number>4", b"<number>5"), {}, chunked=chunked).status_code == 409
        assert app.get(f"{server}/nothing").status_code == 404
        assert app.get(f"{server.replace('trc_', 'trc_9')}/formList").status_code == 403
    assert counted(made) == 1
