"""The embedded NATS: started, shared, killed, and back at the same address."""

import asyncio
import shutil
import socket
import tempfile
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nats as client
import pytest

from terrace.base.kernel.embedded import nats


@pytest.fixture
def home():
    folder = Path(tempfile.mkdtemp(prefix="terrace-test-"))
    yield folder
    nats.stop(folder)
    shutil.rmtree(folder, ignore_errors=True)


async def publish(url: str, stream: str, body: bytes) -> int:
    link = await client.connect(url)
    try:
        jetstream = link.jetstream()
        await jetstream.add_stream(name=stream, subjects=[stream])
        return (await jetstream.publish(stream, body)).seq
    finally:
        await link.close()


def _run(coroutine: Coroutine[Any, Any, int]) -> int:
    return asyncio.run(coroutine)


def server(home: Path) -> Any:
    """The process, or None."""
    return nats.process(home)


def test_it_keeps_streams_over_a_restart_at_the_same_address(home):
    with nats.running(home) as first:
        assert _run(publish(first, "news", b"a")) == 1
    assert nats.process(home) is None
    with nats.running(home) as second:
        assert second == first
        assert _run(publish(second, "news", b"b")) == 2


def test_it_syncs_each_acknowledgement_and_keeps_its_secret(home):
    with nats.running(home):
        assert '"sync_interval": "always"' in (home / "server.conf").read_text()
        assert [(home / name).stat().st_mode & 0o777 for name in ("server.conf", "url")] == [0o600, 0o600]


def test_nobody_enters_without_the_token(home):
    with nats.running(home) as url, socket.create_connection(("127.0.0.1", urlsplit(url).port or 0)) as link:
        link.sendall(b"CONNECT {}\r\nPING\r\n")
        with link.makefile("rb") as answers:
            assert b"Authorization Violation" in answers.read()


def test_two_shares_are_one_server(home):
    with nats.running(home) as first:
        pid = server(home).pid
        with nats.running(home) as second:
            assert second == first
        assert server(home).pid == pid
    assert nats.process(home) is None


def test_a_killed_server_is_revived_at_the_same_address(home):
    with nats.running(home) as url:
        assert not nats.revive(home)
        assert _run(publish(url, "news", b"a")) == 1
        server(home).kill()
        while nats.process(home):
            time.sleep(0.02)
        assert nats.revive(home)
        assert _run(publish(url, "news", b"b")) == 2


def test_a_port_taken_meanwhile_is_replaced(home):
    with nats.running(home) as first:
        port = urlsplit(first).port
    with socket.create_server(("127.0.0.1", port)), nats.running(home) as second:
        assert urlsplit(second).port != port
        assert urlsplit(second).username == urlsplit(first).username
