"""Submissions by a durable stream: a client that is away when its answer comes reads it later.

    terrace.in.submit.<client>     stream TERRACE-IN: body and headers of `terrace.submit`; on disk when acknowledged
    terrace.answers.<client>       stream TERRACE-ANSWERS: one answer a submission, kept for thirty days

`<client>` is the user name of the token's account; a name of the machine may follow after a dot. A submission leaves
TERRACE-IN when its answer is on disk; killed in between it is taken again, and its key makes that the same as once.
One worker at a time serves the stream, so that a client's submissions are stored in the order it sent them.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Executor
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import msgspec
import psycopg
from django.db import connection
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from terrace.base.bus import streams
from terrace.facts.gateways import answering
from terrace.facts.gateways.answering import AWAY, Answer, Asked

log = logging.getLogger(__name__)

DOOR = "nats"
SUBMIT, ANSWERS = "terrace.in.submit", "terrace.answers"
IN = StreamConfig(
    name="TERRACE-IN",
    subjects=[f"{SUBMIT}.>"],
    retention=RetentionPolicy.WORK_QUEUE,
    storage=StorageType.FILE,
    duplicate_window=120,
)
#: Answers that nobody reads are gone after thirty days.
OUT = StreamConfig(
    name="TERRACE-ANSWERS",
    subjects=[f"{ANSWERS}.>"],
    retention=RetentionPolicy.LIMITS,
    storage=StorageType.FILE,
    max_age=30 * 24 * 3600,
    duplicate_window=120,
)
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
        for config in (IN, OUT):
            await _ensure(stream, config)
        serving = _Serving(stream, executor)
        while True:
            await _serve(stream, serving, lock)
            await asyncio.sleep(PAUSE)


async def _serve(stream: JetStreamContext, serving: "_Serving", lock: psycopg.AsyncConnection[Any]) -> None:
    """Take submissions in order until one cannot be answered, or was given to somebody else."""
    pull = await _fresh(stream)
    try:
        while (await pull.consumer_info()).num_ack_pending == 0:
            await lock.execute("SELECT 1")  # a lost connection is a lost lock: begin again
            batch = await streams.fetch(pull, TOGETHER)
            if batch and not await serving.take(batch):
                return
    finally:
        with suppress(NatsError):
            await pull.unsubscribe()


async def _fresh(stream: JetStreamContext) -> JetStreamContext.PullSubscription:
    """A consumer that begins with the first submission that is left.

    One that somebody left behind holds messages back that it gave to the dead, and gives later ones first; a figure
    would be stored after the one that corrected it.
    """
    with suppress(NotFoundError):
        await stream.delete_consumer(IN.name or "", CONSUMER)
    config = ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=ACK_SECONDS, max_ack_pending=TOGETHER)
    return await stream.pull_subscribe(f"{SUBMIT}.>", durable=CONSUMER, stream=IN.name, config=config)


async def _ensure(stream: JetStreamContext, config: StreamConfig) -> None:
    try:
        await stream.update_stream(config)
    except NotFoundError:
        await stream.add_stream(config)


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
        await self.stream.publish(f"{ANSWERS}.{asked.client}", body, timeout=10, headers=headers)


def _asked(message: Msg) -> Asked:
    return Asked(message.subject.removeprefix(f"{SUBMIT}."), message.headers or {}, message.data)


def _number(asked: Asked) -> str:
    """The id of an answer: client and key, and the content, so that a corrected submission has an answer of its own."""
    return f"{asked.client}/{asked.key}/{hashlib.sha256(asked.body).hexdigest()[:16]}"


async def _say_alive(batch: Sequence[Msg]) -> None:
    while True:
        await asyncio.sleep(ACK_SECONDS / 3)
        await asyncio.gather(*(message.in_progress() for message in batch), return_exceptions=True)
