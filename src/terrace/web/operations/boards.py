"""What a place's page shows: which indicators, which periods, how complete the returns are, what just arrived.

No indicator is named here: the page shows what the place has figures for, sector by sector in the catalogue's order.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, zip_longest
from typing import Any

from django.db import connection

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline.queries import Reader
from terrace.facts.returns import forms

#: At the most so many tiles, periods to choose from, arrivals.
TILES, CHOICES, ARRIVALS = 12, 40, 10
#: Of how many of the newest submissions those of a place are looked for.
LOOKED_AT = 500

_PERIODS = """
    SELECT DISTINCT period FROM pipeline_figure
    WHERE indicator_id = ANY (%s) AND area_id = %s AND breakdown_id = 0 AND basis > 0 ORDER BY period DESC
"""
_INDICATORS = """
    SELECT indicator_id FROM pipeline_figure
    WHERE indicator_id = ANY (%s) AND area_id = %s AND breakdown_id = 0 AND period = %s AND basis > 0
"""
_RETURNS = """
    SELECT area_id, count(DISTINCT indicator_id), max(recorded_at) FROM collection_observation
    WHERE indicator_id = ANY (%s) AND period = %s AND area_id = ANY (%s) GROUP BY area_id
"""
_ARRIVALS = """
    SELECT id, received_at, door, facts, about FROM (
        SELECT * FROM collection_submission ORDER BY id DESC LIMIT %s) newest
    WHERE EXISTS (SELECT FROM unnest(about) a WHERE split_part(a, ':', 1)::int = ANY (%s))
    ORDER BY id DESC LIMIT %s
"""


def _kept_at(reader: Reader, area: int, period: Period) -> int:
    """A leaf place has no kept figures: what its parent has is what it may have."""
    above = reader.index.ancestors(area, period.end)
    return area if reader.index.children(area, period.end) or not above else above[0]


def periods_of(reader: Reader, area: int, today: Period) -> list[Period]:
    """The periods with figures, newest first, months before quarters before years of the same end."""
    at = _kept_at(reader, area, today)
    with connection.cursor() as cursor:
        cursor.execute(_PERIODS, [sorted(reader.snapshot.by_id), at])
        found = [periods.from_id(row[0]) for row in cursor.fetchall()]
    begun = [period for period in found if period.start <= today.end]
    return sorted(begun, key=lambda period: (period.start, period.frequency), reverse=True)[:CHOICES]


def indicators_of(reader: Reader, area: int, period: Period) -> list[IndicatorSpec]:
    """The indicators with figures in the period: the first of each sector, then the second, and so on."""
    at = _kept_at(reader, area, period)
    with connection.cursor() as cursor:
        cursor.execute(_INDICATORS, [sorted(reader.snapshot.by_id), at, period.id])
        specs = [reader.snapshot.by_id[row[0]] for row in cursor.fetchall()]
    sectors: dict[str, list[IndicatorSpec]] = defaultdict(list)
    for spec in sorted(specs, key=lambda spec: (spec.retired, spec.position, spec.code)):
        sectors[spec.sector].append(spec)
    return [spec for spec in chain.from_iterable(zip_longest(*sectors.values())) if spec]


@dataclass(frozen=True, slots=True)
class Returned:
    """How many of the expected indicators a place reported, and when last."""

    area: int
    reported: int
    last_at: datetime | None
    expected: int


def returns(reader: Reader, areas: Collection[int], period: Period) -> list[Returned]:
    """Each place with what it reported in the period; the emptiest first."""
    levels = {reader.index.level(area) for area in areas}
    expected = sorted(_asked(levels, period))
    with connection.cursor() as cursor:
        cursor.execute(_RETURNS, [expected, period.id, list(areas)])
        found = {row[0]: Returned(row[0], row[1], row[2], len(expected)) for row in cursor.fetchall()}
    rows = [found.get(area) or Returned(area, 0, None, len(expected)) for area in areas]
    return sorted(rows, key=lambda row: row.reported) if expected else []


def _asked(levels: Collection[int], period: Period) -> set[int]:
    """The indicators that forms ask of places of these levels for periods of this frequency."""
    asked = (form for form in forms.current().asked if form.level in levels and form.frequency is period.frequency)
    return {number for form in asked for number in form.indicators}


@dataclass(frozen=True, slots=True)
class Arrived:
    """A submission that came in."""

    id: int
    at: datetime
    door: str
    facts: int
    areas: tuple[int, ...]
    sectors: tuple[str, ...]


def arrivals(areas: Collection[int], limit: int = ARRIVALS) -> list[Arrived]:
    """The newest submissions about these places that the reader may see."""
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVALS, [LOOKED_AT, list(areas), limit])
        return [_arrived(row) for row in cursor.fetchall()]


def _arrived(row: tuple[Any, ...]) -> Arrived:
    number, at, door, facts, about = row
    pairs = [pair.split(":", 1) for pair in about]
    areas = tuple(dict.fromkeys(int(area) for area, _ in pairs))
    return Arrived(number, at, door, facts, areas, tuple(dict.fromkeys(sector for _, sector in pairs)))
