"""Keeps the processes of the site alive: started in order, restarted with a growing pause, ended in reverse.

Children die with their supervisor (on Linux, however it dies); what a dead child leaves behind is killed
before it is started again. Once a second `tick` runs: the embedded servers are revived there.
"""

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

PR_SET_PDEATHSIG = 1
#: Seconds between two looks at the children, and between two ticks.
LOOK, TICK = 0.05, 1.0
#: Seconds: the first pause before a restart, the longest one, and the life that makes a child healthy again.
FIRST_PAUSE, LONGEST_PAUSE, HEALTHY = 0.2, 30.0, 20.0
#: Seconds that a child gets to end by itself.
GRACE = 15.0

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A process to keep alive; `environment` is added to our own."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Child:
    """A job and its process; `due` is when it is to be started (monotonic seconds)."""

    job: Job
    process: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    due: float = 0.0
    pause: float = FIRST_PAUSE
    starts: int = 0


def supervise(jobs: Sequence[Job], tick: Callable[[], object], *, seconds: float | None = None) -> None:
    """Keep the jobs alive until SIGTERM or SIGINT, or until the seconds are over."""
    children = [Child(job) for job in jobs]
    until = time.monotonic() + seconds if seconds is not None else float("inf")
    with _told_to_stop() as stopping:
        try:
            _watch(children, tick, lambda: bool(stopping) or time.monotonic() >= until)
        finally:
            end(children)


def _watch(children: Sequence[Child], tick: Callable[[], object], over: Callable[[], bool]) -> None:
    next_tick = 0.0
    while not over():
        for child in children:
            look(child)
        if time.monotonic() >= next_tick:
            tick()
            next_tick = time.monotonic() + TICK
        time.sleep(LOOK)


def look(child: Child) -> None:
    """Notice a death; start what is due."""
    if child.process and child.process.poll() is not None:
        _bury(child, child.process)
    if child.process is None and time.monotonic() >= child.due:
        start(child)


def start(child: Child) -> None:
    """Start the job in a process group of its own."""
    mother = os.getpid()
    child.process = subprocess.Popen(
        child.job.command,
        env=os.environ | child.job.environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: _die_with(mother),  # noqa: PLW1509 - this process has one thread
    )
    child.since, child.starts = time.monotonic(), child.starts + 1


def end(children: Sequence[Child]) -> None:
    """End all at once; they share one grace, and their groups are gone afterwards."""
    for child in reversed(children):
        if child.process:
            child.process.terminate()
    until = time.monotonic() + GRACE
    for child in children:
        if child.process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0, until - time.monotonic()))
            _kill_group(child.process)
            child.process.wait()
            child.process = None


def _bury(child: Child, process: subprocess.Popen[bytes]) -> None:
    _kill_group(process)
    lived = time.monotonic() - child.since
    child.pause = FIRST_PAUSE if lived > HEALTHY else min(child.pause * 2, LONGEST_PAUSE)
    child.due, child.process = time.monotonic() + child.pause, None
    log.warning("%s ended with %s; again in %.1f s", child.job.name, process.returncode, child.pause)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _die_with(mother: int) -> None:
    """Runs in the child: ask the kernel for a SIGTERM when the supervisor dies."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != mother:
        os._exit(1)


@contextmanager
def _told_to_stop() -> Iterator[list[int]]:
    """A list that is no longer empty once SIGTERM or SIGINT came."""
    told: list[int] = []

    def hear(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    before = {number: signal.signal(number, hear) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
