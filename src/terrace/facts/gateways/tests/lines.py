"""A line between an office and the hub that can be cut: a small TCP proxy in a thread of its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Line:
    """Carries bytes from `port` to the hub until it is cut; mended it carries again."""

    def __init__(self, hub: int) -> None:
        self.hub, self.port = hub, 0
        self.loop = asyncio.new_event_loop()
        self.up = True
        self.carrying: set[asyncio.StreamWriter] = set()
        self.tasks: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        self.server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.up:
            writer.transport.abort()
            return
        try:
            other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self.hub)
        except OSError:
            writer.transport.abort()
            return
        self.carrying |= {writer, other_writer}
        for source, sink in ((reader, other_writer), (other_reader, writer)):
            task = asyncio.create_task(self._carry(source, sink))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    @staticmethod
    async def _carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        sink.transport.abort()

    def _set(self, up: bool) -> None:
        self.up = up
        if not up:
            for writer in self.carrying:
                writer.transport.abort()
            self.carrying.clear()

    def cut(self) -> None:
        self.loop.call_soon_threadsafe(self._set, False)

    def mend(self) -> None:
        self.loop.call_soon_threadsafe(self._set, True)


@contextmanager
def line(hub: int) -> Iterator[Line]:
    """A line to the port of the hub on this machine."""
    made = Line(hub)
    made.loop.run_until_complete(made.serve())
    thread = threading.Thread(target=made.loop.run_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.cut()
        made.loop.call_soon_threadsafe(made.server.close)
        made.loop.call_soon_threadsafe(made.loop.stop)
        thread.join()
        for task in asyncio.all_tasks(made.loop):
            task.cancel()
        made.loop.run_until_complete(asyncio.sleep(0.05))
        made.loop.close()
