"""Drafts and derived tables into the database, by COPY."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from psycopg.types.range import DateRange

from terrace.base.places import names, reading
from terrace.base.places.drafts import Draft
from terrace.base.places.versions import Version

#: Only one process changes places at a time.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('terrace.places'))"

_LINKS = """
INSERT INTO places_placelink (ancestor_id, descendant_id, depth, valid)
WITH RECURSIVE link (ancestor, descendant, depth, valid) AS (
  SELECT place_id, place_id, 0, valid FROM places_placeversion
  UNION ALL
  SELECT v.parent_id, l.descendant, l.depth + 1, l.valid * v.valid
  FROM link l JOIN places_placeversion v ON v.place_id = l.ancestor AND v.valid && l.valid
  WHERE v.parent_id IS NOT NULL
)
SELECT ancestor, descendant, depth, unnest(range_agg(valid)) FROM link GROUP BY ancestor, descendant, depth
"""
_NEXT_ID = """
SELECT setval(pg_get_serial_sequence('places_place', 'id'), (SELECT max(id) FROM places_place))
"""


def days(first: date, until: date | None) -> DateRange:
    """Both days included, as a range."""
    return DateRange(first, until + timedelta(days=1) if until else None)


def run(statement: str, values: Sequence[Any] = ()) -> None:
    """One statement for its effect."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def copy(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> int:
    """Rows into a table; how many. Names of tables and columns are ours, never a user's."""
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as target:
        for row in rows:
            target.write_row(row)
            count += 1
    return count


def write(draft: Draft) -> None:
    """Everything of the draft that is new or different, and what is derived from it."""
    run("DELETE FROM places_placeversion WHERE place_id = ANY(%s)", [sorted(draft.touched)])
    copy("places_place", "id, level", sorted(draft.begun.items()))
    run(_NEXT_ID)
    touched = (version for place_id in sorted(draft.touched) for version in draft.places[place_id])
    copy(
        "places_placeversion",
        "place_id, code, name, full_name, name_en, kind, parent_id, valid",
        (_version(version) for version in touched),
    )
    copy(
        "places_placechange",
        "day, kind, source_id, target_id, weight, estimated, decided_by",
        (
            (each.day, each.kind, each.source_id, each.target_id, each.weight, each.estimated, decided_by)
            for each, decided_by in draft.fresh
        ),
    )
    write_links()
    write_names()


def _version(version: Version) -> tuple[Any, ...]:
    valid = days(version.valid_from, version.valid_until)
    named = (version.name, version.full_name, version.name_en)
    return (version.place_id, version.code, *named, version.kind, version.parent_id, valid)


def write_links() -> None:
    """The closure anew, from the versions."""
    run("DELETE FROM places_placelink")
    run(_LINKS)


def write_names() -> int:
    """The names anew, from the versions; other spellings (aliases) stay."""
    run("DELETE FROM places_placename WHERE NOT alias")
    return copy(
        "places_placename",
        "place_id, folded, name, alias, valid",
        (row for version in reading.versions() for row in _names(version)),
    )


def _names(version: Version) -> Iterable[tuple[Any, ...]]:
    valid = days(version.valid_from, version.valid_until)
    written = {names.key(name): name for name in (version.name_en, version.name, version.full_name)}
    return ((version.place_id, folded, name, False, valid) for folded, name in written.items())
