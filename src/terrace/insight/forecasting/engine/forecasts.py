"""One line to call: `forecast(series, horizon)`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import backtests, headlines, intervals
from .intervals import Calibration
from .series import CYCLES, Aligned, Floats, align
from .weights import ENOUGH, Prediction, Weights, constant, predict

#: Fewer values than this are said to be short.
SHORT = 6
#: So many members are named with their shares.
LEADING = 3


@dataclass(frozen=True)
class Forecast:
    """What is likely to come for n series, h steps ahead, in the scale of each series.

    `likely` (n, h); `low` and `high` by level (80, 95) (n, h); `spread` (n, h) one standard deviation of the error.
    `errors`, `actual` and `tried` (n, origins, h): back-tests, NaN where there was none; origin k lies `ago[k]`
    periods before the end. `methods`: "pool", "models" (with those of statsforecast), "naive" or "constant".
    `shares`: the leading members of the pool with percent. `notes`: of "empty", "short", "zeros", "missing_filled",
    "constant".
    """

    likely: Floats
    low: dict[int, Floats]
    high: dict[int, Floats]
    spread: Floats
    errors: Floats
    actual: Floats
    tried: Floats
    ago: tuple[int, ...]
    methods: tuple[str, ...]
    shares: tuple[tuple[tuple[str, int], ...], ...]
    notes: tuple[tuple[str, ...], ...]


def forecast(
    series: Any,
    horizon: int,
    *,
    frequency: str = "year",
    levels: Sequence[int] = (80, 95),
    start: int = 0,
    members: bool = False,
    weights: Weights | None = None,
    calibration: Calibration | None = None,
) -> Forecast:
    """Forecasts of one series or several; None and NaN are missing values. Never an exception for empty ones.

    `members`: models of statsforecast join the pool (tenths of a second a series: for headline series). `weights` and
    `calibration`: what `learn` found. `start` is not needed: a season is counted back from the end.
    """
    del start
    given = align(series)
    made, rolled = tried(given.values, horizon, frequency, weights)
    likely = headlines.joined(given, rolled.likely, CYCLES[frequency]) if members else rolled.likely
    trials = rolled.trials
    found = intervals.bounds(
        given.values, likely, rolled.apart, trials, frequency=frequency, levels=levels, calibration=calibration
    )
    method = methods(given, "models" if members else "pool")
    return Forecast(
        likely,
        found.low,
        found.high,
        found.spread,
        trials.errors,
        trials.actual,
        trials.tried,
        trials.ago,
        method,
        leading(made, method),
        notes(given),
    )


def tried(values: Floats, horizon: int, frequency: str, used: Weights | None) -> tuple[Prediction, backtests.Rolled]:
    """The forecast from the end, and the back-tests, of one run of the pool."""
    ago = backtests.origins(values, frequency)
    made = predict(values, horizon, CYCLES[frequency], (0, *ago), used)
    return made, backtests.rolled(values, made.likely, made.apart, ago)


def methods(given: Aligned, modelled: str) -> tuple[str, ...]:
    few, same = given.lengths < ENOUGH, constant(given.values)
    return tuple(np.where(few, "naive", np.where(same, "constant", modelled)).tolist())


def leading(made: Prediction, methods: tuple[str, ...]) -> tuple[tuple[tuple[str, int], ...], ...]:
    """The members that count most in each series, with percent; none where no pool was needed."""
    shares = np.nan_to_num(made.shares[:, 0] * 100)
    order = np.argsort(-shares, axis=1, kind="stable")[:, :LEADING]
    first = np.rint(np.take_along_axis(shares, order, 1)).astype(int).tolist()
    named = [[made.names[place] for place in row] for row in order.tolist()]
    return tuple(
        tuple(zip(names, percent, strict=True)) if method in {"pool", "models"} else ()
        for names, percent, method in zip(named, first, methods, strict=True)
    )


def notes(given: Aligned) -> tuple[tuple[str, ...], ...]:
    """What is special about each series."""
    found = {
        "empty": given.lengths == 0,
        "short": (given.lengths > 0) & (given.lengths < SHORT),
        "zeros": (given.values == 0).any(axis=1),
        "missing_filled": given.missing,
        "constant": (given.lengths > 1) & constant(given.values),
    }
    flags = np.stack(list(found.values()), axis=1)
    codes = tuple(found)
    return tuple(tuple(code for code, there in zip(codes, row, strict=True) if there) for row in flags.tolist())
