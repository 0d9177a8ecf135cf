"""Signs of life: each worker writes one every round; one that stopped and that no other took the place of is missed."""

import os
import socket
from typing import Final

from django.db import connection

#: Seconds without a sign after which a worker is silent; after which it is forgotten (somebody meant to stop it).
SILENT, FORGOTTEN = 90, 3_600

_GIVE: Final = """
    INSERT INTO monitoring_sign AS kept (host, pid, started_at, seen_at) VALUES (%s, %s, now(), now())
    ON CONFLICT (host, pid) DO UPDATE SET seen_at = now(),
        started_at = CASE WHEN kept.seen_at < now() - make_interval(secs => %s) THEN now() ELSE kept.started_at END
"""
_FORGET: Final = "DELETE FROM monitoring_sign WHERE seen_at < now() - make_interval(secs => %s)"
#: Those that fell silent, less those that began after the first of them did: a restart is no loss.
_SILENT: Final = """
    WITH gone AS (SELECT seen_at FROM monitoring_sign WHERE seen_at < now() - make_interval(secs => %(silent)s)),
         here AS (SELECT started_at FROM monitoring_sign WHERE seen_at >= now() - make_interval(secs => %(silent)s))
    SELECT greatest((SELECT count(*) FROM gone)
            - (SELECT count(*) FROM here WHERE started_at >= (SELECT min(seen_at) FROM gone)), 0),
        (SELECT count(*) FROM here)
"""


def give(host: str = "", pid: int = 0) -> None:
    """A sign of life of this process."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, [host or socket.gethostname(), pid or os.getpid(), SILENT])
        cursor.execute(_FORGET, [FORGOTTEN])


def silent() -> tuple[int, int]:
    """How many workers fell silent and have no successor, and how many are alive."""
    with connection.cursor() as cursor:
        cursor.execute(_SILENT, {"silent": SILENT})
        row = cursor.fetchone()
    return int(row[0]), int(row[1])
