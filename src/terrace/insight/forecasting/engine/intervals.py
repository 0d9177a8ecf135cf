"""Prediction intervals that hold what they promise: conformal quantiles of scaled back-test errors.

The error that is usual for a series is a log-linear function of its past (`sizes`); how many times that size errors
get, for each level and step, are quantiles over many series (`calibrating`), apart below and above. Tables for each
frequency, of long series and of short ones, are shipped in `data/intervals.json`. An interval depends on the series
alone, never on which others are forecast with it. Source: conformal calibration of a scale, after Romano, Patterson
and Candès (2019).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from . import sizes
from .backtests import Trials
from .series import CYCLES, Flags, Floats, lengths_of

SHIPPED = Path(__file__).parent / "data" / "intervals.json"
#: The levels (in percent) with tables of their own; others lie between.
LEVELS = (50, 80, 90, 95, 98)
#: Half of an 80 % interval in standard deviations.
DEVIATIONS = 1.2816


@dataclass(frozen=True)
class Table:
    """`usual` (sizes,) coefficients of the log of the usual error; `low`, `high` (levels, steps) multiples of it."""

    usual: Floats
    low: Floats
    high: Floats

    def size(self, features: Floats) -> Floats:
        """(n, h) the usual error in units."""
        return np.asarray(np.exp(np.clip(features @ self.usual, -7, 7)))

    def bounds(self, level: float, horizon: int) -> tuple[Floats, Floats]:
        """(h,) multiples below and above; beyond the last step, those of the last."""
        steps = np.minimum(np.arange(horizon), self.low.shape[1] - 1)
        return _between(self.low, level)[steps], _between(self.high, level)[steps]


@dataclass(frozen=True)
class Calibration:
    """The tables of one frequency: of series with enough values, and of short ones."""

    long: Table
    short: Table

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Numbers for a file."""
        return {
            name: {key: np.round(getattr(table, key), 4).tolist() for key in ("usual", "low", "high")}
            for name, table in (("long", self.long), ("short", self.short))
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Mapping[str, Any]]) -> "Calibration":
        """What `to_dict` made."""
        long, short = (
            Table(*(np.array(kept[name][key]) for key in ("usual", "low", "high"))) for name in ("long", "short")
        )
        return cls(long, short)


class Bounds(NamedTuple):
    """`low` and `high` by level (n, h); `spread` (n, h) one standard deviation of the error, robustly."""

    low: dict[int, Floats]
    high: dict[int, Floats]
    spread: Floats


def bounds(
    values: Floats,
    likely: Floats,
    apart: Floats,
    trials: Trials,
    *,
    frequency: str,
    levels: Sequence[int] = (80, 95),
    calibration: Calibration | None = None,
) -> Bounds:
    """Intervals around `likely` (n, h); never below 0 where the past never was. NaN where nothing is likely."""
    tables = calibration or shipped(frequency)
    features, unit = sizes.sizes(values, likely, apart, trials, CYCLES[frequency])
    short = is_short(values, frequency)[:, None]
    size = np.where(short, tables.short.size(features), tables.long.size(features)) * unit[:, None]
    floor = np.where(nonnegative(values), 0.0, -np.inf)[:, None]
    low, high = {}, {}
    for level in levels:
        below, above = _multiples(tables, short, level, likely.shape[1])
        low[level] = np.maximum(likely + below * size, np.minimum(floor, likely))
        high[level] = likely + above * size
    below, above = _multiples(tables, short, 80, likely.shape[1])
    return Bounds(low, high, (above - below) * size / (2 * DEVIATIONS) + 0 * likely)


def _multiples(tables: Calibration, short: Flags, level: float, horizon: int) -> tuple[Floats, Floats]:
    ours, theirs = tables.short.bounds(level, horizon), tables.long.bounds(level, horizon)
    return np.where(short, ours[0], theirs[0]), np.where(short, ours[1], theirs[1])


def is_short(values: Floats, frequency: str) -> Flags:
    """(n,) too short for tables of its own: under two cycles and a bit."""
    return np.asarray(lengths_of(values) < shortest(frequency))


def shortest(frequency: str) -> int:
    """The fewest values of a long series."""
    return 2 * CYCLES[frequency] + 6


def nonnegative(values: Floats) -> Flags:
    """(n,) never below 0."""
    return np.asarray(~(values < 0).any(axis=1))


@cache
def shipped(frequency: str) -> Calibration:
    """The tables that come with the engine."""
    kept = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return Calibration.from_dict(kept[frequency])


def _between(table: Floats, level: float) -> Floats:
    """(steps,) the row of a level; between two levels on a straight line over normal deviates."""
    return np.array([np.interp(_deviates(level), [_deviates(each) for each in LEVELS], step) for step in table.T])


def _deviates(level: float) -> float:
    """Half the width of a normal interval of so many percent, closely enough to interpolate by (Tukey's lambda)."""
    upper = min(max(0.5 + level / 200, 0.5), 0.9999)
    return float((upper**0.1349 - (1 - upper) ** 0.1349) / 0.1975)
