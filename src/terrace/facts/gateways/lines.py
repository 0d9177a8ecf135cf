"""The streams of the durable line: submissions on their way in, and answers that wait to be read.

    terrace.in.submit.<client>     stream TERRACE-IN: what is acknowledged is on disk
    terrace.answers.<client>       stream TERRACE-ANSWERS: one answer a submission, kept for thirty days

The site has both, and each leaf node has both of its own.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from terrace.base.bus import streams
from terrace.base.bus.pulling import Pull

SUBMIT, ANSWERS = "terrace.in.submit", "terrace.answers"
IN = StreamConfig(
    name="TERRACE-IN",
    subjects=[f"{SUBMIT}.>"],
    retention=RetentionPolicy.WORK_QUEUE,
    storage=StorageType.FILE,
    duplicate_window=120,
)
#: Answers that nobody reads are gone after thirty days.
OUT = StreamConfig(
    name="TERRACE-ANSWERS",
    subjects=[f"{ANSWERS}.>"],
    retention=RetentionPolicy.LIMITS,
    storage=StorageType.FILE,
    max_age=30 * 24 * 3600,
    duplicate_window=120,
)


async def lay(stream: JetStreamContext) -> None:
    """Make both streams, or bring them to what they should be."""
    for config in (IN, OUT):
        await streams.keep(stream, config)


@asynccontextmanager
async def in_order(client: Client, consumer: str, together: int, ack_seconds: int) -> AsyncIterator[Pull]:
    """A consumer that begins with the first submission that is left.

    One that somebody left behind holds messages back that it gave to the dead, and gives later ones first; a figure
    would be stored after the one that corrected it.
    """
    with suppress(NotFoundError):
        await client.jetstream().delete_consumer(str(IN.name), consumer)
    names = (str(IN.name), consumer)
    pull = await Pull.open(client, names, f"{SUBMIT}.>", ack_seconds=ack_seconds, together=together)
    try:
        yield pull
    finally:
        with suppress(NatsError):
            await pull.close()
