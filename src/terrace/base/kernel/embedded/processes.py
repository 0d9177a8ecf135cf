"""Is the server that a pid file names really ours? A pid may be stale, or reused by somebody else.

A process is known by its own path: the name of its program and the folder it works in (PostgreSQL) or the
configuration it was given (NATS).
"""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import psutil


def read_pid(path: Path) -> int | None:
    """The number on the first line, or None."""
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def find(pid: int | None, ours: Callable[[psutil.Process], bool]) -> psutil.Process | None:
    """The living process of this pid when it is ours."""
    if not pid:
        return None
    with contextlib.suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        if process.status() != psutil.STATUS_ZOMBIE and ours(process):
            return process
    return None


def works_in(process: psutil.Process, program: str, folder: Path) -> bool:
    """True for a process of this program in this working folder."""
    return process.name() == program and Path(process.cwd()) == folder.resolve()


def await_end(process: psutil.Process, seconds: float) -> bool:
    """Wait until the process is gone (a zombie is gone); False when time ran out."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                time.sleep(0.02)
                continue
        return True
    return False
