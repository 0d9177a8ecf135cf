"""What holds for the statistics of all detectors, whatever the series."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from terrace.insight.monitoring.detectors import CONTEXT, DETECTORS, STATISTICS, past, signals
from terrace.insight.monitoring.detectors.judging import loudest
from terrace.insight.monitoring.detectors.past import Past, expected

from .conftest import LENGTHS, series

#: Read from the digits as they are written: they stay the same for powers of ten only.
WRITTEN = {"digits_swapped", "copied", "copied_year", "copied_far", "explained", "repeat"}
WRITTEN |= {"free", "swap_leading", "swap_left"}

numbers = st.one_of(
    st.floats(-1e12, 1e12, allow_nan=False),
    st.integers(0, 9).map(float),
    st.sampled_from([0.0, float("nan"), float("inf"), 1e-300, 1e300]),
)
tables = arrays.arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 30)), elements=numbers)


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray], names: set[str]) -> None:
    for name in sorted(names):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-6, atol=1e-6, err_msg=name)


def given_forecast(values: np.ndarray, frequency: str, factor: float = 1.0) -> Past:
    """With an expectation, so that the engine is not asked."""
    middle = np.nanmedian(values[:, :-1], axis=1)
    return past(values * factor, frequency, likely=middle * factor, spread=0.05 * middle * factor)


@settings(max_examples=50)
@given(tables, st.sampled_from(list(LENGTHS)))
def test_whatever_numbers_come_every_signal_is_a_number_or_not_known(values: np.ndarray, frequency: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = signals(past(values, frequency))
    assert set(found) == set(STATISTICS) | set(CONTEXT)
    for name, each in found.items():
        assert each.shape == (len(values),), name
        assert not np.isinf(each).any(), name


def test_multiplying_a_series_changes_no_signal_but_those_of_digits(frequency: str) -> None:
    values = series(frequency)
    values[:, -1] *= np.linspace(0.2, 4, len(values))
    plain = signals(given_forecast(values, frequency))
    same(plain, signals(given_forecast(values, frequency, 7.3)), set(plain) - WRITTEN)
    same(plain, signals(given_forecast(values, frequency, 1000)), set(plain) - {"repeat"})


def test_what_comes_after_the_judged_period_is_never_looked_at(frequency: str) -> None:
    values = series(frequency)
    before = signals(past(values[:, :-3], frequency))
    values[:, -3:] = 1e6
    same(before, signals(past(values[:, :-3], frequency)), set(before))


def test_the_expectation_does_not_depend_on_the_judged_figure(frequency: str) -> None:
    values = series(frequency, rows=5)
    likely, spread = expected(values, frequency)
    values[:, -1] = [1e9, 0, np.nan, -5, 7]
    again, wide = expected(values, frequency)
    np.testing.assert_array_equal(likely, again)
    np.testing.assert_array_equal(spread, wide)


def test_a_series_is_judged_alike_alone_and_among_others(frequency: str) -> None:
    values = series(frequency)
    values[::3, -1] *= 1.6
    together = signals(past(values, frequency))
    alone = signals(past(values[3:4], frequency))
    same({name: each[3:4] for name, each in together.items()}, alone, set(alone))


def test_leading_gaps_change_nothing(frequency: str) -> None:
    values = series(frequency)
    padded = np.concatenate([np.full((len(values), 5), np.nan), values], axis=1)
    one, other = signals(past(values, frequency)), signals(past(padded, frequency))
    same(one, other, set(one))


def test_the_same_figures_give_the_same_signals(frequency: str) -> None:
    values = series(frequency)
    one, other = signals(past(values, frequency)), signals(past(values.copy(), frequency))
    for name, each in one.items():
        np.testing.assert_array_equal(each, other[name])


def test_nothing_is_said_where_nothing_came_before() -> None:
    found = signals(past([[np.nan, np.nan, 5.0], [np.nan, np.nan, np.nan]], "year"))
    for name in ("residual", "own", "last_step", "joint", "level_shift", "trend_break", "dhis2_z"):
        assert np.isnan(found[name]).all(), name


def test_every_detector_has_a_signal_a_limit_for_each_frequency_and_words_in_both_languages() -> None:
    for code, detector in DETECTORS.items():
        assert detector.code == code
        assert detector.signal in STATISTICS
        assert set(detector.limits) == set(LENGTHS)
        assert all(limit > 0 for limit in detector.limits.values())
        for words in (detector.name, detector.above, detector.below):
            assert words.vi
            assert words.en
            assert words.vi != words.en


def test_no_more_than_ten_in_a_thousand_of_quiet_series_pass_a_limit(frequency: str) -> None:
    values = series(frequency, rows=2000, seed=9)
    found = signals(past(values, frequency))
    for code, detector in DETECTORS.items():
        if not detector.baseline:
            assert detector.alarms(found, frequency).mean() <= 0.01, code


def test_dhis2_keeps_the_figure_in_its_own_mean_so_ten_values_never_reach_three_deviations() -> None:
    values = np.full((1, 10), 100.0)
    values[0, ::2] = 101
    values[0, -1] = 1e6
    assert signals(past(values, "year"))["dhis2_z"][0] < 3
    longer = np.concatenate([values[:, :-1], values[:, :-1], values[:, -1:]], axis=1)
    assert signals(past(longer, "year"))["dhis2_z"][0] > 3


def test_dhis2_scores_are_those_of_the_textbook() -> None:
    row = np.array([[12.0, 15, 11, 14, 13, 40]])
    found = signals(past(row, "year"))
    assert found["dhis2_z"][0] == pytest.approx((40 - row.mean()) / row.std(ddof=1))
    assert found["dhis2_modified_z"][0] == pytest.approx(0.6745 * (40 - 13.5) / 1.5)


def test_dhis2_modified_score_is_silent_where_most_figures_are_the_same() -> None:
    assert np.isnan(signals(past([[5, 5, 5, 5, 9]], "year"))["dhis2_modified_z"][0])


def test_counts_that_are_mostly_zero_are_no_news_when_one_comes() -> None:
    chance = np.random.default_rng(1)
    for mean in (0.2, 1.0, 3.0):
        counts = chance.poisson(mean, (800, 36)).astype(float)
        assert (loudest(signals(past(counts, "month")), "month") >= 1).mean() <= 0.015


def test_a_constant_that_moves_is_news() -> None:
    values = np.full((1, 12), 12.0)
    values[0, -1] = 15
    assert abs(signals(past(values, "year"))["last_step"][0]) > DETECTORS["last_step"].limits["year"]
