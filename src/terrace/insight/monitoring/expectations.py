"""What was to be expected of a period from the one before: as it was forecast, else as the engine says now.

A kept forecast counts only when it was made after everything that it starts from had its present value; so a
corrected past is not compared with a forecast of what it was before. What the engine says is kept in memory by the
figures that it starts from.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from terrace.base.kernel.periods import Frequency, Period
from terrace.insight.forecasting.engine import forecast
from terrace.insight.forecasting.horizons import WORDS
from terrace.insight.monitoring.found import Series

Floats = NDArray[np.float64]
#: Expectations kept in memory.
KEPT: Final = 50_000
_MADE = """
    SELECT s.n, f.likely[1]::float8, f.spread[1], extract(epoch FROM f.made_at)::float8
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) WITH ORDINALITY AS s (indicator, area, breakdown, origin, n)
    JOIN forecasting_forecast f ON f.indicator_id = s.indicator AND f.area_id = s.area
        AND f.breakdown_id = s.breakdown AND f.frequency = %s AND f.origin = s.origin
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """The period after `origin` of a series whose figures up to then are `values`; they last moved at `moved`."""

    series: Series
    origin: Period
    values: Floats
    moved: float


class _Memory:
    """What the engine said, by frequency and figures."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: OrderedDict[tuple[str, bytes], tuple[float, float]] = OrderedDict()

    def get(self, key: tuple[str, bytes]) -> tuple[float, float] | None:
        with self.lock:
            return self.kept.get(key)

    def put(self, key: tuple[str, bytes], value: tuple[float, float]) -> None:
        with self.lock:
            self.kept[key] = value
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)


_memory = _Memory()


def expected(asked: Sequence[Ask], frequency: Frequency) -> tuple[Floats, Floats]:
    """(n,) likely value of the next period of each, and one standard deviation of its error; NaN without a past."""
    likely, spread = np.full(len(asked), np.nan), np.full(len(asked), np.nan)
    if not asked:
        return likely, spread
    for number, value, error, made in _made(asked, frequency):
        if made > asked[number].moved and value is not None and error is not None:
            likely[number], spread[number] = value, error
    rest = [number for number in range(len(asked)) if np.isnan(likely[number])]
    for number, (value, error) in zip(rest, _worked_out([asked[n] for n in rest], WORDS[frequency]), strict=True):
        likely[number], spread[number] = value, error
    return likely, spread


def _made(asked: Sequence[Ask], frequency: Frequency) -> list[tuple[int, float | None, float | None, float]]:
    columns = zip(*((*each.series, each.origin.id) for each in asked), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_MADE, [*(list(column) for column in columns), int(frequency)])
        return [(row[0] - 1, *row[1:]) for row in cursor.fetchall()]


def _worked_out(asked: Sequence[Ask], word: str) -> list[tuple[float, float]]:
    """By the engine, each past once."""
    keys = [(word, _known(each.values).tobytes()) for each in asked]
    found = {key: held for key in dict.fromkeys(keys) if (held := _memory.get(key)) is not None}
    missing = {key: each.values for key, each in zip(keys, asked, strict=True) if key not in found}
    if missing:
        made = forecast(_aligned(list(missing.values())), 1, frequency=word)
        for key, value, error in zip(missing, made.likely[:, 0].tolist(), made.spread[:, 0].tolist(), strict=True):
            found[key] = (value, error)
            _memory.put(key, (value, error))
    return [found[key] for key in keys]


def _aligned(rows: Sequence[Floats]) -> Floats:
    """All to the same end."""
    table = np.full((len(rows), max(map(len, rows))), np.nan)
    for number, row in enumerate(rows):
        table[number, table.shape[1] - len(row) :] = row
    return table


def _known(values: Floats) -> Floats:
    """Without the emptiness before the first figure."""
    known = np.flatnonzero(~np.isnan(values))
    return np.ascontiguousarray(values[known[0] :] if len(known) else values[:0])
