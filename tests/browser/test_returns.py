"""The life of a return in the browser: handed in, sent back, mended, approved, locked, reopened; and oversight."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .people import CHI, LAN, PROVINCE, Someone, running
from .visits import Grid, Visit

Open = Callable[..., Visit]
FIGURES = {"NEW_ENTERPRISES": "4", "BUDGET_REVENUE": "850"}


def state(page: Page) -> Locator:
    return page.locator("[data-state]").first


def decide(page: Page, button: str, remark: str = "", label: str = "") -> None:
    if remark:
        page.get_by_label(label).fill(remark)
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def fill(grid: Grid, figures: dict[str, str]) -> None:
    for indicator, value in figures.items():
        grid.type(indicator, value)
    grid.send()
    grid.expect_saved()


def test_a_return_is_handed_in_sent_back_mended_approved_and_reopened(visit: Open, officer: Someone):
    grid = visit(officer).open_return(form="KT-XA-T")
    address = grid.page.url
    fill(grid, FIGURES)

    leader = visit(CHI).go(address)
    expect(state(leader)).to_have_text("đã nộp")
    decide(leader, "Trả lại", "Thu ngân sách giảm mạnh, đề nghị kiểm tra", "Nội dung cần sửa")
    expect(state(leader)).to_contain_text("bị trả lại")

    page = grid.page
    page.goto("/workspace/")
    expect(page.locator("main .notice").first).to_contain_text("bị trả lại để sửa")
    page.goto(address)
    expect(page.locator("blockquote")).to_contain_text("Thu ngân sách giảm mạnh")
    fill(grid, {"BUDGET_REVENUE": "1.850"})

    leader.goto("/workspace/approvals/?form=KT-XA-T")
    leader.locator(f'a[href="{_path(address)}"]').click()
    decide(leader, "Duyệt")
    expect(state(leader)).to_contain_text("đã duyệt")
    page.goto(address)
    expect(page.locator("input[data-indicator]:not([readonly])")).to_have_count(0)

    decide(leader, "Mở lại", "Bổ sung khoản thu mới", "Lý do mở lại")
    expect(state(leader)).to_have_text("đang mở")
    expect(leader.locator(".steps li")).to_have_count(5)


def _path(address: str) -> str:
    return "/workspace/" + address.split("/workspace/")[1]


def test_an_approved_return_is_locked_and_every_door_refuses_its_cells_until_it_is_reopened(
    visit: Open, officer: Someone, clock: Callable[[str], None]
):
    grid = visit(officer).open_return(form="KT-XA-T")
    fill(grid, FIGURES)
    address = grid.page.url
    leader = visit(CHI).go(address)
    decide(leader, "Duyệt")
    clock(address)
    leader.reload()
    expect(state(leader)).to_contain_text("đã khóa")
    assert _submit(grid.page, address) == (409, "cell.locked")
    decide(leader, "Mở lại", "Sửa số liệu", "Lý do mở lại")
    assert _submit(grid.page, address)[0] == 201


def _submit(page: Page, address: str) -> tuple[int, str]:
    """Status and code of a figure sent past the return, at the door of systems."""
    area = address.split("/returns/")[1].split("/")[1]
    answer: list[object] = page.evaluate(_SUBMIT, [area, running().code])
    return int(str(answer[0])), str(answer[1])


_SUBMIT = """async ([area, period]) => {
    const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
    const observations = [{indicator: "NEW_ENTERPRISES", area, period, value: 5}];
    const answer = await fetch("/api/v1/submissions", {
        method: "POST",
        headers: {"Content-Type": "application/json", "Idempotency-Key": String(Math.random()), "X-CSRFToken": token},
        body: JSON.stringify({source: "commune", observations, because: "x"}),
    });
    return [answer.status, (await answer.json()).code ?? ""];
}"""


def test_a_figure_given_once_is_in_every_return_that_asks_for_it(visit: Open, officer: Someone):
    made = visit(officer)
    fill(made.open_return(form="KT-XA-T"), FIGURES)
    grid = made.open_return(form="TK-XA-T")
    expect(grid.input("NEW_ENTERPRISES")).to_have_value("4")
    expect(made.page.locator("[data-spared]")).to_contain_text("2 ô không phải nhập lại")


def test_what_another_officer_changed_meanwhile_is_not_overwritten_unseen(visit: Open, officer: Someone):
    first = visit(officer, java_script_enabled=False).open_return(form="KT-XA-T")
    second = visit(officer, java_script_enabled=False).open_return(form="KT-XA-T")
    for grid, value in ((first, "4"), (second, "9")):
        grid.input("NEW_ENTERPRISES").fill(value)
        grid.input("BUDGET_REVENUE").fill("850")
        grid.page.locator("[data-whole-because]").evaluate("field => { field.value = 'thử'; }")
        grid.page.get_by_role("button", name="Gửi", exact=True).click()
    expect(second.page.locator(".notice.bad").first).to_contain_text("bạn 9, máy chủ có 4")
    expect(second.input("NEW_ENTERPRISES")).to_have_value("9")


def test_a_draft_is_kept_without_script(visit: Open, officer: Someone):
    made = visit(officer, java_script_enabled=False)
    grid = made.open_return(form="KT-XA-T")
    grid.input("BUDGET_REVENUE").fill("12,5")
    made.page.get_by_role("button", name="Lưu nháp").click()
    expect(grid.input("BUDGET_REVENUE")).to_have_value("12,5")
    expect(state(made.page)).to_have_text("đang soạn")


def test_a_return_is_downloaded_as_a_word_document(visit: Open, officer: Someone):
    page = visit(officer).open_return(form="KT-XA-T").page
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    assert download.value.suggested_filename.startswith("KT-XA-T_")
    assert download.value.suggested_filename.endswith(".docx")


def test_oversight_goes_from_the_province_down_to_a_commune_and_counts_what_came_in(visit: Open, officer: Someone):
    grid = visit(officer).open_return(form="KT-XA-T")
    place = grid.page.locator(".crumbs a").first.inner_text()
    page = visit(CHI).go(f"/workspace/oversight/?area={PROVINCE}&period={running().code}&form=KT-XA-T")
    row = page.locator("table.progress tr").filter(has=page.get_by_role("link", name=place, exact=True))
    expect(row).to_contain_text("0/1")
    fill(grid, FIGURES)
    page.reload()
    expect(row).to_contain_text("1/1")
    expect(row.get_by_role("img")).to_have_attribute(
        "aria-label", f"{place}: phải nộp 1, đã nhận 1, đã duyệt 0, quá hạn 0"
    )
    row.get_by_role("link").click()
    page.wait_for_load_state()
    expect(page.locator(".card")).to_have_count(1)


@pytest.mark.parametrize("someone", [LAN, CHI])
def test_who_decides_has_a_list_of_what_waits(visit: Open, someone: Someone):
    assert visit(someone).status("/workspace/approvals/") == 200


def test_an_officer_of_a_commune_decides_on_nothing(visit: Open, officer: Someone):
    page = visit(officer).go("/workspace/approvals/")
    expect(page.locator("main")).not_to_contain_text("Duyệt các báo cáo")
