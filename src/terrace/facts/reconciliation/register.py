"""The register of conflicts: opened when sides differ too far, closed when they agree again, counted."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.bus import actions as bus
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.collection.checking import CellKey
from terrace.facts.reconciliation import events
from terrace.facts.reconciliation.sides import Sides
from terrace.facts.reconciliation.tolerances import Limits

#: One writer at a time, so that a count never misses what another worker is about to store.
_ALONE = "SELECT pg_advisory_xact_lock(hashtext('reconciliation'))"
_KNOWN = """
    SELECT k.kind, k.indicator_id, k.period, k.breakdown_id, k.area_id, k.first_source, k.second_source, k.id
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) AS c (indicator, period, breakdown, area)
    JOIN reconciliation_conflict k ON k.indicator_id = c.indicator AND k.period = c.period
        AND k.breakdown_id = c.breakdown AND k.area_id = c.area
    WHERE k.kind = ANY (%s) AND k.state <> 'agreed'
"""
_AGREED = """
    UPDATE reconciliation_conflict SET state = 'agreed', changed_at = now() WHERE id = ANY (%s)
    RETURNING indicator_id, period, id, submission_id
"""
#: What was settled opens again when one of the figures that it was settled for has changed.
_OPEN = """
    INSERT INTO reconciliation_conflict AS kept
        (kind, indicator_id, period, breakdown_id, area_id, first_source, second_source,
         first_value, second_value, due, state, why)
    SELECT kind, indicator, period, breakdown, area, first_source, second_source, first, second, due, 'open', ''
    FROM unnest(%s::text[], %s::int[], %s::int[], %s::int[], %s::int[], %s::smallint[], %s::smallint[],
        %s::numeric[], %s::numeric[], %s::date[])
        AS new (kind, indicator, period, breakdown, area, first_source, second_source, first, second, due)
    ON CONFLICT (indicator_id, period, breakdown_id, area_id, kind, first_source, second_source) DO UPDATE
    SET first_value = excluded.first_value, second_value = excluded.second_value, changed_at = now(), state = 'open',
        opened_at = CASE WHEN kept.state = 'open' THEN kept.opened_at ELSE now() END,
        due = CASE WHEN kept.state = 'open' THEN kept.due ELSE excluded.due END
    WHERE kept.state = 'agreed' OR (kept.first_value, kept.second_value)
        IS DISTINCT FROM (excluded.first_value, excluded.second_value)
    RETURNING id, indicator_id, period, area_id, opened_at = now()
"""
_FORGET = """
    DELETE FROM reconciliation_tally t USING unnest(%s::int[], %s::int[]) AS s (indicator, period)
    WHERE t.indicator_id = s.indicator AND t.period = s.period
"""
_COUNT = """
    INSERT INTO reconciliation_tally (indicator_id, period, first_source, second_source, compared, conflicting)
    SELECT s.indicator, s.period, p.first, p.second, p.compared, (
        SELECT count(*) FROM reconciliation_conflict k
        WHERE k.indicator_id = s.indicator AND k.period = s.period AND k.kind = 'sources'
            AND k.state <> 'agreed' AND k.first_source = p.first AND k.second_source = p.second)
    FROM unnest(%s::int[], %s::int[]) AS s (indicator, period)
    CROSS JOIN LATERAL (
        SELECT a.source_id AS first, b.source_id AS second, count(*) AS compared
        FROM collection_observation a JOIN collection_observation b USING (indicator_id, period, breakdown_id, area_id)
        JOIN catalogue_source x ON x.id = a.source_id JOIN catalogue_source y ON y.id = b.source_id
        WHERE a.indicator_id = s.indicator AND a.period = s.period AND a.reason = 0 AND b.reason = 0
            AND x.precedence < y.precedence AND x.simulated = y.simulated
            AND NOT a.source_id = ANY (%s) AND NOT b.source_id = ANY (%s)
        GROUP BY a.source_id, b.source_id) p
"""


def enter(
    kinds: Collection[str], touched: Collection[CellKey], sides: Iterable[Sides], snapshot: Snapshot, aside: list[int]
) -> None:
    """Bring the conflicts of these kinds at the touched cells to what the sides say."""
    listed = list(sides)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ALONE)
        apart = _apart(listed, snapshot)
        over = _over(kinds, touched, apart)
        opened = _open(apart, snapshot)
        slices = {(each.cell[0], each.cell[1]) for each in listed if each.second_source} | over
        _count(slices, aside)
        bus.publish_all(events.opened(number, *rest) for number, *rest in opened)


def _apart(sides: Sequence[Sides], snapshot: Snapshot) -> list[Sides]:
    limits = Limits()
    return [each for each in sides if limits.of(snapshot.by_id[each.cell[0]].code).exceeded(each.first, each.second)]


def _over(kinds: Collection[str], touched: Collection[CellKey], apart: Sequence[Sides]) -> set[tuple[int, int]]:
    """Close what is no longer apart; the indicators and periods concerned."""
    still = {each.key for each in apart}
    with connection.cursor() as cursor:
        columns = [[cell[number] for cell in touched] for number in range(4)]
        cursor.execute(_KNOWN, [*columns, [str(kind) for kind in kinds]])
        gone = [row[-1] for row in cursor.fetchall() if row[:-1] not in still]
        cursor.execute(_AGREED, [gone])
        closed = cursor.fetchall()
    bus.publish_all(events.agreed(row[2]) for row in closed if row[3])
    return {(row[0], row[1]) for row in closed}


def _open(apart: Sequence[Sides], snapshot: Snapshot) -> list[tuple[int, ...]]:
    """Store what is apart; those that opened just now."""
    if not apart:
        return []
    limits, today = Limits(), timezone.localdate()
    due = [today + timedelta(days=limits.of(snapshot.by_id[each.cell[0]].code).days) for each in apart]
    columns: list[Any] = [
        [str(each.kind) for each in apart],
        *([each.cell[number] for each in apart] for number in range(4)),
        [each.first_source for each in apart],
        [each.second_source for each in apart],
        [each.first for each in apart],
        [each.second for each in apart],
        due,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, columns)
        return [row[:4] for row in cursor.fetchall() if row[4]]


def _count(slices: set[tuple[int, int]], aside: list[int]) -> None:
    """Count anew how often sources gave the same cell, and how often they disagreed."""
    if not slices:
        return
    columns = [[each[number] for each in sorted(slices)] for number in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, columns)
        cursor.execute(_COUNT, [*columns, aside, aside])
