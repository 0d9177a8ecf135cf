"""What workers do for the warehouse beside hearing: make it when it is missing, fold, note how fresh it is.

Fresh means: nothing of the facts waits in the outbox, at the roll-ups, or at the warehouse's own queues. The moment
before the look is noted then, so the claim holds even when something comes in between.
"""

import asyncio
from concurrent.futures import Executor
from datetime import UTC, datetime

from django.db import close_old_connections, connection
from nats.aio.client import Client

from terrace.base.bus import streams
from terrace.base.bus.duties import DUTIES
from terrace.base.bus.models import Outbox
from terrace.facts.collection.events import ACCEPTED
from terrace.facts.pipeline.events import DERIVED
from terrace.insight.warehouse import store

#: Seconds between two looks: when all was in, and when something was on its way.
PAUSE, BUSY = 2.0, 0.25
FACTS = (ACCEPTED, DERIVED)
QUEUES = ("rollup-", "warehouse-leaves", "warehouse-figures")
_SAID = "SELECT EXISTS (SELECT FROM collection_observation)"


def work() -> None:
    """One round: a warehouse that is missing is made once there are facts and the road is quiet; else it is folded."""
    warehouse = store.current()
    if warehouse.built():
        warehouse.fold()
    elif _said() and _sent():
        warehouse.ensure()


async def watch(client: Client, executor: Executor) -> None:
    """Note again and again the moment before which everything is in."""
    loop = asyncio.get_running_loop()
    while True:
        moment = datetime.now(UTC)
        # Twice, since what is heard in between makes figures, of which is told anew.
        quiet = await loop.run_in_executor(executor, _looked) and await _heard(client)
        quiet = quiet and await loop.run_in_executor(executor, _looked) and await _heard(client)
        if quiet:
            await loop.run_in_executor(executor, note, moment)
        await asyncio.sleep(PAUSE if quiet else BUSY)


def note(moment: datetime) -> None:
    warehouse = store.current()
    if warehouse.begun():
        warehouse.note(moment)


def _said() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_SAID)
        return bool(cursor.fetchone()[0])


def _looked() -> bool:
    """`_sent`, through a connection that works."""
    close_old_connections()
    return _sent()


def _sent() -> bool:
    """No event about facts waits to be sent."""
    return not Outbox.objects.filter(type__in=FACTS).exists()


async def _heard(client: Client) -> bool:
    """No event about facts waits at the queues that lead here, or is in their hands."""
    stream = client.jetstream()
    names = (each.name for each in DUTIES.hearings if each.name.startswith(QUEUES))
    return not any([await streams.before(stream, name) for name in names])
