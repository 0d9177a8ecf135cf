"""The servers of a test run: real ones, in a home that is removed at the end.

A pytest plugin (`-p` in `pyproject.toml`): a conftest is read only after pytest-django has read the settings,
which need the addresses. `DATABASE_URL` and `NATS_URL` name other servers instead. No fsync: for tests only.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from terrace.base.kernel import conf, embedded

_servers = ExitStack()


def _home() -> Path:
    """A home that PostgreSQL's ordinary user may enter, when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="terrace-tests-"))
    folder.chmod(0o755)
    _servers.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


if conf.embedded_database() or conf.embedded_nats() or "TERRACE_HOME" not in os.environ:
    os.environ["TERRACE_HOME"] = str(_home())
_servers.enter_context(embedded.servers(durable=False))
# A run that ends before pytest could tell us leaves nothing behind either.
atexit.register(_servers.close)


def pytest_unconfigure() -> None:
    _servers.close()
