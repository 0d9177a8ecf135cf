"""What tests do at a page: go somewhere, fill in a return, read what it shows."""

import re
from contextlib import closing
from typing import Any

import httpx
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from . import people
from .people import PASSWORD, Someone

#: A browser says in the console that an answer was no 2xx, or that there was no line: not a fault of a script.
_NETWORK = "Failed to load resource"
FORM = "NN-XA-T"


class Visit:
    """A page of one person, and what went wrong in it."""

    def __init__(self, page: Page, person: Someone | None) -> None:
        self.page, self.person = page, person
        self.console: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.console.append(f"page: {error}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.console.append(f"{message.type}: {message.text} ({self.page.url})")

    @property
    def script_errors(self) -> list[str]:
        return [said for said in self.console if _NETWORK not in said]

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def status(self, path: str) -> int:
        """The answer's status, after redirects."""
        answer = self.page.goto(path)
        return answer.status if answer else 0

    def open_return(self, period: str = "", form: str = FORM) -> "Grid":
        """To the grid of a month (the running one), by way of her home."""
        month = period or people.running().code
        self.page.goto("/workspace/")
        self.page.locator(f'.card a[href*="/returns/{form}/"][href$="/{month}/"]').first.click()
        self.page.wait_for_url("**/workspace/returns/*/*/*/")
        return Grid(self.page)

    def figure_address(self, indicator: str, period: str = "", area: str = people.PROVINCE) -> str:
        return f"/figures/{indicator}/{area}/{period or people.running().code}/"


class Grid:
    """The entry grid of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.whole = page.locator("[data-whole]")
        self.problem = page.locator("[data-problem]")

    def input(self, indicator: str, breakdown: str = "") -> Locator:
        return self.page.locator(f'input[data-indicator="{indicator}"][data-breakdown="{breakdown}"]')

    def row(self, indicator: str) -> Locator:
        return self.page.locator("tr").filter(has=self.input(indicator))

    def note(self, indicator: str) -> Locator:
        return self.row(indicator).locator(".note")

    def reason(self, indicator: str) -> Locator:
        return self.row(indicator).locator("select[data-reason]")

    def type(self, indicator: str, text: str) -> None:
        """Types over what is there and goes on to the next cell."""
        self.input(indicator).focus()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def paste(self, indicator: str, text: str) -> None:
        """What Excel puts into the clipboard, pasted at a cell."""
        self.input(indicator).focus()
        self.page.evaluate(_PASTE, text)

    def send(self, because: str = "Đã kiểm tra lại") -> None:
        """Presses the button; rows that are left empty, and figures that a rule doubts, have this reason."""
        self.page.locator("[data-whole-because]").evaluate("(field, because) => { field.value = because; }", because)
        button = self.page.get_by_role("button", name="Gửi", exact=True)
        button.click()
        doubted = self.page.locator("label[data-why]:not([hidden]) [data-because]").all()
        for field in doubted:
            field.fill(because)
        if doubted:
            button.click()

    def expect_saved(self) -> None:
        expect(self.whole).to_have_attribute("data-state", "whole-saved")

    @property
    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.dataset.indicator ?? ''"))


_PASTE = """text => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


def log_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state()


def entered(site: str, person: Someone) -> httpx.Client:
    """A client of someone who has just logged in; no browser, whose log-in has tests of its own."""
    client = httpx.Client(base_url=site, timeout=60)
    client.get("/login")
    form = {"username": person.username, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    answer = client.post("/login", data=form, headers={"Referer": site})
    assert answer.is_redirect, answer.text
    return client


def signed_in(site: str, person: Someone) -> Any:
    """The cookies of someone who has just logged in, for a browser."""
    with closing(entered(site, person)) as client:
        place = {"domain": client.base_url.host, "path": "/", "sameSite": "Lax"}
        cookies = [{"name": each.name, "value": each.value or "", **place} for each in client.cookies.jar]
    return {"cookies": cookies, "origins": []}


def rolled_up(chi: httpx.Client) -> bool:
    """True when the province's running month holds what all communes sent."""
    page = chi.get("/", follow_redirects=True).text
    counts = re.findall(r"data-coverage-text>(\d+)/(\d+)\s", page)
    expected = {int(expected) - people.OPEN_COMMUNES for _, expected in counts[:1]}
    return bool(expected) and {int(reported) for reported, _ in counts[:8]} == expected
