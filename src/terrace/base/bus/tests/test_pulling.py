"""Pulling from a consumer of a real NATS server: all that waits, else the first that comes; nothing lost or kept."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from django.conf import settings
from nats.aio.client import Client
from nats.js.api import StreamConfig
from nats.js.errors import APIError, NotFoundError

from terrace.base.bus import pulling, streams
from terrace.base.bus.pulling import Pull

NAME, SUBJECT, READER = "PULLED", "pulled.here", "reader"
Test = Callable[[Client, Pull], Awaitable[None]]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> float:
    """A wait that ends often."""
    monkeypatch.setattr(pulling, "WAIT", 0.05)
    return 0.05


def go(test: Test) -> None:
    """A test with a fresh stream and one reader."""

    async def run() -> None:
        async with _reading() as (client, pull):
            await test(client, pull)

    asyncio.run(run())


async def _open(client: Client) -> Pull:
    return await Pull.open(client, (NAME, READER), "pulled.>", ack_seconds=60, together=1000)


@asynccontextmanager
async def _reading() -> AsyncIterator[tuple[Client, Pull]]:
    client = await streams.connect(settings.NATS_URL)
    stream = client.jetstream()
    with suppress(NotFoundError):
        await stream.delete_stream(NAME)
    await stream.add_stream(StreamConfig(name=NAME, subjects=["pulled.>"]))
    pull = await _open(client)
    try:
        yield client, pull
    finally:
        await pull.close()
        await stream.delete_stream(NAME)
        await client.close()


async def say(client: Client, *words: str) -> None:
    for word in words:
        await client.jetstream().publish(SUBJECT, word.encode())


async def heard(pull: Pull, most: int = 64) -> list[str]:
    """A batch, acknowledged, and the server knows it."""
    batch = await pull.batch(most)
    await asyncio.gather(*(message.ack_sync() for message in batch))
    return [message.data.decode() for message in batch]


def test_all_that_waits_comes_in_one_batch():
    async def test(client: Client, pull: Pull) -> None:
        words = [str(number) for number in range(50)]
        await say(client, *words)
        assert await heard(pull) == words

    go(test)


def test_no_more_comes_than_was_asked_for_and_the_rest_comes_next():
    async def test(client: Client, pull: Pull) -> None:
        await say(client, *"abcdefg")
        assert [await heard(pull, 3), await heard(pull, 1), await heard(pull, 3)] == [[*"abc"], ["d"], [*"efg"]]

    go(test)


def test_what_waits_comes_without_the_server_being_waited_for(monkeypatch: pytest.MonkeyPatch):
    """Fewer than were asked for are all at once: nobody waits for an answer that does not come."""
    monkeypatch.setattr(pulling, "ANSWER", 3600.0)

    async def test(client: Client, pull: Pull) -> None:
        await say(client, *"ab")
        assert await asyncio.wait_for(heard(pull), 60) == [*"ab"]

    go(test)


def test_with_nothing_waiting_the_first_comes_at_once_and_what_follows_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pulling, "WAIT", 3600.0)

    async def test(client: Client, pull: Pull) -> None:
        waiting = asyncio.create_task(heard(pull))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await say(client, *"abc")
        found = await asyncio.wait_for(waiting, 60)
        while len(found) < 3:
            found += await asyncio.wait_for(heard(pull), 60)
        assert found == [*"abc"]

    go(test)


@pytest.mark.usefixtures("short")
def test_with_nothing_at_all_a_batch_is_empty():
    async def test(client: Client, pull: Pull) -> None:
        assert await heard(pull) == []
        assert await heard(pull) == []

    go(test)


def test_a_message_at_the_very_end_of_a_wait_comes_in_the_same_or_the_next_batch(short: float):
    async def test(client: Client, pull: Pull) -> None:
        seen: list[str] = []
        chance = random.Random(7)
        for number in range(150):
            waiting = asyncio.create_task(heard(pull))
            await asyncio.sleep(short * chance.uniform(0.9, 1.1))
            await say(client, str(number))
            found = await waiting
            if not found:
                found = await heard(pull)
            assert found == [str(number)]
            seen += found
        info = await pull.info()
        assert seen == [str(number) for number in range(150)]
        assert (info.num_pending, info.num_ack_pending, info.num_redelivered) == (0, 0, 0)

    go(test)


@pytest.mark.usefixtures("short")
def test_readers_of_one_name_share_the_messages_each_exactly_once():
    async def test(client: Client, pull: Pull) -> None:
        others = [await _open(client) for _ in range(3)]
        seen: list[str] = []

        async def read(reader: Pull) -> None:
            while len(seen) < 200:
                seen.extend(await heard(reader, 4))

        reading = [asyncio.create_task(read(reader)) for reader in (pull, *others)]
        for number in range(200):
            await say(client, str(number))
            await asyncio.sleep(0.002 * (number % 3))
        await asyncio.gather(*reading)
        assert sorted(map(int, seen)) == list(range(200))

    go(test)


def test_a_consumer_that_is_deleted_raises_before_and_during_the_wait():
    async def test(client: Client, pull: Pull) -> None:
        waiting = asyncio.create_task(pull.batch(64))
        await asyncio.sleep(0.1)
        await client.jetstream().delete_consumer(NAME, READER)
        with pytest.raises(APIError):
            await waiting
        with pytest.raises(APIError):
            await pull.batch(64)

    go(test)


def test_who_stops_listening_is_stopped():
    async def test(client: Client, pull: Pull) -> None:
        waiting = asyncio.create_task(pull.batch(64))
        await asyncio.sleep(0.1)
        waiting.cancel()
        await say(client, "a")
        with pytest.raises(asyncio.CancelledError):
            await waiting

    go(test)
