"""What every forecast keeps to, whatever the series."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.insight.forecasting.engine import forecast
from terrace.insight.forecasting.engine.series import CYCLES, Floats

LINES = st.lists(st.floats(0.5, 1000.0), min_size=1, max_size=30)
FREQUENCIES = st.sampled_from(sorted(CYCLES))


def walks(number: int, length: int, seed: int = 1) -> Floats:
    """Series that wander, some with a season of twelve."""
    chance = np.random.default_rng(seed)
    steps = chance.normal(0.002, 0.03, (number, length)).cumsum(axis=1)
    season = chance.uniform(0, 0.2, (number, 1)) * np.sin(np.arange(length) * np.pi / 6)
    return np.exp(steps + season) * 100


@settings(max_examples=20)
@given(LINES, FREQUENCIES, st.sampled_from([1e-9, 3.7e-4, 12.0, 1e6, 1e12]))
def test_k_times_a_series_has_k_times_its_forecast(line, frequency, k):
    plain, scaled = (
        forecast(line, 4, frequency=frequency),
        forecast([each * k for each in line], 4, frequency=frequency),
    )
    assert scaled.likely == pytest.approx(plain.likely * k, rel=1e-9, abs=k * 1e-12)
    assert scaled.high[95] == pytest.approx(plain.high[95] * k, rel=1e-9, abs=k * 1e-12)


@settings(max_examples=20)
@given(st.lists(st.one_of(st.none(), st.floats(-1e15, 1e15)), max_size=40), FREQUENCIES)
def test_any_numbers_are_forecast_with_finite_numbers(line, frequency):
    made = forecast([line], 3, frequency=frequency)
    known = any(each is not None for each in line)
    assert np.isfinite(made.likely).all() == known
    assert np.isfinite(made.spread).all() == known
    assert (made.notes[0] == ("empty",)) == (not known)


@settings(max_examples=10)
@given(LINES, FREQUENCIES)
def test_a_longer_horizon_does_not_change_the_steps_before(line, frequency):
    short, long = (forecast(line, steps, frequency=frequency).likely for steps in (2, 25))
    assert short == pytest.approx(long[:, :2], rel=1e-9)


@pytest.mark.parametrize("frequency", sorted(CYCLES))
def test_a_later_value_changes_no_forecast_of_an_earlier_origin(frequency):
    before, later = walks(5, 40), walks(5, 40)
    later[:, -2:] *= 7
    one, two = (forecast(each, 6, frequency=frequency) for each in (before, later))
    old = [place for place, back in enumerate(one.ago) if back >= 2]
    assert old
    assert np.array_equal(one.tried[:, old], two.tried[:, old], equal_nan=True)


@pytest.mark.parametrize("frequency", sorted(CYCLES))
def test_a_back_test_is_the_forecast_of_the_series_cut_off_there(frequency):
    series = walks(4, 50)
    whole = forecast(series, 5, frequency=frequency)
    for place, back in enumerate(whole.ago):
        cut, steps = forecast(series[:, :-back], 5, frequency=frequency), min(back, 5)
        assert whole.tried[:, place, :steps] == pytest.approx(cut.likely[:, :steps], rel=1e-9)


def test_the_order_and_the_company_of_series_do_not_matter():
    listed = [walk[-length:] for walk, length in zip(walks(150, 60), [3, 9, 14, 25, 60] * 30, strict=True)]
    together = forecast(listed, 4, frequency="month").likely
    turned = forecast(listed[::-1], 4, frequency="month").likely[::-1]
    alone = np.concatenate([forecast(each, 4, frequency="month").likely for each in listed[:5]])
    assert turned == pytest.approx(together, rel=1e-9)
    assert alone == pytest.approx(together[:5], rel=1e-9)


def test_the_same_question_has_the_same_answer():
    one, two = (forecast(walks(3, 30), 6, frequency="quarter") for _ in range(2))
    assert np.array_equal(one.likely, two.likely)
    assert np.array_equal(one.low[80], two.low[80])


def test_a_series_far_from_nothing_and_its_steps_move_with_it():
    """Levels shift with the series where logs and seasons hardly count: far above 0."""
    line = np.array([5.0, 7, 6, 8, 9, 8, 10, 11, 10, 12])
    near, far = forecast(line + 1e7, 3).likely - 1e7, forecast(line + 2e7, 3).likely - 2e7
    assert near == pytest.approx(far, abs=0.15)


@pytest.mark.parametrize(
    ("line", "method", "notes"),
    [
        ([], "naive", ("empty",)),
        ([None, None], "naive", ("empty",)),
        ([5], "naive", ("short",)),
        ([5, None], "naive", ("short", "missing_filled", "constant")),
        ([4, 4, 4], "constant", ("short", "constant")),
        ([0, 0, 0, 0, 0, 0, 0], "constant", ("zeros", "constant")),
        ([1, 2, None, 4, 5, 6, 7], "pool", ("missing_filled",)),
        ([3, 4, 5], "pool", ("short",)),
    ],
)
def test_what_is_special_is_said(line, method, notes):
    made = forecast(line, 3)
    assert made.methods == (method,)
    assert made.notes == (notes,)
    assert bool(made.shares[0]) == (method == "pool")


def test_one_value_is_carried_on_and_a_constant_stays():
    assert forecast([[5, None], [7] * 9], 3).likely == pytest.approx(np.array([[5.0] * 3, [7.0] * 3]))


def test_what_was_never_negative_will_not_be():
    made = forecast([[9, 7, 5, 3, 1], [4, 0, 3, 0, 0, 1, 0, 0], [30, 20, 9, 4, 1, 0]], 6)
    assert (made.likely >= 0).all()
    assert (made.low[95] >= 0).all()


def test_a_series_that_is_mostly_zero_is_forecast_by_its_mean_rather_than_by_zero():
    """Sums over many places must not fall because most places usually report nothing."""
    line = [0, 3, 0, 0, 4, 0, 0, 2, 0, 3, 0, 0] * 3
    made = forecast(line, 6, frequency="month").likely
    assert made.mean() == pytest.approx(np.mean(line), rel=0.4)


def test_a_season_is_carried_on():
    line = [10, 20, 30, 20] * 6
    assert forecast(line, 4, frequency="quarter").likely[0] == pytest.approx([10, 20, 30, 20], rel=0.05)


def test_no_series_have_no_forecasts():
    assert forecast(np.zeros((0, 5)), 3).likely.shape == (0, 3)


def test_models_join_for_headline_series():
    series = walks(2, 30)
    pool, joined = forecast(series, 4), forecast(series, 4, members=True)
    assert joined.methods == ("models", "models")
    assert np.isfinite(joined.likely).all()
    assert not np.allclose(pool.likely, joined.likely)
    assert joined.likely == pytest.approx(pool.likely, rel=0.3)
