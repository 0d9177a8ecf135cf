"""The past of many series at once: every cell of some indicators at the places of one stand, on today's ground.

Figures kept count where there are places below, else the observations in force, by precedence; two statements for
all indicators of a frequency. A sum over places counts as known only when as many of them have reported as
usually do: the month under way is not a collapse. Places that were merged or split are put together from the shares
of those before, as `as_is` does, but only where all of these are known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.collection.models import Status
from terrace.insight.forecasting.horizons import BACK
from terrace.insight.forecasting.territory import Epoch, Territory

Floats = NDArray[np.float64]

_FIGURES = """
    SELECT indicator_id, area_id, breakdown_id, array_agg(period), array_agg(value::float8),
        array_agg(reported::float8 / greatest(expected, 1)), array_agg(status), bool_or(simulated)
    FROM pipeline_figure
    WHERE indicator_id = ANY (%s) AND area_id = ANY (%s) AND period = ANY (%s) AND basis > 0 AND value IS NOT NULL
    GROUP BY indicator_id, area_id, breakdown_id
"""
_OBSERVED = """
    SELECT indicator_id, area_id, breakdown_id, array_agg(period), array_agg(value::float8), NULL,
        array_agg(status), bool_or(source_id = ANY (%s))
    FROM (
        SELECT DISTINCT ON (indicator_id, period, breakdown_id, area_id) *
        FROM collection_observation
        WHERE indicator_id = ANY (%s) AND area_id = ANY (%s) AND period = ANY (%s) AND reason <= 1
        ORDER BY indicator_id, period, breakdown_id, area_id, array_position(%s, source_id)
    ) spoken WHERE value IS NOT NULL
    GROUP BY indicator_id, area_id, breakdown_id
"""
#: Of the usual share of reports, what is enough for a sum to count as known.
ENOUGH = 1 - 1e-9


@dataclass(slots=True)
class Row:
    """One cell of one place along the axis of time, as it was then."""

    values: Floats
    firm: Floats
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """Series of one indicator along one axis, NaN where nothing is known: keys are (place, breakdown)."""

    spec: IndicatorSpec
    axis: tuple[Period, ...]
    series: dict[tuple[int, int], Floats]
    simulated: frozenset[tuple[int, int]]
    provisional: frozenset[tuple[int, int]]


def axis(frequency: Frequency, now: Period) -> tuple[Period, ...]:
    """The periods that count, oldest first, up to `now`."""
    return tuple(now.shifted(step) for step in range(1 - BACK[frequency], 1))


@dataclass(slots=True)
class Book:
    """What is known of some indicators at the places of one stand, in one frequency."""

    snapshot: Snapshot
    territory: Territory
    members: Sequence[int]
    frequency: Frequency
    kept: dict[tuple[int, int, int], Row] = field(default_factory=dict)
    said: dict[tuple[int, int, int], Row] = field(default_factory=dict)
    axis: tuple[Period, ...] = ()
    cells: dict[int, set[int]] = field(default_factory=dict)

    def read(self, indicators: Iterable[int]) -> "Book":
        """Two statements: figures kept, and observations of leaf places."""
        now = periods.containing(self.territory.today, self.frequency)
        self.axis = axis(self.frequency, now)
        wanted = sorted(set(indicators))
        areas = sorted({each for place in self.members for each in self.territory.before(place)})
        numbers = [period.id for period in self.axis]
        sources = sorted(self.snapshot.sources.values(), key=lambda source: source.precedence)
        with connection.cursor() as cursor:
            cursor.execute(_FIGURES, [wanted, areas, numbers])
            self._take(self.kept, cursor.fetchall())
            simulated = [source.id for source in sources if source.simulated]
            cursor.execute(_OBSERVED, [simulated, wanted, areas, numbers, [source.id for source in sources]])
            self._take(self.said, cursor.fetchall())
        self._add_margins(wanted)
        return self

    def _take(self, into: dict[tuple[int, int, int], Row], rows: Iterable[tuple[Any, ...]]) -> None:
        at = {period.id: position for position, period in enumerate(self.axis)}
        for indicator, area, breakdown, numbers, values, shares, statuses, simulated in rows:
            row = Row(np.full(len(at), np.nan), np.full(len(at), np.nan), bool(simulated))
            where = [at[number] for number in numbers]
            row.values[where], row.firm[where] = values, statuses
            if shares is not None:
                reported = np.asarray(shares, dtype=float)
                late = np.asarray(where)[reported < ENOUGH * np.median(reported)]
                row.values[late] = np.nan
            into[indicator, area, breakdown] = row

    def _add_margins(self, indicators: Iterable[int]) -> None:
        """Wholes of which a leaf place gave the parts: the first group in which it said something."""
        by_area: dict[tuple[int, int], set[int]] = {}
        for indicator, area, breakdown in self.said:
            by_area.setdefault((indicator, area), set()).add(breakdown)
        for indicator in indicators:
            spec = self.snapshot.by_id[indicator]
            if spec.area_rule == "sum" and spec.margins:
                for (number, area), there in by_area.items():
                    if number == indicator:
                        self._add_wholes(spec, area, there)

    def _add_wholes(self, spec: IndicatorSpec, area: int, there: set[int]) -> None:
        for whole, ways in spec.margins.items():
            for parts in ways:
                rows = [self.said[spec.id, area, part] for part in parts if part in there]
                if rows:
                    self._fill((spec.id, area, whole), rows)

    def _fill(self, key: tuple[int, int, int], rows: list[Row]) -> None:
        """Put sums of parts where nothing was said of the whole, nor summed before."""
        values = np.stack([row.values for row in rows])
        known = ~np.isnan(values).all(axis=0)
        sums = np.where(known, np.nansum(values, axis=0), np.nan)
        firm = np.where(
            known, np.nanmin(np.where(np.isnan(values), np.inf, np.stack([r.firm for r in rows])), 0), np.nan
        )
        simulated = any(row.simulated for row in rows)
        whole = self.said.get(key)
        if whole is None:
            self.said[key] = Row(sums, firm, simulated)
        else:
            gaps = np.isnan(whole.values)
            filled = Row(np.where(gaps, sums, whole.values), np.where(gaps, firm, whole.firm), whole.simulated)
            filled.simulated |= simulated and bool((gaps & known).any())
            self.said[key] = filled

    # on today's ground

    def past(self, spec: IndicatorSpec) -> Past:
        """The series of one indicator for every place of the stand and every cell of which something is known."""
        cells = sorted(self._cells().get(spec.id, ()))
        series: dict[tuple[int, int], Floats] = {}
        simulated, provisional = set[tuple[int, int]](), set[tuple[int, int]]()
        for place in self.members:
            epochs = self.territory.epochs(place, self.axis)
            for cell in cells:
                row = self._restated(spec, cell, epochs)
                if row is None or np.isnan(row.values).all():
                    continue
                series[place, cell] = row.values
                last = np.flatnonzero(~np.isnan(row.values))[-1]
                if row.simulated:
                    simulated.add((place, cell))
                if row.firm[last] == Status.PROVISIONAL:
                    provisional.add((place, cell))
        return Past(spec, self.axis, series, frozenset(simulated), frozenset(provisional))

    def _cells(self) -> dict[int, set[int]]:
        """The breakdowns of which something is known, by indicator; worked out once, after reading."""
        if not self.cells:
            for rows in (self.kept, self.said):
                for indicator, _, cell in rows:
                    self.cells.setdefault(indicator, set()).add(cell)
        return self.cells

    def _restated(self, spec: IndicatorSpec, cell: int, epochs: Iterable[Epoch]) -> Row | None:
        whole: Row | None = None
        for start, end, shares in epochs:
            found = [(self._then(spec.id, source, cell), weight) for source, weight in shares]
            if not found or any(row is None for row, _ in found):
                continue
            if whole is None:
                whole = Row(np.full(len(self.axis), np.nan), np.full(len(self.axis), np.nan))
            self._put(spec, whole, slice(start, end), [(row, weight) for row, weight in found if row])
        return whole

    def _put(self, spec: IndicatorSpec, whole: Row, where: slice, found: list[tuple[Row, float]]) -> None:
        """A stretch of time from the shares of the places of then."""
        if len(found) > 1 and spec.area_rule == "none" and not spec.formula:
            return
        stack = [row.values[where] * weight for row, weight in found]
        total = np.sum(stack, axis=0) if len(stack) > 1 else stack[0]
        if spec.area_rule == "mean":
            total = total / sum(weight for _, weight in found)
        whole.values[where] = total
        whole.firm[where] = np.min([row.firm[where] for row, _ in found], axis=0)
        whole.simulated |= any(row.simulated for row, _ in found)

    def _then(self, indicator: int, place: int, cell: int) -> Row | None:
        """What was known of a place of then: figures kept first, since they know what is below it."""
        kept, said = self.kept.get((indicator, place, cell)), self.said.get((indicator, place, cell))
        if kept is None or said is None:
            return kept or said
        gaps = np.isnan(kept.values) & np.isnan(kept.firm)
        return Row(
            np.where(gaps, said.values, kept.values),
            np.where(gaps, said.firm, kept.firm),
            kept.simulated or said.simulated,
        )
