"""What was known on a past day, and what one source alone says: worked out from observations."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.facts.conftest import fact, send
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.insight.warehouse import answers, questions
from terrace.insight.warehouse.cubes import Cube
from terrace.insight.warehouse.tests.asking.test_answers import ask, numbers
from terrace.insight.warehouse.tests.asking.world import A


def test_as_of_a_day_is_the_readers(cube: Cube):
    today = timezone.localdate()
    query = "measures=PIGS,OUTPUT,YIELD,PRICE&rows=place&columns=period:M&places=04,01273&periods=2025-M10"
    found = ask(cube, f"{query}&as_of={today}")
    reader = Reader(SYSTEM)
    for cell in (cell for row in found.cells for cell in row if cell):
        spec, period = reader.snapshot.indicators[cell.key.indicator], periods.parse(cell.key.periods[0])
        area = reader.index.resolve(cell.key.areas[0], period.end)
        assert area is not None
        view = reader.figure(Asked(spec, area, period, 0, as_of=timezone.now()))
        assert (cell.value, cell.status, cell.reported) == (view.value, view.status, view.reported)
    assert found.cells[0][0] is not None
    assert found.cells[0][0].value
    before = ask(cube, f"{query}&as_of={today - timedelta(days=2)}")
    assert {cell.reason for row in before.cells for cell in row if cell} == {"missing"}


def test_each_source_says_its_own(cube: Cube):
    send(fact("PIGS", A, "2026-M10", 500), key="office", source="office")
    found = ask(cube, f"measures=PIGS&rows=source&places={A}&periods=2026-M10&sources=office,commune")
    assert numbers(found) == {"office": ["500"], "commune": ["110"]}
    alone = ask(cube, f"measures=PIGS&places={A}&periods=2026-M10&sources=commune")
    assert alone.cells[0][0] is not None
    assert alone.cells[0][0].value == Decimal(110)


@pytest.mark.parametrize("words", ["as_of=2026-11-01", "sources=commune"])
def test_it_is_hidden_from_those_without_a_grant(cube: Cube, words: str):
    question = questions.from_query(f"measures=PIGS&places=04&periods=2026-M10&{words}")
    found = answers.answer(policy.ANONYMOUS, question, cube=cube)
    assert found.cells[0][0] is not None
    assert found.cells[0][0].hidden


def test_a_past_day_on_todays_map(cube: Cube):
    query = f"measures=OUTPUT,YIELD&rows=period:A&places={A}&periods=2024..2025&boundaries=as_is"
    assert numbers(ask(cube, query)) == numbers(ask(cube, f"{query}&as_of={timezone.localdate()}"))
