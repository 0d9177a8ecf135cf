"""The snapshot that a warning keeps: the history it was judged by, who contributes how much, and the submissions
behind it. What is corrected later does not change what was seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db import connection

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.insight.forecasting.horizons import CYCLES
from terrace.insight.monitoring.detectors.contributions import contributions
from terrace.insight.monitoring.found import Found, Series

if TYPE_CHECKING:
    from terrace.insight.monitoring.bench import Bench
    from terrace.insight.monitoring.placed import Placed

#: Periods of the history that are kept; places below that are named; submissions that are named.
KEPT, NAMED, NAMES = 36, 12, 8
#: Warnings of a batch of which the places below are read: in a storm the group tells more than each of its warnings.
MOST: Final = 25

_SUBMISSIONS = """
    SELECT c.n, o.submission_id
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) WITH ORDINALITY AS c (indicator, period, breakdown, area, n)
    JOIN collection_observation o ON o.indicator_id = c.indicator AND o.period = c.period AND o.area_id = c.area
        AND (o.breakdown_id = c.breakdown OR c.breakdown = 0)
    GROUP BY c.n, o.submission_id ORDER BY c.n, o.submission_id DESC
"""


@dataclass
class Snapshots:
    """Makes the snapshots of what a batch found."""

    bench: "Bench"
    histories: Mapping[Series, "Placed"]

    def __call__(self, found: Sequence[Found]) -> list[dict[str, Any]]:
        made = [self._history(each) for each in found]
        for number in sorted(range(len(found)), key=lambda n: -found[n].severity)[:MOST]:
            if parts := self._contributions(found[number]):
                made[number]["contributions"] = parts
        for number, submissions in self._submissions(found, made).items():
            made[number]["submissions"] = submissions
        return made

    def _history(self, found: Found) -> dict[str, Any]:
        placed = self.histories.get(found.series)
        if placed is None:
            return {}
        end = placed.newest + 1
        exact = placed.exactly(self.bench.snapshot.by_id[found.indicator])
        known = np.flatnonzero(~np.isnan(placed.history.values[:end]))
        shown = range(max(end - KEPT, int(known[0])), end)
        values = [(placed.axis[at].id, exact(float(placed.history.values[at]))) for at in shown]
        return {"history": [[number, None if value is None else format(value, "f")] for number, value in values]}

    # who contributes

    def _contributions(self, found: Found) -> list[dict[str, Any]]:
        """The places right below by how much of the difference is theirs, the greatest first."""
        spec, period = self.bench.snapshot.by_id[found.indicator], periods.from_id(found.period)
        areas = self.bench.index.children(found.area, period.end)
        if spec.area_rule != "sum" or not areas:
            return []
        before = self._before(found, period)
        cells = {(area, each): Asked(spec, area, each, found.breakdown) for area in areas for each in (period, before)}
        results = Reader(SYSTEM).results(list(cells.values()))
        held = {key: results.get(asked.cell) for key, asked in cells.items()}
        known = {key: float(each.value) for key, each in held.items() if each is not None and each.value is not None}
        now = np.array([known.get((area, period), np.nan) for area in areas])
        then = np.array([known.get((area, before), np.nan) for area in areas])
        return _parts(areas, now, self._hoped(found, then), spec.decimals)

    def _before(self, found: Found, period: Period) -> Period:
        """What the places are compared with: the same period of last year where it is known, else the one before."""
        cycle = CYCLES[period.frequency]
        placed = self.histories.get(found.series)
        at = placed.at(period.id) if placed else -1
        if placed is None or cycle == 1 or at < cycle or np.isnan(placed.history.values[at - cycle]):
            return period.previous()
        return period.shifted(-cycle)

    def _hoped(self, found: Found, then: Any) -> Any:
        """What was to be expected of each: its share of what was expected of all."""
        total = float(np.nansum(then))
        if found.expected is None or not total:
            return then
        return then * (float(found.expected) / total)

    # submissions

    def _submissions(self, found: Sequence[Found], made: Sequence[dict[str, Any]]) -> dict[int, list[int]]:
        """The submissions in force behind the figure itself, or behind the places that contribute most."""
        cells: list[tuple[int, int, int, int]] = []
        whose: list[int] = []
        for number, each in enumerate(found):
            parts = made[number].get("contributions", ())
            for area in [part["area"] for part in parts[:3]] or [each.area]:
                cells.append((each.indicator, each.period, each.breakdown, area))
                whose.append(number)
        if not cells:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(_SUBMISSIONS, [list(column) for column in zip(*cells, strict=True)])
            rows = cursor.fetchall()
        kept: dict[int, list[int]] = {}
        for n, submission in rows:
            kept.setdefault(whose[n - 1], []).append(submission)
        return {number: sorted(set(each), reverse=True)[:NAMES] for number, each in kept.items()}


def _parts(areas: Iterable[int], now: Any, hoped: Any, decimals: int) -> list[dict[str, Any]]:
    shares = contributions(hoped, now)
    moved = np.where(np.isnan(now) | np.isnan(hoped), 0.0, now - hoped)
    rows = sorted(zip(areas, moved.tolist(), shares.tolist(), strict=True), key=lambda row: (-row[2], row[0]))
    return [
        {"area": area, "by": f"{Decimal(f'{by:.{decimals}f}') + 0:f}", "share": f"{share:.3f}"}
        for area, by, share in rows[:NAMED]
        if share > 0
    ]
