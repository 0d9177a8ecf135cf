"""What one look calls usual is never what the judges warn of at once; and what is plainly usual takes one look.

Figures of communes; those of places above them are in `test_screening_sums`.
"""

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.places import index
from terrace.facts.collection import actions
from terrace.facts.collection.models import Submission
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, send
from terrace.insight.monitoring import screening
from terrace.insight.monitoring.models import Due
from terrace.insight.monitoring.tests.conftest import BEFORE, MONTHS, NOW, TODAY, place, rule, standing, work
from terrace.insight.monitoring.tests.looks import foresee, keep, known, looked, series

pytestmark = pytest.mark.usefixtures("months")
A, B, C = COMMUNES
_keys = itertools.count()


def say(value: object, code: str = A, indicator: str = "BIRTHS", month: str = NOW, source: str = "commune") -> None:
    send(fact(indicator, code, month, value), key=f"s{next(_keys)}", source=source)


def is_usual(code: str = A, indicator: str = "BIRTHS") -> bool:
    """By one look; and then nobody warns."""
    usual, warned = looked([series(code, indicator)])
    assert not usual & warned, "one look missed what the judges see"
    return bool(usual)


def is_warned_of(code: str = A, indicator: str = "BIRTHS") -> bool:
    return bool(looked([series(code, indicator)])[1])


# figures and their forecast


@pytest.mark.parametrize("code", COMMUNES)
def test_inside_the_band_a_figure_is_usual_and_far_outside_it_is_warned_of(code: str):
    likely, spread = foresee(code)
    past = known(code)
    for steps in np.linspace(-6, 6, 25):
        value = round(likely + steps * spread)
        say(value, code)
        inside = abs(value - likely) <= screening.BAND * spread and value not in (past[-1], past[-12])
        far_below = value < likely and likely * np.log(likely / value) > screening.BAND * spread
        assert is_usual(code) is (inside and not far_below), value
    say(10 * likely, code)
    assert is_warned_of(code)
    assert not is_usual(code)


def odd_figures(likely: float) -> Iterator[int]:
    """What people type: a nought too many or too few, another unit, swapped digits, nothing, sums of months."""
    yield from (round(likely * by) for by in (0.1, 10, 0.01, 0.001, 2, 0.5, 3))
    yield int(str(round(likely))[::-1])
    yield 0


@pytest.mark.parametrize("wide", [0.5, 2, 10, 40])
def test_slips_of_the_pen_are_never_called_usual_however_little_the_forecast_knows(wide: float):
    likely, spread = foresee(A)
    keep(series(A), likely=[likely], spread=[wide * spread])
    for value in odd_figures(likely):
        say(value)
        is_usual()


def test_of_a_forecast_that_knows_little_a_figure_near_nothing_is_judged():
    likely, _ = foresee(A)
    keep(series(A), likely=[likely], spread=[0.3 * likely])
    for value in (0, 1, round(0.03 * likely)):
        say(value)
        assert not is_usual()


def test_a_copy_of_the_last_month_or_of_the_same_month_last_year_is_judged():
    likely, _ = foresee(A)
    past = known(A)
    keep(series(A), likely=[likely], spread=[0.3 * likely])
    for value, usual in ((past[-1], False), (past[-12], False), (past[-2] + 3, True)):
        say(round(value))
        assert is_usual() is usual


def test_two_sources_of_one_figure_are_judged():
    likely, _ = foresee(A)
    say(likely + 1)
    assert is_usual()
    say(likely + 2, source="office")
    assert not is_usual()


def test_two_sources_of_the_figure_before_are_judged():
    likely, _ = foresee(A)
    say(likely + 1)
    say(10 * likely, month=BEFORE, source="office")
    foresee(A)
    assert not is_usual()


def test_without_a_forecast_it_is_judged():
    say(round(known(A)[-1]) + 1)
    assert not is_usual()


@pytest.mark.parametrize("more", [{"later": -3600.0}, {"likely": [None]}, {"spread": [None]}, {"origin": MONTHS[-3]}])
def test_a_forecast_that_is_stale_or_says_nothing_does_not_count(more: dict[str, Any]):
    likely, _ = foresee(A, **more)
    say(likely + 1)
    assert not is_usual()


def test_a_figure_that_is_not_the_newest_is_judged():
    likely, _ = foresee(A)
    say(likely + 1)
    say(likely, month="2026-M11")
    assert not is_usual()


def test_who_does_not_say_what_moved_has_it_judged():
    likely, _ = foresee(A)
    say(likely + 1)
    assert looked([series(A)], since=None)[0] == set()


def test_a_withdrawn_figure_is_judged():
    likely, _ = foresee(A)
    say(likely + 1)
    actions.withdraw(SYSTEM, Submission.objects.latest("pk").pk, "mistaken")
    assert not is_usual()


def test_a_rule_that_tells_when_it_is_less_than_half_sure_has_every_figure_judged():
    rule("odd", "detector", params={"sure": "0.4"})
    likely, _ = foresee(A)
    say(likely + 1)
    assert not is_usual()


# other rules


def test_a_limit_is_seen_from_both_sides_and_within_its_clearing():
    rule("many", "limit", indicator="PIGS", params={"limit": "3000", "direction": "above"}, clearing=Decimal(2_500))
    likely, _ = foresee(A, "PIGS")
    keep(series(A, "PIGS"), likely=[likely], spread=[0.3 * likely])
    seen = []
    for value in (2_400, 2_600, 3_001):
        say(value, indicator="PIGS")
        seen.append(is_usual(indicator="PIGS"))
    assert seen == [True, False, False]


def test_a_run_over_a_limit_that_began_long_ago_goes_on_until_it_is_cleared():
    """Nothing stands any more, since somebody dealt with it; the month after is raised anew."""
    rule("many", "limit", indicator="PIGS", params={"limit": "3000", "direction": "above"}, clearing=Decimal(2_500))
    say(3_100, indicator="PIGS", month=MONTHS[-3])
    say(2_700, indicator="PIGS", month=BEFORE)
    keep(series(A, "PIGS"), likely=[2_690], spread=[500])
    say(2_680, indicator="PIGS")
    assert not is_usual(indicator="PIGS")
    assert is_warned_of(indicator="PIGS")


def test_steps_since_last_month_and_last_year_are_seen():
    rule("fall", "last_period", indicator="PIGS", params={"per_cent": "20", "direction": "down"})
    rule("rise", "last_year", indicator="PIGS", params={"per_cent": "30", "direction": "up"})
    before = known(A, "PIGS")[-1]
    keep(series(A, "PIGS"), likely=[before], spread=[0.3 * before])
    seen = []
    for share in (0.7, 0.79, 0.85, 1.1, 1.28, 1.4):
        say(round(share * before), indicator="PIGS")
        seen.append(is_usual(indicator="PIGS"))
    assert seen == [False, False, True, True, True, False]


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("trend", {"periods": 3, "direction": "up"}),
        ("crossing", {"limit": "1000000", "direction": "above", "sure": "0.9"}),
    ],
)
def test_rules_that_look_further_are_left_to_the_judges(kind: str, params: dict[str, object]):
    likely, _ = foresee(A)
    say(likely + 1)
    assert is_usual()
    rule("further", kind, indicator="BIRTHS", params=params)
    assert not is_usual()


def test_a_figure_unlike_the_places_beside_it_is_judged():
    rule("odd", "detector", active=False, params={"sure": "0.5"})
    rule("beside", "peers", indicator="PIGS", params={"per_cent": "20", "direction": "both"})
    beside = [each for each in _communes() if each not in COMMUNES][:8]
    for code in beside:
        say(1_000, code, "PIGS", BEFORE)
        say(1_500, code, "PIGS")
    before = known(A, "PIGS")[-1]
    seen = []
    for share in (1.0, 1.15, 1.21, 1.4, 1.79, 1.81):
        keep(series(A, "PIGS"), likely=[share * before], spread=[0.3 * share * before])
        say(round(share * before), indicator="PIGS")
        seen.append(is_usual(indicator="PIGS"))
    assert seen == [False, False, True, True, True, False]


def _communes() -> list[str]:
    held = index.current()
    return [str(held.version(each, TODAY).code) for each in held.children(place(PROVINCE), TODAY)]  # type: ignore[union-attr]


# what comes of it


def test_a_usual_figure_is_noted_for_a_round_which_judges_it_in_full():
    likely, _ = foresee(A)
    Due.objects.all().delete()
    say(likely + 1)
    work(rounds=False)
    assert Due.objects.filter(indicator_id=series(A)[0], root_id=place(PROVINCE)).exists()
    work()
    assert (standing(), Due.objects.count()) == ([], 0)


def test_what_the_look_cannot_see_the_round_does():
    """The forecast starts from a figure further back that was corrected since: the round takes a new one."""
    likely, _ = foresee(A)
    keep(series(A), likely=[10 * likely], spread=[likely])
    say(10 * likely)
    assert looked([series(A)])[0] == {series(A)}
    say(round(known(A)[-5]) + 1, month=MONTHS[-6])
    keep(series(A), likely=[10 * likely], spread=[likely], later=-0.5)
    work()
    assert [row.value for row in standing()] == [10 * likely]
