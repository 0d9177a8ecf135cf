"""Series that are judged anew by rounds: those beside a place whose figure moved, and those of rules that changed.

How the places beside moved is known only when they have reported. So an indicator at the places below one is judged
as a whole when it has come to rest; then it does not matter in which order they reported. Nobody waits for a round:
it holds what it takes by a mark and locks only the series that it settles. What moves meanwhile is judged once more.
"""

from typing import Final

from django.db import connection
from django.utils import timezone

from terrace.base.places import index as places
from terrace.facts.catalogue import snapshot as catalogue
from terrace.insight.monitoring import judging
from terrace.insight.monitoring.due import EVERYWHERE
from terrace.insight.monitoring.found import Series

#: Seconds between rounds; of rest; that it may wait at the most. Slices of one round.
SECONDS: Final = 10
REST, LONGEST = 30, 900
TOGETHER: Final = 4
#: Seconds after which a worker that took one is taken for dead.
LEASE: Final = 300

#: Materialized: PostgreSQL may look again for each row at what is not, and so take many.
_TAKE = """
    WITH next AS MATERIALIZED (
        SELECT indicator_id, root_id FROM monitoring_due
        WHERE (clock_timestamp() - moved_at >= make_interval(secs => %s) OR root_id = 0
            OR clock_timestamp() - since_at >= make_interval(secs => %s))
            AND (taken_at IS NULL OR clock_timestamp() - taken_at >= make_interval(secs => %s))
        ORDER BY since_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE monitoring_due d SET taken_at = clock_timestamp() FROM next
    WHERE d.indicator_id = next.indicator_id AND d.root_id = next.root_id
    RETURNING d.indicator_id, d.root_id, d.taken_at
"""
_DONE = """
    WITH done AS (
        DELETE FROM monitoring_due WHERE indicator_id = %(indicator)s AND root_id = %(root)s
            AND taken_at = %(taken)s AND moved_at < taken_at)
    UPDATE monitoring_due SET taken_at = NULL, since_at = moved_at
    WHERE indicator_id = %(indicator)s AND root_id = %(root)s AND taken_at = %(taken)s AND moved_at >= taken_at
"""
#: Every cell of an indicator of which something is known in these periods, at these places (none: at all).
_CELLS = """
    SELECT DISTINCT area_id, breakdown_id FROM (
        SELECT area_id, breakdown_id FROM pipeline_figure
        WHERE indicator_id = %(indicator)s AND period >= %(since)s AND basis > 0
            AND (%(areas)s::int[] IS NULL OR area_id = ANY (%(areas)s))
        UNION ALL
        SELECT area_id, breakdown_id FROM collection_observation
        WHERE indicator_id = %(indicator)s AND period >= %(since)s
            AND (%(areas)s::int[] IS NULL OR area_id = ANY (%(areas)s))) known
"""


def work(rest: float = REST, longest: float = LONGEST) -> bool:
    """Judge what has come to rest; True when more waits."""
    return all(_one(rest, longest) for _ in range(TOGETHER))


def _one(rest: float, longest: float) -> bool:
    """One slice; that of a worker that dies comes again."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [rest, longest, LEASE])
        taken = cursor.fetchone()
        if taken:
            indicator, root, mark = taken
            sweep(indicator, root)
            cursor.execute(_DONE, {"indicator": indicator, "root": root, "taken": mark})
    return taken is not None


def sweep(indicator: int, root: int = EVERYWHERE) -> int:
    """Judge every series of an indicator at the places right below one (or everywhere); how many."""
    spec, today = catalogue.current().by_id[indicator], timezone.localdate()
    index = places.current()
    areas = None if root == EVERYWHERE else [*index.children(root, today)]
    since = (today.year - 3) * 1000
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, {"indicator": indicator, "since": since, "areas": areas})
        known: set[Series] = {(indicator, area, cell) for area, cell in cursor.fetchall()}
    wholes = {(indicator, area, whole) for _, area, cell in known for whole in spec.wholes.get(cell, ())}
    series = {each for each in known | wholes if index.version(each[1], today)}
    judging.judge(dict.fromkeys(series, None), fresh=True)
    return len(series)
