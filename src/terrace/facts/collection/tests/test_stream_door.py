"""The door on the message stream, with a real NATS server."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from terrace.base.access import actions as access
from terrace.base.access import policy
from terrace.base.access.scopes import EVERYWHERE
from terrace.base.bus import streams
from terrace.base.people.actions import create_person
from terrace.base.places import index
from terrace.facts.collection import stream_door
from terrace.facts.collection.models import Observation
from terrace.facts.conftest import COMMUNES

A, B, _ = COMMUNES
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lasting_world")]


@pytest.fixture
def token() -> str:
    """Hoa, officer of commune A."""
    hoa = create_person("hoa", "Hoàng Thị Hoa")
    area = index.current().resolve(A, date(2026, 1, 31))
    assert area is not None
    access.grant(hoa, "commune-officer", area, "", start=date(2025, 7, 1))
    return access.create_token(hoa, "tests")


def body(area: str, *values: int) -> bytes:
    facts = [
        {"indicator": "BIRTHS", "area": area, "period": f"2026-M0{month}", "value": value}
        for month, value in enumerate(values, start=1)
    ]
    return json.dumps({"source": "commune", "observations": facts}).encode()


def ask(*requests: tuple[bytes, dict[str, str]]) -> list[dict[str, Any]]:
    """Send requests together to a running door; the answers in order."""
    with ThreadPoolExecutor(1) as executor:
        answers = asyncio.run(_ask(executor, requests))
        executor.submit(connections.close_all).result()
    return answers


async def _ask(executor: ThreadPoolExecutor, requests: Any) -> list[dict[str, Any]]:
    client = await streams.connect(settings.NATS_URL)
    door = asyncio.create_task(stream_door.run(client, executor))
    await client.flush()
    try:
        asked = (client.request(stream_door.SUBJECT, data, timeout=20, headers=head) for data, head in requests)
        return [json.loads(message.data) for message in await asyncio.gather(*asked)]
    finally:
        door.cancel()
        with suppress(asyncio.CancelledError):
            await door
        await client.close()


def head(token: str, key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": key}


def test_a_submission_is_answered_when_it_is_stored_and_the_same_key_gives_the_same_answer(token):
    (first,) = ask((body(A, 12, 13), head(token, "a")))
    (again,) = ask((body(A, 12, 13), head(token, "a")))
    assert (first["status"], first["facts"]) == (201, 2)
    assert (again["status"], again["id"]) == (200, first["id"])
    assert Observation.objects.count() == 2


def test_each_of_many_requests_together_has_its_own_answer(token):
    answers = ask(
        (body(A, 1), head(token, "a")),
        (body(B, 1), head(token, "b")),
        (body(A, 99999), head(token, "c")),
        (b"{broken", head(token, "d")),
        (body(A, 1), head("trc_1_wrong", "e")),
        (body(A, 1), {}),
        (body(A, 1), head(token, "")),
    )
    assert [answer["status"] for answer in answers] == [201, 403, 422, 400, 401, 401, 400]
    assert answers[1]["faults"][0]["pointer"] == "/observations/0/area"
    assert all(answer["title"] and answer["detail"] for answer in answers[1:])
    assert Observation.objects.count() == 1


def test_a_key_reused_with_other_content_is_a_conflict(token):
    ask((body(A, 1), head(token, "a")))
    (answer,) = ask((body(A, 2), head(token, "a")))
    assert answer["status"] == 409


def test_row_level_security_stops_what_a_forgotten_check_lets_through(token, monkeypatch):
    monkeypatch.setattr(policy, "which", lambda *_: EVERYWHERE)
    (answer,) = ask((body(B, 1), head(token, "a")))
    assert answer["status"] == 503
    assert not Observation.objects.exists()


def test_the_door_leaves_its_connection_with_nobody_and_its_own_role(token):
    before = _who()
    ask((body(A, 1), head(token, "a")))
    assert _who() == before


def _who() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, coalesce(current_setting('terrace.person', true), '')")
        return cursor.fetchone()
