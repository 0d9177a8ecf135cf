"""A province with months of births and pigs, whatever the clock says, and what workers do with the events."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from terrace.base.bus.models import Outbox
from terrace.base.places import index
from terrace.facts import conftest as facts
from terrace.facts.collection.intake import Fact
from terrace.facts.conftest import COMMUNES, PROVINCE, _fresh_snapshots, country, fact, send, world  # noqa: F401
from terrace.insight.monitoring import rules, sweeping
from terrace.insight.monitoring.models import PackRule, Warning

TODAY = date(2026, 11, 22)
OURS = ("rollup-", "monitoring-")


@pytest.fixture(autouse=True)
def _fresh_rules() -> Iterator[None]:
    rules.expire()
    yield
    rules.expire()


#: January 2023 to October 2026; the last one is what tests say.
MONTHS = [f"{year}-M{month:02}" for year in range(2023, 2027) for month in range(1, 13)][:46]
NOW, BEFORE = MONTHS[-1], MONTHS[-2]


def _stopped(patch: pytest.MonkeyPatch) -> None:
    facts.stop_clock(patch, TODAY)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The clock stands at a day on which ten months are known."""
    _stopped(monkeypatch)
    return TODAY


@pytest.fixture(scope="module")
def told(country: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: F811
    """Births and pigs of three communes up to September 2026, once for the tests of a file."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        _stopped(patch)
        rule("odd", "detector", params={"sure": "0.5"})
        send(*_usual(), key="usual")
        work()
        yield


@pytest.fixture
def months(told: None, world: None, today: date) -> None:  # noqa: F811
    """The same, with the clock stopped."""


def _usual() -> Iterator[Fact]:
    """100 births with a season and a ripple; 2,000 pigs that ripple."""
    for number, code in enumerate(COMMUNES):
        for at, month in enumerate(MONTHS[:-1]):
            yield fact("BIRTHS", code, month, usual(number, at))
            yield fact("PIGS", code, month, 2_000 + 100 * number + 7 * (at * 5 % 11))


def usual(number: int, at: int) -> int:
    """Births of a commune in a month."""
    return 400 + 50 * number + 20 * (at % 12 in (7, 8, 9)) + (at * 7 + number * 3) % 13


def rule(code: str, kind: str, **more: object) -> PackRule:
    """A rule of the test pack."""
    kept = {"name_vi": code, "name_en": code, "pack_id": "test", **more}
    made, _ = PackRule.objects.update_or_create(code=code, defaults={"kind": kind, **kept})
    rules.expire()
    return made


def place(code: str) -> int:
    return index.current().resolve(code, TODAY) or 0


def work(*, rounds: bool = True) -> None:
    """What relay and worker do with the events of figures and warnings, until nothing is left; then the rounds."""
    facts.hear_all(OURS)
    while rounds and sweeping.work(rest=-1):
        pass


def hear(event: Outbox) -> None:
    """One event, at every queue of ours that hears it."""
    facts.hear(event, OURS)


def standing() -> list[Warning]:
    return list(Warning.objects.exclude(state="cleared").order_by("rule", "indicator_id", "area_id", "period"))
