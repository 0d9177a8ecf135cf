"""What the detectors look at: series up to the judged period, and what they are compared with."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from terrace.insight.forecasting.engine import forecast
from terrace.insight.forecasting.engine.series import CYCLES

from .robust import Floats


@dataclass(frozen=True)
class Past:
    """n series of one frequency, right-aligned: the last column of `values` (n, t) is the period that is judged.

    NaN is missing everywhere. `likely` and `spread` (n,): what was forecast for the judged period from the period
    before it, and one standard deviation of its error. `peers` (n,): the median log change, judged period against the
    one before, of the sibling places that reported, `peers_spread` its standard deviation among them;
    `seasonal_peers`: the same against the same period of the year before. `place` (n,): which period of its year is
    judged, from 1; NaN where it is not known.
    """

    values: Floats
    frequency: str
    likely: Floats
    spread: Floats
    peers: Floats
    peers_spread: Floats
    seasonal_peers: Floats
    place: Floats

    @property
    def cycle(self) -> int:
        """Periods in a year."""
        return CYCLES[self.frequency]

    def __len__(self) -> int:
        return len(self.values)

    def before(self) -> "Past":
        """The period before as the judged one; what was forecast for it and what peers did is not known any more."""
        values = self.values[:, :-1] if self.values.shape[1] > 1 else np.full_like(self.values, np.nan)
        unknown = np.full(len(self), np.nan)
        place = (self.place - 2) % self.cycle + 1
        return Past(values, self.frequency, unknown, unknown, unknown, unknown, unknown, place)


def past(values: Any, frequency: str, **known: Any) -> Past:
    """A `Past` of rows of numbers (NaN, None and infinite are missing); what is not said of it is NaN.

    >>> past([[1, 2, None]], "year", likely=[3]).likely.tolist()
    [3.0]
    """
    rows = np.array(values, dtype=np.float64)
    rows = np.where(np.isfinite(rows), rows, np.nan)
    rows = rows if rows.ndim > 1 else rows.reshape(len(rows), 1)
    names = ("likely", "spread", "peers", "peers_spread", "seasonal_peers", "place")
    columns = {name: _column(known.get(name), len(rows)) for name in names}
    return Past(rows, frequency, **columns)


def _column(given: Any, number: int) -> Floats:
    if given is None:
        return np.full(number, np.nan)
    column = np.broadcast_to(np.asarray(given, dtype=np.float64), (number,))
    return np.asarray(np.where(np.isfinite(column), column, np.nan))


def expected(values: Floats, frequency: str) -> tuple[Floats, Floats]:
    """(n,) likely value of the last column and one standard deviation of its error, from the columns before it.

    By the forecasting engine (about 1 ms a series); NaN where nothing came before. The last column is not looked at.
    """
    if not len(values) or values.shape[1] <= 1:
        return np.full(len(values), np.nan), np.full(len(values), np.nan)
    made = forecast(values[:, :-1], 1, frequency=frequency)
    return made.likely[:, 0], made.spread[:, 0]


def completed(past: Past) -> Past:
    """With the engine's expectation where nobody had one."""
    rows = np.flatnonzero(~np.isfinite(past.likely) | ~np.isfinite(past.spread))
    if not len(rows):
        return past
    likely, spread = past.likely.copy(), past.spread.copy()
    likely[rows], spread[rows] = expected(past.values[rows], past.frequency)
    return replace(past, likely=likely, spread=spread)
