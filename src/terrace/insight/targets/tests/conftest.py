"""A province with three whole years and the months of this one up to October, whatever the clock says."""

from collections.abc import Iterator
from datetime import date

import pytest

from terrace.base.places import index
from terrace.facts.collection.intake import Fact
from terrace.facts.conftest import PROVINCE, _fresh_snapshots, country, fact, hear_all, send, stop_clock, world  # noqa: F401
from terrace.insight.targets import recording

YEAR, KNOWN = 2026, 10
TODAY = date(YEAR, 11, 22)
OURS = ("rollup-", "targets-")
#: Births of each month of 2023: 1000 a year and a season.
SEASON = (70, 75, 80, 85, 90, 95, 95, 90, 85, 80, 80, 75)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The clock stands at a day on which ten months are known."""
    stop_clock(monkeypatch, TODAY)
    return TODAY


@pytest.fixture
def years(world: None, today: date) -> None:  # noqa: F811 - the fixture
    """Three years and ten months of births and of areas and outputs, said by the province itself."""
    send(*(each for year in range(2023, YEAR + 1) for each in _year(year)), key="years")
    work()


def _year(year: int) -> Iterator[Fact]:
    grown = 1 + 0.05 * (year - 2023)
    for month in range(1, (KNOWN if year == YEAR else 12) + 1):
        period = f"{year}-M{month:02}"
        yield fact("BIRTHS", PROVINCE, period, round(SEASON[month - 1] * grown))
        yield fact("AREA", PROVINCE, period, 100)
        yield fact("OUTPUT", PROVINCE, period, round(500 * grown))
        yield fact("PIGS", PROVINCE, period, 10_000 + 100 * (year - 2023) + 10 * month)


def province() -> int:
    return index.current().resolve(PROVINCE, TODAY) or 0


def work() -> None:
    """What relay and worker do with the events of figures and targets, until nothing is left."""
    hear_all(OURS)
    recording.work()
