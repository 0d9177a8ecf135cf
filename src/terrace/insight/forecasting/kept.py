"""Rows of forecasts as they are kept, read by series; row-level security binds whoever asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from django.db import connection

#: Indicator, place, breakdown, frequency.
Series = tuple[int, int, int, int]
_COLUMNS = """
    f.indicator_id, f.area_id, f.breakdown_id, f.frequency, f.origin, f.made_at, f.said_at, f.likely, f.low80, f.high80,
    f.low95, f.high95, f.said_likely, f.said_low80, f.said_high80, f.method, f.shares, f.notes, f.accuracy, f.simulated,
    f.provisional, f.coherent
"""
_OF = """
    FROM forecasting_forecast f JOIN unnest(%s::int[], %s::int[], %s::int[], %s::int[])
        AS c (indicator, area, breakdown, frequency)
    ON f.indicator_id = c.indicator AND f.area_id = c.area AND f.breakdown_id = c.breakdown
        AND f.frequency = c.frequency
"""
_CURRENT = f"SELECT {_COLUMNS} {_OF} WHERE f.current"
_FROM = f"SELECT {_COLUMNS} {_OF} WHERE f.origin = %s"
_EVERY = f"SELECT {_COLUMNS} {_OF} ORDER BY f.origin"
_TESTS = """
    SELECT origin, origins, tried, came FROM forecasting_backtest
    WHERE indicator_id = %s AND area_id = %s AND breakdown_id = %s AND frequency = %s
"""

Numbers = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A row: see `models.Forecast`."""

    series: Series
    origin: int
    made_at: datetime
    said_at: datetime
    likely: Numbers
    low80: Numbers
    high80: Numbers
    low95: Numbers
    high95: Numbers
    said_likely: Numbers
    said_low80: Numbers
    said_high80: Numbers
    method: str
    shares: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    accuracy: tuple[tuple[Any, ...], ...]
    simulated: bool
    provisional: bool
    coherent: bool


@dataclass(frozen=True, slots=True)
class Tests:
    """Back-tests of a series: past origins, and for each step what was tried and what came."""

    origin: int
    origins: tuple[int, ...]
    tried: Sequence[Sequence[float | None]]
    came: Sequence[Sequence[float | None]]


def current(series: Iterable[Series]) -> dict[Series, Kept]:
    """The forecasts that hold now."""
    return {row.series: row for row in _read(_CURRENT, series)}


def made_from(series: Series, origin: int) -> Kept | None:
    """The forecast made from an origin."""
    return next(iter(_read(_FROM, [series], origin)), None)


def every(series: Series) -> list[Kept]:
    """All forecasts of a series, the oldest origin first."""
    return _read(_EVERY, [series])


def tests(series: Series) -> Tests | None:
    """What would have been forecast from past origins."""
    with connection.cursor() as cursor:
        cursor.execute(_TESTS, list(series))
        row = cursor.fetchone()
    return Tests(row[0], tuple(row[1]), row[2], row[3]) if row else None


def _read(statement: str, series: Iterable[Series], *more: int) -> list[Kept]:
    wanted = sorted(set(series))
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(list(column) for column in zip(*wanted, strict=True)), *more])
        return [_kept(row) for row in cursor.fetchall()]


def _kept(row: tuple[Any, ...]) -> Kept:
    method, shares, notes, accuracy, *flags = row[15:]
    listed = tuple((member, share) for member, share in _json(shares))
    tried = tuple(tuple(each) for each in _json(accuracy))
    fields: list[Any] = [row[:4], *row[4:7], *map(tuple, row[7:15]), method, listed, tuple(notes), tried, *flags]
    return Kept(*fields)


def _json(value: Any) -> Any:
    return msgspec.json.decode(value) if isinstance(value, str | bytes) else value
