"""Each slip of the pen is caught and called by its name."""

import numpy as np
import pytest

from terrace.insight.monitoring.detectors import DETECTORS, ERROR, judge, past, signals
from terrace.insight.monitoring.detectors.errors import finest

from .conftest import LENGTHS, series

FACTORS = {"times_ten": (10, 0.1), "thousand": (1000, 1e6, 0.001), "unit_slip": (100, 1e4, 0.01)}


def first(values: np.ndarray, frequency: str, **known: object) -> tuple[list[str], list[str]]:
    """Kinds and strongest reasons of all rows."""
    made = judge(past(values, frequency, **known))
    return list(made.kind), [each[0] if each else "" for each in made.reasons]


@pytest.mark.parametrize(("code", "factor"), [(code, each) for code, all_ in FACTORS.items() for each in all_])
def test_a_factor_is_caught_and_named(code: str, factor: float) -> None:
    values = series("month", rows=12)
    values[:, -1] *= factor
    kinds, reasons = first(values, "month", place=np.full(12, 5.0))
    assert kinds == [ERROR] * 12
    assert reasons.count(code) >= 11


def test_swapped_digits_are_caught_and_named(frequency: str) -> None:
    values = series(frequency, rows=8, noise=0.01)
    values = np.round(values * 1390 / values[:, -1:])
    values[:, -1] = 3190
    _, reasons = first(values, frequency, place=np.ones(8))
    assert reasons.count("digits_swapped") >= 5


def test_the_figure_of_the_period_before_is_caught_and_named() -> None:
    values = series("month", rows=12)
    values[:, -1] = values[:, -2]
    kinds, reasons = first(values, "month")
    assert kinds.count(ERROR) >= 7
    assert reasons.count("copied") == kinds.count(ERROR)


def test_the_figure_of_a_year_before_is_caught_and_named() -> None:
    values = series("month", rows=12, noise=0.2)
    values[:, -1] = values[:, -13]
    found = signals(past(values, "month"))
    assert (found["copied_year"] > 1).mean() >= 0.9
    assert (found["copied"] == 0).all()


def test_a_figure_that_often_comes_again_is_no_copy() -> None:
    values = np.tile([5.0, 5.0, 6.0], (1, 8))
    values[0, -1] = 6
    values[0, -2] = 6
    assert signals(past(values, "month"))["copied"][0] < DETECTORS["copied"].limits["month"]


@pytest.mark.parametrize("place", [3, 8, 12])
def test_the_sum_since_the_year_began_is_caught_and_named(place: int) -> None:
    values = series("month", rows=12)
    values[:, -1] = values[:, -place:].sum(axis=1)
    kinds, reasons = first(values, "month", place=np.full(12, float(place)))
    assert kinds == [ERROR] * 12
    assert reasons.count("year_to_date") >= 10


def test_the_first_period_of_a_year_is_never_a_sum_of_the_year() -> None:
    values = series("month", rows=6)
    values[:, -1] = values[:, -5:].sum(axis=1)
    found = signals(past(values, "month", place=np.ones(6)))
    assert (found["year_to_date"] == 0).all()


def test_a_wrong_sign_is_caught_and_named(frequency: str) -> None:
    values = series(frequency, rows=6)
    values[:, -1] *= -1
    made = judge(past(values, frequency))
    assert made.kind == (ERROR,) * 6
    assert all("sign" in each for each in made.reasons)


def test_balances_that_are_now_above_and_now_below_zero_have_no_wrong_sign() -> None:
    values = np.random.default_rng(2).normal(0, 50, (300, 24))
    assert DETECTORS["sign"].alarms(signals(past(values, "month")), "month").mean() <= 0.01


def test_an_odd_zero_is_caught_and_named(frequency: str) -> None:
    values = series(frequency, rows=6)
    values[:, -1] = 0
    made = judge(past(values, frequency))
    assert made.kind == (ERROR,) * 6
    assert all("zero" in each for each in made.reasons)


def test_zero_is_nothing_odd_for_small_counts() -> None:
    counts = np.random.default_rng(4).poisson(2.0, (200, 30)).astype(float)
    counts[:, -1] = 0
    assert DETECTORS["zero"].alarms(signals(past(counts, "month")), "month").mean() <= 0.01


def test_a_gap_after_a_whole_past_is_named_and_one_among_gaps_is_not(frequency: str) -> None:
    values = series(frequency, rows=2)
    values[:, -1] = np.nan
    values[1, ::2] = np.nan
    made = judge(past(values, frequency))
    assert made.reasons[0] == ("missing",)
    assert not made.alarm[1]


def test_the_finest_digit_of_a_series_is_found() -> None:
    rows = np.array([[1200.0, 800, 4000], [1.25, 2.5, 3.0], [0, np.nan, 7.0]])
    np.testing.assert_allclose(finest(rows), [100, 0.01, 1])


def test_every_error_rule_speaks_of_errors() -> None:
    assert {code for code, each in DETECTORS.items() if each.error} == {
        *FACTORS,
        "digits_swapped",
        "copied",
        "copied_year",
        "year_to_date",
        "sign",
        "zero",
        "missing",
    }
    assert set(LENGTHS) == set(DETECTORS["copied"].limits)
