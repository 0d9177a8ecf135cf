"""Percentiles, the bare COPY beside every rate, and waiting until all is rolled up."""

import io
import time
from collections.abc import Sequence
from random import Random

import psycopg

from benchmarks.world import World


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds (nearest rank)."""
    ordered = sorted(seconds)
    return {f"p{p}": round(1000 * ordered[min(len(ordered) - 1, p * len(ordered) // 100)], 1) for p in (50, 95, 99)}


def bare_copy(link: psycopg.Connection, rows: int = 500_000) -> float:
    """Rows a second of COPY (binary) into a table with the columns of the observations and no index."""
    link.execute("DROP TABLE IF EXISTS bench_bare")
    link.execute("CREATE TABLE bench_bare AS SELECT * FROM collection_observation WHERE false")
    body = _binary(link, rows)
    started = time.perf_counter()
    with link.cursor() as cursor, cursor.copy("COPY bench_bare FROM STDIN (FORMAT binary)") as copy:
        copy.write(body)
    took = time.perf_counter() - started
    link.execute("DROP TABLE bench_bare")
    return rows / took


def _binary(link: psycopg.Connection, rows: int) -> bytes:
    """The rows as PostgreSQL itself writes them."""
    rnd = Random(1)
    statement = (
        "COPY (SELECT n::int8, now(), (n % 200)::int4, 2026610, (n % 40)::int4, (n / 600)::int4, 1::int4,"
        f" 1::int2, 0::int2, 3::int2, ({rnd.randint(1, 9)} + n::int8 * 7919 % 9001)::numeric"
        f" FROM generate_series(1, {rows}) n) TO STDOUT (FORMAT binary)"
    )
    found = io.BytesIO()
    with link.cursor() as cursor, cursor.copy(statement) as copy:
        for part in copy:
            found.write(part)
    return found.getvalue()


def await_quiet(world: World, link: psycopg.Connection, queues: str = "rollup-") -> None:
    """Until every accepted fact is rolled up: outbox empty, nothing waits in the stream; "" means all queues."""
    import asyncio

    asyncio.run(_quiet(world, link, queues))


async def _quiet(world: World, link: psycopg.Connection, queues: str) -> None:
    import asyncio

    import nats

    client = await nats.connect(world.nats)
    stream = client.jetstream()
    try:
        while not await is_quiet(stream, link, queues):
            await asyncio.sleep(0.02)
    finally:
        await client.close()


async def is_quiet(stream, link: psycopg.Connection, queues: str = "rollup-") -> bool:  # type: ignore[no-untyped-def]
    """Looks twice at the outbox: what was in it may be on its way to the stream."""
    from terrace.base.bus import events

    for _ in range(2):
        if (link.execute("SELECT EXISTS (SELECT FROM bus_outbox WHERE type = 'facts.accepted')").fetchone() or [True])[
            0
        ]:
            return False
        for consumer in await stream.consumers_info(events.STREAM):
            if consumer.name.startswith(queues) and (consumer.num_pending or consumer.num_ack_pending):
                return False
    return True
