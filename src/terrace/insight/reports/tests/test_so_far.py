"""The year so far of every kind of indicator: the same figures as the warehouse answers, whole or said to be not."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.facts.conftest import COMMUNES, PROVINCE, check_once, fact, hear_all, send
from terrace.facts.pipeline.queries import Reader
from terrace.insight.reports import gathering
from terrace.insight.reports.snapshots import Figure
from terrace.insight.reports.so_far import INCOMPLETE, SoFar
from terrace.insight.reports.tests.conftest import standing
from terrace.insight.warehouse import answers, questions
from terrace.insight.warehouse.cubes import Cube
from terrace.insight.warehouse.tests.asking import world

MEASURES = ("OUTPUT", "AREA", "YIELD", "BIRTHS", "PIGS", "PRICE", "PEOPLE")
PLACES = (PROVINCE, *COMMUNES)
ENDS = ("2026-M02", "2026-M03", "2026-M06", "2026-M09", "2026-M10", "2026-Q2", "2026-Q3")
A, B, C = COMMUNES


@pytest.fixture(scope="module")
def cube(country: None, django_db_blocker: Any) -> Iterator[Cube]:
    """Ten months with what makes sums differ: a month without any report, late places, a mean that is weighed."""
    with django_db_blocker.unblock(), transaction.atomic(), standing():
        send(*(each for month in range(1, 11) for each in _month(month)), key="months")
        hear_all(("rollup-",))
        check_once()
        yield world.in_duckdb(world.figures())


def _month(month: int) -> Iterator[Any]:
    when = f"2026-M{month:02}"
    for at, area in enumerate(COMMUNES, start=1):
        if month == 4 or (month == 7 and area == B):
            continue
        yield fact("OUTPUT", area, when, f"{100 * at + month}.125")
        yield fact("AREA", area, when, f"{31 * at + month}.5")
        yield fact("PRICE", area, when, f"{7 * at + month}.3")
        yield fact("PIGS", area, when, 100 * at + month)
        if area != C:
            yield fact("BIRTHS", area, when, at * month)
            yield fact("PEOPLE", area, when, breakdown={"SEX": "F"}, value=1000 * at + month)


def asked(code: str, place: str, period: Period, reader: Reader) -> SoFar:
    area = reader.index.resolve(place, period.end)
    assert area is not None
    return SoFar(reader.snapshot, reader.snapshot.indicators[code], area, 0, period)


def figure(one: SoFar, reader: Reader) -> Figure:
    return one.figure(gathering.reading(reader, list(one.asked())))


@pytest.mark.parametrize("place", PLACES)
def test_the_year_so_far_is_what_the_warehouse_answers(cube: Cube, place: str, db: None):
    reader, compared = Reader(SYSTEM), 0
    for code in ENDS:
        period = periods.parse(code)
        text = f"measures={','.join(MEASURES)}&rows=period:{code[5]}&places={place}&periods={code}&to_date=yes"
        answer = answers.answer(SYSTEM, questions.from_query(text), cube=cube)
        for name, cell in zip(MEASURES, answer.cells[0], strict=True):
            found = figure(asked(name, place, period, reader), reader)
            assert (name, code, cell and cell.value) == (name, code, found.value)
            compared += found.value is not None
            if found.value is not None and cell is not None:
                assert (name, code, cell.reported, cell.expected) == (name, code, found.reported, found.expected)
    assert compared > 30


def test_what_lacks_a_month_says_so_and_what_lacks_a_place_does_not(cube: Cube, db: None):
    reader = Reader(SYSTEM)
    reasons = {
        (code, end): figure(asked(code, PROVINCE, periods.parse(end), reader), reader).reason
        for code in ("OUTPUT", "YIELD")
        for end in ("2026-M03", "2026-M09", "2026-M10")
    }
    assert set(reasons.values()) == {"", INCOMPLETE}
    assert {end for (_, end), reason in reasons.items() if not reason} == {"2026-M03"}


def test_a_rate_so_far_is_that_of_its_sums_and_a_stock_is_the_newest(cube: Cube, db: None):
    reader, march = Reader(SYSTEM), periods.parse("2026-M02")
    output, area, rate = (
        figure(asked(code, PROVINCE, march, reader), reader).value for code in ("OUTPUT", "AREA", "YIELD")
    )
    assert output is not None
    assert area is not None
    assert rate == (output / area).quantize(Decimal("0.01"))
    pigs = asked("PIGS", PROVINCE, march, reader)
    assert (figure(pigs, reader).value, pigs.grows) == (Decimal(606), False)
    assert asked("YIELD", PROVINCE, march, reader).grows


def test_what_is_worked_out_is_for_those_who_may_see_all_that_is_behind_it(cube: Cube, db: None):
    reader = Reader(SYSTEM)
    one = asked("OUTPUT", PROVINCE, periods.parse("2026-M10"), reader)
    nine = asked("OUTPUT", PROVINCE, periods.parse("2026-M09"), reader)
    assert one.kept() is None
    kept = nine.kept()
    assert kept is not None
    assert kept.period.code == "2026-N1"
