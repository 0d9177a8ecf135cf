"""Submissions by a durable stream: a client that is away when its answer comes reads it later.

A submission has the body and the headers of `terrace.submit`; `lines` has the two streams. `<client>` is the user
name of the token's account; a name of the machine may follow after a dot. A submission leaves TERRACE-IN when its
answer is on disk; killed in between it is taken again, and its key makes that the same as once. One worker at a time
serves the stream, so that a client's submissions are stored in the order it sent them.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import msgspec
import psycopg
from django.db import connection
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from terrace.facts.gateways import answering, lines
from terrace.facts.gateways.answering import AWAY, Answer, Asked

log = logging.getLogger(__name__)

DOOR = "nats"
CONSUMER = "doors"
TOGETHER, ACK_SECONDS = 64, 30
#: So often a submission that fails outside the checks is tried before it is answered with `store.failed`.
TRIES, PAUSE = 5, 1.0
#: Who holds this lock of PostgreSQL serves the stream.
LOCK = 7_226_101


async def run(client: Client, executor: Executor) -> None:
    """Serve until cancelled."""
    async with _alone() as lock:
        stream = client.jetstream()
        await lines.lay(stream)
        serving = _Serving(stream, executor)
        while True:
            await _serve(client, serving, lock)
            await asyncio.sleep(PAUSE)


async def _serve(client: Client, serving: "_Serving", lock: psycopg.AsyncConnection[Any]) -> None:
    """Take submissions in order until one cannot be answered, or was given to somebody else."""
    async with lines.in_order(client, CONSUMER, TOGETHER, ACK_SECONDS) as pull:
        while (await pull.info()).num_ack_pending == 0:
            await lock.execute("SELECT 1")  # a lost connection is a lost lock: begin again
            batch = await pull.batch(TOGETHER)
            if batch and not await serving.take(batch):
                return


@asynccontextmanager
async def _alone() -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """Wait until no other worker serves the stream."""
    given = connection.get_connection_params()
    named = {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
    async with await psycopg.AsyncConnection.connect(**named, autocommit=True) as lock:
        await lock.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield lock


class _Serving:
    """Takes batches; remembers what failed."""

    def __init__(self, stream: JetStreamContext, executor: Executor) -> None:
        self.stream, self.executor = stream, executor
        self.failures: dict[int, int] = {}

    async def take(self, batch: list[Msg]) -> bool:
        """Answer a batch in order, up to the first that cannot be answered; True when all were."""
        alive = asyncio.create_task(_say_alive(batch))
        try:
            answers = await self._answers(batch)
            for message, answer in zip(batch, answers, strict=False):
                await self.publish(message, answer)
                await message.ack_sync(timeout=5)
        finally:
            alive.cancel()
        return len(answers) == len(batch)

    async def _answers(self, batch: Sequence[Msg]) -> list[Answer]:
        """The answers of as many from the beginning as there are answers for."""
        asked = [_asked(message) for message in batch]
        try:
            return await self._ask(asked)
        except AWAY:
            raise
        except Exception:
            log.exception("%d submissions of the stream failed together", len(batch))
        found: list[Answer] = []
        for message, each in zip(batch, asked, strict=True):
            answer = await self._alone(message, each)
            if answer is None:
                break
            found.append(answer)
        return found

    async def _alone(self, message: Msg, asked: Asked) -> Answer | None:
        number = message.metadata.sequence.stream
        try:
            return (await self._ask([asked]))[0]
        except AWAY:
            raise
        except Exception:
            log.exception("the submission %d of the stream failed", number)
        self.failures[number] = self.failures.get(number, 0) + 1
        return answering.failed() if self.failures[number] >= TRIES else None

    async def _ask(self, asked: Sequence[Asked]) -> list[Answer]:
        work = partial(answering.answer_all, asked, DOOR)
        return await asyncio.get_running_loop().run_in_executor(self.executor, work)

    async def publish(self, message: Msg, answer: Answer) -> None:
        """The answer is on disk when this returns; sent twice within two minutes it is kept once."""
        asked = _asked(message)
        self.failures.pop(message.metadata.sequence.stream, None)
        body = msgspec.json.encode({"key": asked.key, **answer})
        headers = {"Nats-Msg-Id": _number(asked), "Idempotency-Key": asked.key, "Content-Type": "application/json"}
        await self.stream.publish(f"{lines.ANSWERS}.{asked.client}", body, timeout=10, headers=headers)


def _asked(message: Msg) -> Asked:
    return Asked(message.subject.removeprefix(f"{lines.SUBMIT}."), message.headers or {}, message.data)


def _number(asked: Asked) -> str:
    """The id of an answer: client and key, and the content, so that a corrected submission has an answer of its own."""
    return f"{asked.client}/{asked.key}/{hashlib.sha256(asked.body).hexdigest()[:16]}"


async def _say_alive(batch: Sequence[Msg]) -> None:
    while True:
        await asyncio.sleep(ACK_SECONDS / 3)
        await asyncio.gather(*(message.in_progress() for message in batch), return_exceptions=True)
