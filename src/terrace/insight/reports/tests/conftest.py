"""A province with ten months of two years, a template of a test pack, and the cast: Chi leads the province, Dũng is an
analyst of farming, Hoa an officer of a commune, An the administrator. The clock stands on 22 November 2026.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.access.policy import Actor, actor_of
from terrace.base.packs import loading
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.collection.intake import Fact
from terrace.facts.conftest import (  # noqa: F401 - fixtures
    COMMUNES,
    PROVINCE,
    _fresh_snapshots,
    country,
    fact,
    hear_all,
    send,
    stop_clock,
)
from terrace.insight.reports import actions, making

TODAY = date(2026, 11, 22)
CODE, PERIOD = "monthly", "2026-M10"
PACK = Path(__file__).parent / "pack"
REPORTS, PARTS = ((PACK / f"{name}.csv").read_text() for name in ("reports", "report_parts"))


@contextmanager
def standing() -> Iterator[None]:
    """The clock stands, around what is made once for a file."""
    with pytest.MonkeyPatch.context() as patch:
        stop_clock(patch, TODAY)
        yield


@pytest.fixture(scope="module")
def filled(country: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> None:  # noqa: F811
    """The template of the test pack, and ten months of two years of three communes, rolled up: once for a file."""
    with django_db_blocker.unblock(), standing():
        load(tmp_path_factory.mktemp("packs"))
        send(*(each for year in (2025, 2026) for each in _year(year)), key="months")
        hear_all(("rollup-",))


@pytest.fixture
def months(filled: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is filled, and the clock stands: stopped as a test would stop it, so that all is undone in order."""
    stop_clock(monkeypatch, TODAY)


def load(folder: Path, reports: str = REPORTS, parts: str = PARTS) -> loading.Report:
    """A pack of these tables."""
    home = folder / "test-reports"
    home.mkdir(exist_ok=True)
    (home / "reports.csv").write_text(reports)
    (home / "report_parts.csv").write_text(parts)
    return loading.load(home)


def _year(year: int) -> list[Fact]:
    found = []
    for at, area in enumerate(COMMUNES, start=1):
        for month in range(1, 11):
            period, grown = f"{year}-M{month:02}", 1 if year == 2025 else 1.1
            found.append(fact("OUTPUT", area, period, f"{1000 * at * grown:.3f}"))
            found.append(fact("AREA", area, period, f"{200 * at}"))
            found.append(fact("BIRTHS", area, period, 10 * at))
            found.append(fact("PIGS", area, period, 100 * at))
    return found


@pytest.fixture
def someone() -> Callable[..., Actor]:
    """One of the cast."""

    def made(name: str, role: str, area: str = PROVINCE, sector: str = "") -> Actor:
        person = create_person(name, name.title(), "Ruong-bac-thang-2026")
        access.grant(person, role, index.current().resolve(area, TODAY) or 0, sector, start=date(2025, 7, 1))
        return actor_of(person)

    return made


@pytest.fixture
def chi(months: None, someone: Callable[..., Actor]) -> Actor:
    return someone("chi", "leader")


@pytest.fixture
def dung(months: None, someone: Callable[..., Actor]) -> Actor:
    """Sees farming only."""
    return someone("dung", "analyst", sector="farming")


def made(actor: Actor = policy.SYSTEM, place: str = PROVINCE, period: str = PERIOD) -> int:
    """A report that is made: what the page asks for and a worker does."""
    number = actions.make(actor, CODE, place, period)
    while making.left():
        pass
    return number
