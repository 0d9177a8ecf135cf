"""Who rests after a batch hears the first event at once, and those that came meanwhile together."""

import asyncio
from contextlib import suppress

from django.conf import settings
from nats.js.errors import NotFoundError

from terrace.base.bus import events, streams
from terrace.base.bus.events import Envelope

NAME, SUBJECT = "resting", "notice.resting.0"
#: Longer than eight events take, however busy the machine is.
REST = 2.0


def said(number: int) -> bytes:
    head = f'"specversion":"1.0","id":"{number}","source":"/terrace","type":"notice.resting","subject":"x"'
    return f'[{{{head},"time":"2026-11-23T00:00:00+00:00","data":{{}}}}]'.encode()


def test_events_gather_while_their_hearer_rests():
    batches: list[list[str]] = []

    async def heard(batch: list[Envelope]) -> None:
        batches.append([each.id for each in batch])

    async def run() -> None:
        client = await streams.connect(settings.NATS_URL)
        stream = await streams.ensure(client)
        with suppress(NotFoundError):
            await stream.delete_consumer(events.STREAM, NAME)
        await stream.purge_stream(events.STREAM, subject=SUBJECT)
        hearing = asyncio.create_task(streams.hear(client, SUBJECT, NAME, heard, rest=REST))
        try:
            await asyncio.sleep(0.1)  # it waits already
            await stream.publish(SUBJECT, said(0))
            while not batches:
                await asyncio.sleep(0.01)
            for number in range(1, 9):
                await stream.publish(SUBJECT, said(number))
            while sum(map(len, batches)) < 9:
                await asyncio.sleep(0.01)
        finally:
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
            await stream.delete_consumer(events.STREAM, NAME)
            await stream.purge_stream(events.STREAM, subject=SUBJECT)
            await client.close()

    asyncio.run(asyncio.wait_for(run(), 60))
    assert batches == [["0"], [str(number) for number in range(1, 9)]]
