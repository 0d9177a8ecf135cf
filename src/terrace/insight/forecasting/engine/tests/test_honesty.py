"""Intervals on real series that taught them nothing: learned from half of the kinds, judged on the others.

A share may be off by two points, and by what chance does: the standard error over series, as the steps of one series
hang together. A real fault (parametric intervals cover 57 to 82 of 95) is far outside.
"""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from terrace.insight.forecasting.engine import calibrating, forecast, intervals, scores, weights
from terrace.insight.forecasting.engine.series import Floats

LEVELS, ALLOWED, SURE = (80, 95), 0.02, 3.0
PERIODS = {"year": "YEARLY", "quarter": "QUARTERLY"}


def _shared() -> Path | None:
    """`../shared/data/forecast/m1.csv` of the repository, looked for upwards from here."""
    for folder in Path(__file__).resolve().parents:
        found = folder.parent / "shared" / "data" / "forecast" / "m1.csv"
        if found.exists():
            return found
    return None


DATA = _shared()
pytestmark = pytest.mark.skipif(DATA is None, reason="../shared/data/forecast is not here")


@cache
def series(period):
    """{(type, name): values} with what came later."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    with Path(DATA or "").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["period"] == period:
                found[row["type"], row["series"]].append(float(row["value"]))
    return found


@pytest.mark.parametrize(("frequency", "steps"), [("year", 4), ("quarter", 6)])
def test_intervals_hold_what_they_promise_on_kinds_of_series_that_taught_nothing(frequency, steps):
    every = series(PERIODS[frequency])
    kinds = sorted({kind for kind, _ in every})
    inside: dict[int, list[Floats]] = {level: [] for level in LEVELS}
    for left_out in (set(kinds[::2]), set(kinds[1::2])):
        taught = [values for (kind, _), values in every.items() if kind not in left_out]
        judged = [values for (kind, _), values in every.items() if kind in left_out]
        learned = calibrating.learn(taught, frequency, weights.predictor(frequency))
        for back in (steps, 2 * steps):
            part = [values[: len(values) - back + steps] for values in judged if len(values) >= back + 8]
            made = forecast([each[:-steps] for each in part], steps, frequency=frequency, calibration=learned)
            came = [each[-steps:] for each in part]
            for level in LEVELS:
                inside[level].append(scores.covered(came, made.low[level], made.high[level]))
    for level in LEVELS:
        assert_share(np.concatenate(inside[level]), level / 100)


def assert_share(inside, share):
    error = inside.std() / np.sqrt(len(inside))
    assert abs(inside.mean() - share) <= ALLOWED + SURE * error, f"{inside.mean():.3f} ± {error:.3f}, not {share}"


def test_five_values_of_real_series_have_honest_intervals():
    """Shipped tables; each series begins at its own sixth value, wherever that lies."""
    every = list(series("YEARLY").values())
    made = forecast([each[:5] for each in every], 3, frequency="year")
    came = [each[5:8] for each in every]
    for level in LEVELS:
        assert_share(scores.covered(came, made.low[level], made.high[level]), level / 100)


def test_a_series_too_short_to_be_tried_takes_the_shipped_tables_of_short_ones():
    rows = np.array([[np.nan] * 6 + [3.0, 4.0]])
    assert intervals.is_short(rows, "year").all()
    made = forecast([[3.0, 4.0]], 2)
    assert np.isnan(made.errors).all()
    assert (made.high[95] > made.high[80]).all()
