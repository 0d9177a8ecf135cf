"""What the server does not take: changed meanwhile, locked, faulty. Both figures stay, and so does what was typed."""

import re
from pathlib import Path

from playwright.sync_api import Route, expect

from .line import Line
from .phones import FIGURES, Phone

CREATED = 201
THEIRS = {"NEW_ENTERPRISES": "5", "BUDGET_REVENUE": "900"}
DOOR = re.compile(r"/api/v1/returns/[^?]*$")


def test_a_return_that_was_changed_meanwhile_shows_both_figures_and_she_chooses_each(phone: Phone, line: Line):
    _change_meanwhile(phone, line)
    phone.expect_whole("changed")
    both = phone.page.locator("t-changed")
    expect(both).to_be_visible()
    expect(both.locator("fieldset")).to_have_count(2)
    expect(both).to_contain_text("1.250,5")
    expect(both).to_contain_text("900,0")
    both.get_by_role("button").click()
    expect(both).to_contain_text("Hãy chọn ở từng dòng")
    both.locator("fieldset").nth(0).get_by_label("Số của bạn").check()
    both.locator("fieldset").nth(1).get_by_label("Số trên hệ thống").check()
    both.get_by_role("button").click()
    phone.expect_whole("whole-saved")
    assert phone.held() == {"NEW_ENTERPRISES": "3", "BUDGET_REVENUE": "900"}
    expect(phone.input("BUDGET_REVENUE")).to_have_value("900,0")
    expect(phone.entry("done").first).to_contain_text("1250.5")
    assert phone.count("drafts") == 0


def test_the_choice_waits_through_a_reload(phone: Phone, line: Line):
    _change_meanwhile(phone, line)
    phone.expect_whole("changed")
    phone.page.reload()
    phone.ready()
    expect(phone.page.locator("t-changed fieldset")).to_have_count(2)
    for each in phone.page.locator("t-changed fieldset").all():
        each.get_by_label("Số trên hệ thống").check()
    phone.page.locator("t-changed").get_by_role("button").click()
    expect(phone.page.locator("t-changed")).to_be_hidden()
    expect(phone.input("NEW_ENTERPRISES")).to_have_value("5")
    expect(phone.entry("done").first).to_contain_text("giữ số liệu trên hệ thống")


def _change_meanwhile(
    phone: Phone, line: Line, theirs: dict[str, str] = THEIRS, hers: dict[str, str] = FIGURES
) -> None:
    """She sends without a line; before it is back, other figures of the return arrive by another way."""
    phone.bring().open()
    line.cut()
    phone.type(hers)
    phone.send()
    if hers is not FIGURES:  # a row stays empty
        phone.page.locator("[data-whole-because]").fill("chưa có số")
        phone.send()
    phone.expect_whole("offline")
    elsewhere = Line(line.site)
    other = Phone(phone.context, elsewhere.address, path=phone.path)
    other.go("/help")
    assert other.hand_in_elsewhere(theirs) == CREATED
    other.page.close()
    elsewhere.close()
    line.mend()


def test_what_was_changed_in_other_cells_only_needs_no_choice(phone: Phone, line: Line):
    _change_meanwhile(phone, line, {"NEW_ENTERPRISES": "5"}, {"BUDGET_REVENUE": "1.250,5"})
    phone.expect_whole("whole-saved")
    assert phone.held() == {"NEW_ENTERPRISES": "5", "BUDGET_REVENUE": "1250.5"}


def test_faults_that_only_the_server_finds_stand_at_the_rows_of_the_kept_draft(phone: Phone):
    phone.bring().open()
    phone.page.context.route(DOOR, _make_too_large)
    phone.fill_in()
    phone.expect_whole("refused")
    expect(phone.note("NEW_ENTERPRISES")).to_have_attribute("data-state", "error")
    expect(phone.entry("refused")).to_contain_text("chưa được nhận")
    phone.page.reload()
    phone.ready()
    expect(phone.note("NEW_ENTERPRISES")).to_have_attribute("data-state", "error")
    expect(phone.input("BUDGET_REVENUE")).to_have_value("1.250,5")
    phone.page.context.unroute(DOOR)
    phone.type({"NEW_ENTERPRISES": "4"})
    phone.send()
    phone.expect_whole("whole-saved")
    expect(phone.entry("refused")).to_have_count(0)


def _make_too_large(route: Route) -> None:
    sent = route.request.post_data or ""
    if route.request.method == "POST":
        route.continue_(post_data=sent.replace('"value":"3"', '"value":"3000000"'))
    else:
        route.continue_()


def test_what_is_not_taken_can_be_saved_as_a_file_and_goes_only_by_her_own_word(phone: Phone, tmp_path: Path):
    phone.bring().open()
    phone.page.context.route(DOOR, _make_too_large)
    phone.fill_in()
    phone.expect_whole("refused")
    entry = phone.entry("refused")
    with phone.page.expect_download() as loading:
        entry.get_by_role("button", name="Lưu thành tệp").click()
    loading.value.save_as(tmp_path / "return.csv")
    text = (tmp_path / "return.csv").read_text("utf-8-sig")
    assert '"NEW_ENTERPRISES"' in text
    assert '"1250.5"' in text
    entry.get_by_role("button", name="Xóa").click()
    expect(entry).to_have_count(1)
    entry.get_by_role("button", name="Xóa hẳn").click()
    expect(entry).to_have_count(0)
    expect(phone.input("BUDGET_REVENUE")).to_have_value("1.250,5")
