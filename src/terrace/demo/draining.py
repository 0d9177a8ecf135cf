"""How much of what was handed in is still on its way to the figures: in the outbox, and at the roll-ups."""

import asyncio

from django.conf import settings

from terrace.base.bus import streams
from terrace.base.bus.duties import DUTIES
from terrace.base.bus.models import Outbox


def left() -> int:
    """Events in the outbox plus messages that a roll-up has not finished; 0 when all figures are up to date."""
    return Outbox.objects.count() + asyncio.run(_unfinished())


async def _unfinished() -> int:
    client = await streams.connect(settings.NATS_URL)
    try:
        stream = await streams.ensure(client)
        return sum([await streams.before(stream, each.name) for each in DUTIES.hearings])
    finally:
        await client.close()
