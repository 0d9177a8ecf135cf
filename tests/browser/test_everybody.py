"""Pages for everybody: narrow screens, keyboards, screen readers, slow lines, strict browsers.

Every page is drawn to `test-results/` for a person to look at.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from . import axe
from .conftest import RESULTS
from .people import CHI, HOA, PROVINCE, before
from .visits import Visit

Open = Callable[..., Visit]
LAST = before(1)[0].code
PHONE = {"width": 320, "height": 640}
#: Bytes over the line for the first visit of officers' pages.
FIRST_LOAD = 300_000
#: WCAG 2.2 target size: 24 by 24 CSS pixels, unless it stands in a sentence or a table.
SMALLEST = 24

PAGES: dict[str, tuple[Any, str]] = {
    "login": (None, "/login"),
    "help": (None, "/help"),
    "home": (HOA, "/workspace/"),
    "entry": (HOA, "ENTRY"),
    "province": (CHI, f"/operations/{PROVINCE}/?period={LAST}&indicator=PIG_HERD"),
    "figure": (CHI, f"/figures/LIVE_BIRTHS/{PROVINCE}/{LAST}/"),
    "submission": (CHI, "SUBMISSION"),
    "guide": (CHI, "/guide"),
    "refused": (CHI, "/workspace/"),
    "missing": (CHI, "/operations/99999/"),
}


@pytest.fixture
def opened(visit: Open) -> Callable[..., Visit]:
    """A page of `PAGES`, quiet."""

    def open_page(name: str, **options: Any) -> Visit:
        person, path = PAGES[name]
        made = visit(person, **options)
        if path == "ENTRY":
            made.open_return()
        elif path == "SUBMISSION":
            made.go(f"/figures/PIG_HERD/{PROVINCE}/{LAST}/")
            made.go(str(made.page.locator('tbody a[href^="/submissions/"]').first.get_attribute("href")))
        else:
            made.go(path)
        made.page.wait_for_load_state("load")
        made.page.wait_for_timeout(250)
        return made

    return open_page


def _drawn(page: Page, name: str, *, whole: bool = True) -> None:
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / f"{name}.png", full_page=whole)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_that_axe_knows_and_none_in_the_console(opened: Open, name: str, scheme: str):
    made = opened(name, color_scheme=scheme)
    _drawn(made.page, f"{name}-{scheme}")
    assert axe.faults(made.page) == []
    allowed = 1 if name in {"refused", "missing"} else 0  # the status of the page itself
    assert len(made.console) <= allowed, made.console


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_no_sideways_scrolling_at_320_px_and_has_targets_for_fingers(opened: Open, name: str):
    page = opened(name, viewport=PHONE, has_touch=True).page
    _drawn(page, f"{name}-320")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(_TOO_SMALL, SMALLEST) == []


#: Controls and links outside sentences and tables that are smaller than so many pixels in one direction.
_TOO_SMALL = """least => [...document.querySelectorAll("a, button, input, select, summary")]
    .filter(one => one.checkVisibility({visibilityProperty: true}))
    .filter(one => !one.closest("svg, p, .skip, .hidden-visually, dd"))
    .filter(one => getComputedStyle(one).display !== "inline" && one.type !== "hidden")
    .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < least || box.height < least))
    .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""


def test_a_wall_is_drawn(visit: Open):
    page = visit(CHI, viewport={"width": 1920, "height": 1080}).go(f"/operations/{PROVINCE}/?period={LAST}&wall=1")
    expect(page.locator("t-live")).to_have_attribute("data-live", "on")
    _drawn(page, "wall", whole=False)


@pytest.mark.parametrize("name", ["home", "entry", "province", "figure"])
def test_everything_is_reached_by_keyboard_and_seen_when_reached(opened: Open, name: str):
    page = opened(name).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    expect(page.locator(".skip")).to_be_in_viewport()
    page.reload()
    page.wait_for_timeout(250)
    wanted = set(page.evaluate(_REACHABLE))
    reached = set(_tabbed(page))
    assert wanted <= reached, wanted - reached


def test_the_skip_link_leads_to_the_content(opened: Open):
    page = opened("home").page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


#: What can be acted upon: one stop for the whole map, whose places are walked with arrows.
_REACHABLE = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && one.tabIndex >= 0)
    .map((one, n) => one.dataset.stop = `${one.tagName} ${one.name || one.textContent.trim().slice(0, 30)} ${n}`)"""


def _tabbed(page: Page) -> Iterator[str]:
    """Every stop of the Tab key; each must show that it has the focus."""
    for _ in range(600):
        page.keyboard.press("Tab")
        stop, seen = page.evaluate(_FOCUS)
        if stop is None:
            return
        assert seen, f"the focus is not seen at {stop}"
        yield stop
    pytest.fail("the Tab key does not come to an end")


_FOCUS = """() => {
    const one = document.activeElement;
    const again = one !== window.lastStop && one.dataset.tabbed; // a date has several stops inside
    if (one === document.body || again) return [null, true];
    window.lastStop = one;
    one.dataset.tabbed = "yes";
    const looks = [one, one.querySelector("path")].filter(Boolean).map(each => getComputedStyle(each));
    const drawn = look => look.outlineStyle !== "none" || look.boxShadow !== "none" || parseFloat(look.strokeWidth) > 2;
    const seen = looks.some(drawn);
    return [one.dataset.stop ?? one.tagName, seen];
}"""


@pytest.mark.parametrize("name", ["login", "entry"])
def test_the_first_load_is_small(opened: Open, name: str):
    """Everything that comes over the line, for somebody who was never here."""
    person, _ = PAGES[name]
    page = opened(name).page
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 3
    assert sum(sizes) <= FIRST_LOAD, f"{sum(sizes):.0f} bytes"
    assert person is None or "/workspace/" in page.url


def test_axe_is_there():
    assert axe.SCRIPT.exists(), "run `npm ci` in frontend"
