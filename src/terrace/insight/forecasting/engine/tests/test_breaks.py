"""Series with a known break."""

import numpy as np
import pytest

from terrace.insight.forecasting.engine import breaks, forecast


def test_a_known_factor_multiplies_what_came_before():
    assert breaks.restate([1, 2, 3000, 4000], [(2, 1000)]) == pytest.approx([1000, 2000, 3000, 4000])


def test_factors_of_several_breaks_multiply():
    assert breaks.restate([1, 1, 1], [(2, 3), (1, 2)]) == pytest.approx([6, 3, 1])


@pytest.mark.parametrize("growth", [1.0, 1.05, 0.9])
def test_an_unknown_factor_is_measured_along_the_growth(growth):
    whole = 100 * growth ** np.arange(12)
    broken = np.where(np.arange(12) < 7, whole / 2.5, whole)
    assert breaks.restate(broken, [(7, None)]) == pytest.approx(whole, rel=0.02)


@pytest.mark.parametrize("place", [-1, 0, 4, 99])
def test_a_break_outside_changes_nothing(place):
    assert breaks.restate([1, 2, 3, 4], [(place, 10)]) == pytest.approx([1, 2, 3, 4])


@pytest.mark.parametrize("factor", [0, -2, float("nan"), float("inf")])
def test_a_factor_that_is_none_is_measured(factor):
    assert breaks.restate([5, 5, 10, 10], [(2, factor)]) == pytest.approx([10, 10, 10, 10])


def test_missing_and_zero_values_stay_and_nothing_is_measured_from_them():
    assert breaks.restate([None, 0, 10, 10], [(2, None)]) == pytest.approx([np.nan, 0, 10, 10], nan_ok=True)
    assert np.isnan(breaks.restate([None, None, 3], [(2, None)])[:2]).all()


def test_a_restated_series_is_forecast_where_it_is_now():
    broken = [10.0, 11, 10, 11, 10, 5000, 5500, 5000, 5500]
    made = forecast(breaks.restate(broken, [(5, None)]), 3)
    assert made.likely == pytest.approx(5200, rel=0.1)
