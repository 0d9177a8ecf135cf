"""The door of offices: answers what their leaf nodes hand on."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import suppress
from functools import partial

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg

from terrace.base.bus import streams
from terrace.facts.gateways import answering, offices
from terrace.facts.gateways.answering import AWAY, Answer, Asked
from terrace.facts.gateways.leaf.servers import ANSWERING, ASK

log = logging.getLogger(__name__)

DOOR = "leaf"
TOGETHER = 64


async def run(_client: Client, executor: Executor) -> None:
    """Answer offices until cancelled; nothing to do at a site without them."""
    while not (where := offices.url()):
        await asyncio.sleep(5 if offices.port() else 3600)
    client = await streams.connect(where)
    try:
        await answer(client, executor)
    finally:
        await client.close()


async def answer(client: Client, executor: Executor) -> None:
    """Serve the requests of offices; several workers share them."""
    waiting: asyncio.Queue[Msg] = asyncio.Queue(maxsize=4 * TOGETHER)
    subscription = await client.subscribe(f"{ASK}.>", queue=ANSWERING, cb=waiting.put)
    try:
        while True:
            batch = [await waiting.get()]
            while not waiting.empty() and len(batch) < TOGETHER:
                batch.append(waiting.get_nowait())
            await _answer(batch, executor)
    finally:
        with suppress(Exception):  # the line may be gone already
            await subscription.unsubscribe()


async def _answer(batch: Sequence[Msg], executor: Executor) -> None:
    """Answer what can be answered; no answer means: ask again."""
    asked = [Asked(each.subject.removeprefix(f"{ASK}."), each.headers or {}, each.data) for each in batch]
    loop = asyncio.get_running_loop()
    answers = await loop.run_in_executor(executor, partial(_answers, asked))
    for message, each, told in zip(batch, asked, answers, strict=True):
        if told is not None:
            await message.respond(msgspec.json.encode({"key": each.key, **told}))


def _answers(asked: Sequence[Asked]) -> list[Answer | None]:
    """Answers together; when that fails for a reason outside the checks, each alone."""
    try:
        return list(answering.answer_all(asked, DOOR))
    except Exception:
        log.exception("%d submissions of offices failed together", len(asked))
    return [_alone(each) for each in asked]


def _alone(asked: Asked) -> Answer | None:
    try:
        return answering.answer_all([asked], DOOR)[0]
    except AWAY:
        return None
    except Exception:
        log.exception("a submission of an office failed")
        return answering.failed()
