"""The servers that Terrace brings along: PostgreSQL and NATS, started when needed, shared, stopped last.

    with embedded.servers():
        ...            # `conf.database_url()` and `conf.nats_url()` now lead to running servers

A server named by `DATABASE_URL` or `NATS_URL` is left alone. Everything kept lies under `conf.home()`.
Listens to nothing, publishes nothing. What is not here: the schema (migrations), streams (`base.bus`), the
processes of the site (`kernel.supervision`).
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from terrace.base.kernel import conf
from terrace.base.kernel.embedded import nats, postgres


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
    revived = []
    if conf.embedded_database() and postgres.revive(conf.home() / "postgres"):
        revived.append("postgres")
    if conf.embedded_nats() and nats.revive(conf.home() / "nats"):
        revived.append("nats")
    return revived
