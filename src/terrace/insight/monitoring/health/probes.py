"""The numbers of the measures. What cannot be measured is None, never a guess; one that fails stops no other."""

import asyncio
import contextlib
import logging
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import nats
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from nats.errors import Error as NatsError
from nats.js.errors import Error as StreamError

from terrace.base.bus import events
from terrace.base.kernel import conf
from terrace.insight.monitoring.health import measures, signs

log = logging.getLogger(__name__)
#: Seconds that NATS gets to answer; parts that a detail names.
PATIENCE: Final = 3.0
NAMED: Final = 5
#: Hours that stand for a backup of which there is no stamp.
NEVER: Final = Decimal(10_000)
Detail = list[list[object]]


@dataclass(frozen=True, slots=True)
class Probed:
    """What was measured, with its largest parts."""

    value: Decimal | None
    detail: Detail = field(default_factory=list)


_RELAY = "SELECT coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0), count(*) FROM bus_outbox"
_UNSEALED = """
    SELECT coalesce(extract(epoch from clock_timestamp() - min(e.at)), 0), count(*)
    FROM audit_unsealed u JOIN audit_entry e ON e.id = u.entry_id
"""
_CONNECTIONS = """
    SELECT 100.0 * count(*) / current_setting('max_connections')::int, count(*) FROM pg_stat_activity
    WHERE backend_type = 'client backend'
"""
_FORECASTS = """
    SELECT coalesce(extract(epoch from clock_timestamp() - min(due_at)), 0), count(*)
    FROM forecasting_stand WHERE due_at < now()
"""
_WAITING = """
    SELECT coalesce(extract(epoch from clock_timestamp() - min(due_at)), 0), count(*)
    FROM notify_delivery WHERE state = 'waiting' AND due_at < now()
"""
_FAILED = """
    SELECT channel || ' ' || state, count(*) FROM notify_delivery
    WHERE state IN ('failed', 'bounced') AND moved_at > now() - interval '1 day' GROUP BY 1 ORDER BY 2 DESC, 1
"""
_BOUNCED = "SELECT 'e-mail', count(*) FROM notify_bounce WHERE lifted_at IS NULL HAVING count(*) > 0"
_JOBS = """
    SELECT name, number FROM (
        SELECT 'files' AS name, count(*) AS number FROM bulk_job
            WHERE state = 'failed' AND finished_at > now() - interval '1 day'
        UNION ALL SELECT 'forecasts', count(*) FROM forecasting_refresh
            WHERE cardinality(failed) > 0 AND finished_at > now() - interval '1 day') AS counted
    WHERE number > 0 ORDER BY 2 DESC, 1
"""


def probe() -> dict[str, Probed]:
    """Every measure, by its code."""
    return {code: _tried(code, work) for code, work in PROBES.items()} | _stream()


def _tried(code: str, work: Callable[[], Probed]) -> Probed:
    try:
        with transaction.atomic():
            return work()
    except (DatabaseError, OSError):
        log.exception("%s could not be measured", code)
        return Probed(None)


def _one(sql: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return tuple(cursor.fetchone() or (None,))


def _aged(sql: str) -> Callable[[], Probed]:
    """A statement that gives an age in seconds and how many wait."""

    def work() -> Probed:
        seconds, count = _one(sql)
        return Probed(_rounded(seconds), [["waiting", count]] if count else [])

    return work


def _counted(sql: str) -> Callable[[], Probed]:
    """A statement that gives names with numbers; the value is their sum."""

    def work() -> Probed:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            rows = cursor.fetchall()
        return Probed(Decimal(sum(number for _, number in rows)), [[name, number] for name, number in rows[:NAMED]])

    return work


def _rounded(value: Any) -> Decimal | None:
    return None if value is None else round(Decimal(value), 1)


def _used() -> Probed:
    """Of the disks that hold the home of the installation and this folder of the system, the fuller one."""
    parts = []
    for name, path in (("home", conf.home()), ("temporary files", "/tmp")):  # noqa: S108 - measured, not written
        with contextlib.suppress(FileNotFoundError):
            usage = shutil.disk_usage(path)
            parts.append([name, round(100 * usage.used / usage.total, 1)])
    value = max((Decimal(str(share)) for _, share in parts), default=None)
    return Probed(value, [[name, share] for name, share in parts])


def _backup() -> Probed:
    """Hours since the file that TERRACE_BACKUP_STAMP names was touched; nothing when none is named."""
    named = os.environ.get("TERRACE_BACKUP_STAMP", "")
    if not named:
        return Probed(None)
    stamp = Path(named)
    if not stamp.exists():
        return Probed(NEVER, [["missing file", stamp.name]])
    return Probed(_rounded((time.time() - stamp.stat().st_mtime) / 3600))


def _silent() -> Probed:
    count, alive = signs.silent()
    return Probed(Decimal(count), [["alive", alive]])


def _stream() -> dict[str, Probed]:
    """Whether NATS answers, and what waits for each consumer of the stream."""
    try:
        waiting = asyncio.run(_consumers(settings.NATS_URL))
    except (NatsError, StreamError, OSError, TimeoutError) as fault:
        return {measures.NATS: Probed(Decimal(1), [[type(fault).__name__, 1]]), measures.STREAM: Probed(None)}
    largest = sorted(waiting.items(), key=lambda each: (-each[1], each[0]))
    detail: Detail = [[name, number] for name, number in largest[:NAMED] if number]
    total = Decimal(max(waiting.values(), default=0))
    return {measures.NATS: Probed(Decimal(0)), measures.STREAM: Probed(total, detail)}


async def _consumers(url: str) -> dict[str, int]:
    """Messages that wait for each consumer, or are in its hands."""

    async def quiet(_: Exception) -> None:
        """The fault is raised by what waits for an answer."""

    once = {"allow_reconnect": False, "max_reconnect_attempts": 1, "reconnect_time_wait": 0}
    client = await nats.connect(url, connect_timeout=PATIENCE, error_cb=quiet, **once)
    try:
        found: dict[str, int] = {}
        seen = 0  # not those found: a consumer that is made meanwhile shifts the others, and they come twice
        while page := await client.jetstream().consumers_info(events.STREAM, offset=seen):
            seen += len(page)
            found |= {each.name: (each.num_pending or 0) + (each.num_ack_pending or 0) for each in page}
        return found
    finally:
        await client.close()


PROBES: Final[dict[str, Callable[[], Probed]]] = {
    measures.RELAY: _aged(_RELAY),
    measures.CONNECTIONS: lambda: Probed(_rounded(_one(_CONNECTIONS)[0])),
    measures.WAITING: _aged(_WAITING),
    measures.FAILED: _counted(_FAILED),
    measures.BOUNCED: _counted(_BOUNCED),
    measures.DISK: _used,
    measures.UNSEALED: _aged(_UNSEALED),
    measures.JOBS: _counted(_JOBS),
    measures.WORKERS: _silent,
    measures.FORECASTS: _aged(_FORECASTS),
    measures.BACKUP: _backup,
}
