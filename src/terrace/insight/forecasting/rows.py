"""Writing forecasts: one statement for all of a batch, which leaves unchanged rows alone.

Arrays go over as text (`{1,2}`), since ragged arrays have no binary form. A forecast that holds no more because its
newest value was withdrawn, or because its place is gone, stays as history and is no longer current.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import msgspec
import numpy as np
from django.db import connection

from terrace.insight.forecasting.history import Floats

#: Indicator, place, breakdown, frequency.
Series = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """The forecast of one series, ready to be kept."""

    series: Series
    origin: int
    likely: Floats
    low80: Floats
    high80: Floats
    low95: Floats
    high95: Floats
    base: Floats
    spread: Floats
    decimals: int
    method: str
    shares: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    accuracy: tuple[tuple[object, ...], ...]
    simulated: bool
    provisional: bool
    coherent: bool
    #: Back-tests: past origins, and for each what was tried and what came.
    origins: tuple[int, ...]
    tried: Floats
    came: Floats


_UPSERT = """
WITH line AS MATERIALIZED (
    SELECT indicator, area, breakdown, frequency, origin, likely::numeric[], low80::numeric[], high80::numeric[],
        low95::numeric[], high95::numeric[], base::float8[], spread::float8[], method, shares::jsonb, notes::text[],
        accuracy::jsonb, simulated, provisional, coherent
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::text[], %s::text[], %s::text[], %s::text[],
        %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bool[], %s::bool[],
        %s::bool[]) AS t (indicator, area, breakdown, frequency, origin, likely, low80, high80, low95, high95, base,
        spread, method, shares, notes, accuracy, simulated, provisional, coherent)
)
INSERT INTO forecasting_forecast AS kept
    (made_at, said_at, indicator_id, area_id, breakdown_id, frequency, origin, current, likely, low80, high80, low95,
     high95, base, spread, said_likely, said_low80, said_high80, method, shares, notes, accuracy, simulated,
     provisional, coherent)
SELECT clock_timestamp(), clock_timestamp(), indicator, area, breakdown, frequency, origin, true, likely, low80,
    high80, low95, high95, base, spread, likely, low80, high80, method, shares, notes, accuracy, simulated,
    provisional, coherent
FROM line ORDER BY indicator, area, breakdown, frequency, origin
ON CONFLICT (indicator_id, area_id, breakdown_id, frequency, origin) DO UPDATE
SET made_at = excluded.made_at, current = true, likely = excluded.likely, low80 = excluded.low80,
    high80 = excluded.high80, low95 = excluded.low95, high95 = excluded.high95, base = excluded.base,
    spread = excluded.spread, method = excluded.method, shares = excluded.shares, notes = excluded.notes,
    accuracy = excluded.accuracy, simulated = excluded.simulated, provisional = excluded.provisional,
    coherent = excluded.coherent
WHERE (kept.current, kept.likely, kept.low80, kept.high80, kept.low95, kept.high95, kept.base, kept.spread,
       kept.method, kept.shares, kept.notes, kept.accuracy, kept.simulated, kept.provisional, kept.coherent)
    IS DISTINCT FROM (true, excluded.likely, excluded.low80, excluded.high80, excluded.low95, excluded.high95,
        excluded.base, excluded.spread, excluded.method, excluded.shares, excluded.notes, excluded.accuracy,
        excluded.simulated, excluded.provisional, excluded.coherent)
RETURNING indicator_id, area_id, breakdown_id, frequency, origin
"""
#: Before the new ones: of one series only one forecast is current.
_RETIRE = """
UPDATE forecasting_forecast f SET current = false
WHERE f.current AND f.indicator_id = ANY (%s) AND f.area_id = ANY (%s)
    AND NOT EXISTS (
        SELECT FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[])
            AS t (indicator, area, breakdown, frequency, origin)
        WHERE f.indicator_id = t.indicator AND f.area_id = t.area AND f.breakdown_id = t.breakdown
            AND f.frequency = t.frequency AND f.origin = t.origin)
RETURNING f.indicator_id, f.area_id, f.breakdown_id, f.frequency, f.origin
"""
_BACKTESTS = """
WITH line AS MATERIALIZED (
    SELECT indicator, area, breakdown, frequency, origin, origins::int[], tried::float8[], came::float8[]
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::text[], %s::text[], %s::text[])
        AS t (indicator, area, breakdown, frequency, origin, origins, tried, came)
)
INSERT INTO forecasting_backtest AS kept
    (indicator_id, area_id, breakdown_id, frequency, origin, origins, tried, came)
SELECT * FROM line ORDER BY indicator, area, breakdown, frequency
ON CONFLICT (indicator_id, area_id, breakdown_id, frequency) DO UPDATE
SET origin = excluded.origin, origins = excluded.origins, tried = excluded.tried, came = excluded.came
WHERE (kept.origin, kept.origins, kept.tried, kept.came)
    IS DISTINCT FROM (excluded.origin, excluded.origins, excluded.tried, excluded.came)
"""
_GONE = """
DELETE FROM forecasting_backtest b
WHERE b.indicator_id = ANY (%s) AND b.area_id = ANY (%s)
    AND NOT EXISTS (
        SELECT FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) AS t (indicator, area, breakdown, frequency)
        WHERE b.indicator_id = t.indicator AND b.area_id = t.area AND b.breakdown_id = t.breakdown
            AND b.frequency = t.frequency)
"""


def write(lines: Sequence[Line], indicator: int, areas: Iterable[int]) -> list[tuple[int, ...]]:
    """Bring what is kept of an indicator at these places to exactly these lines; the series that changed."""
    places = sorted(areas)
    keys = _columns([(*line.series, line.origin) for line in lines], 5)
    with connection.cursor() as cursor:
        cursor.execute(_RETIRE, [[indicator], places, *keys])
        changed: list[tuple[int, ...]] = cursor.fetchall()
        cursor.execute(_GONE, [[indicator], places, *keys[:4]])
        if lines:
            cursor.execute(_UPSERT, _columns([_written(line) for line in lines], 19))
            changed += cursor.fetchall()
            cursor.execute(_BACKTESTS, _columns([_tests(line) for line in lines], 8))
    return changed


def _columns(rows: Sequence[tuple[Any, ...]], count: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(count)]


def _written(line: Line) -> tuple[Any, ...]:
    exact = (line.likely, line.low80, line.high80, line.low95, line.high95)
    return (
        *line.series,
        line.origin,
        *(_digits(each, line.decimals) for each in exact),
        _numbers(line.base),
        _numbers(line.spread),
        line.method,
        msgspec.json.encode(line.shares).decode(),
        "{" + ",".join(line.notes) + "}",
        msgspec.json.encode(line.accuracy).decode(),
        line.simulated,
        line.provisional,
        line.coherent,
    )


def _tests(line: Line) -> tuple[Any, ...]:
    origins = "{" + ",".join(map(str, line.origins)) + "}"
    return *line.series, line.origin, origins, _table(line.tried), _table(line.came)


def _digits(values: Floats, decimals: int) -> str:
    """Exact decimals: multiples of the last decimal stay what they are."""
    return "{" + ",".join("NULL" if isnan(value) else f"{value + 0.0:.{decimals}f}" for value in values.tolist()) + "}"


def _numbers(values: Floats) -> str:
    return "{" + ",".join("NULL" if isnan(value) else repr(value) for value in values.tolist()) + "}"


def _table(values: Floats) -> str:
    return "{" + ",".join(map(_numbers, values)) + "}" if np.size(values) else "{}"
