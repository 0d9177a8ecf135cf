"""The leaders' pages: tiles, map, league, completeness, choosers, wall, time."""

import re
from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import Page, expect

from .people import CHI, OPEN_COMMUNES, PROVINCE, before, running
from .visits import Visit

Open = Callable[..., Visit]
LAST = before(1)[0]


def _open(visit: Open, more: str = "") -> Page:
    return visit(CHI).go(f"/operations/{PROVINCE}/?period={LAST.code}&indicator=PIG_HERD{more}")


def test_tiles_show_value_unit_trend_and_coverage(visit: Open):
    page = _open(visit)
    tile = page.locator(".tile[aria-current=true]")
    assert 8 <= page.locator(".tile").count() <= 12
    expect(tile.locator("[data-part=value]")).to_have_text(re.compile(r"^\d{1,3}(\.\d{3})*$"))
    expect(tile.locator(".unit")).to_have_text("con")
    expect(tile.locator(".change").first).to_have_text(re.compile(r"[▲▼■] [+−]?\d+,\d\s%"))
    expect(tile.locator(".spark polyline")).to_be_visible()
    expect(tile.locator("[data-coverage-text]")).to_contain_text("38/38")


def test_the_province_is_the_sum_of_its_communes(visit: Open):
    page = _open(visit)
    values = page.locator("t-league tbody tr").evaluate_all("rows => rows.map(row => row.dataset.value)")
    total = page.locator(".tile[aria-current=true]").get_attribute("data-value")
    assert len(values) == 38
    assert sum(map(Decimal, values)) == Decimal(total or 0)


def test_the_map_is_coloured_by_value_and_its_legend_says_how(visit: Open):
    page = _open(visit)
    shapes = page.locator("t-map path[data-code]").evaluate_all(
        "paths => paths.map(path => [path.dataset.value, path.getAttribute('class')])"
    )
    assert len(shapes) == 38
    by_value = [int(css[1]) for value, css in sorted(shapes, key=lambda shape: Decimal(shape[0]))]
    assert by_value == sorted(by_value)
    assert set(by_value) == {0, 1, 2, 3, 4}
    expect(page.locator(".legend li")).to_have_count(5)
    fills = page.locator("t-map path[data-code]").evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
    assert len(set(fills)) == 5


def test_a_commune_without_a_report_is_hatched_and_ranked_last(visit: Open):
    page = visit(CHI).go(f"/operations/{PROVINCE}/?period={running().code}&indicator=FOREST_PLANTED")
    assert page.locator("t-map path.none").count() > 0
    expect(page.locator(".legend")).to_contain_text("chưa có báo cáo")
    expect(page.locator("t-league tbody tr").last.locator("[data-part=value]")).to_have_text("–")


def test_the_map_is_walked_with_arrows_and_zoomed(visit: Open):
    page = _open(visit)
    page.locator("t-map a").first.focus()
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") != first
    whole = page.locator("t-map svg[data-breaks]").get_attribute("viewBox")
    page.get_by_role("button", name="Phóng to").click()
    assert page.locator("t-map svg[data-breaks]").get_attribute("viewBox") != whole


def test_the_league_is_ranked_sorted_searched_and_cut(visit: Open):
    page = _open(visit)
    rows = page.locator("t-league tbody tr")
    values = [Decimal(value) for value in rows.evaluate_all("all => all.map(row => row.dataset.value)")]
    assert values == sorted(values, reverse=True)
    page.locator("t-league [data-sort=value]").click()
    turned = [Decimal(value) for value in rows.evaluate_all("all => all.map(row => row.dataset.value)")]
    assert turned == sorted(values)
    name = rows.first.locator("a").inner_text()
    page.locator("t-league [data-search]").fill("sin ho")
    expect(page.locator("t-league tbody tr:visible")).to_have_count(1)
    page.locator("t-league [data-search]").fill("")
    page.locator("t-league [data-limit]").select_option("top-10")
    expect(page.locator("t-league tbody tr:visible")).to_have_count(10)
    assert name


def test_completeness_says_who_has_not_reported(visit: Open):
    page = visit(CHI).go(f"/operations/{PROVINCE}/?period={running().code}")
    panel = page.locator("section[aria-labelledby=returns-title]")
    expect(panel.locator("tbody tr")).to_have_count(38)
    reported, expected = map(int, re.findall(r"\d+", panel.locator("[data-coverage-text]").first.inner_text()))
    assert expected == 38
    assert 38 - OPEN_COMMUNES <= reported < 38


def test_period_and_indicator_are_chosen(visit: Open):
    page = visit(CHI).go(f"/operations/{PROVINCE}/")
    page.get_by_label("Kỳ").select_option(LAST.code)
    page.get_by_label("Chỉ tiêu").select_option("GOAT_HERD")
    page.get_by_role("button", name="Xem").click()
    expect(page.locator("h1 + p")).to_have_text(LAST.label("vi"))
    expect(page.locator("#map-title")).to_have_text("Số lượng dê cuối tháng")
    page.locator(".tile h3 a", has_text="Số người chết").click()
    expect(page.locator("#map-title")).to_have_text("Số người chết")


def test_a_change_is_not_shown_while_reports_are_missing(visit: Open):
    page = visit(CHI).go(f"/operations/{PROVINCE}/?period={running().code}&indicator=WOOD_OUTPUT")
    tile = page.locator(".tile[aria-current=true]")
    expect(tile.locator(".change").first).to_have_text("thiếu báo cáo")
    expect(_open(visit).locator(".tile[aria-current=true] .change").first).to_contain_text("%")


def test_a_commune_has_a_page_of_its_own(visit: Open):
    page = _open(visit)
    page.locator("section[aria-labelledby=returns-title] tbody a").first.click()
    page.wait_for_load_state()
    expect(page.locator(".crumbs")).to_contain_text("Lai Châu")
    expect(page.locator(".tile").first).to_be_visible()


def test_the_wall_shows_everything_on_one_screen(visit: Open):
    page = visit(CHI, viewport={"width": 1920, "height": 1080}).go(f"/operations/{PROVINCE}/?period={LAST.code}&wall=1")
    expect(page.locator("t-live")).to_have_attribute("data-live", "on")
    for panel in ("map-title", "league-title", "returns-title", "arrivals-title"):
        box = page.locator(f"section[aria-labelledby={panel}]").bounding_box()
        assert box
        assert box["x"] + box["width"] <= 1920
        assert box["y"] + box["height"] <= 1080
        assert box["width"] > 300
        assert box["height"] > 300
    map_box = page.locator("t-map svg[data-breaks]").bounding_box()
    assert map_box
    assert map_box["height"] > 250
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_a_figure_is_asked_on_todays_map_and_as_known_on_a_day(visit: Open):
    page = visit(CHI).go(f"/figures/PIG_HERD/{PROVINCE}/{LAST.code}/")
    value = page.locator(".headline-value").inner_text()
    page.get_by_role("link", name="theo bản đồ hiện nay").click()
    page.wait_for_url("**boundaries=as_is*")
    expect(page.locator(".headline-value")).to_have_text(value)
    expect(page.locator("a[aria-current=true]")).to_contain_text("theo bản đồ hiện nay")
    page.goto(f"/figures/PIG_HERD/{PROVINCE}/{LAST.code}/")
    page.get_by_label("Theo số liệu đến ngày").fill(LAST.start.isoformat())
    page.get_by_role("button", name="Xem").click()
    page.wait_for_url("**as_of=*")
    expect(page.locator(".notice")).to_contain_text(LAST.start.strftime("%d/%m/%Y"))
    expect(page.locator(".headline-value")).to_contain_text("–")


def test_a_derived_figure_says_how_it_is_worked_out(visit: Open):
    page = visit(CHI).go(f"/figures/RICE_HARVEST_YIELD/{PROVINCE}/{LAST.code}/")
    expect(page.locator(".formula")).to_contain_text("[Sản lượng lúa thu hoạch trong tháng]")
    page.locator("section[aria-labelledby=formula-title] .tile a").first.click()
    page.wait_for_url("**/figures/RICE_*/**")


def test_a_figure_leads_to_its_breakdowns_and_back_to_the_total(visit: Open):
    page = visit(CHI).go(f"/figures/LIVE_BIRTHS/{PROVINCE}/{LAST.code}/")
    panel = page.locator("section[aria-labelledby=breakdowns-title]")
    total = Decimal(page.locator(".headline").get_attribute("data-value") or 0)
    parts = panel.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.value)")
    assert sum(map(Decimal, parts)) == total
    panel.get_by_role("link", name="Nữ").click()
    page.wait_for_url("**breakdown=SEX*")
    expect(page.locator("h1 + p")).to_contain_text("Nữ")
    panel.locator("tbody a").first.click()
    page.wait_for_url(re.compile(r"[^?]*$"))
    expect(page.locator(".headline")).to_have_attribute("data-value", str(total))


def test_a_place_is_found_by_name_without_accents(visit: Open):
    page = _open(visit)
    page.get_by_role("searchbox", name="Tìm địa bàn").first.fill("xa muong te")
    page.get_by_role("button", name="Tìm").first.click()
    page.locator(".found").get_by_role("link", name="Xã Mường Tè", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("Xã Mường Tè")


def test_a_place_that_is_no_more_leads_to_what_it_became(visit: Open):
    page = visit(CHI).go("/operations/?q=ha giang")
    found = page.locator(".found", has=page.get_by_role("heading", name="Tỉnh Hà Giang", exact=True))
    expect(found).to_contain_text("không còn; nay là")
    found.get_by_role("link", name="Tỉnh Tuyên Quang").click()
    expect(page.locator("h1")).to_have_text("Tỉnh Tuyên Quang")


def test_figures_of_the_simulation_are_called_simulated_everywhere(visit: Open):
    page = _open(visit)
    expect(page.locator(".title .badge.simulated")).to_be_visible()
    page.goto(f"/figures/PIG_HERD/{PROVINCE}/{LAST.code}/")
    expect(page.locator(".headline .badge.simulated")).to_be_visible()
    expect(page.locator("tbody .badge.simulated").first).to_be_visible()


def test_the_page_says_that_the_line_is_lost_and_comes_back(visit: Open):
    page = _open(visit)
    expect(page.locator("t-live")).to_have_attribute("data-live", "on")
    page.context.set_offline(True)
    page.evaluate("document.querySelector('t-live').replaceWith(document.querySelector('t-live').cloneNode(true))")
    expect(page.locator("t-live")).to_have_attribute("data-live", "off")
    page.context.set_offline(False)
    expect(page.locator("t-live")).to_have_attribute("data-live", "on", timeout=60_000)
