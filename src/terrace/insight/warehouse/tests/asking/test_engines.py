"""One contract for every engine: the same questions, the same digits, from DuckDB, PostgreSQL and Spark."""

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.insight.warehouse import answers, questions, store
from terrace.insight.warehouse.cubes import Cube
from terrace.insight.warehouse.tests.asking.test_answers import PLAIN
from terrace.insight.warehouse.tests.asking.test_permissions import QUESTIONS, told

SETS = (
    "measures=OUTPUT,AREA,YIELD,PIGS&rows=period:M&places=04&periods=2025-M04..2025-M10&to_date=yes",
    "measures=OUTPUT,YIELD,PRICE,PIGS&places=01273,01279&periods=2026-M09..2026-M10",
    "measures=OUTPUT,YIELD&rows=place:commune&places=04&periods=2026-M10&breakdown=CROP:RICE|MAIZE",
)


@pytest.mark.usefixtures("rows", "kind")
def test_the_answers_of_every_engine_are_equal_digit_by_digit(cube: Cube):
    store.build()
    with store.opened() as other:
        for query in (PLAIN[0], *QUESTIONS[:3], *SETS):
            question = questions.from_query(query)
            mine, theirs = (told(answers.answer(SYSTEM, question, cube=each)) for each in (cube, other))
            assert mine == theirs, query
