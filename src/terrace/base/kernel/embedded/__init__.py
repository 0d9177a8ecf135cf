"""The servers that Terrace brings along: PostgreSQL and NATS, started when needed, shared, stopped last.

    with embedded.servers():
        ...            # `conf.database_url()` and `conf.nats_url()` now lead to running servers

A server named by `DATABASE_URL` or `NATS_URL` is left alone. Everything kept lies under `conf.home()`.
Listens to nothing, publishes nothing. What is not here: the schema (migrations), streams (`base.bus`), the
processes of the site (`kernel.supervision`).
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType

import psycopg

from terrace.base.kernel import conf
from terrace.base.kernel.embedded import nats, postgres
from terrace.base.kernel.problems import Refused

SERVERS: dict[str, ModuleType] = {"postgres": postgres, "nats": nats}

log = logging.getLogger(__name__)


@contextmanager
def servers(*, durable: bool = True) -> Iterator[None]:
    """Hold a share in the embedded servers that the environment does not replace.

    `durable=False` starts a new PostgreSQL without fsync: for tests only.
    Raises `problems.Refused` when one cannot start.
    """
    with ExitStack() as stack:
        if conf.embedded_database():
            stack.enter_context(postgres.running(conf.home() / "postgres", durable=durable))
        if conf.embedded_nats():
            stack.enter_context(nats.running(conf.home() / "nats"))
        yield


def revive() -> list[str]:
    """Start again what has died while in use; the names of what was started.

    Only for a process that holds a share: `kernel.supervision` asks every second.
    """
    wanted = {"postgres": conf.embedded_database(), "nats": conf.embedded_nats()}
    return [name for name, ours in wanted.items() if ours and revived(SERVERS[name], conf.home() / name)]


def revived(server: ModuleType, home: Path) -> bool:
    """True when the server had died and runs again; one that dies while it starts is for the next time."""
    try:
        return bool(server.revive(home))
    except (Refused, psycopg.OperationalError, OSError) as fault:
        log.warning("%s could not be started again yet: %s", home.name, fault)
        return False
