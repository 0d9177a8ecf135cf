"""How much of what was handed in is still on its way to the figures: in the outbox, and at the roll-ups."""

import asyncio

from django.conf import settings
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from terrace.base.bus import events, streams
from terrace.base.bus.duties import DUTIES
from terrace.base.bus.models import Outbox


def left() -> int:
    """Events in the outbox plus messages that a roll-up has not finished; 0 when all figures are up to date."""
    return Outbox.objects.count() + asyncio.run(_unfinished())


async def _unfinished() -> int:
    client = await streams.connect(settings.NATS_URL)
    try:
        stream = await streams.ensure(client)
        return sum([await _before(stream, each.name) for each in DUTIES.hearings])
    finally:
        await client.close()


async def _before(stream: JetStreamContext, name: str) -> int:
    """What the hearer of this name has before it; one when it never was there and so heard nothing."""
    try:
        found = await stream.consumer_info(events.STREAM, name)
    except NotFoundError:
        return 1
    return (found.num_pending or 0) + (found.num_ack_pending or 0)
