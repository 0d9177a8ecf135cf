"""The hub of live figures: server-sent events to every open page (a raw ASGI application, served by uvicorn).

A page brings a ticket, signed when the page was made, that names the cells it shows; the hub sends what changes among
them, says when a forecast among them was made anew, and nothing else. It keeps no state that matters: a page that comes
back reads its figures anew. A slow line gets the newest value of each cell, not every one.
"""

import asyncio
import logging
import os
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import django
import msgspec

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrace.settings")
django.setup()

from django.conf import settings  # noqa: E402
from nats.aio.client import Client  # noqa: E402
from nats.aio.msg import Msg  # noqa: E402

from terrace.base.bus import events as bus  # noqa: E402
from terrace.base.bus import streams  # noqa: E402
from terrace.facts.collection.models import Status  # noqa: E402
from terrace.facts.pipeline.events import DERIVED  # noqa: E402
from terrace.insight.forecasting.events import MADE  # noqa: E402
from terrace.web.operations import tickets  # noqa: E402

log = logging.getLogger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Key = tuple[int, int, int, int]

#: A comment every so often keeps proxies from closing a quiet line.
HEARTBEAT_SECONDS = 15.0


class Derived(msgspec.Struct):
    """The data of `facts.derived`."""

    changed_at: float
    cells: list[list[Any]]


class Made(msgspec.Struct):
    """The data of `forecast.made`: indicator, place, breakdown."""

    cells: list[tuple[int, int, int]]


_decoder = msgspec.json.Decoder(Derived)
_made_decoder = msgspec.json.Decoder(Made)


class Page:
    """One open page: the cells it shows, and what changed since the last message to it."""

    def __init__(self, cells: Iterable[Key]) -> None:
        self.cells = frozenset(cells)
        self.changed: dict[Key, list[Any]] = {}
        self.forecast = False
        self.at = 0.0
        self.told = asyncio.Event()

    def tell(self, key: Key, cell: list[Any], at: float) -> None:
        self.changed[key], self.at = cell, at
        self.told.set()

    def foretell(self) -> None:
        """A forecast that the page shows was made anew; the page fetches it."""
        self.forecast = True
        self.told.set()

    def take(self) -> bytes:
        """The message with all that changed."""
        message: dict[str, Any] = {"cells": [shown(cell, self.at) for cell in self.changed.values()]}
        if self.forecast:
            message["forecasts"] = True
        self.changed.clear()
        self.forecast = False
        self.told.clear()
        return b"data: " + msgspec.json.encode(message) + b"\n\n"


STATUSES = {int(status): status.label for status in Status}


def shown(cell: list[Any], at: float) -> dict[str, Any]:
    """A cell as pages read it."""
    indicator, area, period, breakdown, value, status, simulated, reported, expected = cell
    return {
        "indicator": indicator,
        "area": area,
        "period": period,
        "breakdown": breakdown,
        "value": value,
        "status": STATUSES[status],
        "simulated": simulated,
        "reported": reported,
        "expected": expected,
        "changed_at": at,
    }


class Hub:
    """Who watches which cell."""

    def __init__(self) -> None:
        self.watchers: dict[Key, set[Page]] = defaultdict(set)
        self.client: Client | None = None

    async def open(self) -> None:
        self.client = await streams.connect(settings.NATS_URL)
        await self.client.subscribe(f"{DERIVED}.*", cb=self.hear)
        await self.client.subscribe(f"{MADE}.*", cb=self.hear_made)

    async def close(self) -> None:
        if self.client:
            await self.client.close()

    async def hear(self, message: Msg) -> None:
        """Hand the changed cells to the pages that show them."""
        for event in bus.unpack(message.data):
            data = _decoder.decode(event.data)
            for cell in data.cells:
                key: Key = (cell[0], cell[1], cell[2], cell[3])
                for page in self.watchers.get(key, ()):
                    page.tell(key, cell, data.changed_at)

    async def hear_made(self, message: Msg) -> None:
        """Tell the pages that show a forecast: it is watched by a cell of any period."""
        for event in bus.unpack(message.data):
            for indicator, area, breakdown in _made_decoder.decode(event.data).cells:
                for page in self.watchers.get((indicator, area, tickets.ANY_PERIOD, breakdown), ()):
                    page.foretell()

    def join(self, page: Page) -> None:
        for key in page.cells:
            self.watchers[key].add(page)

    def leave(self, page: Page) -> None:
        for key in page.cells:
            self.watchers[key].discard(page)
            if not self.watchers[key]:
                del self.watchers[key]


hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live":
        await _live(scope, receive, send)
    elif scope["type"] == "http":
        await _answer(send, 404, b"not found")


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await hub.open()
            await send({"type": "lifespan.startup.complete"})
        else:
            await hub.close()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _live(scope: Scope, receive: Receive, send: Send) -> None:
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    cells = tickets.opened(asked.get("ticket", [""])[0])
    if cells is None:
        await _answer(send, 403, b"the ticket is not valid; load the page again", _origin(scope))
        return
    page = Page(cells)
    hub.join(page)
    gone = asyncio.create_task(_gone(receive))
    try:
        await _stream(page, gone, send, _origin(scope))
    except asyncio.CancelledError:
        log.info("a page was open when the hub was stopped; it comes back by itself")
    finally:
        hub.leave(page)
        gone.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _stream(page: Page, gone: asyncio.Task[None], send: Send, origin: list[tuple[bytes, bytes]]) -> None:
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), *origin]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"retry: 1000\n: welcome\n\n", "more_body": True})
    while not gone.done():
        body = b": still here\n\n"
        with suppress(TimeoutError):
            await asyncio.wait_for(page.told.wait(), HEARTBEAT_SECONDS)
            body = page.take()
        await send({"type": "http.response.body", "body": body, "more_body": True})


def _origin(scope: Scope) -> list[tuple[bytes, bytes]]:
    """Pages of this host may read it from another port; anybody else may not."""
    headers = dict(scope["headers"])
    origin, host = headers.get(b"origin", b""), headers.get(b"host", b"").rsplit(b":", 1)[0]
    name = origin.split(b"://", 1)[-1].rsplit(b":", 1)[0]
    allowed = (name and name == host) or origin.decode("latin-1") in settings.CSRF_TRUSTED_ORIGINS
    return [(b"access-control-allow-origin", origin), (b"vary", b"origin")] if allowed else []


async def _answer(send: Send, status: int, body: bytes, origin: Iterable[tuple[bytes, bytes]] = ()) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *origin]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
