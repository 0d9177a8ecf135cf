"""How the places beside a place moved: the median log change of a slice, an indicator at the places below one.

A slice is read for all its places at once and trusted for a minute; a round (`sweeping`) judges the whole slice
anew when it has come to rest, with what is known then.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable
from datetime import date
from typing import Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from terrace.base.kernel.periods import MONTHS, Period
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.insight.monitoring.found import Series

Floats = NDArray[np.float64]
#: Seconds for which a slice is trusted; slices kept; places from which on a median says something.
TRUSTED: Final = 60.0
KEPT: Final = 4_000
FEWEST: Final = 5
#: From the median absolute deviation to a standard deviation.
_NORMAL: Final = 1.4826
NAN: Final = float("nan")

_SLICE = """
    SELECT a.n, p.n, coalesce(f.value, o.value)::float8
    FROM unnest(%s::int[]) WITH ORDINALITY AS a (area, n)
    CROSS JOIN unnest(%s::int[]) WITH ORDINALITY AS p (period, n)
    LEFT JOIN pipeline_figure f ON f.indicator_id = %s AND f.area_id = a.area AND f.breakdown_id = %s
        AND f.period = p.period AND f.basis > 0
    LEFT JOIN LATERAL (
        SELECT value FROM collection_observation o
        WHERE f.value IS NULL AND o.indicator_id = %s AND o.period = p.period AND o.breakdown_id = %s
            AND o.area_id = a.area AND o.reason <= 1
        ORDER BY array_position(%s, o.source_id::int) LIMIT 1) o ON true
    WHERE coalesce(f.value, o.value) IS NOT NULL
"""
#: Indicator, place above, breakdown, period.
Slice = tuple[int, int, int, int]


class Moves:
    """By how much (log) each place of a slice moved: since the period before, since the year before."""

    def __init__(self, step: dict[int, float], year: dict[int, float]) -> None:
        self.step, self.year = step, year
        self._steps, self._years = np.sort([*step.values()]), np.sort([*year.values()])
        self._spread = _spread(self._steps)

    def others(self, area: int) -> tuple[float, float, float]:
        """Median of the steps of the other places, their spread, median of the others' changes in a year; NaN with
        too few."""
        middle = _without(self._steps, self.step.get(area))
        return middle, self._spread, _without(self._years, self.year.get(area))


def _without(ordered: Floats, own: float | None) -> float:
    """The median of all but one."""
    number = len(ordered) - (own is not None)
    if number < FEWEST:
        return NAN
    gone = number if own is None else int(np.searchsorted(ordered, own))
    low, high = (number - 1) // 2, number // 2
    return float(ordered[low + (low >= gone)] + ordered[high + (high >= gone)]) / 2


def _spread(moves: Floats) -> float:
    if len(moves) <= FEWEST:
        return NAN
    return max(float(_NORMAL * np.median(np.abs(moves - np.median(moves)))), 1e-3)


NOTHING: Final = Moves({}, {})


class Peers:
    """Slices by key, the least used forgotten; `fresh` does not trust what was read before."""

    def __init__(self, snapshot: Snapshot, index: Index, kept: "OrderedDict[Slice, tuple[float, Moves]]") -> None:
        self.snapshot, self.index, self.kept = snapshot, index, kept
        self.now = time.monotonic()

    def known(self, series: Series, period: Period, today: date) -> Moves | None:
        """The slice that a place is in, if it was read lately; nothing where nobody is beside it."""
        key = self._key(series, period, today)
        if key is None:
            return NOTHING
        held = self.kept.get(key)
        return held[1] if held is not None and self.now - held[0] <= TRUSTED else None

    def _key(self, series: Series, period: Period, today: date) -> Slice | None:
        indicator, area, breakdown = series
        above = self.index.ancestors(area, today)
        return (indicator, above[0], breakdown, period.id) if above else None

    def of(self, series: Series, period: Period, today: date) -> Moves:
        """The same, read when it is not known."""
        key = self._key(series, period, today)
        if key is None:
            return NOTHING
        held = self.kept.get(key)
        if held is None or self.now - held[0] > TRUSTED:
            beside = self.index.children(key[1], today)
            held = self.now, self._read(key, beside, period)
            self.kept[key] = held
        self.kept.move_to_end(key)
        while len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return held[1]

    def _read(self, key: Slice, beside: Iterable[int], period: Period) -> Moves:
        areas = list(beside)
        if len(areas) <= FEWEST:
            return NOTHING
        cycle = len(MONTHS[period.frequency])
        wanted = [period.id, period.shifted(-1).id, period.shifted(-cycle).id]
        indicator, _, breakdown, _ = key
        order = [each.id for each in sorted(self.snapshot.sources.values(), key=lambda source: source.precedence)]
        with connection.cursor() as cursor:
            cursor.execute(_SLICE, [areas, wanted, indicator, breakdown, indicator, breakdown, order])
            rows = cursor.fetchall()
        table = np.full((len(areas), 3), np.nan)
        for area, column, value in rows:
            table[area - 1, column - 1] = value if value > 0 else np.nan
        logs = np.log(table)
        return Moves(_known(areas, logs[:, 0] - logs[:, 1]), _known(areas, logs[:, 0] - logs[:, 2]))


def _known(areas: list[int], moves: Floats) -> dict[int, float]:
    return {area: float(move) for area, move in zip(areas, moves, strict=True) if np.isfinite(move)}
