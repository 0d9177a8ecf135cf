"""Faults that are put into series: each kind by hand, the same each time, and nothing that gives them away."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.insight.monitoring.learning import shocks

SERIES = np.array([[np.nan, 123.4, 150.2, 172.5, 182.1, 190.3]])


def made(kind, values=SERIES, frequency="quarter", seed=1, ago=0):
    return shocks.inject(np.array(values, float), frequency, seed, ago, [kind]).values


def test_every_kind_is_made_of_every_series_that_allows_it():
    found = shocks.inject(SERIES, "quarter", 3)
    assert found.kinds.tolist() == list(shocks.KINDS)
    assert found.error.sum() == len(shocks.ERRORS)
    assert found.change.sum() == len(shocks.CHANGES)


def test_the_same_seed_makes_the_same_faults_and_another_seed_others():
    one, same, other = (shocks.inject(SERIES, "quarter", seed).values for seed in (5, 5, 6))
    assert np.array_equal(one, same, equal_nan=True)
    assert not np.array_equal(one, other, equal_nan=True)


def test_a_digit_too_many_or_too_few():
    assert made("times_ten")[0, -1] in {1903.0, 19.0}


def test_a_wrong_unit_keeps_the_decimals_of_the_series():
    assert made("unit_slip")[0, -1] in {190300.0, 0.2}


def test_two_of_the_leading_digits_change_places():
    assert {made("digits_swapped", seed=seed)[0, -1] for seed in range(20)} == {910.3, 109.3}


def test_equal_digits_cannot_be_swapped():
    assert len(made("digits_swapped", [[5, 5, 77.0]])) == 0


def test_the_figure_of_the_period_before_is_sent_again():
    assert made("copied_last_period")[0, -1] == 182.1
    assert len(made("copied_last_period", [[4, 7, 7.0]])) == 0


def test_a_sum_of_the_year_so_far_takes_the_periods_before_with_it():
    sums = {made("year_to_date", seed=seed)[0, -1] for seed in range(30)}
    assert {round(each, 1) for each in sums} == {372.4, 544.9, 695.1}


def test_years_have_no_sum_of_the_year_so_far():
    assert "year_to_date" not in shocks.inject(SERIES, "year", 1).kinds


def test_a_level_shift_stays_and_a_shock_passes():
    level, once = (made(kind, ago=2)[0] / SERIES[0] for kind in ("level_shift", "one_off"))
    assert level[3:] == pytest.approx(np.full(3, level[3]), rel=1e-3)
    assert abs(np.log(level[3])) >= shocks.LEVEL[0] - 0.01
    assert once[4:].tolist() == [1, 1]
    assert abs(np.log(once[3])) >= shocks.LEVEL[0] - 0.01


def test_growth_that_breaks_takes_a_figure_further_away_each_period():
    off = np.abs(np.log(made("trend_break", ago=2)[0] / SERIES[0]))[3:]
    assert off == pytest.approx(off[0] * np.array([1, 2, 3]), rel=0.05)


def test_a_missing_figure_is_missing_and_the_past_is_left_alone():
    found = made("missing", ago=1)[0]
    assert np.isnan(found[4])
    assert found[5] == 190.3


def test_series_without_a_figure_to_change_are_left_out():
    assert len(shocks.inject(np.array([[1, 2, np.nan], [3, 4, 0.0]]), "month", 1).values) == 0


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.floats(0.1, 1e6).map(lambda x: round(x, 1)), min_size=5, max_size=5), min_size=1, max_size=4),
    st.integers(0, 99),
    st.sampled_from(["year", "quarter", "month"]),
    st.integers(0, 2),
)
def test_only_the_periods_of_the_fault_change_and_decimals_stay(rows, seed, frequency, ago):
    values = np.array(rows)
    found = shocks.inject(values, frequency, seed, ago)
    place = values.shape[1] - 1 - ago
    assert np.array_equal(found.values[:, :place], values[found.source][:, :place])
    assert (found.values[:, place] != values[found.source, place]).all()
    own = np.nan_to_num(found.values)
    assert np.allclose(own, np.round(own, 1), rtol=1e-12, atol=1e-9)
