"""Scores against values worked out by hand."""

import numpy as np
import pytest

from terrace.insight.forecasting.engine import scores

NAN = float("nan")
PAST = [[NAN, 1, 3, 6, 4]]


def test_smape_is_the_mean_of_errors_over_the_size_of_both():
    found = scores.smape([[10, 20], [5, 0]], [[12, 15], [5, 0]])
    assert found == pytest.approx([(200 * 2 / 22 + 200 * 5 / 35) / 2, 0])


def test_mase_is_in_units_of_what_the_last_value_missed_by():
    assert scores.mase([[10, 20]], [[12, 15]], PAST, 1) == pytest.approx([3.5 / (7 / 3)])


def test_mase_of_a_cycle_of_two_looks_two_values_back():
    assert scores.mase([[10, 20]], [[12, 15]], PAST, 2) == pytest.approx([3.5 / 3])


@pytest.mark.parametrize("past", [[[4, 4, 4]], [[7]], [[NAN, NAN]]])
def test_mase_of_a_past_that_never_moved_is_none(past):
    assert np.isnan(scores.mase([[1]], [[2]], past, 1)).all()


def test_steps_that_never_came_are_left_out():
    assert scores.smape([[10, NAN]], [[12, 15]]) == pytest.approx([200 * 2 / 22])
    assert scores.covered([[10, NAN]], [[9, 9]], [[11, 11]]) == pytest.approx([1])
    assert np.isnan(scores.smape([[NAN]], [[1]])).all()


def test_owa_is_the_mean_of_two_ratios():
    assert scores.owa(8, 0.9, 10, 1.2) == pytest.approx((0.8 + 0.75) / 2)


def test_the_bounds_themselves_are_inside():
    found = scores.covered([[1, 2, 3, 4]], [[1, 1, 1, 1]], [[4, 2, 2, 5]])
    assert found == pytest.approx([3 / 4])


def test_msis_adds_to_the_width_what_came_outside():
    found = scores.msis([[10, 20]], [[8, 21]], [[12, 25]], PAST, cycle=1, level=80)
    assert found == pytest.approx([(4 + (4 + 10 * 1)) / 2 / (7 / 3)])


def test_msis_of_95_weighs_forty_times():
    found = scores.msis([[30]], [[8]], [[12]], PAST, cycle=1, level=95)
    assert found == pytest.approx([(4 + 40 * 18) / (7 / 3)])


def test_brier_is_the_mean_square_from_what_came():
    assert scores.brier([0.9, 0.4], [1, 0]) == pytest.approx((0.01 + 0.16) / 2)


def test_naive2_without_a_season_is_the_last_value():
    assert scores.naive2([[NAN, 3, 5, 4]], 2, 1).tolist() == [[4, 4]]


def test_naive2_of_a_short_series_has_no_season():
    assert scores.naive2([[1, 9, 1, 9, 1, 9, 1, 9, 2]], 2, 4).tolist() == [[2, 2]]


@pytest.mark.parametrize("shift", [0, 1, 2, 3])
def test_naive2_goes_on_with_a_pure_season_wherever_it_stands(shift):
    pattern = np.array([0.8, 1.2, 1.1, 0.9])
    whole = 100 * np.tile(pattern, 8)[shift:]
    found = scores.naive2([whole[:20]], 4, 4)
    assert found[0] == pytest.approx(whole[20:24])


def test_naive2_of_a_cycle_of_odd_length():
    whole = 50 * np.tile([0.5, 1.0, 1.5], 6)
    assert scores.naive2([whole[:14]], 3, 3)[0] == pytest.approx(whole[14:17])


def test_naive2_of_a_series_with_zeros_is_the_last_value():
    assert scores.naive2([[0, 4, 0, 4] * 4], 2, 2).tolist() == [[4, 4]]


def test_seasonal_naive_repeats_the_last_cycle():
    assert scores.seasonal_naive([[9, 1, 2, 3, 4]], 6, 4).tolist() == [[1, 2, 3, 4, 1, 2]]
    assert scores.seasonal_naive([[NAN, NAN, NAN, 3]], 2, 4).tolist() == [[3, 3]]
