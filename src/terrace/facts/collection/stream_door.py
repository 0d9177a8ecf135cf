"""The door for systems on the message stream: many facts a message, one answer a submission.

A request to the subject `terrace.submit` has the body of `POST /api/v1/submissions` and the headers `Authorization:
Bearer …` and `Idempotency-Key`, and `X-Device` when it is wanted. The answer is JSON with the `status` that REST would
give; no answer means not acknowledged: send again with the same key. Requests that wait together are stored with one
commit.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any

import msgspec
from django.conf import settings
from django.db import close_old_connections
from nats.aio.client import Client
from nats.aio.msg import Msg

from terrace.base.access import policy
from terrace.base.access import problems as access
from terrace.base.access.policy import Actor
from terrace.base.kernel.problems import Refused
from terrace.facts.collection import actions, intake, problems
from terrace.facts.collection.actions import Delivery, Receipt

log = logging.getLogger(__name__)

SUBJECT, QUEUE, DOOR = "terrace.submit", "doors", "nats"
#: At the most so many requests, and so many bytes, share a commit.
TOGETHER, TOGETHER_BYTES = 64, 4_000_000

Answer = dict[str, Any]


async def run(client: Client, executor: Executor) -> None:
    """Serve until cancelled; several workers share the requests."""
    waiting: asyncio.Queue[Msg] = asyncio.Queue(maxsize=4 * TOGETHER)
    subscription = await client.subscribe(SUBJECT, queue=QUEUE, cb=waiting.put)
    try:
        while True:
            batch = await _together(waiting)
            answers = await asyncio.get_running_loop().run_in_executor(executor, answer_all, batch)
            for message, answer in zip(batch, answers, strict=True):
                await message.respond(msgspec.json.encode(answer))
    finally:
        await subscription.unsubscribe()


async def _together(waiting: asyncio.Queue[Msg]) -> list[Msg]:
    """The next request, and what waits behind it."""
    batch = [await waiting.get()]
    size = len(batch[0].data)
    while not waiting.empty() and len(batch) < TOGETHER and size < TOGETHER_BYTES:
        batch.append(waiting.get_nowait())
        size += len(batch[-1].data)
    return batch


def answer_all(batch: Sequence[Msg]) -> list[Answer]:
    """Answers in the order of the requests; those without fault are stored and committed when this returns."""
    close_old_connections()
    return answer_each(batch)


def answer_each(batch: Sequence[Msg]) -> list[Answer]:
    """The same, with the connection that is there."""
    answers: dict[int, Answer] = {}
    deliveries: dict[int, Delivery] = {}
    for number, message in enumerate(batch):
        try:
            deliveries[number] = _delivery(message)
        except Refused as refused:
            answers[number] = problem(refused)
    outcomes = _submit(list(deliveries.values()))
    answers |= {number: _answer(outcome) for number, outcome in zip(deliveries, outcomes, strict=True)}
    return [answers[number] for number in range(len(batch))]


def _delivery(message: Msg) -> Delivery:
    if len(message.data) > settings.BODY_LIMIT:
        raise problems.BODY_TOO_LARGE.problem(limit=settings.BODY_LIMIT // 2**20)
    headers = {name.lower(): value for name, value in (message.headers or {}).items()}
    actor = _actor(headers.get("authorization", ""))
    key, device = headers.get("idempotency-key", ""), headers.get("x-device", "")
    return Delivery(actor, key, DOOR, intake.decode(message.data), device=device)


def _actor(authorization: str) -> Actor:
    actor = policy.actor_of_token(authorization.removeprefix("Bearer ").strip())
    if actor is None:
        raise access.NOT_SIGNED_IN.problem()
    return actor


def _submit(deliveries: list[Delivery]) -> list[Receipt | Refused]:
    """All together; when that fails for a reason outside the checks, each alone."""
    if not deliveries:
        return []
    try:
        return actions.submit_many(deliveries)
    except Exception:  # one request must not take the others down; the fault is logged and answered
        log.exception("a batch of submissions failed")
        return [_alone(delivery) for delivery in deliveries]


def _alone(delivery: Delivery) -> Receipt | Refused:
    try:
        return actions.submit_many([delivery])[0]
    except Exception:
        log.exception("a submission failed")
        return problems.STORE_FAILED.problem()


def _answer(outcome: Receipt | Refused) -> Answer:
    if isinstance(outcome, Refused):
        return problem(outcome)
    status = 201 if outcome.created else 200
    return {"status": status, "id": outcome.id, "facts": outcome.facts}


def problem(refused: Refused) -> Answer:
    return refused.as_dict()
