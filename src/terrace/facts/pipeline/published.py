"""Figures as they were published: all that is public of guarded indicators, those connected to small counts of people.

What is kept back there, and what stands beside it so that nothing can be worked out, is decided in one place
(`share.opendata.publishing`) and written to `pipeline_published`. Whoever has no right to such a cell reads that
table, on a page, by the API or in an analysis; so no way shows more than another, and none shows it earlier.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from terrace.facts.pipeline.evaluation import Cell

_OPEN = """
    SELECT indicator_id, area_id, period, breakdown_id, value, status, simulated, reported, expected, suppressed, since
    FROM pipeline_published
    WHERE indicator_id = ANY (%s) AND area_id = ANY (%s) AND period = ANY (%s) AND breakdown_id = ANY (%s)
        AND until IS NULL
"""


class Row(NamedTuple):
    """A cell as the public sees it now; a suppressed one has no value."""

    value: Decimal | None
    status: int
    simulated: bool
    reported: int
    expected: int
    suppressed: bool
    since: datetime


def every(
    indicators: Iterable[int], areas: Iterable[int], periods: Iterable[int], breakdowns: Iterable[int]
) -> dict[Cell, Row]:
    """Every combination of these that is public."""
    asked = [sorted(set(each)) for each in (indicators, areas, periods, breakdowns)]
    if not all(asked):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, asked)
        return {row[:4]: Row(*row[4:]) for row in cursor.fetchall()}


def of(cells: Iterable[Cell]) -> dict[Cell, Row]:
    """Those of the cells that are public."""
    wanted = set(cells)
    if not wanted:
        return {}
    found = every(*zip(*wanted, strict=True))
    return {cell: row for cell, row in found.items() if cell in wanted}
