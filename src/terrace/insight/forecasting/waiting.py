"""Stands that wait to be made: marked by what is heard, taken by workers, never lost.

Marking is one small statement, so that hearing keeps up with the road; a stand that is touched again while it waits is
made once. What took long is not made again at once, and one worker at a time makes some, also while it rests:
forecasts take a part of the machine, not all of it.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, connection, transaction

if TYPE_CHECKING:
    from terrace.insight.forecasting.making import Maker

log = logging.getLogger(__name__)

#: Indicator and root place.
StandKey = tuple[int, int]

#: Stands made together.
TAKE = 16
#: While more wait than are made together, the maker pauses for so many times what it took.
PAUSE = 3
#: A stand rests for so many times what it took.
REST = 20
#: Seconds until a stand that could not be made is tried again.
AGAIN = 600
#: Seconds without news after which the slower models, too, look at the headline of a stand.
QUIET = 600
#: Only one worker makes forecasts of the stream at a time.
BRAKE = 7_226_108
#: Seconds between two looks at what is due.
LOOK = 0.1

_MARK = """
INSERT INTO forecasting_stand AS kept (indicator_id, root_id, due_at)
SELECT indicator, root, clock_timestamp() + make_interval(secs => %s)
FROM unnest(%s::int[], %s::int[]) AS t (indicator, root) ORDER BY indicator, root
ON CONFLICT (indicator_id, root_id) DO UPDATE
SET due_at = least(kept.due_at,
    greatest(excluded.due_at, kept.made_at + make_interval(secs => %s * kept.took / 1000.0)))
"""
_TAKE = """
WITH due AS (
    SELECT indicator_id, root_id FROM forecasting_stand WHERE due_at <= clock_timestamp()
    ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
)
UPDATE forecasting_stand s SET due_at = NULL FROM due
WHERE s.indicator_id = due.indicator_id AND s.root_id = due.root_id
RETURNING s.indicator_id, s.root_id
"""
_QUIET = """
SELECT indicator_id, root_id FROM forecasting_stand
WHERE NOT thorough AND series > 0 AND due_at IS NULL AND made_at < clock_timestamp() - make_interval(secs => %s)
ORDER BY made_at LIMIT 1 FOR UPDATE SKIP LOCKED
"""
_LATER = """
UPDATE forecasting_stand SET due_at = clock_timestamp() + make_interval(secs => %s)
WHERE indicator_id = %s AND root_id = %s
"""


def maker(*, members: bool = False, force: bool = False) -> "Maker":
    """What makes forecasts; only who makes some loads the engine."""
    from terrace.insight.forecasting.making import Maker

    return Maker(members=members, force=force)


def ready() -> None:
    """Load the engine before the work begins."""
    import terrace.insight.forecasting.making  # noqa: F401 - it is the loading


def mark(stands: Iterable[StandKey], delay: float = 0.0) -> None:
    """Note that something changed in them; they are due after the delay (seconds)."""
    wanted = sorted(set(stands))
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(_MARK, [delay, *(list(column) for column in zip(*wanted, strict=True)), REST])


def mark_all() -> None:
    """Have every stand looked at again."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE forecasting_stand SET due_at = clock_timestamp() WHERE due_at IS NULL")


def left() -> int:
    """How many stands wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM forecasting_stand WHERE due_at IS NOT NULL")
        return int(cursor.fetchone()[0])


def work() -> bool:
    """Make some of what is due; true when there was something."""
    with _braked() as mine:
        return mine and _made()


@contextmanager
def _braked() -> Iterator[bool]:
    """Whether nobody else makes forecasts; the lock ends with the connection if the worker dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [BRAKE])
        mine = bool(cursor.fetchone()[0])
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [BRAKE])


def _made() -> bool:
    began, taken = time.perf_counter(), list[StandKey]()
    try:
        with transaction.atomic():
            taken = _taken()
            if taken:
                maker().make(taken)
    except (InterfaceError, OperationalError):  # the server went away
        raise
    except Exception:  # one stand that cannot be made holds up no other
        log.exception("%d stands could not be forecast together", len(taken))
        _each(taken)
    if len(taken) == TAKE:  # a backlog: a quarter of a core, so that roll-ups and warnings stay quick
        time.sleep(min(PAUSE * (time.perf_counter() - began), 10.0))
    return bool(taken)


def headline() -> bool:
    """Forecast a headline that was quiet for a while with the slower models too; true when there was one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_QUIET, [QUIET])
        found: StandKey | None = cursor.fetchone()
        if found is not None:
            maker(members=True).make([found])
    return found is not None


def _taken() -> list[StandKey]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [TAKE])
        return [(indicator, root) for indicator, root in cursor.fetchall()]


def _each(stands: Iterable[StandKey]) -> None:
    """One at a time; what fails is tried again much later."""
    for stand in stands:
        try:
            with transaction.atomic():
                maker().make([stand])
                connection.cursor().execute(
                    "UPDATE forecasting_stand SET due_at = NULL WHERE indicator_id = %s AND root_id = %s", list(stand)
                )
        except (InterfaceError, OperationalError):  # the server went away
            raise
        except Exception:
            log.exception("indicator %s at place %s could not be forecast", *stand)
            with connection.cursor() as cursor:
                cursor.execute(_LATER, [AGAIN, *stand])
