"""A worker: the duties that the domains registered, of one lane or of both, in one process; and the relay.

Any number of workers may run: they share the work through the queues of NATS and the locks of PostgreSQL. Each kind
of work has a thread with its own connection; what fails is logged and begun again.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from nats.aio.client import Client
from nats.js import JetStreamContext

from terrace.base.bus import relay, streams
from terrace.base.bus.duties import DUTIES, Handler, Hearing, Lane, Round
from terrace.base.bus.events import Envelope
from terrace.base.kernel import conf

log = logging.getLogger(__name__)

PAUSE, LONGEST_PAUSE = 0.2, 10.0
#: Seconds without work after which a kind of work gives its connection to PostgreSQL back.
IDLE = 15.0
#: Seconds after which work that goes on although it was cancelled is cancelled again.
CANCEL_AGAIN = 5.0
#: Seconds after which a thread that computes lets another one on, so that it holds up nobody who waits for an answer.
SWITCH = 0.0005
#: By how much the work of the patient lane steps back for all else on the machine (`nice`).
STEP_BACK = 10

Kind = tuple[str, Callable[[], Awaitable[None]]]


async def run(lanes: Collection[Lane] = tuple(Lane)) -> None:
    """Every kind of work of these lanes at once, until told to stop (SIGTERM, SIGINT)."""
    if Lane.PROMPT not in lanes:
        os.nice(STEP_BACK)
    await asyncio.to_thread(_settle, lanes)
    client = await streams.connect(settings.NATS_URL)
    stream = await streams.ensure(client)
    tasks = [asyncio.create_task(_for_ever(name, begin), name=name) for name, begin in _kinds(client, stream, lanes)]
    try:
        await _told_to_stop()
    finally:
        await _end(tasks)
    await client.close()


def _kinds(client: Client, stream: JetStreamContext, lanes: Collection[Lane]) -> list[Kind]:
    """The relay and the duties of these lanes, each with how it is begun."""
    kinds: list[Kind] = []
    if Lane.PROMPT in lanes:
        kinds += [("relay", lambda: relay.run(conf.database_url(), stream))]
        kinds += [(name, partial(_serve, client, name)) for name in DUTIES.services]
    kinds += [(each.name, partial(_go_round, each)) for each in DUTIES.rounds if each.lane in lanes]
    kinds += [(each.name, partial(_hear, client, each)) for each in DUTIES.hearings if each.lane in lanes]
    return kinds


def _settle(lanes: Collection[Lane]) -> None:
    """Read what stays in memory, and take it out of the garbage collector's rounds: they cost half of a check."""
    for reading in DUTIES.readings:
        if not set(lanes).isdisjoint(reading.lanes):
            reading.read()
    close_old_connections()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    sys.setswitchinterval(SWITCH)


async def _told_to_stop() -> None:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    await told.wait()


async def _end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Cancel all, and again what goes on: libraries lose a cancelling that comes together with what they waited for."""
    going = set(tasks)
    while going:
        for task in going:
            task.cancel()
        _, going = await asyncio.wait(going, timeout=CANCEL_AGAIN)


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


async def _serve(client: Client, name: str) -> None:
    await DUTIES.services[name](client, _thread(name))


class Hand:
    """Does one kind of work in a thread of its own, and gives its connection back when there is none for a while."""

    def __init__(self, name: str) -> None:
        self._thread = _thread(name)
        self._rest: asyncio.TimerHandle | None = None

    async def do(self, work: Callable[..., object], *about: object) -> object:
        loop = asyncio.get_running_loop()
        if self._rest:
            self._rest.cancel()
        try:
            return await loop.run_in_executor(self._thread, partial(work, *about))
        finally:
            self._rest = loop.call_later(IDLE, self._thread.submit, _give_back)


def _give_back() -> None:
    """The connection of the thread that runs this."""
    connection.close()


async def _hear(client: Client, hearing: Hearing) -> None:
    """Let a handler work in a thread of its own on what comes on a subject."""
    hand = Hand(hearing.name)

    async def in_thread(heard: list[Envelope]) -> None:
        await hand.do(_guarded, hearing.handle, heard)

    await streams.hear(client, hearing.subject, hearing.name, in_thread, rest=hearing.rest)


def _guarded(handle: Handler, heard: list[Envelope]) -> None:
    try:
        handle(heard)
    except (InterfaceError, OperationalError):  # the server went away: the next try needs a new connection
        connection.close()
        raise


async def _go_round(round_: Round) -> None:
    """The work, again at once while it says that there is more, else after the pause."""
    hand = Hand(round_.name)
    while True:
        while await hand.do(_worked, round_):
            pass
        await asyncio.sleep(round_.seconds)


def _worked(round_: Round) -> object:
    close_old_connections()
    return round_.work()
