"""Doors for one submission at a time: Python, REST, the message stream."""

from unittest import mock

import msgspec
from django.test import Client
from nats.aio.client import Client as Nats
from nats.aio.msg import Msg

from terrace.base.kernel.problems import Refused
from terrace.facts.collection import actions, stream_door
from terrace.facts.gateways import answering
from terrace.facts.gateways.answering import Asked
from tests.doors.cases import Case
from tests.doors.registry import TAKEN, Door, Outcome, Sender, intake


class Python(Door):
    """`collection.actions.submit`, which all others call."""

    name, title = "python", "Python"

    def deliver(self, case: Case, sender: Sender) -> Outcome:
        try:
            actions.submit(sender.actor, "case", self.name, intake(case))
        except Refused as refused:
            return Outcome.of(refused)
        return TAKEN


class Rest(Door):
    """`POST /api/v1/submissions` with a token."""

    name, title = "rest", "REST"

    def deliver(self, case: Case, sender: Sender) -> Outcome:
        answer = Client(raise_request_exception=False).post(
            "/api/v1/submissions",
            intake(case).canonical,
            content_type="application/json",
            headers={**sender.bearer, "Idempotency-Key": "case", "X-Device": "test"},
        )
        return TAKEN if answer.status_code == 201 else Outcome.problem(answer.json())


class Stream(Door):
    """The subject `terrace.submit`: what the worker answers to a message."""

    name, title = "nats", "NATS"

    def deliver(self, case: Case, sender: Sender) -> Outcome:
        headers = {**sender.bearer, "Idempotency-Key": "case"}
        message = Msg(Nats(), stream_door.SUBJECT, "", intake(case).canonical, headers)
        (answer,) = stream_door.answer_each([message])
        answer = msgspec.json.decode(msgspec.json.encode(answer))
        return TAKEN if answer["status"] == 201 else Outcome.problem(answer)


class Leaf(Door):
    """The durable stream, by which an office hands on what it took while the line was down."""

    name, title = "leaf", "Durable stream, office node"

    def deliver(self, case: Case, sender: Sender) -> Outcome:
        headers = {**sender.bearer, "Idempotency-Key": "case"}
        asked = Asked(sender.person.username, headers, intake(case).canonical)
        with mock.patch.object(answering, "close_old_connections"):  # it would end the transaction of the test
            (answer,) = answering.answer_all([asked], self.name)
        return TAKEN if answer["status"] == 201 else Outcome.problem(answer)


DOORS = (Python(), Rest(), Stream(), Leaf())
