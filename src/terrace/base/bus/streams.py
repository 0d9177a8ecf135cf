"""The connection to NATS and the stream that holds every event."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from terrace.base.bus import events
from terrace.base.bus.pulling import Pull

log = logging.getLogger(__name__)

KEEP_SECONDS = 7 * 24 * 3600
FETCH = 64
#: Messages of a queue that its hearers may have in hand together.
PENDING = 10_000
#: A hearer that gives no sign for so long is taken for dead, and its messages go to another.
ACK_SECONDS = 6
TRIES_PAUSE = 2.0


async def connect(url: str) -> Client:
    """A connection that comes back by itself, for ever."""
    return await nats.connect(url, max_reconnect_attempts=-1, reconnect_time_wait=0.2, name="terrace")


async def ensure(client: Client) -> JetStreamContext:
    """The stream, made at first use."""
    stream = client.jetstream()
    wanted = StreamConfig(
        name=events.STREAM,
        subjects=events.SUBJECTS,
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        max_age=KEEP_SECONDS,
    )
    await keep(stream, wanted)
    return stream


async def keep(stream: JetStreamContext, wanted: StreamConfig) -> None:
    """Bring a stream to what it should be, or make it."""
    try:
        await stream.update_stream(wanted)
    except NotFoundError:
        await stream.add_stream(wanted)


async def before(stream: JetStreamContext, name: str) -> int:
    """How many events the hearer of this name has before it or in hand; one when it never was there to hear."""
    try:
        found = await stream.consumer_info(events.STREAM, name)
    except NotFoundError:
        return 1
    return (found.num_pending or 0) + (found.num_ack_pending or 0)


async def hear(
    client: Client,
    subject: str,
    name: str,
    handle: Callable[[list[events.Envelope]], Awaitable[None]],
    *,
    rest: float = 0.0,
) -> None:
    """Give each batch of events on `subject` to `handle`, at least once, until cancelled.

    Hearers of one `name` share the messages. A batch that fails is given again after a pause. Seconds of `rest` follow
    on each batch.
    """
    pull = await Pull.open(client, (events.STREAM, name), subject, ack_seconds=ACK_SECONDS, together=PENDING)
    try:
        while True:
            if batch := await pull.batch(FETCH):
                await _handle(batch, handle)
                await asyncio.sleep(rest)
    finally:
        await pull.close()


async def _handle(batch: list[Msg], handle: Callable[[list[events.Envelope]], Awaitable[None]]) -> None:
    """Handle a batch as one; when it fails, each message alone, so that one bad event holds up no other."""
    alive = asyncio.create_task(_say_alive(batch))
    try:
        await handle([event for message in batch for event in events.unpack(message.data)])
    except Exception:  # a hearer may fail in any way: the events must come again
        log.exception("events could not be handled (%d messages)", len(batch))
        await _again(batch, handle)
    else:
        await asyncio.gather(*(message.ack() for message in batch))
    finally:
        alive.cancel()


async def _say_alive(batch: list[Msg]) -> None:
    """Long work is not taken for a dead worker."""
    while True:
        await asyncio.sleep(ACK_SECONDS / 3)
        await asyncio.gather(*(message.in_progress() for message in batch))


async def _again(batch: list[Msg], handle: Callable[[list[events.Envelope]], Awaitable[None]]) -> None:
    if len(batch) > 1:
        for message in batch:
            await _handle([message], handle)
    else:
        await batch[0].nak(delay=TRIES_PAUSE)
