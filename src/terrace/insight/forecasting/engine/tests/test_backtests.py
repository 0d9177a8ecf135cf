"""Back-tests: the same as cutting each series off by hand; nothing later is seen."""

import numpy as np
import pytest

from terrace.insight.forecasting.engine import backtests
from terrace.insight.forecasting.engine.series import Floats, align, shifted

SERIES = [[1.0, 4, 2, 8, 5, 7, 11, 3, 9, 6], [5.0, 6, 4, 7], [2.0], []]


def drift(rows: Floats, horizon: int, origins: tuple[int, ...] = (0,)) -> tuple[Floats, Floats]:
    """Drift at each origin."""
    each = [_drift(shifted(rows, ago), horizon) for ago in origins]
    return np.stack([one[0] for one in each], axis=1), np.stack([one[1] for one in each], axis=1)


def _drift(rows: Floats, horizon: int) -> tuple[Floats, Floats]:
    """The last value, and as much a step as from the first to the last; apart by the number of values."""
    count = np.isfinite(rows).sum(axis=1)
    first = np.take_along_axis(rows, np.minimum(rows.shape[1] - count, rows.shape[1] - 1)[:, None], 1)
    slope = (rows[:, -1:] - first) / np.maximum(count - 1, 1)[:, None]
    return rows[:, -1:] + slope * np.arange(1, horizon + 1), np.repeat(count[:, None] * 1.0, horizon, axis=1)


@pytest.mark.parametrize("frequency", list(backtests.AGO))
def test_each_trial_is_the_forecast_of_the_series_cut_off_there(frequency):
    rolled = backtests.roll(align(SERIES).values, 3, frequency, drift)
    for row, series in enumerate(SERIES):
        for place, back in enumerate(rolled.trials.ago):
            seen = series[: len(series) - back] if back < len(series) else []
            if len(seen) < backtests.FEWEST:
                assert np.isnan(rolled.trials.tried[row, place]).all()
                continue
            steps = min(back, 3)
            by_hand = drift(np.array([seen]), 3)[0][0, 0]
            assert rolled.trials.tried[row, place, :steps] == pytest.approx(by_hand[:steps])
            assert rolled.trials.actual[row, place, :steps] == pytest.approx(series[-back:][:steps])
            assert np.isnan(rolled.trials.errors[row, place, steps:]).all()


def test_the_forecast_from_the_end_is_that_of_the_whole_series():
    values = align(SERIES[:2]).values
    rolled = backtests.roll(values, 2, "year", drift)
    likely, apart = drift(values, 2)
    assert np.array_equal(rolled.likely, likely[:, 0])
    assert np.array_equal(rolled.apart, apart[:, 0])


def test_what_came_later_changes_no_earlier_trial():
    values = align(SERIES[:1]).values
    later = values.copy()
    later[0, -2:] = 1e6
    before, after = (backtests.roll(each, 3, "year", drift).trials for each in (values, later))
    old = [place for place, back in enumerate(before.ago) if back >= 2]
    assert np.array_equal(before.tried[:, old], after.tried[:, old], equal_nan=True)


def test_a_series_without_values_has_no_forecast_and_no_trial():
    rolled = backtests.roll(align([[], [1, 2, 3, 4, 5]]).values, 2, "month", drift)
    assert np.isnan(rolled.likely[0]).all()
    assert np.isnan(rolled.trials.tried[0]).all()
    assert np.isfinite(rolled.likely[1]).all()
