"""The record of how chances moved: one row a target and day, written by workers when figures have moved."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import goals, queries
from terrace.insight.targets.models import Chance
from terrace.insight.targets.standings import Standing

#: Targets of one round; seconds between two.
MOST, SECONDS = 200, 10
_TAKE = """
    DELETE FROM targets_due WHERE (indicator_id, area_id, breakdown_id, year) IN (
        SELECT indicator_id, area_id, breakdown_id, year FROM targets_due LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING indicator_id, area_id, breakdown_id, year
"""
_UNIQUE = ["indicator_id", "area_id", "breakdown_id", "year", "day"]
_CHANGES = ["made_at", "period", "simulated", "target", "so_far", "likely", "met"]


def work() -> bool:
    """Take what is due and write how it stands today; True when there may be more. Two workers never take the same."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [MOST])
            taken = set(cursor.fetchall())
        if taken:
            record(taken)
    return len(taken) == MOST


def record(cells: set[tuple[int, int, int, int]]) -> list[Standing]:
    """Write how these targets stand today, in place of what was written earlier today."""
    reader = Reader(SYSTEM)
    held = goals.holding(reader.snapshot, reader.index, years={cell[3] for cell in cells})
    found = queries.stand(reader, [goal for goal in held if goal.cell in cells])
    Chance.objects.bulk_create(_rows(found), update_conflicts=True, unique_fields=_UNIQUE, update_fields=_CHANGES)
    return found


def _rows(found: Sequence[Standing]) -> list[Chance]:
    return [
        Chance(
            indicator_id=each.spec.id,
            area_id=each.place.place_id,
            breakdown_id=each.breakdown_id,
            year=each.year,
            day=timezone.localdate(),
            made_at=timezone.now(),
            period=(each.known or Period(Frequency.YEAR, each.year)).id,
            simulated=each.simulated,
            target=each.target,
            so_far=each.so_far,
            likely=each.likely,
            met=each.chance,
        )
        for each in found
    ]
