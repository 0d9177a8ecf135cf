"""Nobody sees or sends outside her role and area by any page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .people import AN, BINH, CHI, DUNG, HOA, LAN, PROVINCE, running
from .visits import Grid, Visit

Open = Callable[..., Visit]
SECRET = "4.321"


@pytest.fixture(scope="module")
def hers() -> dict[str, str]:
    """Where Hoa's unpublished figure and its submission are."""
    return {}


@pytest.fixture
def sent(visit: Open, hers: dict[str, str]) -> dict[str, str]:
    """Hoa has sent a figure that nobody published."""
    if not hers:
        grid = visit(HOA).open_return()
        hers["entry"] = grid.page.url
        hers["code"] = grid.page.url.split("/returns/")[1].split("/")[1]
        grid.type("BUFFALO_HERD", SECRET)
        grid.send()
        grid.expect_saved()
        grid.page.goto("/workspace/")
        hers["submission"] = str(grid.page.locator("main tbody a").first.get_attribute("href"))
        hers["figure"] = f"/figures/BUFFALO_HERD/{hers['code']}/{running().code}/"
        hers["place"] = f"/operations/{hers['code']}/?indicator=BUFFALO_HERD"
    return hers


CLOSED = [
    "/operations/",
    f"/operations/{PROVINCE}/",
    "/operations/?q=lai",
    "/workspace/",
    "/submissions/1/",
    "/guide",
    f"/figures/PIG_HERD/{PROVINCE}/{running().code}/",
]


@pytest.mark.parametrize("path", CLOSED)
def test_nobody_without_a_name_sees_more_than_the_log_in(visit: Open, path: str):
    page = visit(None).go(path)
    assert "/login?next=" in page.url
    expect(page.locator("main")).not_to_contain_text("PIG")


def test_help_is_open_to_all(visit: Open):
    assert visit(None).status("/help") == 200


@pytest.mark.parametrize("which", ["entry", "submission", "figure"])
def test_the_officer_of_another_commune_is_refused(visit: Open, sent: dict[str, str], which: str):
    made = visit(BINH)
    assert made.status(sent[which]) in {403, 404}
    expect(made.page.locator("main")).not_to_contain_text(SECRET)


def test_the_officer_of_another_commune_sees_no_value_on_any_page_of_places(visit: Open, sent: dict[str, str]):
    made = visit(BINH)
    for path in (sent["place"], *(f"/operations/{place}/?indicator=BUFFALO_HERD" for place in (PROVINCE, "VN"))):
        made.page.goto(path)
        assert SECRET not in made.page.content()
        assert "4321" not in made.page.content()


def test_a_forged_form_for_another_commune_is_refused(visit: Open, sent: dict[str, str]):
    """Her own page, its address changed: the door asks the same question again."""
    made = visit(BINH)
    grid = made.open_return()
    made.page.locator("t-grid").evaluate("(grid, area) => grid.dataset.area = area", sent["code"])
    grid.type("CATTLE_HERD", "1")
    grid.send()
    expect(grid.whole).to_have_attribute("data-state", "refused")
    leader = visit(CHI).go(sent["figure"].replace("BUFFALO", "CATTLE"))
    expect(leader.locator(".headline-value")).to_contain_text("–")


def test_those_above_see_the_figure_and_its_sender(visit: Open, sent: dict[str, str]):
    for person in (CHI, DUNG, LAN):
        page = visit(person).go(sent["figure"])
        expect(page.locator(".headline-value")).to_contain_text(SECRET)
        expect(page.locator("main")).to_contain_text(HOA.full_name)


def test_a_department_sees_its_own_sector_only(visit: Open):
    made = visit(LAN)
    assert made.status(f"/figures/DEATHS/{PROVINCE}/{running().code}/") == 403
    assert made.status(f"/figures/PIG_HERD/{PROVINCE}/{running().code}/") == 200


def test_the_administrator_gives_rights_and_has_none_over_figures(visit: Open, sent: dict[str, str]):
    made = visit(AN)
    assert made.status("/workspace/") == 403
    assert made.status(sent["figure"]) == 403
    assert made.status(f"/operations/{PROVINCE}/") == 200
    assert "/BUFFALO_HERD/" in sent["figure"]
    expect(made.page.locator("a[href*='/BUFFALO_HERD/']")).to_have_count(0)  # what is public she sees as everybody does


def test_a_leader_reads_but_does_not_withdraw(visit: Open, sent: dict[str, str]):
    page = visit(CHI).go(sent["submission"])
    expect(page.locator("main")).to_contain_text(SECRET)
    expect(page.get_by_role("button", name="Rút")).to_have_count(0)


def test_an_officer_withdraws_her_own_return_and_the_figure_is_gone(visit: Open, officer):
    grid: Grid = visit(officer).open_return()
    grid.type("FISH_AREA", "6,5")
    grid.send()
    grid.expect_saved()
    grid.page.goto("/workspace/")
    grid.page.locator("main tbody a").first.click()
    grid.page.get_by_label("Lý do").fill("Nhập nhầm đơn vị")
    grid.page.get_by_role("button", name="Rút").click()
    expect(grid.page.locator(".facts").first).to_contain_text("đã rút")
    expect(grid.page.locator(".facts").first).to_contain_text("Nhập nhầm đơn vị")
    again = visit(officer).open_return()
    expect(again.input("FISH_AREA")).to_have_value("")
