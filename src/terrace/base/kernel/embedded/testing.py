"""The servers of a test run: real ones, in a home that is removed at the end.

A pytest plugin (`-p` in `pyproject.toml`): a conftest is read only after pytest-django has read the settings,
which need the addresses. `DATABASE_URL` and `NATS_URL` name other servers instead. No fsync: for tests only.
A run that is killed leaves nothing behind either: a caretaker notices and clears up.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from terrace.base.kernel import conf, embedded
from terrace.base.kernel.embedded import nats, postgres

_servers = ExitStack()


def start() -> None:
    """Start what the environment does not name."""
    if conf.embedded_database() or conf.embedded_nats() or "TERRACE_HOME" not in os.environ:
        os.environ["TERRACE_HOME"] = str(_home())
    _servers.enter_context(embedded.servers(durable=False))
    atexit.register(_servers.close)


def pytest_unconfigure() -> None:
    _servers.close()


def _home() -> Path:
    """A home that PostgreSQL's ordinary user may enter, when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="terrace-tests-"))
    folder.chmod(0o755)
    caretaker = [sys.executable, "-m", __name__, str(folder)]
    process = subprocess.Popen(caretaker, stdin=subprocess.PIPE, start_new_session=True)
    _servers.callback(process.communicate)
    return folder


def take_care(home: Path) -> None:
    """Wait until the run is over, however it ended; then nothing of it is left."""
    sys.stdin.read()
    for server in (postgres, nats):
        folder = home / server.__name__.rpartition(".")[2]
        if folder.exists():
            server.stop(folder)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    take_care(Path(sys.argv[1]))
else:
    start()
