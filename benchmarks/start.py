"""`make demo` from a clean clone: seconds until it has shown itself and ended, and the most memory that it held.

The repository beside this file is cloned as committed, so what is not committed is not measured. Packages come from
wherever this machine gets them; their caches, if it has any, are used.
"""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil

PROJECT = Path(__file__).parents[1]
LOOK_SECONDS = 0.2
ADDRESS = "http://"


def run(seconds: int) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="terrace-bench-"))
    folder.chmod(0o755)
    try:
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(folder / "clone")], check=True)
        return _demo(folder / "clone", seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _demo(clone: Path, seconds: int) -> dict[str, Any]:
    """Until the address is printed; then the demonstration is told to end."""
    outside = {"DATABASE_URL", "NATS_URL", "TERRACE_HOME", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name not in outside}
    started = time.monotonic()
    process = subprocess.Popen(
        ["make", "demo"], cwd=clone, env=environment | {"PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    memory = Memory(process.pid, clone)
    memory.start()
    assert process.stdout
    shown = next((time.monotonic() - started for line in process.stdout if ADDRESS in line), None)
    time.sleep(min(seconds, 20))
    memory.over.set()
    memory.join()
    _end(process)
    if shown is None:
        raise RuntimeError(f"make demo ended with {process.returncode} and printed no address")
    return {"seconds": round(shown, 1), "peak_mb": round(memory.peak / 2**20)}


def _end(process: subprocess.Popen[str]) -> None:
    """In order: the demonstration first, so that its servers stop."""
    for child in psutil.Process(process.pid).children(recursive=True) if process.poll() is None else ():
        if any(part.endswith("terrace") for part in child.cmdline()[:2]) and "demo" in child.cmdline():
            child.terminate()
    process.wait(60)


class Memory(threading.Thread):
    """The most memory (PSS: shared pages counted once) of the processes that live in the clone."""

    def __init__(self, pid: int, clone: Path) -> None:
        super().__init__(daemon=True)
        self.pid, self.clone, self.peak, self.over = pid, str(clone), 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(LOOK_SECONDS):
            self.peak = max(self.peak, sum(map(_pss, self._ours())))

    def _ours(self) -> list[psutil.Process]:
        """Children, and the embedded servers, which are children of nobody."""
        found = []
        for process in psutil.process_iter():
            try:
                if self.clone in process.cwd() or any(self.clone in part for part in process.cmdline()):
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.Error, OSError):
        return 0


def tell(result: dict[str, Any]) -> list[str]:
    return [f"make demo from a clean clone: address after {result['seconds']} s, at most {result['peak_mb']} MB"]
