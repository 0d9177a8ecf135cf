"""What a sheet takes as given: forecasts of provinces for the country, of the parts for a formula."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db import connection

from terrace.insight.forecasting.history import Floats
from terrace.insight.forecasting.sheets import Key, Sheet

#: The last period known, and what is likely after it.
Kept = tuple[int, Floats]
_CURRENT = """
    SELECT indicator_id, area_id, breakdown_id, origin, likely::float8[]
    FROM forecasting_forecast
    WHERE current AND indicator_id = ANY (%s) AND area_id = ANY (%s) AND frequency = %s
    ORDER BY indicator_id, area_id, breakdown_id
"""


@dataclass(frozen=True)
class Given:
    """`fixed`: of the same indicator at places that are made elsewhere; `parts`: by indicator; `mark`: of all."""

    fixed: dict[Key, Kept]
    parts: dict[int, dict[Key, Kept]]
    mark: bytes


def read(sheet: Sheet) -> Given:
    """One statement for what the sheet needs; none where it needs nothing."""
    fixed = _read([sheet.spec.id], sheet.fixed, sheet).get(sheet.spec.id, {}) if sheet.fixed else {}
    parts = _read(sorted(sheet.parts), sheet.members, sheet) if sheet.parts else {}
    mark = hashlib.blake2b(digest_size=16)
    for number, kept in sorted({**parts, 0: fixed}.items()):
        for key, (origin, likely) in sorted(kept.items()):
            mark.update(repr((number, key, origin)).encode() + likely.tobytes())
    return Given(fixed, parts, mark.digest())


def _read(indicators: list[int], areas: Iterable[int], sheet: Sheet) -> dict[int, dict[Key, Kept]]:
    found: dict[int, dict[Key, Kept]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT, [indicators, sorted(areas), int(sheet.spec.frequency)])
        for indicator, area, breakdown, origin, likely in cursor.fetchall():
            found.setdefault(indicator, {})[area, breakdown] = origin, np.asarray(likely, dtype=float)
    return found
