"""Cells that may not change any more: a return that was approved and has become final.

A lock holds a cell of a source in all its breakdowns; `holder` says what locked it. Two returns may ask for the same
cell: it is free when nobody holds it any more.

A fact that is on its way while the lock is set counts as one that came right before it.
"""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db import connection

from terrace.base.audit import actions as audit


class Locked(NamedTuple):
    """What is locked: ids of indicator, period, place and source."""

    indicator: int
    period: int
    area: int
    source: int


#: Place, period and source: what is looked up, since a return repeats them.
Spoken = tuple[int, int, int]

LOCK, UNLOCK = "cell.lock", "cell.unlock"

_LOCK = """
    INSERT INTO collection_lock (indicator_id, period, area_id, source_id, holder)
    SELECT indicator, period, area, source, %s
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::smallint[]) AS cell (indicator, period, area, source)
    ON CONFLICT DO NOTHING
"""
_UNLOCK = """
    DELETE FROM collection_lock l
    USING unnest(%s::int[], %s::int[], %s::int[], %s::smallint[]) AS cell (indicator, period, area, source)
    WHERE l.indicator_id = cell.indicator AND l.period = cell.period AND l.area_id = cell.area
        AND l.source_id = cell.source AND l.holder = %s
"""
_FIND = """
    SELECT DISTINCT l.indicator_id, l.period, l.area_id, l.source_id FROM collection_lock l
    JOIN unnest(%s::int[], %s::int[], %s::smallint[]) AS said (area, period, source)
        ON l.area_id = said.area AND l.period = said.period AND l.source_id = said.source
"""


def lock(cells: Iterable[Locked], holder: str = "", person: int | None = None) -> int:
    """Lock the cells for the holder; how many were not locked by it before. In the caller's transaction."""
    return _change(LOCK, _LOCK, cells, holder, person)


def unlock(cells: Iterable[Locked], holder: str = "", person: int | None = None) -> int:
    """Lift the holder's locks of the cells; how many there were. In the caller's transaction."""
    return _change(UNLOCK, _UNLOCK, cells, holder, person)


def _change(verb: str, statement: str, cells: Iterable[Locked], holder: str, person: int | None) -> int:
    columns: list[Any] = [list(column) for column in zip(*cells, strict=True)]
    if not columns:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(statement, [holder, *columns] if verb == LOCK else [*columns, holder])
        count = int(cursor.rowcount)
    audit.record(verb, holder or "cell", person, {"cells": count})
    return count


def among(spoken: Collection[Spoken]) -> set[Locked]:
    """Everything that is locked of these places, periods and sources; one query."""
    if not spoken:
        return set()
    with connection.cursor() as cursor:
        # as array literals: a file speaks of a hundred thousand, and psycopg takes a microsecond to write a number
        cursor.execute(_FIND, ["{" + ",".join(map(str, column)) + "}" for column in zip(*spoken, strict=True)])
        return {Locked(*row) for row in cursor.fetchall()}
