"""A site and a browser for the tests of this folder; a page for each of the cast."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from . import visits
from .line import Line
from .people import CHI, HOA, OFFICERS, Someone
from .phones import SIZE, Phone
from .visits import Visit

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "test-results"
#: Seconds in which the site must be filled and rolled up.
PATIENCE = 600
#: Milliseconds that a page may take for anything.
PATIENCE_OF_A_PAGE = 30_000
expect.set_options(timeout=PATIENCE_OF_A_PAGE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Scoped to this folder: while a browser is held, Django takes the thread for an asynchronous one."""
    path = _browser_path()
    if path is None and not os.environ.get("CI"):
        pytest.skip("no Chromium: run `make browser`")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


def _browser_path() -> str | None:
    """What `make browser` found, else Debian's."""
    kept = ROOT / ".venv" / "browser"
    found = [kept.read_text().strip()] if kept.exists() else []
    return next((path for path in [*found, "/usr/bin/chromium"] if Path(path).is_file()), None)


@dataclass
class Site:
    """A running site, who has logged in there, and the officers whose communes have sent nothing yet."""

    address: str
    home: Path
    sessions: dict[str, Any] = field(default_factory=dict)
    officers: Iterator[Someone] = field(default_factory=lambda: iter(OFFICERS))
    #: From the other end than `officers`, for a form that the grid's tests leave alone.
    late: Iterator[Someone] = field(default_factory=lambda: reversed(OFFICERS))


#: The site that runs now. A province has only so many communes, so there is more than one (`sites` in pyproject.toml).
_current: list[tuple[str, Site, ExitStack]] = []


@pytest.fixture(scope="module")
def a_site(request: pytest.FixtureRequest, chromium: Browser) -> Site:  # without a browser there need not be a site
    """The site of this file; started when the file before had none or another."""
    name = request.config.sites.get(request.node.path.stem, "first")  # type: ignore[attr-defined]
    if not _current or _current[0][0] != name:
        _leave()
        stack = ExitStack()
        _current.append((name, stack.enter_context(_site()), stack))
    return _current[0][1]


@pytest.fixture(scope="package", autouse=True)
def _left_at_the_end() -> Iterator[None]:
    yield
    _leave()


def _leave() -> None:
    while _current:
        _current.pop()[2].close()


@contextmanager
def _site() -> Iterator[Site]:
    """A site of its own, filled and rolled up."""
    home = Path(tempfile.mkdtemp(prefix="terrace-browser-"))
    home.chmod(0o755)
    port, live = _free_ports()
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / "site.log").open("ab") as log:
        command = [sys.executable, "-m", f"{__package__}.site", str(port), str(live)]
        process = subprocess.Popen(
            command, cwd=ROOT, env=_environment(home), stdin=subprocess.PIPE, stdout=log, stderr=log
        )
        try:
            yield Site(_ready(f"http://127.0.0.1:{port}", process), home)
        finally:
            process.communicate(timeout=PATIENCE)  # it ends with its input
            shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def site(a_site: Site) -> str:
    """The address."""
    return a_site.address


@pytest.fixture(scope="module")
def home(a_site: Site) -> Path:
    """Where the site keeps everything."""
    return a_site.home


@pytest.fixture
def clock(site: str, home: Path) -> Callable[[str], None]:
    """`clock(address)`: the day comes on which the return of this address is locked."""

    def push(address: str) -> None:
        words = address.split("/returns/")[1].strip("/").split("/")
        command = [sys.executable, "-m", f"{__package__}.clock", *words]
        subprocess.run(command, cwd=ROOT, env=_environment(home), check=True, timeout=PATIENCE)

    return push


def _environment(home: Path) -> dict[str, str]:
    taken = {"DATABASE_URL", "NATS_URL", "TERRACE_SECRET_KEY"}
    kept = {name: value for name, value in os.environ.items() if name not in taken}
    return kept | {"TERRACE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "terrace.settings"}


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _ready(address: str, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + PATIENCE
    with ExitStack() as stack:
        chi = None
        while time.monotonic() < until and process.poll() is None:
            try:
                chi = chi or stack.enter_context(closing(visits.entered(address, CHI)))
                if visits.rolled_up(chi):
                    return address
            except httpx.TransportError:
                pass  # it does not listen yet
            time.sleep(0.5)
    pytest.fail(f"the site did not start; see {RESULTS / 'site.log'}")


@pytest.fixture
def sessions(a_site: Site) -> dict[str, Any]:
    """The cookies of who has logged in before."""
    return a_site.sessions


@pytest.fixture
def visit(chromium: Browser, site: str, sessions: dict[str, Any]) -> Iterator[Callable[..., Visit]]:
    """`visit(CHI)`: a page of hers, logged in; `visit(None)`: of nobody. Scripts that fail, fail the test."""
    opened: list[tuple[BrowserContext, Visit]] = []

    def open_page(person: Someone | None, **options: Any) -> Visit:
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "vi-VN", **options}
        context = chromium.new_context(base_url=site, storage_state=_state(person), **options)
        context.set_default_timeout(PATIENCE_OF_A_PAGE)
        made = Visit(context.new_page(), person)
        opened.append((context, made))
        return made

    def _state(person: Someone | None) -> Any:
        if person is None:
            return None
        if person.username not in sessions:
            sessions[person.username] = visits.signed_in(site, person)
        return sessions[person.username]

    yield open_page
    errors = [error for _, made in opened for error in made.script_errors]
    for context, _ in opened:
        context.close()
    assert not errors, errors


@pytest.fixture
def officer(a_site: Site) -> Someone:
    """An officer whose commune has sent nothing for the running month."""
    return next(a_site.officers)


@pytest.fixture
def line(site: str) -> Iterator[Line]:
    """A line to the site that can be cut."""
    made = Line(site)
    yield made
    made.close()


@pytest.fixture
def late_officers(a_site: Site) -> Iterator[Someone]:
    return a_site.late


@pytest.fixture
def late_officer(late_officers: Iterator[Someone]) -> Someone:
    return next(late_officers)


Phones = Callable[[Someone], Phone]


@pytest.fixture
def phones(chromium: Browser, line: Line, sessions: dict[str, Any]) -> Iterator[Phones]:
    """`phones(HOA)`: a phone whose officer has logged in. Scripts that fail, fail the test."""
    made: list[Phone] = []

    def hand_out(person: Someone) -> Phone:
        if person.username not in sessions:
            sessions[person.username] = visits.signed_in(line.address, person)
        options: dict[str, Any] = {"viewport": SIZE, "has_touch": True, "is_mobile": True, "locale": "vi-VN"}
        state = sessions[person.username]
        context = chromium.new_context(base_url=line.address, storage_state=state, **options)
        context.set_default_timeout(PATIENCE_OF_A_PAGE)
        made.append(Phone(context, line.address))
        return made[-1]

    yield hand_out
    for each in made:
        each.context.close()
    assert [each.errors for each in made if each.errors] == []


@pytest.fixture
def phone(phones: Phones, late_officer: Someone) -> Phone:
    """The phone of an officer with a return to hand in."""
    return phones(late_officer)


@pytest.fixture
def idle_phone(phones: Phones) -> Phone:
    """A phone for what hands nothing in."""
    return phones(HOA)
