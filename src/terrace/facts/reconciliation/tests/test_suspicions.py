"""Odd patterns become open findings of the submission that brought them, once."""

import pytest

from terrace.facts.collection.models import Finding
from terrace.facts.conftest import COMMUNES, fact, send
from terrace.facts.reconciliation.tests.conftest import work

pytestmark = pytest.mark.usefixtures("sides")
A, B, C = COMMUNES
CELLS = [("BIRTHS", ""), ("BIRTHS", "SEX=F"), ("BIRTHS", "SEX=M"), ("PIGS", ""), ("PEOPLE", ""), ("PEOPLE", "SEX=F")]
DIGITS = (231, 117, 114, 1843, 5127, 2561)


def whole(area: str, month: str, values: tuple[int, ...], key: str, source: str = "commune") -> int:
    lines = zip(CELLS, values, strict=True)
    said = [fact(code, area, month, value, breakdown=cell or None) for (code, cell), value in lines]
    return send(*said, key=key, source=source).id


def found() -> list[tuple[int, str, str]]:
    return list(Finding.objects.filter(rule__startswith="pattern.").values_list("submission_id", "rule", "state"))


def test_the_same_digits_as_in_the_period_before_are_marked():
    whole(A, "2026-M01", DIGITS, "1")
    work()
    assert found() == []
    number = whole(A, "2026-M02", (*DIGITS[:5], 2570), "2")
    work()
    assert found() == [(number, "pattern.repeated", "open")]


def test_the_same_digits_as_a_neighbour_are_marked():
    whole(B, "2026-M01", DIGITS, "1")
    number = whole(A, "2026-M01", DIGITS, "2")
    work()
    assert (number, "pattern.copied", "open") in found()


def test_round_numbers_are_marked_where_the_neighbours_are_not_round():
    whole(B, "2026-M01", DIGITS, "1")
    work()
    number = whole(A, "2026-M01", (200, 100, 100, 2000, 5000, 3000), "2")
    work()
    assert found() == [(number, "pattern.rounded", "open")]


def test_an_ordinary_return_is_not_marked_and_published_tables_are_no_returns():
    whole(A, "2026-M01", DIGITS, "1")
    whole(A, "2026-M02", (245, 120, 125, 1790, 5133, 2564), "2")
    whole(A, "2026-M01", DIGITS, "3", source="office")
    whole(A, "2026-M02", DIGITS, "4", source="office")
    work()
    assert found() == []


def test_looking_again_marks_once():
    whole(A, "2026-M01", DIGITS, "1")
    number = whole(A, "2026-M02", DIGITS, "2")
    work()
    whole(A, "2026-M02", (*DIGITS[:5], 2571), "3")
    work()
    assert [each[0] for each in found()].count(number) == 1
