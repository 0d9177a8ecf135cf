"""The past of the series that were touched, on today's ground: two statements for a batch.

The same as forecasts look at (`forecasting.history`), read cell by cell instead of stand by stand. Figures kept count
where there are places below, else the observations in force, by precedence. A sum over places counts as known only
when as many of them have reported as usually do: the month under way is not a collapse. What a place had of a place
that was divided is an estimate, and nobody is warned of an estimate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.insight.forecasting.territory import Territory
from terrace.insight.monitoring.found import Series

Floats = NDArray[np.float64]
#: Periods back that a judgement looks at.
BACK: Final = {
    Frequency.YEAR: 30,
    Frequency.HALF: 24,
    Frequency.NINE: 30,
    Frequency.QUARTER: 48,
    Frequency.SEASON: 36,
    Frequency.MONTH: 84,
}
#: Of the usual share of reports, what is enough for a sum to be known; of all reports, while nothing is usual yet.
ENOUGH: Final = 1 - 1e-9
ENOUGH_OF_ALL: Final = 0.9
#: Points from which on something is usual.
USUAL: Final = 3
#: A sum of less than half of the places is not the figure of the place above them.
HALF: Final = 0.5

_FIGURES = """
    SELECT p.n, array_agg(f.period), array_agg(f.value::float8),
        array_agg(f.reported::float8 / greatest(f.expected, 1)), array_agg(extract(epoch FROM f.changed_at)::float8),
        bool_or(f.simulated)
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[]) WITH ORDINALITY
        AS p (indicator, area, breakdown, first, last, n)
    JOIN pipeline_figure f ON f.indicator_id = p.indicator AND f.area_id = p.area AND f.breakdown_id = p.breakdown
        AND f.period BETWEEN p.first AND p.last AND f.period / 100 %% 10 = %s
    WHERE f.basis > 0 AND f.value IS NOT NULL
    GROUP BY p.n
"""
#: Every cell has one row or few (a source each), found by its key; of these the source of the highest precedence. The
#: fence keeps PostgreSQL from reading the whole table.
_OBSERVED = """
    SELECT n, array_agg(period), array_agg(value::float8), NULL::float8[],
        array_agg(extract(epoch FROM recorded_at)::float8), bool_or(source_id = ANY (%s))
    FROM (
        SELECT DISTINCT ON (p.n, o.period) p.n, o.period, o.value, o.recorded_at, o.source_id
        FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[]) WITH ORDINALITY
            AS p (indicator, area, breakdown, first, last, n)
        CROSS JOIN LATERAL (
            SELECT period, value, recorded_at, source_id FROM collection_observation
            WHERE indicator_id = p.indicator AND period = ANY (%s) AND period BETWEEN p.first AND p.last
                AND breakdown_id = p.breakdown AND area_id = p.area AND reason <= 1 OFFSET 0) o
        ORDER BY p.n, o.period, array_position(%s, o.source_id::int)
    ) spoken WHERE value IS NOT NULL
    GROUP BY n
"""
#: Indicator, place, breakdown, first and last period.
Probe = tuple[int, int, int, int, int]


@dataclass(slots=True)
class Row:
    """One cell of one place along the axis of time, as it was then. `at`: when it was last changed, in seconds."""

    values: Floats
    at: Floats
    simulated: bool = False


@dataclass(slots=True)
class History:
    """The past of a series along the axis, NaN where nothing is known; on today's ground."""

    series: Series
    values: Floats
    at: Floats
    simulated: bool

    @property
    def newest(self) -> int:
        """The position of the newest period known; -1 when there is none."""
        known = np.flatnonzero(~np.isnan(self.values))
        return int(known[-1]) if len(known) else -1


@dataclass(slots=True)
class Histories:
    """Reads series of one frequency."""

    snapshot: Snapshot
    territory: Territory
    frequency: Frequency
    axis: tuple[Period, ...] = ()
    _kept: dict[tuple[int, int, int], Row] = field(default_factory=dict)
    _said: dict[tuple[int, int, int], Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        now = periods.containing(self.territory.today, self.frequency)
        back = BACK[self.frequency]
        self.axis = tuple(now.shifted(step) for step in range(1 - back, 1))

    def read(self, wanted: Iterable[Series]) -> dict[Series, History]:
        """Those of which something is known."""
        listed = sorted(set(wanted))
        probes = list(dict.fromkeys(probe for series in listed for probe in self._probes(series)))
        if not probes:
            return {}
        self._fetch(probes)
        made = ((series, self._restated(series)) for series in listed)
        return {series: history for series, history in made if history is not None}

    # what is read

    def _probes(self, series: Series) -> Iterable[Probe]:
        """The cells of then, with the stretch of time in which they count."""
        indicator, area, breakdown = series
        cells = (breakdown, *self._parts(self.snapshot.by_id[indicator], breakdown))
        for start, end, shares in self.territory.epochs(area, self.axis):
            for place, _ in shares if _is_known(self.snapshot.by_id[indicator], shares) else ():
                for cell in cells:
                    yield indicator, place, cell, self.axis[start].id, self.axis[end - 1].id

    def _parts(self, spec: IndicatorSpec, breakdown: int) -> Iterable[int]:
        """The cells that a leaf place may have given instead of the whole."""
        if spec.area_rule != "sum":
            return ()
        return dict.fromkeys(part for parts in spec.margins.get(breakdown, ()) for part in parts)

    def _fetch(self, probes: Sequence[Probe]) -> None:
        columns = [list(column) for column in zip(*probes, strict=True)]
        sources = sorted(self.snapshot.sources.values(), key=lambda source: source.precedence)
        order = [source.id for source in sources]
        simulated = [source.id for source in sources if source.simulated]
        with connection.cursor() as cursor:
            cursor.execute(_FIGURES, [*columns, int(self.frequency)])
            self._take(self._kept, probes, cursor.fetchall())
            numbers = [period.id for period in self.axis]
            cursor.execute(_OBSERVED, [simulated, *columns, numbers, order])
            self._take(self._said, probes, cursor.fetchall())

    def _take(
        self, into: dict[tuple[int, int, int], Row], probes: Sequence[Probe], rows: Iterable[tuple[Any, ...]]
    ) -> None:
        at = {period.id: position for position, period in enumerate(self.axis)}
        for n, numbers, values, shares, moments, simulated in rows:
            row = into.setdefault(probes[n - 1][:3], self._empty())
            where = np.array([at[number] for number in numbers])
            row.values[where], row.at[where] = values, moments
            row.simulated |= bool(simulated)
            if shares is not None:
                row.values[where[~_known(np.asarray(shares, float))]] = np.nan

    def _empty(self) -> Row:
        return Row(np.full(len(self.axis), np.nan), np.full(len(self.axis), np.nan))

    # on today's ground

    def _restated(self, series: Series) -> History | None:
        indicator, area, breakdown = series
        spec = self.snapshot.by_id[indicator]
        epochs = self.territory.epochs(area, self.axis)
        whole = self._empty()
        for start, end, shares in epochs:
            found = [(self._then(spec, place, breakdown), weight) for place, weight in shares]
            if found and _is_known(spec, shares) and all(row is not None for row, _ in found):
                _put(spec, whole, slice(start, end), [(row, weight) for row, weight in found if row])
        if np.isnan(whole.values).all():
            return None
        return History(series, whole.values, whole.at, whole.simulated)

    def _then(self, spec: IndicatorSpec, place: int, breakdown: int) -> Row | None:
        """What was known of a place of then: figures kept first, since they know what is below it."""
        kept = self._kept.get((spec.id, place, breakdown))
        said = self._whole(spec, place, breakdown)
        if kept is None or said is None:
            return kept or said
        gaps = np.isnan(kept.values) & np.isnan(kept.at)
        values, at = np.where(gaps, said.values, kept.values), np.where(gaps, said.at, kept.at)
        return Row(values, at, kept.simulated or said.simulated)

    def _whole(self, spec: IndicatorSpec, place: int, breakdown: int) -> Row | None:
        """What a place said itself; wholes of which it gave the parts only are their sums."""
        said = self._said.get((spec.id, place, breakdown))
        if spec.area_rule != "sum":
            return said
        for parts in spec.margins.get(breakdown, ()):
            rows = [self._said[spec.id, place, part] for part in parts if (spec.id, place, part) in self._said]
            if rows:
                said = _filled(said, rows)
        return said


def _is_known(spec: IndicatorSpec, shares: Sequence[tuple[int, float]]) -> bool:
    """Nothing of it is a part of a place that was divided; means need no parts."""
    return spec.area_rule == "mean" or all(weight >= 1 for _, weight in shares)


def _known(shares: Floats) -> NDArray[np.bool_]:
    """Sums of which as many reports are in as usually are."""
    enough = (shares >= ENOUGH * float(np.median(shares))) & (shares >= HALF)
    return enough if len(shares) >= USUAL else enough & (shares >= ENOUGH_OF_ALL)


def _filled(said: Row | None, rows: Sequence[Row]) -> Row:
    """Sums of parts where nothing was said of the whole."""
    values = np.stack([row.values for row in rows])
    known = ~np.isnan(values).all(axis=0)
    sums = np.where(known, np.nansum(values, axis=0), np.nan)
    moments = np.fmax.reduce([row.at for row in rows])
    simulated = any(row.simulated for row in rows)
    if said is None:
        return Row(sums, moments, simulated)
    gaps = np.isnan(said.values)
    at = np.where(gaps, moments, said.at)
    return Row(np.where(gaps, sums, said.values), at, said.simulated or (simulated and bool((gaps & known).any())))


def _put(spec: IndicatorSpec, whole: Row, where: slice, found: Sequence[tuple[Row, float]]) -> None:
    """A stretch of time from the shares of the places of then."""
    if len(found) > 1 and spec.area_rule == "none" and not spec.formula:
        return
    total = np.sum([row.values[where] * weight for row, weight in found], axis=0)
    if spec.area_rule == "mean":
        total = total / sum(weight for _, weight in found)
    whole.values[where] = total
    whole.at[where] = np.fmax.reduce([row.at[where] for row, _ in found])
    whole.simulated |= any(row.simulated for row, _ in found)
