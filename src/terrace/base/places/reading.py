"""The tables of places as values, read with few large statements."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from terrace.base.places.versions import Called, Change, Version

_VERSIONS = """
SELECT v.place_id, v.code, v.name, v.full_name, v.name_en, v.kind, p.level, v.parent_id,
       lower(v.valid), upper(v.valid) - 1
FROM places_placeversion v JOIN places_place p ON p.id = v.place_id ORDER BY v.place_id, lower(v.valid)
"""
_CHANGES = """
SELECT day, kind, source_id, target_id, weight, estimated
FROM places_placechange ORDER BY day, source_id, target_id
"""
_CALLED = "SELECT place_id, folded, lower(valid), upper(valid) - 1 FROM places_placename"


def _rows(statement: str) -> Sequence[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows


def revision() -> int:
    """The number that moves with every change; 0 before the first."""
    rows = _rows("SELECT number FROM places_revision")
    return int(rows[0][0]) if rows else 0


def versions() -> Iterator[Version]:
    return (Version(*row) for row in _rows(_VERSIONS))


def changes() -> Iterator[Change]:
    return (Change(*row) for row in _rows(_CHANGES))


def called() -> Iterator[Called]:
    return (Called(*row) for row in _rows(_CALLED))
