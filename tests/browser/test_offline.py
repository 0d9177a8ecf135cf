"""No signal: what was sent arrives exactly once, through cuts, lost answers, reloads, two tabs and a restart."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from . import visits
from .conftest import _browser_path
from .line import Line
from .people import Someone
from .phones import FIGURES, SIZE, Phone, until


def test_a_return_is_opened_checked_and_sent_without_signal_and_arrives_when_it_is_back(phone: Phone, line: Line):
    phone.bring()
    line.cut()
    phone.open()
    expect(phone.page.locator("main")).to_contain_text("Không có sóng")
    phone.type({"NEW_ENTERPRISES": "999999"})
    expect(phone.note("NEW_ENTERPRISES")).to_contain_text("lớn hơn")
    phone.fill_in()
    phone.expect_whole("offline")
    expect(phone.outbox).to_contain_text("Đang chờ gửi: 1")
    line.mend()
    phone.expect_whole("whole-saved")
    assert line.handed == 1
    assert phone.count("drafts") == 0
    assert phone.held() == {"NEW_ENTERPRISES": "3", "BUDGET_REVENUE": "1250.5"}


def test_the_browser_without_a_line_sends_by_itself_when_it_has_one(phone: Phone, line: Line):
    phone.bring().open()
    phone.context.set_offline(True)
    phone.fill_in()
    phone.expect_whole("offline")
    phone.context.set_offline(False)
    phone.expect_whole("whole-saved")
    assert line.handed == 1


def test_a_lost_answer_does_not_double_the_return(phone: Phone, line: Line):
    phone.bring().open()
    line.lose_answers(1)
    phone.fill_in()
    phone.expect_whole("whole-saved")
    assert line.handed == 2
    assert phone.handed_in() == 1


def test_what_waits_survives_a_reload_and_closing_all_pages(phone: Phone, line: Line):
    phone.bring().open()
    line.cut()
    phone.fill_in()
    phone.expect_whole("offline")
    phone.page.reload()
    phone.ready()
    expect(phone.input("NEW_ENTERPRISES")).to_have_value("3")
    expect(phone.note("NEW_ENTERPRISES")).to_contain_text("đang chờ gửi")
    phone.page.close()
    line.mend()
    later = Phone(phone.context, phone.address, path=phone.path)
    later.go("/workspace/")
    expect(later.entry("done")).to_have_count(1, timeout=60_000)
    assert later.handed_in() == 1


def test_two_tabs_send_one_return_once(phone: Phone, line: Line):
    phone.bring().open()
    other = Phone(phone.context, phone.address, path=phone.path).open()
    line.cut()
    phone.fill_in()
    phone.expect_whole("offline")
    line.mend()
    for tab in (phone, other):
        tab.page.evaluate("dispatchEvent(new Event('online'))")
    phone.expect_whole("whole-saved")
    other.expect_whole("whole-saved")
    expect(other.input("NEW_ENTERPRISES")).to_have_value("3")
    assert line.handed == 1
    assert phone.handed_in() == 1


def test_an_answer_lost_just_before_the_browser_is_restarted(
    chromium: Browser, line: Line, late_officer: Someone, tmp_path: Path
):
    """The return arrived, nobody knows; the browser ends; it starts again and learns of it with the same key."""
    kind = chromium.browser_type
    options: dict[str, Any] = {"viewport": SIZE, "locale": "vi-VN", "args": ["--no-sandbox"]}
    options |= {"executable_path": _browser_path(), "base_url": line.address}
    first = kind.launch_persistent_context(tmp_path, **options)
    visits.log_in(first.pages[0], late_officer.username)
    phone = Phone(first, line.address).bring().open()
    line.lose_answers(9)
    phone.fill_in()
    until(lambda: line.handed > 0)
    line.cut()
    first.close()
    line.losing = 0
    line.mend()
    again = kind.launch_persistent_context(tmp_path, **options)
    later = Phone(again, line.address, path=phone.path).open()
    later.expect_whole("whole-saved")
    assert later.handed_in() == 1
    again.close()


def test_background_sync_sends_when_the_page_is_closed(phone: Phone, line: Line):
    phone.bring().open()
    line.cut()
    phone.fill_in()
    phone.expect_whole("offline")
    watcher = phone.context.new_page()
    tools = phone.context.new_cdp_session(watcher)
    watcher.goto("about:blank")
    phone.page.close()
    line.mend()
    ran: list[str] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda event: ran.extend(_ids(event)))
    tools.send("ServiceWorker.enable")
    until(lambda: watcher.evaluate("1") and bool(ran))
    tools.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": phone.address, "registrationId": ran[0], "tag": "terrace-outbox", "lastChance": False},
    )
    until(lambda: line.handed == 1)


def _ids(event: dict[str, list[dict[str, str]]]) -> Iterator[str]:
    return (each["registrationId"] for each in event["registrations"])


def test_figures_typed_in_two_tabs_are_both_kept(idle_phone: Phone):
    idle_phone.bring().open()
    other = Phone(idle_phone.context, idle_phone.address, path=idle_phone.path).open()
    idle_phone.type({"NEW_ENTERPRISES": "4"})
    other.type({"BUDGET_REVENUE": "77"})
    until(lambda: idle_phone.count("drafts") == 2)
    idle_phone.page.reload()
    idle_phone.ready()
    expect(idle_phone.input("NEW_ENTERPRISES")).to_have_value("4")
    expect(idle_phone.input("BUDGET_REVENUE")).to_have_value("77,0")


def test_a_page_that_needs_signal_leads_to_the_returns_that_do_not(idle_phone: Phone, line: Line):
    idle_phone.bring()
    line.cut()
    idle_phone.go("/help")
    expect(idle_phone.page.locator("main")).to_contain_text("Trang này cần có sóng")
    idle_phone.page.locator(f'a[href="{idle_phone.path}"]').click()
    idle_phone.ready()
    idle_phone.type(FIGURES)
