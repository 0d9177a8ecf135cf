"""Intervals: how they behave for any series, and that they hold what they promise, within the bounds of chance."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.insight.forecasting.engine import backtests, calibrating, intervals
from terrace.insight.forecasting.engine.intervals import Bounds, Calibration
from terrace.insight.forecasting.engine.series import CYCLES, Floats, align, shifted

FREQUENCIES = list(CYCLES)
LEVELS = (50, 80, 95)
#: Deviations beyond which a share is not chance: one false alarm in some 20,000.
SURE = 4.0
numbers = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))
lines = st.lists(st.one_of(numbers, st.none()), max_size=40)


def last(rows: Floats, horizon: int, origins: tuple[int, ...]) -> tuple[Floats, Floats]:
    """The last value at each origin; apart by the change before it."""
    ends = np.stack([shifted(rows, ago)[:, -1:] for ago in origins], axis=1)
    before = np.stack([shifted(rows, ago + 1)[:, -1:] for ago in origins], axis=1)
    steps = np.ones(horizon)
    return ends * steps, np.nan_to_num(np.abs(ends - before)) * steps


def around(
    series: object, frequency: str, horizon: int = 5, calibration: Calibration | None = None
) -> tuple[Floats, Bounds]:
    values = align(series).values
    rolled = backtests.roll(values, horizon, frequency, last)
    seen = values, rolled.likely, rolled.apart, rolled.trials
    made = intervals.bounds(*seen, frequency=frequency, levels=LEVELS, calibration=calibration)
    return rolled.likely, made


@given(lines, st.sampled_from(FREQUENCIES))
@settings(max_examples=50)
def test_the_likely_value_lies_inside_and_wider_levels_hold_narrower_ones(line, frequency):
    likely, made = around([line], frequency)
    sound = np.isfinite(likely)
    assert sound.all() == any(value is not None for value in line)
    edges = [made.low[95], made.low[80], made.low[50], likely, made.high[50], made.high[80], made.high[95]]
    for lower, upper in pairwise(edges):
        assert (lower[sound] <= upper[sound]).all()
    assert (made.spread[sound] >= 0).all()
    assert np.isnan(made.spread[~sound]).all()


@given(lines.filter(any), st.sampled_from(FREQUENCIES), st.floats(1e-6, 1e9))
@settings(max_examples=50)
def test_k_times_a_series_has_k_times_its_interval(line, frequency, k):
    _, one = around([line], frequency)
    _, other = around([[None if value is None else k * value for value in line]], frequency)
    size = k * max(abs(value) for value in line if value is not None)
    for level in LEVELS:
        np.testing.assert_allclose(other.low[level], k * one.low[level], rtol=1e-7, atol=1e-9 * size)
        np.testing.assert_allclose(other.high[level], k * one.high[level], rtol=1e-7, atol=1e-9 * size)


@given(st.lists(lines, min_size=2, max_size=5), st.sampled_from(FREQUENCIES))
@settings(max_examples=30)
def test_an_interval_does_not_depend_on_the_other_series(several, frequency):
    _, together = around(several, frequency)
    for row, line in enumerate(several):
        _, alone = around([line], frequency)
        np.testing.assert_allclose(together.high[80][row], alone.high[80][0], rtol=1e-9, equal_nan=True)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.sampled_from(FREQUENCIES))
@settings(max_examples=30)
def test_what_was_never_negative_will_not_be(line, frequency):
    _, made = around([line], frequency)
    assert all((low >= 0).all() for low in made.low.values())


def test_intervals_stay_finite_for_the_largest_and_smallest_numbers():
    for size in (1e-9, 1e15):
        _, made = around([[size, 2 * size, size, 3 * size, 2 * size]], "year")
        assert np.isfinite(made.high[95]).all()
        assert (made.high[95] > made.low[95]).all()


@pytest.mark.parametrize("line", [[5], [5, 6], [5, 5, 5, 5]])
def test_one_value_two_values_and_a_constant_are_not_certain(line):
    _, made = around([line], "year")
    assert (made.low[80] < line[-1]).all()
    assert (made.high[80] > line[-1]).all()


def test_a_constant_is_surer_the_longer_it_lasts():
    widths = [np.subtract(*(side[80][0, 0] for side in around([[5] * n], "year")[1][1::-1])) for n in (3, 6, 12, 24)]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("frequency", FREQUENCIES)
def test_shipped_tables_are_ordered_by_level_and_lie_around_nothing(frequency):
    kept = intervals.shipped(frequency)
    for table in (kept.long, kept.short):
        assert table.low.shape == table.high.shape == (len(intervals.LEVELS), calibrating.STEPS[frequency])
        assert (np.diff(table.low, axis=0) < 0).all()
        assert (np.diff(table.high, axis=0) > 0).all()
        assert (table.low < 0).all()
        assert (table.high > 0).all()


def test_a_level_between_two_tables_lies_between_them():
    table = intervals.shipped("year").long
    narrow, between, wide = (table.bounds(level, 1)[1][0] for level in (80, 85, 90))
    assert narrow < between < wide


def test_what_is_kept_of_tables_is_what_comes_back():
    kept = intervals.shipped("month")
    again = intervals.Calibration.from_dict(kept.to_dict())
    assert np.array_equal(again.long.high, kept.long.high)
    assert np.array_equal(again.short.usual, kept.short.usual)


def wandering(number: int, length: int, seed: int) -> Floats:
    """Series that wander, each by its own size, some with a drift, with tails heavier than normal."""
    chance = np.random.default_rng(seed)
    size = chance.lognormal(0, 1, (number, 1))
    steps = chance.standard_t(5, (number, length)) * size + chance.normal(0, 0.3, (number, 1)) * size
    return np.asarray(100 * size + np.cumsum(steps, axis=1))


@pytest.mark.parametrize(("frequency", "length"), [("year", 6), ("year", 30), ("quarter", 30), ("month", 40)])
def test_learned_intervals_hold_what_they_promise_on_other_series(frequency, length):
    number, horizon = 200, 4
    taught = wandering(number, length + 16, seed=1)
    judged = wandering(number, length + horizon, seed=2)
    learned = calibrating.learn(list(taught), frequency, last)
    _, made = around(list(judged[:, :length]), frequency, horizon, calibration=learned)
    for level in (80, 95):
        for step in (0, horizon - 1):
            came = judged[:, length + step]
            inside = np.mean((came >= made.low[level][:, step]) & (came <= made.high[level][:, step]))
            assert abs(inside - level / 100) <= bound(level / 100, number) + 0.01


def bound(share: float, number: int) -> float:
    """How far a share may be off by chance: binomial, of the series that taught and of those that judge."""
    return float(SURE * np.sqrt(share * (1 - share) * (1 / number + 1 / number)))
