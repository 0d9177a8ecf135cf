"""What was accepted and is not in the figures yet: in the outbox, or at the roll-ups. A report waits for it."""

import asyncio
from datetime import datetime
from typing import Final

from django.conf import settings
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from terrace.base.bus import events, streams
from terrace.base.bus.duties import DUTIES, Hearing
from terrace.base.bus.models import Outbox
from terrace.facts.collection.events import ACCEPTED

#: Queues of the roll-ups.
ROLL_UPS: Final = "rollup-"
#: Seconds that a look lasts at the most, and between two questions to NATS.
PATIENCE, PAUSE = 5.0, 0.1


def rolled_up(moment: datetime) -> bool:
    """All that was accepted before the moment is in the figures. False too when NATS does not say so in time."""
    if Outbox.objects.filter(type=ACCEPTED, created_at__lte=moment).exists():
        return False
    try:
        asyncio.run(asyncio.wait_for(_caught_up(), PATIENCE))
    except (NatsError, OSError, TimeoutError):
        return False
    return True


async def _caught_up() -> None:
    """Until every roll-up is done with what is in the stream now: what comes meanwhile need not be waited for."""
    client = await streams.connect(settings.NATS_URL)
    try:
        stream = await streams.ensure(client)
        last = (await stream.stream_info(events.STREAM)).state.last_seq
        for hearing in [each for each in DUTIES.hearings if each.name.startswith(ROLL_UPS)]:
            while not await _done(stream, hearing, last):
                await asyncio.sleep(PAUSE)
    finally:
        await client.close()


async def _done(stream: JetStreamContext, hearing: Hearing, last: int) -> bool:
    """The queue has nothing before this message of the stream; one that nobody heard yet has all there is."""
    try:
        found = await stream.consumer_info(events.STREAM, hearing.name)
    except NotFoundError:
        return not (await stream.stream_info(events.STREAM, subjects_filter=hearing.subject)).state.subjects
    idle = not found.num_pending and not found.num_ack_pending
    return idle or bool(found.ack_floor and found.ack_floor.stream_seq >= last)
