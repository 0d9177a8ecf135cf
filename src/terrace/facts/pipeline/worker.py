"""A worker: relay, stream door, roll-up of every partition, and the sealing of the audit, in one process.

Any number of workers may run: they share the work through the queues of NATS and the locks of PostgreSQL. Each kind
of work has a thread with its own connection; what fails is logged and begun again.
"""

import asyncio
import gc
import logging
import signal
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from nats.js import JetStreamContext

from terrace.base.audit import sealing
from terrace.base.bus import relay, streams
from terrace.base.bus.events import PARTITIONS, Envelope
from terrace.base.kernel import conf
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import stream_door
from terrace.facts.collection.events import ACCEPTED
from terrace.facts.pipeline import handlers, rebuilding

log = logging.getLogger(__name__)

Handler = Callable[[list[Envelope]], object]

SEAL_SECONDS = 1.0
PAUSE, LONGEST_PAUSE = 0.2, 10.0


async def run() -> None:
    """Every kind of work at once, until told to stop (SIGTERM, SIGINT)."""
    await asyncio.to_thread(_settle)
    client = await streams.connect(settings.NATS_URL)
    stream = await streams.ensure(client)
    kinds: list[tuple[str, Callable[[], Awaitable[None]]]] = [
        ("relay", lambda: relay.run(conf.database_url(), stream)),
        ("door", lambda: stream_door.run(client, _thread("door"))),
        ("sealing", lambda: _seal(_thread("sealing"))),
    ]
    kinds += [(name, partial(_hear, stream, subject, name, handle)) for subject, name, handle in heard()]
    tasks = [asyncio.create_task(_for_ever(name, begin), name=name) for name, begin in kinds]
    _stop_on_signals(tasks)
    await asyncio.gather(*tasks, return_exceptions=True)
    await client.close()


def _settle() -> None:
    """Read what stays in memory, and take it out of the garbage collector's rounds: they cost half of a check."""
    index.current()
    snapshot.current()
    close_old_connections()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def heard() -> list[tuple[str, str, Handler]]:
    """What a worker listens to: subject, name of the queue, handler."""
    rollups = ((f"{ACCEPTED}.{number}", f"rollup-{number}", handlers.accepted) for number in range(PARTITIONS))
    return [
        *rollups,
        ("pack.loaded.*", "rebuild-packs", rebuilding.pack_loaded),
        ("place.changed.*", "rebuild-places", rebuilding.place_changed),
    ]


def _stop_on_signals(tasks: list[asyncio.Task[None]]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: [task.cancel() for task in tasks])


async def _for_ever(name: str, begin: Callable[[], Awaitable[None]]) -> None:
    """Begin again, with growing pauses, whatever happens."""
    pause = PAUSE
    while True:
        started = asyncio.get_running_loop().time()
        try:
            await begin()
        except Exception:
            log.exception("%s failed and begins again", name)
        if asyncio.get_running_loop().time() - started > LONGEST_PAUSE:
            pause = PAUSE
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def _thread(name: str) -> ThreadPoolExecutor:
    """A thread of its own for one kind of work, so with its own connection to PostgreSQL."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)


async def _hear(stream: JetStreamContext, subject: str, name: str, handle: Handler) -> None:
    """Let a handler work in a thread of its own on what comes on a subject."""
    thread = _thread(name)

    async def in_thread(heard: list[Envelope]) -> None:
        await asyncio.get_running_loop().run_in_executor(thread, _guarded, handle, heard)

    await streams.hear(stream, subject, name, in_thread)


def _guarded(handle: Handler, heard: list[Envelope]) -> None:
    try:
        handle(heard)
    except (InterfaceError, OperationalError):  # the server went away: the next try needs a new connection
        connection.close()
        raise


async def _seal(thread: ThreadPoolExecutor) -> None:
    while True:
        while await asyncio.get_running_loop().run_in_executor(thread, _sealed):
            pass
        await asyncio.sleep(SEAL_SECONDS)


def _sealed() -> int:
    close_old_connections()
    return sealing.seal()
