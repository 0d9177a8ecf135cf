"""Submissions and observations into the database, and out of force, set by set.

What is superseded is moved to `collection_observationrevision` by a trigger (see the migrations).
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from terrace.facts.catalogue.snapshot import SourceSpec
from terrace.facts.collection.checking import CellKey, Row
from terrace.facts.collection.deliveries import Delivery
from terrace.facts.collection.models import State

#: SHA-256 of the canonical content, and the content deflated.
Content = tuple[bytes, bytes]

_SUBMISSION = """
    INSERT INTO collection_submission
        (key, person_id, source_id, door, device, job_id, facts, about, state, note, digest, content)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (person_id, key) DO NOTHING RETURNING id
"""

#: Arrays go over as text: PostgreSQL reads `{1,2,3}` faster than Python builds a binary array of numerics.
_UPSERT = """
    INSERT INTO collection_observation AS kept
        (submission_id, recorded_at, indicator_id, period, breakdown_id, area_id,
         revision, source_id, reason, status, value)
    SELECT submission, statement_timestamp(), indicator, period, breakdown, area, 1, source, reason, status, value
    FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[],
                %s::smallint[], %s::smallint[], %s::smallint[], %s::numeric[])
        AS new (submission, indicator, period, breakdown, area, source, reason, status, value)
    ORDER BY indicator, period, breakdown, area
    ON CONFLICT (indicator_id, period, breakdown_id, area_id, source_id) DO UPDATE
    SET submission_id = excluded.submission_id, recorded_at = excluded.recorded_at, revision = kept.revision + 1,
        reason = excluded.reason, status = excluded.status, value = excluded.value"""

_GONE = """
    DELETE FROM collection_observation o USING unnest(%s::int[], %s::int[], %s::int[], %s::int[])
        AS cell (indicator, period, breakdown, area)
    WHERE o.indicator_id = cell.indicator AND o.period = cell.period AND o.breakdown_id = cell.breakdown
        AND o.area_id = cell.area AND o.submission_id = %s
    RETURNING o.indicator_id, o.period, o.breakdown_id, o.area_id, o.source_id, o.revision
"""
#: What the same source said of the cell before, in the newest submission that still stands.
_BACK = """
    INSERT INTO collection_observation
        (submission_id, recorded_at, indicator_id, period, breakdown_id, area_id,
         revision, source_id, reason, status, value)
    SELECT before.submission_id, statement_timestamp(), before.indicator_id, before.period, before.breakdown_id,
        before.area_id, gone.revision + 1, before.source_id, before.reason, before.status, before.value
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::smallint[], %s::int[])
        AS gone (indicator, period, breakdown, area, source, revision)
    CROSS JOIN LATERAL (
        SELECT r.* FROM collection_observationrevision r JOIN collection_submission s ON s.id = r.submission_id
        WHERE r.indicator_id = gone.indicator AND r.period = gone.period AND r.breakdown_id = gone.breakdown
            AND r.area_id = gone.area AND r.source_id = gone.source AND s.state = 'accepted'
        ORDER BY r.submission_id DESC, r.id DESC LIMIT 1) AS before
"""


def submission(delivery: Delivery, source: SourceSpec, facts: int, about: list[str], content: Content) -> int | None:
    """A new submission; None when its key is known already."""
    sent, (digest, packed) = delivery, content
    row: list[Any] = [sent.key, sent.person, source.id, sent.door, sent.device, sent.job, facts, about, State.ACCEPTED]
    with connection.cursor() as cursor:
        cursor.execute(_SUBMISSION, [*row, sent.intake.note, digest, packed])
        found = cursor.fetchone()
    return int(found[0]) if found else None


def upsert(rows: Sequence[tuple[int, SourceSpec, Row]]) -> None:
    """Put rows (submission, source, row) in force; no two of one source may speak of the same cell."""
    columns: list[Sequence[int | str | None]] = [
        [submission for submission, _, _ in rows],
        [row[0] for _, _, row in rows],
        [row[1] for _, _, row in rows],
        [row[2] for _, _, row in rows],
        [row[3] for _, _, row in rows],
        [source.id for _, source, _ in rows],
        [row[5] for _, _, row in rows],
        [row[6] for _, _, row in rows],
        [row[4] for _, _, row in rows],
    ]
    upsert_arrays([_array(column) for column in columns])


def upsert_arrays(columns: Sequence[str]) -> None:
    """The same from array literals: submission, indicator, period, breakdown, area, source, reason, status, value."""
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, columns)


def withdraw(submission: int, cells: Sequence[CellKey]) -> list[CellKey]:
    """Put out of force what the submission says of the cells; what stood before stands again. The cells touched."""
    with connection.cursor() as cursor:
        cursor.execute(_GONE, [*_columns(cells, 4), submission])
        gone = cursor.fetchall()
        cursor.execute(_BACK, _columns(gone, 6))
    return [(row[0], row[1], row[2], row[3]) for row in gone]


def _columns(rows: Sequence[Sequence[int]], count: int) -> list[str]:
    return [_array([row[number] for row in rows]) for number in range(count)]


def _array(column: Sequence[int | str | None]) -> str:
    """An array literal of numbers; None is NULL."""
    return "{" + ",".join(map(str, column)).replace("None", "NULL") + "}"
