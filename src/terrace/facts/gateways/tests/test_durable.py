"""Submissions by the durable stream, with a real NATS server: answers are read later, once is once."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from nats.js.errors import NotFoundError

from terrace.base.bus import streams
from terrace.facts.collection.models import Observation, Submission
from terrace.facts.gateways import answering, durable, lines
from terrace.facts.gateways.tests.conftest import A, B

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lasting")]


def body(area: str, value: int, month: int = 1) -> bytes:
    fact = {"indicator": "PIGS", "area": area, "period": f"2026-M{month:02}", "value": value}
    return json.dumps({"source": "commune", "observations": [fact]}).encode()


def head(token: str, key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "X-Device": "may-1"}


def go(*sent: tuple[str, bytes, dict[str, str]], answers: int, client: str = "hoa") -> list[dict[str, Any]]:
    """Publish while nobody serves, then serve; the answers of a client that comes back afterwards."""
    with ThreadPoolExecutor(1) as executor:
        found = asyncio.run(_go(executor, sent, answers, client))
        executor.submit(connections.close_all).result()
    return found


async def _go(executor: Any, sent: Any, answers: int, client: str) -> list[dict[str, Any]]:
    nats = await streams.connect(settings.NATS_URL)
    stream = nats.jetstream()
    for config in (lines.IN, lines.OUT):
        with suppress(NotFoundError):
            await stream.delete_stream(config.name or "")
        await stream.add_stream(config)
    for user, data, headers in sent:
        await stream.publish(f"{lines.SUBMIT}.{user}", data, headers=headers)
    serving = asyncio.create_task(durable.run(nats, executor))
    try:
        found = await _read(stream, client, answers)
        while (await stream.stream_info(lines.IN.name or "")).state.messages:
            await asyncio.sleep(0.05)
        return found
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
        await nats.close()


async def _read(stream: Any, client: str, count: int) -> list[dict[str, Any]]:
    pull = await stream.pull_subscribe(f"{lines.ANSWERS}.{client}", durable=f"read-{client.replace('.', '-')}")
    found: list[dict[str, Any]] = []
    while len(found) < count:
        for message in await pull.fetch(10, timeout=20):
            found.append(json.loads(message.data) | {"header": message.headers["Idempotency-Key"]})
            await message.ack()
    return found


def test_a_client_that_was_away_reads_its_answers_later_in_the_order_it_sent(hoa):
    found = go(
        ("hoa", body(A, 1), head(hoa.token, "a")),
        ("hoa", body(A, 2), head(hoa.token, "b")),
        ("hoa", body(B, 2), head(hoa.token, "c")),
        ("hoa", b"{broken", head(hoa.token, "d")),
        ("hoa", body(A, 3), head("trc_1_wrong", "e")),
        ("hoa", body(A, 3), {"Authorization": f"Bearer {hoa.token}"} | {"Idempotency-Key": ""}),
        answers=6,
    )
    assert [(each["key"], each["status"]) for each in found] == [
        ("a", 201), ("b", 201), ("c", 403), ("d", 400), ("e", 401), ("", 400),
    ]  # fmt: skip
    assert [each["header"] for each in found] == ["a", "b", "c", "d", "e", ""]
    assert Observation.objects.get().value == 2
    assert set(Submission.objects.values_list("door", "device")) == {("nats", "may-1")}


def test_the_same_submission_sent_twice_is_stored_once(hoa):
    twice = ("hoa", body(A, 1), head(hoa.token, "a"))
    found = go(twice, twice, ("hoa", body(A, 1), head(hoa.token, "last")), answers=2)
    assert [(each["key"], each["status"]) for each in found] == [("a", 201), ("last", 201)]
    assert Submission.objects.count() == 2


def test_a_key_with_other_content_is_a_conflict_and_a_corrected_refusal_goes_through(hoa):
    found = go(
        ("hoa", body(A, 1), head(hoa.token, "a")),
        ("hoa", body(A, 2), head(hoa.token, "a")),
        ("hoa", body("99999", 1), head(hoa.token, "b")),
        ("hoa", body(A, 1, 2), head(hoa.token, "b")),
        answers=4,
    )
    assert [each["status"] for each in found] == [201, 409, 422, 201]


def test_nobody_sends_under_the_name_of_another_client(hoa):
    found = go(("binh", body(A, 1), head(hoa.token, "a")), answers=1, client="binh")
    assert (found[0]["status"], found[0]["code"]) == (403, "durable.client")
    found = go(("hoa.may-2", body(A, 1), head(hoa.token, "a")), answers=1, client="hoa.may-2")
    assert found[0]["status"] == 201


def test_what_fails_outside_the_checks_is_tried_again_and_then_answered(hoa, monkeypatch):
    monkeypatch.setattr(durable, "PAUSE", 0.05)
    real, failures = answering.answer_all, []

    def fail_on_two(batch, door):
        if any(b'"value": 2' in each.body for each in batch):
            failures.append(len(batch))
            raise RuntimeError("boom")
        return real(batch, door)

    monkeypatch.setattr(answering, "answer_all", fail_on_two)
    found = go(*[("hoa", body(A, value), head(hoa.token, str(value))) for value in (1, 2, 3)], answers=3)
    assert [(each["key"], each["status"]) for each in found] == [("1", 201), ("2", 503), ("3", 201)]
    assert failures.count(1) >= durable.TRIES
    assert Observation.objects.get().value == 3
