"""Submissions that come as messages with headers: who, which key, what; each has one answer.

The answers are those of the NATS door (`collection.stream_door`): a dict with the `status` that REST would give.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections

from terrace.base.access import policy
from terrace.base.access import problems as access
from terrace.base.access.policy import Actor
from terrace.base.kernel.problems import Refused
from terrace.facts.collection import actions, intake
from terrace.facts.collection import problems as collection
from terrace.facts.collection.deliveries import Delivery, Receipt
from terrace.facts.gateways import problems

Answer = dict[str, Any]
#: The database is away: nothing was stored and nothing is to be answered yet.
AWAY = (OperationalError, InterfaceError)


@dataclass(frozen=True, slots=True)
class Asked:
    """A submission as it came; `client` is the part of its subject that names who waits for the answer."""

    client: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def key(self) -> str:
        return self._header("idempotency-key")

    @property
    def token(self) -> str:
        return self._header("authorization").removeprefix("Bearer ").strip()

    @property
    def device(self) -> str:
        return self._header("x-device")

    def _header(self, name: str) -> str:
        return next((value for each, value in self.headers.items() if each.lower() == name), "")


def answer_all(batch: Sequence[Asked], door: str) -> list[Answer]:
    """Answers in the order of the requests; what is without fault is on disk when this returns.

    Raises `AWAY` when the database cannot be reached, and whatever else fails for a reason outside the checks: then
    nothing is known of any of them, and asking again with the same keys is safe.
    """
    close_old_connections()
    answers: dict[int, Answer] = {}
    deliveries: dict[int, Delivery] = {}
    for number, asked in enumerate(batch):
        try:
            deliveries[number] = _delivery(asked, door)
        except Refused as refused:
            answers[number] = refused.as_dict()
    outcomes = actions.submit_many(list(deliveries.values())) if deliveries else []
    answers |= {number: _answer(outcome) for number, outcome in zip(deliveries, outcomes, strict=True)}
    return [answers[number] for number in range(len(batch))]


def _delivery(asked: Asked, door: str) -> Delivery:
    if len(asked.body) > settings.BODY_LIMIT:
        raise collection.BODY_TOO_LARGE.problem(limit=settings.BODY_LIMIT // 2**20)
    actor = _actor(asked)
    return Delivery(actor, asked.key, door, intake.decode(asked.body), device=asked.device)


def _actor(asked: Asked) -> Actor:
    """Whose token it is; the subject must be hers, since the answer goes there."""
    actor = policy.actor_of_token(asked.token)
    if actor is None:
        raise access.NOT_SIGNED_IN.problem()
    if asked.client != actor.username and not asked.client.startswith(f"{actor.username}."):
        raise problems.CLIENT_OTHER.problem(subject=asked.client, username=actor.username)
    return actor


def _answer(outcome: Receipt | Refused) -> Answer:
    if isinstance(outcome, Refused):
        return outcome.as_dict()
    return {"status": 201 if outcome.created else 200, "id": outcome.id, "facts": outcome.facts}


def failed() -> Answer:
    """The answer to what fails again and again for a reason outside the checks (it is in the log)."""
    return collection.STORE_FAILED.problem().as_dict()
