"""The supervisor, with real processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from terrace.base.kernel import supervision
from terrace.base.kernel.supervision import Child, Job

WRITER = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
SUPERVISOR = """
import sys
from terrace.base.kernel.supervision import Job, supervise
supervise([Job("sleeper", (sys.executable, "-c", sys.argv[2], sys.argv[1]))], lambda: None)
"""


def sleeper(notes: Path) -> Job:
    return Job("sleeper", (sys.executable, "-c", WRITER, str(notes)))


def pids(notes: Path) -> list[int]:
    return [int(line) for line in notes.read_text().split()] if notes.exists() else []


def await_pids(notes: Path, count: int) -> list[int]:
    until = time.monotonic() + 10
    while len(pids(notes)) < count and time.monotonic() < until:
        time.sleep(0.02)
    assert len(pids(notes)) >= count
    return pids(notes)


def ended(child: Child) -> None:
    assert child.process
    child.process.wait(10)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def await_gone(pid: int) -> None:
    until = time.monotonic() + 10
    while not gone(pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert gone(pid)


@pytest.fixture
def supervisor(tmp_path):
    """A supervisor in a process of its own, and the notes of its child."""
    notes = tmp_path / "notes"
    process = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(notes), WRITER])
    yield process, notes
    process.kill()
    process.wait()
    for pid in pids(notes):
        if not gone(pid):
            os.kill(pid, signal.SIGKILL)


def test_a_killed_child_is_started_again(supervisor):
    _, notes = supervisor
    first = await_pids(notes, 1)[0]
    os.kill(first, signal.SIGKILL)
    assert await_pids(notes, 2)[1] != first


def test_sigterm_ends_the_children_and_then_the_supervisor(supervisor):
    process, notes = supervisor
    pid = await_pids(notes, 1)[0]
    process.terminate()
    assert process.wait(20) == 0
    assert gone(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux only")
def test_children_die_with_a_killed_supervisor(supervisor):
    process, notes = supervisor
    pid = await_pids(notes, 1)[0]
    process.kill()
    process.wait()
    await_gone(pid)


def test_the_pause_grows_while_a_child_keeps_dying():
    child = Child(Job("dying", (sys.executable, "-c", "raise SystemExit(3)")))
    pauses = []
    for _ in range(3):
        child.due = 0.0
        supervision.look(child)
        ended(child)
        supervision.look(child)
        pauses.append(child.pause)
    assert pauses == sorted(set(pauses))
    assert child.process is None


def test_what_a_dead_child_leaves_behind_is_killed_before_it_starts_again(tmp_path):
    notes = tmp_path / "notes"
    leaves = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {WRITER!r}, sys.argv[1]])"
    child = Child(Job("leaving", (sys.executable, "-W", "ignore", "-c", leaves, str(notes))))
    supervision.look(child)
    pid = await_pids(notes, 1)[0]
    ended(child)
    supervision.look(child)
    await_gone(pid)


def test_it_ends_by_itself_after_the_given_seconds(tmp_path):
    ticks: list[int] = []
    supervision.supervise([sleeper(tmp_path / "notes")], lambda: ticks.append(1), seconds=0.5)
    assert ticks
    assert all(gone(pid) for pid in pids(tmp_path / "notes"))
