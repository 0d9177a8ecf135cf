"""How several processes share one server: the first starts it, the last one stops it.

Two lock files lie in the server's folder. `lock` is held while somebody starts, joins or leaves; `users` is
held shared by every process in between. The kernel drops both when a process dies, however it dies.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only process that starts, joins or leaves; waits for its turn."""
    lock = _open(folder / "lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


@contextmanager
def shared(folder: Path, start: Callable[[], str], stop: Callable[[], None]) -> Iterator[str]:
    """Hold a share: `start` runs on joining (and finds a running server itself), `stop` on leaving last."""
    folder.mkdir(parents=True, exist_ok=True)
    users = _open(folder / "users")
    try:
        with alone(folder):
            fcntl.flock(users, fcntl.LOCK_SH)
            answer = start()
        yield answer
    finally:
        _leave(folder, users, stop)


def _leave(folder: Path, users: int, stop: Callable[[], None]) -> None:
    try:
        with alone(folder):
            if _last(users):
                stop()
    finally:
        os.close(users)


def _last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
