"""The relay: takes events out of the outbox and puts them on the stream, in order, none lost.

Rows are deleted in the same transaction in which the stream acknowledged them (on disk): a relay that dies in
between sends them again. Several relays share the work, since each locks the rows that it takes.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
from nats.js import JetStreamContext

from terrace.base.bus import events

log = logging.getLogger(__name__)

CHANNEL = "terrace_outbox"
TAKE = 200
#: Bytes in one message of the stream; more events go into further messages.
MESSAGE_BYTES = 2_000_000
POLL_SECONDS = 1.0

_TAKE = """
    WITH taken AS MATERIALIZED (SELECT id FROM bus_outbox ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
    DELETE FROM bus_outbox USING taken WHERE bus_outbox.id = taken.id
    RETURNING bus_outbox.id, type, subject, partition, data, created_at
"""

Row = tuple[int, str, str, int, str, datetime]


async def run(database: str, stream: JetStreamContext) -> None:
    """Relay until cancelled."""
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as listener:
        await listener.execute(f"LISTEN {CHANNEL}")
        async with await psycopg.AsyncConnection.connect(database) as taker:
            while True:
                while await relay_once(taker, stream) >= TAKE:
                    pass
                await _until_told(listener)


async def _until_told(listener: psycopg.AsyncConnection[Any]) -> None:
    """Wait for a commit that wrote into the outbox, a second at the most."""
    async for _ in listener.notifies(timeout=POLL_SECONDS, stop_after=1):
        return


async def relay_once(taker: psycopg.AsyncConnection[Any], stream: JetStreamContext) -> int:
    """Hand over up to `TAKE` events; how many."""
    async with taker.transaction():
        cursor = await taker.execute(_TAKE, [TAKE])
        rows = sorted(await cursor.fetchall())
        await asyncio.gather(*(_put(stream, subject, body) for subject, body in messages(rows)))
    return len(rows)


async def _put(stream: JetStreamContext, subject: str, body: bytes) -> None:
    await stream.publish(subject, body, timeout=10, headers={"Content-Type": events.BATCH_TYPE})


def messages(rows: Sequence[Row]) -> list[tuple[str, bytes]]:
    """The messages (subject, CloudEvents batch) for rows of the outbox."""
    waiting: dict[str, list[bytes]] = defaultdict(list)
    done = []
    for row in rows:
        subject = f"{row[1]}.{row[3]}"
        waiting[subject].append(events.envelope(row))
        if sum(map(len, waiting[subject])) > MESSAGE_BYTES:
            done.append((subject, _batch(waiting.pop(subject))))
    return done + [(subject, _batch(parts)) for subject, parts in waiting.items()]


def _batch(parts: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(parts) + b"]"
