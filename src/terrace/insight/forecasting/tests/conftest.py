"""The small world of the facts, with two years of monthly figures of three communes and their province."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from terrace.base.access import actions, policy, reach
from terrace.base.access.policy import Actor
from terrace.base.kernel import periods
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.conftest import COMMUNES, PROVINCE, _load, check_once, fact, send
from terrace.facts.pipeline import handlers as pipeline
from terrace.facts.pipeline.touched import Group
from terrace.insight.forecasting.making import Maker, Outcome
from terrace.insight.forecasting.waiting import StandKey

FIRST, LAST = periods.parse("2024-M11"), periods.parse("2026-M10")
#: What each commune's size is.
SIZES = dict(zip(COMMUNES, (100, 60, 25), strict=True))


@pytest.fixture(autouse=True)
def _fresh_snapshots() -> Iterator[None]:
    index.expire()
    reach.forget()
    yield
    index.expire()
    reach.forget()


@pytest.fixture(scope="package")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The world and its history, once for all tests of the folder: each test is a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        index.expire()
        _load()
        tell(history())
        make()
        check_once()
        yield
        transaction.set_rollback(True)
    index.expire()


@pytest.fixture
def world(country: None, db: None) -> None:
    """Places, indicators, figures from November 2024 to October 2026, and their forecasts."""


@pytest.fixture
def cast(world: None) -> SimpleNamespace:
    """Hoa: officer of commune A. Dũng: analyst of farming in the province. Nobody: signed in, without a grant."""
    hoa, dung, nobody = (create_person(name, name.title()) for name in ("hoa", "dung", "nobody"))
    actions.grant(hoa, "commune-officer", place(COMMUNES[0]), "", start=date(2025, 7, 1))
    actions.grant(dung, "analyst", province(), "farming", start=date(2025, 7, 1))
    return SimpleNamespace(hoa=policy.actor_of(hoa), dung=policy.actor_of(dung), nobody=policy.actor_of(nobody))


@contextmanager
def bound(actor: Actor) -> Iterator[None]:
    """As a web process asks for her: row-level security holds."""
    with transaction.atomic(), policy.acting_as(actor):
        yield


def months() -> list[str]:
    return [FIRST.shifted(step).code for step in range(24)]


def history() -> list[Any]:
    """A year's wave, a little growth, and parts that add up to their total."""
    found = []
    for number, month in enumerate(months()):
        wave = 1 + 0.3 * math.sin(number * math.pi / 6) + 0.01 * number
        for place, size in SIZES.items():
            found += facts_of(place, month, round(size * wave))
    return found


def facts_of(place: str, month: str, value: int) -> list[Any]:
    """Births by sex, output and area by crop, and the price."""
    girls = value * 48 // 100
    return [
        fact("BIRTHS", place, month, girls, breakdown={"SEX": "F"}),
        fact("BIRTHS", place, month, value - girls, breakdown={"SEX": "M"}),
        fact("PIGS", place, month, value * 40),
        fact("OUTPUT", place, month, value * 3),
        fact("AREA", place, month, value),
        fact("PRICE", place, month, 7000 + value),
    ]


def tell(facts: list[Any], key: str = "history", **rest: Any) -> None:
    """Hand in and roll up."""
    send(*facts, key=key, **rest)
    roll_up({(each.indicator, each.area, each.period) for each in facts})


def roll_up(cells: set[tuple[str, str, str]]) -> None:
    """What the roll-up does on hearing of these cells."""
    known, found = snapshot.current(), index.current()
    groups: list[Group] = []
    for code, place, period in sorted(cells):
        spec, when = known.indicators[code], periods.parse(period)
        pairs = [number for cell in sorted(spec.cells) for number in (spec.id, cell)]
        groups.append((found.tree(when.end).codes[place], when.id, pairs))
    pipeline.refresh(groups)


def place(code: str) -> int:
    return index.current().tree(LAST.end).codes[code]


def indicator(code: str) -> int:
    return snapshot.current().indicators[code].id


def province() -> int:
    return place(PROVINCE)


def everything() -> list[StandKey]:
    """Every stand of the province and of the country."""
    return [(spec.id, root) for spec in snapshot.current().by_id.values() for root in (province(), place("VN"))]


def make(force: bool = False) -> Outcome:
    """Make all of them."""
    return Maker(force=force).make(everything())


def kept(code: str = "", where: str = "", breakdown: str = "") -> list[tuple[Any, ...]]:
    """The current forecasts with all that they say, in the order of their series: of all, or of one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator_id, area_id, breakdown_id, frequency, origin, likely, low80, high80, low95, high95,"
            " base, spread, method, notes, accuracy, coherent, simulated, provisional"
            " FROM forecasting_forecast WHERE current ORDER BY 1, 2, 3, 4"
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    if not code:
        return rows
    known = snapshot.current()
    number = known.breakdown(known.indicators[code], breakdown)
    return [row for row in rows if row[:3] == (indicator(code), place(where), number)]


def one(code: str, where: str = PROVINCE, breakdown: str = "") -> Any:
    """The current forecast of a series: a name for each column that tests ask for."""
    (row,) = kept(code, where, breakdown)
    names = ("origin", "likely", "low80", "high80", "low95", "high95", "base", "spread", "method", "notes")
    return SimpleNamespace(**dict(zip(names, row[4:14], strict=True)), coherent=row[15], simulated=row[16])
