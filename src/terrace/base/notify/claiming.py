"""Which deliveries a sender has in hand. Written before and after: what a dead sender held is given back.

    waiting → sending → sent | gathered (another one carried it) | failed | withheld | waiting (again, later)
    waiting → forgotten;  sent → bounced

A sender holds an advisory lock of PostgreSQL while it has anything in hand; whoever dies loses it at once. What a dead
sender had is sent again: an e-mail under the same Message-ID, which mailboxes show once. So nothing is lost, and the
only message that can reach a server twice is one that it took in the instant (one commit) before the sender was killed.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from django.db import connection

from terrace.base.notify.models import Delivery

TOGETHER: Final = 50
#: The first half of the numbers of the locks.
LOCKS: Final = 7_226_031
#: Seconds for which a delivery in hand stays there although its sender's lock is gone: the line may come back.
GRACE: Final = 2.0

_CLAIM: Final = """
    UPDATE notify_delivery SET state = 'sending', sender = %s, tries = tries + 1, moved_at = clock_timestamp()
    WHERE id IN (
        SELECT id FROM notify_delivery WHERE channel = %s AND state = 'waiting' AND due_at <= clock_timestamp()
        ORDER BY urgent DESC, due_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING id
"""
_CLAIM_MORE: Final = """
    UPDATE notify_delivery SET state = 'sending', sender = %s, tries = tries + 1, moved_at = clock_timestamp()
    WHERE id IN (
        SELECT id FROM notify_delivery
        WHERE channel = %s AND person_id = %s AND state = 'waiting' AND held AND NOT urgent
            AND device_id IS NOT DISTINCT FROM %s::bigint AND due_at <= clock_timestamp() FOR UPDATE SKIP LOCKED)
    RETURNING id
"""
_GIVE_BACK: Final = """
    UPDATE notify_delivery SET state = 'waiting', sender = NULL, carrier_id = NULL, due_at = clock_timestamp(),
        moved_at = clock_timestamp()
    WHERE state = 'sending' AND moved_at < clock_timestamp() - make_interval(secs => %s) AND sender NOT IN (
        SELECT objid::bigint FROM pg_locks
        WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""


@contextmanager
def sender() -> Iterator[int]:
    """A sender that lives; its number."""
    number = random.randrange(1, 2**31)  # noqa: S311 - a number, no secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCKS, number])
    try:
        yield number
    finally:
        if connection.connection is not None and not connection.connection.closed:
            _unlock(number)


def _unlock(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, number])


def claim(sender_: int, channel: str) -> list[Delivery]:
    """Take what is due, urgent first."""
    return _rows(_CLAIM, [sender_, channel, TOGETHER])


def claim_held(sender_: int, first: Delivery) -> list[Delivery]:
    """Take what else was put off for the same person and is due."""
    return _rows(_CLAIM_MORE, [sender_, first.channel, first.person_id, first.device_id])


def _rows(statement: str, values: Sequence[int | str | None]) -> list[Delivery]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        ids = [row[0] for row in cursor.fetchall()]
    found = Delivery.objects.filter(pk__in=ids).select_related("notice", "notice__webhook", "device")
    return list(found.order_by("-urgent", "due_at", "pk")) if ids else []


def give_back(grace: float = GRACE) -> int:
    """Give back what senders had in hand that are no more; how many deliveries."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [grace, LOCKS])
        return int(cursor.rowcount)
