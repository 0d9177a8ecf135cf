"""Receiving what comes back: a small mail server for return paths, run by the workers when the environment asks.

One worker listens; the others wait for their turn. `receiving` says what is taken and what it means.
"""

import asyncio
from concurrent.futures import Executor
from typing import Final

from nats.aio.client import Client

from terrace.base.notify import environment

#: Seconds until another try to listen.
AGAIN: Final = 30.0


async def run(_client: Client, thread: Executor) -> None:
    """Listen until cancelled; for ever idle when nobody asked for it."""
    listening = environment.bounces()
    while listening is None:
        await asyncio.sleep(3600)
    from terrace.base.notify import receiving

    while True:
        try:
            server = await receiving.listen(listening, thread)
        except OSError:  # another worker of this machine listens: it may end
            await asyncio.sleep(AGAIN)
            continue
        async with server:
            await server.serve_forever()
