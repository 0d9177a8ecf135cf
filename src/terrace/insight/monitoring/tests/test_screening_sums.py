"""One look at the figure of a place with others below: usual only while fewer than half of them have reported."""

from datetime import date

import pytest

from terrace.facts.conftest import PROVINCE
from terrace.facts.pipeline.models import Figure
from terrace.insight.monitoring import judging
from terrace.insight.monitoring.tests.conftest import BEFORE, MONTHS, NOW, rule, standing
from terrace.insight.monitoring.tests.looks import looked, number, series

pytestmark = pytest.mark.usefixtures("world")
PLACES = 10


@pytest.fixture
def sums(today: date) -> None:
    """Births of a province up to last month, of which all ten places reported."""
    rule("odd", "detector", params={"sure": "0.5"})
    for at, month in enumerate(MONTHS[:-1]):
        figure(month, 4_000 + (at * 37) % 50, PLACES)


def figure(month: str, value: int | None, reported: int, *, basis: int = 2) -> None:
    about, area, _ = series(PROVINCE)
    said = {"value": value, "reported": reported, "expected": PLACES, "basis": basis, "status": 0, "simulated": False}
    Figure.objects.update_or_create(
        indicator_id=about, area_id=area, breakdown_id=0, period=number(month), defaults=said
    )


def province(since: str = NOW) -> tuple[bool, bool]:
    """Whether one look calls it usual, and whether the judges warn."""
    usual, warned = looked([series(PROVINCE)], since)
    assert not usual & warned, "one look missed what the judges see"
    return bool(usual), bool(warned)


@pytest.mark.usefixtures("sums")
def test_a_sum_of_less_than_half_is_usual_whatever_it_says():
    for reported in range(5):
        figure(NOW, 400 * reported, reported)
        assert province() == (True, False), reported


@pytest.mark.usefixtures("sums")
def test_a_sum_of_half_and_more_is_judged():
    for reported in range(5, PLACES + 1):
        figure(NOW, 40_000, reported)
        assert province() == (False, reported == PLACES), reported


@pytest.mark.usefixtures("sums")
def test_what_stands_of_a_last_month_that_is_known_stands_although_this_one_is_not():
    figure(BEFORE, 40_000, PLACES)
    figure(NOW, 400, 1)
    assert province(BEFORE) == (False, True)
    for since, raised in ((BEFORE, 1), (NOW, 0)):
        assert len(judging.judge({series(PROVINCE): number(since)}).raised) == raised
        assert [row.period for row in standing()] == [number(BEFORE)]


@pytest.mark.usefixtures("sums")
def test_a_month_that_is_known_is_judged_although_an_older_one_moved_that_is_not():
    figure(BEFORE, 400, 1)
    figure(NOW, 40_000, PLACES)
    assert province(BEFORE) == (False, True)


@pytest.mark.usefixtures("sums")
def test_a_sum_that_was_withdrawn_is_judged():
    for basis, value in ((0, None), (2, None)):
        figure(NOW, value, 0, basis=basis)
        assert province()[0] is False


@pytest.mark.usefixtures("sums")
def test_a_sum_that_is_not_there_is_judged():
    assert province() == (False, False)


def test_a_place_that_half_always_miss_is_usual_for_ever(today: date):
    """A sum of a few places is not the figure of the place above them, however often it comes."""
    rule("odd", "detector", params={"sure": "0.5"})
    for at, month in enumerate(MONTHS[:-1]):
        figure(month, 1_600 + (at * 37) % 50, 4)
    figure(NOW, 16_000, 4)
    assert province() == (True, False)
