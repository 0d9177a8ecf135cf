"""The load generator: requests to the NATS door, in a closed loop or at a steady pace."""

import asyncio
import time
from collections.abc import Sequence

import msgspec
import nats
from nats.aio.client import Client

from benchmarks.world import World

#: Seconds that a request may take; a door that is behind answers late, not never.
PATIENCE = 60


class Sender:
    """Hands in returns and remembers what was acknowledged."""

    def __init__(self, world: World, client: Client, name: str) -> None:
        self.world, self.client, self.name = world, client, name
        self.facts = self.sent = 0

    async def hand_in(self, number: int, body: bytes) -> None:
        headers = {"Authorization": f"Bearer {self.world.token}", "Idempotency-Key": f"{self.name}-{number}"}
        reply = await self.client.request("terrace.submit", body, timeout=PATIENCE, headers=headers)
        answer = msgspec.json.decode(reply.data)
        if answer["status"] != 201:
            raise RuntimeError(f"refused: {reply.data[:500]!r}")
        self.facts += answer["facts"]
        self.sent += 1


async def flood(world: World, name: str, bodies: Sequence[bytes], until: float, at_once: int = 48) -> Sender:
    """Hand in as fast as the door answers, until the time (monotonic) or the end of the returns."""
    client = await nats.connect(world.nats)
    sender, waiting = Sender(world, client, name), iter(enumerate(bodies))

    async def work() -> None:
        for number, body in waiting:
            await sender.hand_in(number, body)
            if time.monotonic() > until:
                return

    await asyncio.gather(*(work() for _ in range(at_once)))
    await client.close()
    return sender


async def steady(world: World, client: Client, name: str, bodies: Sequence[bytes], every: float) -> Sender:
    """Hand in one return each `every` seconds, whether or not the one before was answered."""
    sender, began = Sender(world, client, name), time.monotonic()
    tasks = []
    for number, body in enumerate(bodies):
        await asyncio.sleep(max(0.0, began + number * every - time.monotonic()))
        tasks.append(asyncio.create_task(sender.hand_in(number, body)))
    await asyncio.gather(*tasks)
    return sender
