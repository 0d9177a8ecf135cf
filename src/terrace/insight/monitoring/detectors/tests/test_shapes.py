"""Changes that last speak one or two periods after they began, and not about one odd figure."""

import numpy as np

from terrace.insight.monitoring.detectors import DETECTORS, contributions, crossing, like_for_like, past, signals

from .conftest import series


def test_a_new_level_speaks_when_it_has_lasted(frequency: str) -> None:
    values = series(frequency)
    values[:, -3:] *= 1.8
    found = signals(past(values, frequency))
    assert DETECTORS["level_shift"].alarms(found, frequency).mean() >= 0.4
    assert (found["level_shift"] >= 0).all()


def test_a_broken_trend_speaks_when_it_has_lasted(frequency: str) -> None:
    values = series(frequency, noise=0.02)
    values[:, -3:] *= np.exp(-0.25 * np.arange(1, 4))
    found = signals(past(values, frequency))
    assert DETECTORS["trend_break"].alarms(found, frequency).mean() >= 0.4
    assert np.median(found["trend_break"]) < 0


def test_one_odd_figure_is_no_new_level(frequency: str) -> None:
    values = series(frequency)
    values[:, -1] *= 3
    found = signals(past(values, frequency))
    assert not DETECTORS["level_shift"].alarms(found, frequency).any()


def test_a_slow_drift_adds_up() -> None:
    values = series("month", noise=0.03)
    quiet = np.abs(signals(past(values, "month"))["drift"])
    values[:, -12:] *= np.exp(0.02 * np.arange(1, 13))
    assert np.median(np.abs(signals(past(values, "month"))["drift"])) > 2 * np.median(quiet)


def test_the_chance_of_crossing_grows_towards_the_limit_and_both_directions_make_one() -> None:
    limits = np.array([80.0, 95, 100, 105, 130])
    up, down = crossing(np.full(5, 100.0), np.full(5, 10.0), limits, "up"), crossing([100.0], [10.0], limits, "down")
    assert (np.diff(up) < 0).all()
    np.testing.assert_allclose(up + down, 1)


def test_crossing_is_certain_without_spread_and_unknown_without_a_forecast() -> None:
    assert crossing([5.0, 5.0], [0.0, 0.0], [4.0, 6.0]).tolist() == [1.0, 0.0]
    assert np.isnan(crossing([np.nan, 5.0], [1.0, np.nan], 4.0)).all()


def test_crossing_has_a_normal_share_of_misses() -> None:
    assert 0.01 < crossing([100.0], [10.0], [120.0])[0] < 0.06


def test_shares_of_a_change_add_up_to_one() -> None:
    shares = contributions([100, 50, np.nan, 20], [160, 40, 30, np.nan], [110, 50, 25, 20])
    assert shares.sum() == 1
    assert shares.argmax() == 0
    assert shares[1] < 0
    assert shares[3] == 0


def test_a_sum_that_did_not_move_has_no_shares() -> None:
    assert contributions([10, 20], [20, 10]).tolist() == [0, 0]
    assert contributions([], []).tolist() == []


def test_a_sum_is_compared_over_the_parts_that_report_now() -> None:
    parts = np.tile([[100.0], [60.0], [40.0]], (1, 6))
    parts[2, -1] = np.nan
    parts[0, 1] = np.nan
    made = like_for_like(parts)
    assert made[-1] == 160
    np.testing.assert_allclose(made[[0, 2, 3, 4]], 160)
    assert np.isnan(made[1])


def test_a_sum_without_parts_is_not_known() -> None:
    assert np.isnan(like_for_like([[np.nan, np.nan]])).all()
