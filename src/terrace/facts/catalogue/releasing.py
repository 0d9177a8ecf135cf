"""Making figures public: a release is of an indicator and a period, for places of a level and those above."""

from collections.abc import Iterable

from django.db import connection, transaction

from terrace.base.access.actors import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.bus.events import Event
from terrace.base.kernel import periods
from terrace.facts.catalogue import snapshot

RELEASE, RELEASED = "figure.release", "facts.released"

#: A release is only ever widened: to a finer level.
_RELEASE = """
    INSERT INTO catalogue_release AS kept (indicator_id, period, level)
    SELECT %s, period, %s FROM unnest(%s::int[]) AS period
    ON CONFLICT (indicator_id, period) DO UPDATE SET level = excluded.level, released_at = now()
    WHERE kept.level < excluded.level
    RETURNING period
"""


def release(indicator: str, released: Iterable[int], level: int, by: Actor) -> int:
    """Make the figures of these periods (ids) public for places down to the level; how many were not so yet.

    Once public, always public: nothing is taken back or made coarser. `KeyError` for an unknown indicator.
    """
    spec = snapshot.current().indicators[indicator]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_RELEASE, [spec.id, int(level), sorted(set(released))])
            fresh = sorted(row[0] for row in cursor.fetchall())
        if fresh:
            _tell(indicator, fresh, int(level), by)
    return len(fresh)


def _tell(indicator: str, fresh: list[int], level: int, by: Actor) -> None:
    detail = {"level": level, "periods": [periods.from_id(number).code for number in fresh]}
    audit.record(RELEASE, f"indicator:{indicator}", by.person_id, detail)
    bus.publish(Event(RELEASED, f"indicator/{indicator}", {"indicator": indicator, **detail}))
