"""Notices: the bell, the list, how she is told, links out of mails, messages pushed to a browser, mails."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from terrace.web.notices.tests import mails

from . import axe
from .conftest import RESULTS, ROOT, _environment
from .people import AN, CHI, HOA
from .phones import ACTIVE, until
from .test_everybody import _TOO_SMALL, PHONE, SMALLEST
from .visits import Visit

Open = Callable[..., Visit]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WCAG = [rule for rule in axe.RULES if rule.startswith("wcag")]
PAGES = {
    "notices": (HOA, "/notices/"),
    "notices-settings": (CHI, "/notices/settings"),
    "notices-stop": (None, "STOP"),
    "webhooks": (AN, "/webhooks/"),
}


@pytest.fixture(scope="module")
def tell(site: str, home: Path) -> Iterator[Callable[[str], dict[str, str]]]:
    """`tell(key)`: Hoa and Chi are told something new."""
    command = [sys.executable, "-m", f"{__package__}.telling"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=_environment(home), text=True, stdin=pipe, stdout=pipe) as process:
        assert process.stdin
        assert process.stdout
        ask, answers = process.stdin, process.stdout

        def now(key: str) -> dict[str, str]:
            ask.write(f"{key}\n")
            ask.flush()
            found: dict[str, str] = json.loads(answers.readline())
            return found

        yield now
        ask.close()


@pytest.fixture(scope="module")
def links(tell: Callable[[str], dict[str, str]]) -> dict[str, str]:
    """Addresses in Hoa's mails; she and Chi have been told."""
    return tell("first")


@pytest.fixture
def opened(visit: Open, links: dict[str, str]) -> Open:
    def open_page(name: str, **options: Any) -> Visit:
        person, path = PAGES[name]
        made = visit(person, **options)
        made.go(links["stop"] if path == "STOP" else path)
        return made

    return open_page


def _drawn(page: Page, name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_notices_has_no_fault_by_day_or_night_and_fits_a_small_phone(opened: Open, name: str):
    page = opened(name).page
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        _drawn(page, f"{name}-{scheme}")
        assert axe.faults(page) == []
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    _drawn(page, f"{name}-320")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(_TOO_SMALL, SMALLEST) == []


def test_the_bell_leads_to_the_list_by_keyboard_and_counts_what_is_not_read(visit: Open, tell: Any):
    tell("bell")
    page = visit(CHI).go("/help")
    bell = page.locator(".bell")
    before = int(bell.locator("[data-count]").inner_text())
    assert before >= 2
    bell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/notices/")
    page.locator(".told .unread h3 a").first.click()
    page.wait_for_url("**/help")
    assert int(page.locator(".bell [data-count]").inner_text()) == before - 1
    page.goto("/notices/")
    page.get_by_role("button", name="Đánh dấu đã đọc tất cả").click()
    expect(page.locator(".bell [data-count]")).to_be_hidden()
    expect(page.locator(".title")).to_contain_text("Bạn đã đọc hết.")


def test_the_bell_counts_anew_when_the_page_is_looked_at_again(visit: Open, tell: Any):
    page = visit(CHI).go("/help")
    page.clock.install()
    page.reload()
    before = page.locator(".bell [data-words]").inner_text()
    tell("looked at")
    page.clock.fast_forward(31_000)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".bell [data-words]")).not_to_have_text(before)


def test_everything_works_without_script(visit: Open, tell: Any):
    tell("without script")
    page = visit(HOA, java_script_enabled=False).go("/notices/")
    waiting = page.locator(".told .unread").count()
    page.get_by_role("button", name="Đánh dấu đã đọc", exact=False).nth(1).click()
    expect(page.locator(".told .unread")).to_have_count(waiting - 1)
    page.get_by_role("link", name="Chọn thông báo muốn nhận").click()
    box = page.get_by_role("checkbox", name="Báo cáo sắp đến hạn: Thông báo đẩy")
    chosen = box.is_checked()
    box.set_checked(not chosen)
    page.get_by_label("Giờ yên tĩnh, từ").fill("21:15")
    page.get_by_role("button", name="Lưu lựa chọn").click()
    expect(page.locator(".messages")).to_contain_text("Đã lưu lựa chọn của bạn.")
    expect(page.get_by_label("Giờ yên tĩnh, từ")).to_have_value("21:15")
    assert page.get_by_role("checkbox", name="Báo cáo sắp đến hạn: Thông báo đẩy").is_checked() is not chosen


def test_a_link_of_a_mail_does_nothing_until_its_button_is_pressed(visit: Open, links: dict[str, str]):
    def mails_come() -> bool:
        page = visit(HOA).go("/notices/settings")
        return page.get_by_role("checkbox", name="Báo cáo trễ hạn: Thư điện tử").is_checked()

    page = visit(None).go(links["stop"])
    expect(page.locator(".once")).to_contain_text("Hoàng Thị Hoa")
    assert mails_come()
    page.locator(".once button").click()
    expect(page.locator(".once [role=status]")).to_contain_text("Báo cáo trễ hạn")
    assert not mails_come()


def test_a_pushed_message_is_shown_and_the_bell_counts_anew(visit: Open, tell: Any):
    page = visit(HOA).go("/workspace/")
    page.context.grant_permissions(["notifications"])
    until(lambda: page.evaluate(ACTIVE))
    before = page.locator(".bell [data-words]").inner_text()
    tell(f"pushed {uuid4()}")
    _push(page, {"title": "Cảnh báo mới", "body": "Đàn lợn", "path": "/help", "tag": "w7", "notice": 7, "urgent": True})
    until(lambda: page.evaluate(_SHOWN, "Cảnh báo mới: Đàn lợn"))
    expect(page.locator(".bell [data-words]")).not_to_have_text(before)


def _push(page: Page, message: dict[str, Any]) -> None:
    """As a push service would; a Chromium of tests has none. It goes to an active worker only, else it is lost."""
    line = page.context.new_cdp_session(page)
    known: list[str] = []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(each["registrationId"] for each in event["registrations"] if not each["isDeleted"]),
    )
    line.send("ServiceWorker.enable")
    while not known:
        page.wait_for_timeout(20)
    origin = page.evaluate("location.origin")
    sent = {"origin": origin, "registrationId": known[0], "data": json.dumps(message)}
    line.send("ServiceWorker.deliverPushMessage", sent)


_SHOWN = """async said => {
    const shown = await (await navigator.serviceWorker.ready).getNotifications();
    return shown.some(each => `${each.title}: ${each.body}` === said && each.data.path === "/help");
}"""


def test_the_settings_say_when_a_device_cannot_be_told(visit: Open):
    made = visit(CHI)
    page = made.go("/notices/settings")
    page.context.grant_permissions(["notifications"])
    device = page.locator("t-device")
    expect(device.locator("[data-says]")).to_contain_text("cả khi đã đóng trang")
    device.get_by_role("button", name="Bật trên thiết bị này").click()
    expect(device.locator("[data-says]")).to_contain_text("Chưa bật được")  # no push service here
    expect(device.get_by_role("button", name="Bật trên thiết bị này")).to_be_enabled()
    assert all("Push API" in said for said in made.console)
    made.console.clear()  # the browser's own words about it


def test_an_administrator_adds_a_webhook_and_sees_its_secret_once(visit: Open):
    page = visit(AN).go("/help")
    main = page.get_by_role("navigation", name="Chính")
    main.get_by_text("Thêm").click()
    main.get_by_role("link", name="Webhook").click()
    page.get_by_label("Tên", exact=True).fill("Trung tâm điều hành")
    page.get_by_role("textbox", name="Địa chỉ").fill("https://127.0.0.1/terrace")
    page.get_by_label("Tài khoản").fill("an")
    page.get_by_role("button", name="Thêm").click()
    expect(page.locator(".error-summary")).to_contain_text("mạng nội bộ")
    page.get_by_role("textbox", name="Địa chỉ").fill("https://93.184.216.34/terrace")
    page.get_by_role("button", name="Thêm").click()
    expect(page.locator("code.secret")).to_contain_text("whsec_")
    _drawn(page, "webhook-made")
    page.get_by_role("link", name="Trung tâm điều hành").click()
    expect(page.locator("h1")).to_have_text("Trung tâm điều hành")
    _drawn(page, "webhook")
    assert axe.faults(page) == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["notice", "digest"])
def test_a_mail_is_read_on_phone_and_desk_by_day_and_night(visit: Open, name: str, language: str):
    page = visit(None).page
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.set_content(mails.rendered(name, language))
        for width in (800, 360):
            page.set_viewport_size({"width": width, "height": 700})
            _drawn(page, f"mail-{name}-{language}-{width}-{scheme}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert language == "en" or axe.faults(page, WCAG) == []
