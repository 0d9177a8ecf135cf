"""An officer's phone: a return on it, the outbox, and what the server made of it."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Locator, expect

from . import people

SIZE = {"width": 390, "height": 780}
FORM = "KT-XA-T"
#: Figures of the form that no rule finds fault with.
FIGURES = {"NEW_ENTERPRISES": "3", "BUDGET_REVENUE": "1.250,5"}


class Phone:
    """One page of a phone, which reaches the site by the address of its line."""

    def __init__(self, context: BrowserContext, address: str, form: str = FORM, path: str = "") -> None:
        self.context, self.address, self.form, self.path = context, address, form, path
        self.page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def bring(self) -> "Phone":
        """Her list, until the shell and the return are on the phone."""
        self.go("/workspace/")
        link = self.page.locator(f'.card a[href*="/returns/{self.form}/"][href*="{people.running().code}"]').first
        self.path = str(link.get_attribute("href"))
        until(lambda: self.page.evaluate(ACTIVE))
        until(lambda: self.name in self.page.evaluate(_NAMES))
        return self

    @property
    def name(self) -> str:
        """Form, place and period of the return."""
        return self.path.split("/returns/")[-1].strip("/")

    def open(self) -> "Phone":
        """The return, with what was typed before."""
        self.go(self.path)
        self.ready()
        return self

    def ready(self) -> None:
        expect(self.page.locator("t-grid[data-ready]")).to_be_attached()

    def input(self, indicator: str, breakdown: str = "") -> Locator:
        return self.page.locator(f'input[data-indicator="{indicator}"][data-breakdown="{breakdown}"]')

    def row(self, indicator: str, breakdown: str = "") -> Locator:
        return self.page.locator("tr").filter(has=self.input(indicator, breakdown))

    def note(self, indicator: str) -> Locator:
        return self.row(indicator).locator(".note")

    def type(self, figures: dict[str, str]) -> None:
        for cell, text in figures.items():
            box = self.input(*cell.split("|"))
            box.fill(text)
            box.blur()

    def send(self) -> None:
        self.page.get_by_role("button", name="Gửi", exact=True).click()

    def fill_in(self) -> None:
        """Types the whole return and presses send."""
        self.type(FIGURES)
        self.send()

    def expect_whole(self, state: str) -> None:
        expect(self.page.locator("[data-whole]")).to_have_attribute("data-state", state, timeout=60_000)

    @property
    def outbox(self) -> Locator:
        return self.page.locator("t-outbox")

    def entry(self, state: str) -> Locator:
        """Entries of the outbox; the list is opened."""
        self.outbox.locator("details").evaluate("one => one.open = true")
        return self.outbox.locator(f'.entry[data-state="{state}"]')

    def count(self, store: str) -> int:
        """Records of a store of the phone."""
        return int(self.page.evaluate(_COUNT, store))

    def held(self) -> dict[str, str | None]:
        """What the server holds of the return, by cell."""
        ask = "path => fetch(path).then(answer => answer.json())"
        sheet: dict[str, Any] = self.page.evaluate(ask, f"/api/v1/returns/{self.name}")
        return {f"{row['indicator']}|{row['breakdown']}".rstrip("|"): row["value"] for row in sheet["rows"]}

    def handed_in(self) -> int:
        """How often the server took the return."""
        ask = "path => fetch(path).then(answer => answer.json())"
        sheet: dict[str, Any] = self.page.evaluate(ask, f"/api/v1/returns/{self.name}")
        return sum(step["step"] == "return.submit" for step in sheet["history"])

    def hand_in_elsewhere(self, figures: dict[str, str]) -> int:
        """The same person hands in figures by another device; the answer's status."""
        return int(self.page.evaluate(_ELSEWHERE, [self.name, figures]))

    def devtools(self) -> CDPSession:
        return self.context.new_cdp_session(self.page)


def until(true: Callable[[], Any], seconds: float = 45) -> None:
    """Waits for something that a page's own policy does not let the browser wait for, or that is promised:
    `wait_for_function` takes the promise itself for true.
    """
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


#: It answers navigations from now on; this very page may have been too early for it.
ACTIVE = "async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'"
_STORE = """const opened = await new Promise((done, failed) => {
    const asked = indexedDB.open("terrace");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
});
const read = (store, how) => new Promise(done => {
    if (!opened.objectStoreNames.contains(store)) return done(how === "count" ? 0 : []);
    const asked = opened.transaction(store).objectStore(store)[how]();
    asked.onsuccess = () => { opened.close(); done(asked.result); };
});"""
_COUNT = f"async store => {{ {_STORE} return read(store, 'count'); }}"
_NAMES = f"async () => {{ {_STORE} return (await read('returns', 'getAllKeys')).map(key => key[1]); }}"
_ELSEWHERE = """async ([name, figures]) => {
    const {token} = await (await fetch("/workspace/offline/me")).json();
    const sheet = await (await fetch(`/api/v1/returns/${name}`)).json();
    const observations = Object.entries(figures).map(([indicator, value]) => (
        {indicator, value, area: sheet.area.code, period: sheet.period.code}));
    const answer = await fetch(`/api/v1/returns/${name}`, {
        method: "POST",
        headers: {"Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID(), "X-CSRFToken": token},
        body: JSON.stringify({source: sheet.source, observations, because: "từ máy khác"}),
    });
    return answer.status;
}"""
