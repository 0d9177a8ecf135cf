"""Handing on: from the stream of the office to the hub and back, each submission until it is answered.

A client's submissions go one after the other, in the order it sent them; clients do not wait for each other. The
answer is on the office's disk before the submission leaves its stream. Killed anywhere in between, a submission is
asked again with the same key, which the hub answers with the same receipt: once in the database, at least one answer.

Run as a process: `python -m terrace.facts.gateways.leaf.forwarding URL`.
"""

import asyncio
import hashlib
import json
import logging
import sys
from collections.abc import Sequence

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from terrace.facts.gateways import lines
from terrace.facts.gateways.leaf.servers import ASK

log = logging.getLogger(__name__)

CONSUMER = "forward"
TOGETHER, ACK_SECONDS = 32, 15
#: Seconds that the hub may take for an answer, and between two tries while the line is down.
PATIENCE, FIRST_PAUSE, LONGEST_PAUSE = 20.0, 0.5, 15.0
#: So often an answer of 503 is taken as "try again"; then it is the answer.
TRIES = 5
UNAVAILABLE = 503


async def run(url: str) -> None:
    """Hand on until cancelled."""
    client = await nats.connect(url, max_reconnect_attempts=-1, reconnect_time_wait=0.2, name="terrace-leaf")
    stream = client.jetstream()
    await lines.lay(stream)
    handing = Handing(client, stream)
    while True:
        try:
            await _hand_on(client, handing)
        except (NatsError, OSError, TimeoutError) as error:
            log.info("the server of the office is away: %s", error)
        await handing.rest()


async def _hand_on(client: Client, handing: "Handing") -> None:
    """Hand on in order until something is not answered, or was given to somebody else."""
    async with lines.in_order(client, CONSUMER, TOGETHER, ACK_SECONDS) as pull:
        while (await pull.info()).num_ack_pending == 0:
            batch = await pull.batch(TOGETHER)
            if batch and not await handing.on(batch):
                return


class Handing:
    """Hands batches on."""

    def __init__(self, client: Client, stream: JetStreamContext) -> None:
        self.client, self.stream = client, stream
        self.pause = FIRST_PAUSE
        self.tries: dict[int, int] = {}

    async def on(self, batch: Sequence[Msg]) -> bool:
        """Each client's messages in order, up to the first that is not answered; True when all were."""
        alive = asyncio.create_task(_say_alive(batch))
        lines: dict[str, list[Msg]] = {}
        for message in batch:
            lines.setdefault(message.subject, []).append(message)
        try:
            through = await asyncio.gather(*(self._line(line) for line in lines.values()))
        finally:
            alive.cancel()
        if all(through):
            self.pause = FIRST_PAUSE
        return all(through)

    async def rest(self) -> None:
        """Wait longer and longer while the hub does not answer."""
        await asyncio.sleep(self.pause)
        self.pause = min(2 * self.pause, LONGEST_PAUSE)

    async def _line(self, messages: Sequence[Msg]) -> bool:
        """True when every one was answered."""
        for message in messages:
            if not await self._one(message):
                return False
        return True

    async def _one(self, message: Msg) -> bool:
        """Ask the hub, keep the answer, let the submission go."""
        client = message.subject.removeprefix(f"{lines.SUBMIT}.")
        try:
            told = await self.client.request(
                f"{ASK}.{client}", message.data, timeout=PATIENCE, headers=dict(message.headers or {})
            )
            answer = json.loads(told.data)
            if self._is_to_wait(message, answer):
                return False
            await self._keep(client, message, told.data)
            await message.ack_sync(timeout=5)
        except (NatsError, OSError, TimeoutError, ValueError) as error:
            log.info("not handed on yet: %s", error)
            return False
        return True

    def _is_to_wait(self, message: Msg, answer: dict[str, object]) -> bool:
        """The hub could not store it for a reason of its own: try again, though not for ever."""
        number = message.metadata.sequence.stream
        if answer.get("status") != UNAVAILABLE:
            self.tries.pop(number, None)
            return False
        self.tries[number] = self.tries.get(number, 0) + 1
        return self.tries[number] < TRIES

    async def _keep(self, client: str, message: Msg, answer: bytes) -> None:
        headers = {name.lower(): value for name, value in (message.headers or {}).items()}
        key = headers.get("idempotency-key", "")
        number = f"{client}/{key}/{hashlib.sha256(message.data).hexdigest()[:16]}"
        told = {"Nats-Msg-Id": number, "Idempotency-Key": key, "Content-Type": "application/json"}
        await self.stream.publish(f"{lines.ANSWERS}.{client}", answer, timeout=10, headers=told)


async def _say_alive(batch: Sequence[Msg]) -> None:
    while True:
        await asyncio.sleep(ACK_SECONDS / 3)
        await asyncio.gather(*(message.in_progress() for message in batch), return_exceptions=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(run(sys.argv[1]))
