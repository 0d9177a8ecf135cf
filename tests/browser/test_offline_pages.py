"""The pages of the phone for everybody: screen readers, narrow screens, little to load; the rules without signal."""

import pytest
from playwright.sync_api import expect

from . import axe
from .conftest import RESULTS
from .line import Line
from .phones import Phone, until
from .test_everybody import _TOO_SMALL, FIRST_LOAD, SMALLEST


@pytest.mark.parametrize("width", [320, 390])
def test_the_shell_is_sound_on_a_narrow_phone(phone: Phone, line: Line, width: int):
    phone.page.set_viewport_size({"width": width, "height": 700})
    phone.bring()
    line.cut()
    phone.go("/workspace/")
    expect(phone.page.locator("main .card").first).to_be_visible()
    _sound(phone, f"offline-list-{width}")
    phone.open()
    _sound(phone, f"offline-return-{width}")
    phone.fill_in()
    phone.expect_whole("offline")
    phone.entry("waiting")
    _sound(phone, f"offline-waiting-{width}")


def _sound(phone: Phone, name: str) -> None:
    """No fault that axe knows, nothing to scroll sideways, nothing too small to be touched."""
    phone.page.wait_for_timeout(300)
    phone.page.screenshot(path=RESULTS / f"{name}.png", full_page=True)
    assert axe.faults(phone.page) == []
    size = phone.page.viewport_size
    assert size is not None
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert phone.page.evaluate(_TOO_SMALL, SMALLEST) == []


def test_the_choice_between_two_figures_is_sound(phone: Phone, line: Line):
    phone.page.set_viewport_size({"width": 320, "height": 700})
    phone.bring().open()
    line.cut()
    phone.fill_in()
    phone.expect_whole("offline")
    elsewhere = Line(line.site)
    other = Phone(phone.context, elsewhere.address, path=phone.path)
    other.go("/help")
    other.hand_in_elsewhere({"NEW_ENTERPRISES": "5", "BUDGET_REVENUE": "900"})
    other.page.close()
    elsewhere.close()
    line.mend()
    expect(phone.page.locator("t-changed")).to_be_visible(timeout=60_000)
    _sound(phone, "offline-changed-320")


def test_rules_are_judged_without_signal_and_a_soft_one_wants_its_reason(phone: Phone, line: Line):
    phone.form = "GD-XA-T"
    phone.bring()
    line.cut()
    phone.open()
    phone.type({"CHILDREN_ENROLLED": "1000", "CHILDREN_ENROLLED|SEX=M": "500", "CHILDREN_ENROLLED|SEX=F": "400"})
    expect(phone.page.locator('.note[data-state="error"]').first).to_contain_text("1.000")
    phone.type({"CHILDREN_ENROLLED|SEX=F": "500", "CHILDREN_STAFF": "10", "ATTENDANCE_RATE": "90"})
    expect(phone.page.locator('.note[data-state="error"]')).to_have_count(0)
    phone.send()
    phone.expect_whole("explain")
    for why in phone.page.locator("[data-why]:visible input").all():
        why.fill("lớp ghép ở bản xa")
    phone.send()
    phone.expect_whole("offline")
    line.mend()
    phone.expect_whole("whole-saved")
    assert phone.held()["CHILDREN_STAFF"] == "10"


def test_the_first_visit_brings_the_phone_all_it_needs_within_the_limit(idle_phone: Phone):
    """The page, its files and what the service worker keeps, for somebody who was never here."""
    sizes: list[float] = []
    tools = idle_phone.devtools()
    tools.send("Network.enable")
    tools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    idle_phone.bring()
    before = len(sizes)
    idle_phone.open()
    until(lambda: len(sizes) > before)
    idle_phone.page.wait_for_timeout(1000)
    assert sum(sizes) <= FIRST_LOAD, f"{sum(sizes):.0f} bytes"


def test_the_site_can_be_installed(idle_phone: Phone):
    idle_phone.bring()
    tools = idle_phone.devtools()
    found = tools.send("Page.getAppManifest")
    assert found["errors"] == []
    assert '"start_url": "/workspace/"' in found["data"]
    faults = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in faults if each["errorId"] != "in-incognito"] == []
