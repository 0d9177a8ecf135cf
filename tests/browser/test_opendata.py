"""Open data for everybody: the list, a dataset, a narrow screen, a thin line, no log-in."""

from collections.abc import Callable

from playwright.sync_api import expect

from . import axe
from .conftest import RESULTS
from .visits import Visit

#: Bytes over the line for the first visit of pages for citizens.
FIRST_LOAD = 300_000
#: Looks at the list until workers have published, with a pause of so many milliseconds between.
LOOKS, PAUSE = 120, 1_000


def test_a_citizen_finds_a_dataset_reads_it_and_takes_it_away(visit: Callable[..., Visit]):
    made = visit(None, viewport={"width": 320, "height": 640}, has_touch=True)
    page = made.page
    sizes: list[int] = []
    _wait_until_published(made)
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto("/opendata/?q=nguoi chuyen di")
    page.get_by_role("link", name="Dân số và đời sống, theo giới tính").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("theo giới tính")
    expect(page.get_by_role("table").first).to_contain_text("Số người chuyển đi")
    page.wait_for_load_state("networkidle")
    assert sum(sizes) <= FIRST_LOAD
    for path in (None, "/opendata/"):
        if path:
            made.go(path)
        page.screenshot(path=RESULTS / f"opendata-{'list' if path else 'dataset'}-320.png", full_page=True)
        assert axe.faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert made.console == []
    table = page.request.get("/opendata/population-by-sex.csv?bom=1&lang=vi")
    assert table.headers["content-type"].startswith("text/csv")
    assert "Số người chuyển đi" in table.text()


def _wait_until_published(made: Visit) -> None:
    for _ in range(LOOKS):
        if made.page.request.get("/opendata/population-by-sex/").ok:
            return
        made.page.wait_for_timeout(PAUSE)
