"""How the places beside a place moved: the median log change of a slice, an indicator at the places below one.

A slice is read for all its places at once and trusted for a minute; a round (`sweeping`) judges the whole slice
anew when it has come to rest, with what is known then.
"""

import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

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

#: Figures kept go first, then the observations in force, by precedence: the last row of a cell is the one that counts.
_SLICES = """
    SELECT s.n, f.area_id, f.period, f.value::float8, -1 AS rank
    FROM unnest(%(indicators)s::int[], %(breakdowns)s::int[]) WITH ORDINALITY AS s (indicator, breakdown, n)
    JOIN pipeline_figure f ON f.indicator_id = s.indicator AND f.area_id = ANY (%(areas)s)
        AND f.breakdown_id = s.breakdown AND f.period = ANY (%(periods)s)
    WHERE f.basis > 0 AND f.value IS NOT NULL
    UNION ALL
    SELECT s.n, o.area_id, o.period, o.value, array_position(%(order)s, o.source_id::int)
    FROM unnest(%(indicators)s::int[], %(breakdowns)s::int[]) WITH ORDINALITY AS s (indicator, breakdown, n)
    CROSS JOIN LATERAL (
        SELECT area_id, period, value::float8, source_id FROM collection_observation
        WHERE indicator_id = s.indicator AND period = ANY (%(periods)s) AND breakdown_id = s.breakdown
            AND area_id = ANY (%(areas)s) AND reason <= 1 OFFSET 0) o
    ORDER BY 5 DESC
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
        if (found := self.known(series, period, today)) is None:
            self.fetch([(series, period)], today)
            found = self.known(series, period, today)
        return found or NOTHING

    def fetch(self, asked: Iterable[tuple[Series, Period]], today: date) -> None:
        """Read what is not known of these: a statement for all slices of one place and period."""
        parted: dict[tuple[int, Period], set[Slice]] = defaultdict(set)
        for series, period in asked:
            key = self._key(series, period, today)
            if key is not None and self.known(series, period, today) is None:
                parted[key[1], period].add(key)
        for (above, period), keys in parted.items():
            for key, moves in self._read(sorted(keys), self.index.children(above, today), period):
                self.kept[key] = self.now, moves
                self.kept.move_to_end(key)
        while len(self.kept) > KEPT:
            self.kept.popitem(last=False)

    def _read(self, keys: Sequence[Slice], beside: Iterable[int], period: Period) -> Iterator[tuple[Slice, Moves]]:
        areas = list(beside)
        if len(areas) <= FEWEST:
            yield from ((key, NOTHING) for key in keys)
            return
        wanted = [period.id, period.shifted(-1).id, period.shifted(-len(MONTHS[period.frequency])).id]
        tables = np.full((len(keys), len(areas), 3), np.nan)
        at = {area: row for row, area in enumerate(areas)}
        for n, area, moment, value, _ in self._rows(keys, areas, wanted):
            for column in (number for number, each in enumerate(wanted) if each == moment):
                tables[n - 1, at[area], column] = value if value is not None and value > 0 else np.nan
        for key, logs in zip(keys, np.log(tables), strict=True):
            yield key, Moves(_known(areas, logs[:, 0] - logs[:, 1]), _known(areas, logs[:, 0] - logs[:, 2]))

    def _rows(self, keys: Sequence[Slice], areas: Sequence[int], wanted: Sequence[int]) -> list[tuple[Any, ...]]:
        order = [each.id for each in sorted(self.snapshot.sources.values(), key=lambda source: source.precedence)]
        asked = {
            "indicators": [key[0] for key in keys],
            "breakdowns": [key[2] for key in keys],
            "areas": list(areas),
            "periods": list(wanted),
            "order": order,
        }
        with connection.cursor() as cursor:
            cursor.execute(_SLICES, asked)
            return list(cursor.fetchall())


def _known(areas: list[int], moves: Floats) -> dict[int, float]:
    return {area: float(move) for area, move in zip(areas, moves, strict=True) if np.isfinite(move)}
