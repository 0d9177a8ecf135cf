"""An office with a weak line: real servers, a line that is cut, processes that are killed; each submission once."""

import asyncio
import json
import logging
import os
import random
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nats
import pytest
from django.db import connections
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from terrace.base.bus import streams
from terrace.base.kernel import supervision
from terrace.base.kernel.problems import Refused
from terrace.facts.collection.models import Observation, Submission
from terrace.facts.gateways import lines, office_door, offices
from terrace.facts.gateways.leaf import office, servers
from terrace.facts.gateways.leaf.servers import Tls
from terrace.facts.gateways.tests.conftest import A
from terrace.facts.gateways.tests.lines import Line, line

#: They tell of each reconnection.
for name in ("nats", "terrace.base.kernel.supervision"):
    logging.getLogger(name).setLevel(logging.CRITICAL)
PATIENCE = 240.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def kept_alive(*jobs: supervision.Job) -> Iterator[list[supervision.Child]]:
    """The jobs as `terrace serve` and `terrace leaf` keep them alive; death grows no pause here."""
    children = [supervision.Child(job) for job in jobs]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            for child in children:
                child.pause = supervision.FIRST_PAUSE
                supervision.look(child)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield children
    finally:
        over.set()
        thread.join()
        supervision.end(children)


@contextmanager
def answering() -> Iterator[None]:
    """What a worker of the hub does: it answers offices."""
    started: list[Any] = []

    def work() -> None:
        async def serve() -> None:
            started.append((asyncio.get_running_loop(), asyncio.current_task()))
            with ThreadPoolExecutor(1) as executor:
                client = await streams.connect(offices.url())
                try:
                    await office_door.answer(client, executor)
                finally:
                    await client.close()
                    executor.submit(connections.close_all).result()

        with suppress(asyncio.CancelledError):
            asyncio.run(serve())

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        until(lambda: bool(started))
        loop, task = started[0]
        loop.call_soon_threadsafe(task.cancel)
        thread.join()


def until(done: Any, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def is_open(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@pytest.fixture
def world_of_offices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """The hub's server for offices, with one office admitted, and a line to it."""
    port = free_port()
    monkeypatch.setenv("TERRACE_HOME", str(tmp_path / "hub"))
    monkeypatch.setenv("TERRACE_LEAF_PORT", str(port))
    secret = offices.admit("minh-tan")
    hub = supervision.Job("offices", (sys.executable, "-m", "terrace.cli", "offices", "serve"))
    with kept_alive(hub) as children, line(port) as wire:
        until(lambda: is_open(port) and bool(offices.url()))
        url = servers.address("minh-tan", secret, "127.0.0.1", wire.port)
        yield SimpleNamespace(wire=wire, port=port, url=url, secret=secret, hub=children[0], home=tmp_path)


@contextmanager
def leaf(world: SimpleNamespace, url: str = "", tls: Tls = Tls()) -> Iterator[SimpleNamespace]:  # noqa: B008 - frozen
    found = office.prepare(world.home / "leaf", url or world.url, "127.0.0.1", free_port(), tls)
    with kept_alive(*found.jobs) as (server, forward):
        until(lambda: is_open(int(found.url.rpartition(":")[2])))
        yield SimpleNamespace(office=found, server=server, forward=forward, url=found.url)


def body(month: int, value: int) -> bytes:
    fact = {"indicator": "PIGS", "area": A, "period": f"2026-M{month:02}", "value": value}
    return json.dumps({"source": "commune", "observations": [fact]}).encode()


async def send(url: str, user: SimpleNamespace, submissions: list[tuple[str, bytes]]) -> None:
    """What a program of the office does: publish until it is acknowledged, whatever happens to the server."""
    client = await nats.connect(url, max_reconnect_attempts=-1, reconnect_time_wait=0.1)
    stream = client.jetstream()
    for key, data in submissions:
        headers = {"Authorization": f"Bearer {user.token}", "Idempotency-Key": key, "Nats-Msg-Id": key}
        while True:
            with suppress(NatsError, TimeoutError):
                await stream.publish(f"{lines.SUBMIT}.{user.username}", data, timeout=2, headers=headers)
                break
            await asyncio.sleep(0.1)
    await client.close()


async def _reader(client: Client, user: SimpleNamespace) -> JetStreamContext.PullSubscription | None:
    """None as long as the forwarder has not made the stream of answers."""
    with suppress(NotFoundError):
        return await client.jetstream().pull_subscribe(f"{lines.ANSWERS}.{user.username}", durable="reader")
    return None


async def read_answers(url: str, user: SimpleNamespace, keys: set[str]) -> dict[str, dict[str, Any]]:
    client = await nats.connect(url, max_reconnect_attempts=-1, reconnect_time_wait=0.1)
    end = time.monotonic() + PATIENCE
    while (pull := await _reader(client, user)) is None and time.monotonic() < end:
        await asyncio.sleep(0.1)
    assert pull is not None, "the office has no stream of answers"
    found: dict[str, dict[str, Any]] = {}
    while found.keys() != keys and time.monotonic() < end:
        with suppress(TimeoutError, NatsError):
            for message in await pull.fetch(10, timeout=2):
                found.setdefault((message.headers or {})["Idempotency-Key"], json.loads(message.data))
                await message.ack()
    await client.close()
    return found


@pytest.mark.django_db(transaction=True)
def test_submissions_taken_while_the_line_is_down_are_stored_once_and_answered(lasting, hoa, world_of_offices):
    world = world_of_offices
    first = [(f"k{number}", body(1 + number % 10, number)) for number in range(20)]
    later = [(f"l{number}", body(1 + number % 10, 100 + number)) for number in range(20)]
    with answering(), leaf(world) as place:
        world.wire.cut()
        asyncio.run(send(place.url, hoa, first))
        assert not Submission.objects.exists()
        world.wire.mend()
        cutting = threading.Thread(target=_trouble, args=(world.wire, place))
        cutting.start()
        asyncio.run(send(place.url, hoa, later))
        cutting.join()
        keys = {key for key, _ in first + later}
        answers = asyncio.run(read_answers(place.url, hoa, keys))
    assert {key: answer["status"] for key, answer in answers.items() if answer["status"] not in {200, 201}} == {}
    assert answers.keys() == keys
    assert sorted(Submission.objects.values_list("key", flat=True)) == sorted(keys)
    assert set(Submission.objects.values_list("door", flat=True)) == {"leaf"}
    newest = {row.period % 100: int(row.value) for row in Observation.objects.all()}
    assert newest == {month: 110 + month - 1 for month in range(1, 11)}


def _trouble(wire: Line, place: SimpleNamespace) -> None:
    """The line is cut, and the server and what hands on are killed, several times, in the middle of it all."""
    chance = random.Random(7)
    for victim in (place.forward, place.server, place.forward, place.server):
        time.sleep(chance.uniform(0.1, 0.6))
        wire.cut()
        if victim.process:
            with suppress(ProcessLookupError):
                os.killpg(victim.process.pid, signal.SIGKILL)
        time.sleep(chance.uniform(0.1, 0.6))
        wire.mend()


@pytest.mark.django_db(transaction=True)
def test_the_office_waits_while_the_hub_is_away_and_refusals_come_back_as_answers(lasting, hoa, world_of_offices):
    world = world_of_offices
    with leaf(world) as place:
        asyncio.run(send(place.url, hoa, [("a", body(1, 5)), ("b", b"{broken"), ("c", body(13, 1))]))
        time.sleep(1)
        with answering():
            answers = asyncio.run(read_answers(place.url, hoa, {"a", "b", "c"}))
    assert {key: answer["status"] for key, answer in answers.items()} == {"a": 201, "b": 400, "c": 422}
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_office_sees_nothing_of_other_offices_and_none_of_the_site(lasting, hoa, world_of_offices):
    world = world_of_offices
    other = servers.address("other", offices.admit("other"), "127.0.0.1", world.port)
    with answering(), leaf(world) as place:
        heard = asyncio.run(_listen(world, other, place, hoa))
    assert heard == []


async def _listen(world: SimpleNamespace, other: str, place: SimpleNamespace, hoa: SimpleNamespace) -> list[str]:
    """What a second office hears while the first one sends."""
    spy = SimpleNamespace(home=world.home / "spy")
    with leaf(spy, other) as second:
        client = await nats.connect(second.url)
        heard: list[str] = []

        async def hear(message: Any) -> None:
            heard.append(message.subject)

        subjects = ("terrace.leaf.>", "facts.>", "bulk.>")
        ears = [await client.subscribe(subject, cb=hear) for subject in subjects]
        ears += [await client.subscribe(subject, queue="doors", cb=hear) for subject in subjects]
        await client.flush()
        await asyncio.sleep(1)
        await send(place.url, hoa, [("a", body(1, 5))])
        assert (await read_answers(place.url, hoa, {"a"}))["a"]["status"] == 201
        for ear in ears:
            await ear.unsubscribe()
        await client.close()
        await send(second.url, hoa, [("b", body(1, 5))])  # it is connected all the same
        assert (await read_answers(second.url, hoa, {"b"}))["b"]["status"] == 201
    return heard


@pytest.mark.django_db(transaction=True)
def test_an_office_that_was_dismissed_hands_nothing_on(lasting, hoa, world_of_offices):
    world = world_of_offices
    offices.dismiss("minh-tan")
    with answering(), leaf(world) as place:
        asyncio.run(send(place.url, hoa, [("a", body(1, 5))]))
        time.sleep(3)
        assert not Submission.objects.exists()


def test_bad_names_and_addresses_are_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("TERRACE_HOME", str(tmp_path))
    monkeypatch.delenv("TERRACE_LEAF_PORT", raising=False)
    for work, code in (
        (lambda: offices.admit("Xã A"), "leaf.name"),
        (lambda: offices.dismiss("nobody"), "leaf.office_unknown"),
        (offices.prepare, "leaf.port"),
        (lambda: office.prepare(tmp_path, "http://x", "127.0.0.1", 1, Tls()), "leaf.hub"),
        (lambda: office.prepare(tmp_path, "nats-leaf://host:7422", "127.0.0.1", 1, Tls()), "leaf.hub"),
    ):
        with pytest.raises(Refused) as refused:
            work()
        assert refused.value.faults[0].code == code


def test_files_with_secrets_are_for_their_owner_only(tmp_path, monkeypatch):
    monkeypatch.setenv("TERRACE_HOME", str(tmp_path))
    monkeypatch.setenv("TERRACE_LEAF_PORT", "7422")
    url = servers.address("a", offices.admit("a"), "127.0.0.1", 7422)
    offices.prepare()
    office.prepare(tmp_path / "leaf", url, "127.0.0.1", 4223, Tls(authority="ca.pem"))
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in found} == {"offices.json", "server.conf", "url"}
    assert {path.stat().st_mode & 0o777 for path in found} == {0o600}
    assert json.loads((tmp_path / "leaf/server.conf").read_text())["leafnodes"]["remotes"][0]["tls"] == {
        "ca_file": "ca.pem"
    }
