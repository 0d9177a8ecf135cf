"""The law of forecasts: late, corrected and withdrawn values, in any order, end where making all anew does."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from terrace.facts.conftest import COMMUNES, fact
from terrace.insight.forecasting import handlers, waiting
from terrace.insight.forecasting.making import Maker
from terrace.insight.forecasting.tests.conftest import facts_of, indicator, kept, make, place, tell
from terrace.insight.forecasting.tests.withdrawing import withdraw

pytestmark = pytest.mark.usefixtures("world")
A, B, C = COMMUNES
Step = tuple[str, Callable[[], None], set[tuple[str, str]]]
CODES = ("BIRTHS", "PIGS", "OUTPUT", "AREA", "PRICE")


def said(name: str, where: str, facts: list[Any]) -> Step:
    codes = {(each.indicator, where) for each in facts}
    return name, lambda: tell(facts, key=name), codes


def steps() -> list[Step]:
    """Values of the month under way, late ones, a correction, a gap filled, parts after their total."""
    return [
        said("early-a", A, facts_of(A, "2026-M11", 131)),
        said("early-b", B, facts_of(B, "2026-M11", 70)),
        said("late-c", C, [fact("PIGS", C, "2024-M10", 977)]),
        said("corrected-b", B, [fact("OUTPUT", B, "2026-M09", "123.456")]),
        said("zero-c", C, [fact("BIRTHS", C, "2026-M08", 0, breakdown={"SEX": "F"})]),
        said("none-c", C, [fact("AREA", C, "2026-M10", reason="not_applicable")]),
    ]


def follow(touched: set[tuple[str, str]]) -> None:
    """What the workers do on hearing."""
    waiting.mark(handlers.touched({(indicator(code), place(where)) for code, where in touched}))
    while taken := waiting._taken():
        Maker().make(taken)


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is touched is made at once, however long it took the last time."""
    monkeypatch.setattr(waiting, "REST", 0)


@pytest.mark.parametrize("seed", range(2))
def test_each_step_at_once_and_all_at_the_end_are_the_same(seed: int):
    at_the_end = _after(list(steps()), each=False)
    shuffled = list(steps())
    random.Random(seed).shuffle(shuffled)
    assert _after(shuffled, each=True) == at_the_end


def test_what_is_said_and_taken_back_leaves_everything_as_it_was():
    before = kept()
    with Undone():
        for name, do, touched in (steps()[1], steps()[3]):
            do()
            follow(touched)
            withdraw(name, CODES, [B], ["2026-M11", "2026-M09"])
            follow(touched)
        assert kept() == before


def test_after_any_steps_making_all_anew_changes_nothing():
    for _, do, touched in steps():
        do()
        follow(touched)
    assert make(force=True).changed == ()


def _after(done: list[Step], *, each: bool) -> list[tuple[Any, ...]]:
    """The forecasts after these steps, followed each by itself or all at the end; then all is undone."""
    with Undone():
        for _, do, touched in done:
            do()
            if each:
                follow(touched)
        if not each:
            make()
        return kept()


class Undone:
    """A savepoint that is always rolled back."""

    def __enter__(self) -> None:
        self.point = transaction.savepoint()

    def __exit__(self, *_: object) -> None:
        transaction.savepoint_rollback(self.point)
