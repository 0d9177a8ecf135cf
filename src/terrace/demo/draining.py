"""How much of what was handed in is still on its way to the figures: in the outbox, and at the roll-ups."""

import asyncio

from django.conf import settings
from nats.js.errors import NotFoundError

from terrace.base.bus import events, streams
from terrace.base.bus.models import Outbox
from terrace.facts.pipeline import worker


def left() -> int:
    """Events in the outbox plus messages that a roll-up has not finished; 0 when all figures are up to date.

    Hearers publish for those that come after them: so the outbox is looked at again before each.
    """
    waiting, unfinished = 0, 0
    for _, name, _ in worker.heard():
        waiting = max(waiting, Outbox.objects.count())
        unfinished += asyncio.run(_before(name))
    return waiting + unfinished


async def _before(name: str) -> int:
    """What the hearer of this name has before it; one when it never was there and so heard nothing."""
    client = await streams.connect(settings.NATS_URL)
    try:
        stream = await streams.ensure(client)
        found = await stream.consumer_info(events.STREAM, name)
    except NotFoundError:
        return 1
    else:
        return (found.num_pending or 0) + (found.num_ack_pending or 0)
    finally:
        await client.close()
