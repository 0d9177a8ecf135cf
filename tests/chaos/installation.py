"""A small installation of real processes that may be killed: its own home, PostgreSQL with fsync, NATS, workers.

Everything is found and ended by process id. The processes run as `terrace serve` runs them, and so does what brings
them back: `supervision` for workers, `embedded.revive` for servers.
"""

import asyncio
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nats
import psutil
import psycopg
from nats.errors import Error as NatsError

from terrace.base.kernel import embedded, supervision
from terrace.base.kernel.embedded import nats as nats_server
from terrace.base.kernel.embedded import postgres

PACK = Path(__file__).parents[2] / "src/terrace/facts/collection/tests/pack"
COMMUNES = ("01273", "01279", "01288")
MONTHS = tuple(f"2026-M{month:02}" for month in range(1, 11))
#: Generous: a test that waits longer has found a fault, and says what it saw.
PATIENCE = 240.0
#: It tells of each reconnection.
logging.getLogger("nats").setLevel(logging.CRITICAL)

PREPARE = f"""
import django; django.setup()
from django.core.management import call_command
from terrace.base.access import actions as access
from terrace.base.packs import loading
from terrace.base.people import actions as people
from terrace.base.places import actions as places, index
from django.utils import timezone
call_command("migrate", interactive=False, verbosity=0)
places.load_country()
loading.load({str(PACK)!r})
sender = people.create_person("sender", "Sender", kind="system")
access.grant(sender, "system-client", index.refresh().resolve("04", timezone.localdate()))
print(access.create_token(sender, "chaos"))
"""


@dataclass
class Installation:
    """What runs, and what was acknowledged."""

    home: Path
    token: str = ""
    children: list[supervision.Child] = field(default_factory=list)
    acknowledged: dict[str, int] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def environment(self) -> dict[str, str]:
        outside = {"DATABASE_URL", "NATS_URL", "TERRACE_ROLE"}
        kept = {name: value for name, value in os.environ.items() if name not in outside}
        own = {"TERRACE_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "terrace.settings", "TERRACE_LOG": "ERROR"}
        return kept | own

    def database(self) -> psycopg.Connection[Any]:
        """A connection of the tables' owner; waits while the server is away."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return psycopg.connect((self.home / "postgres" / "url").read_text(), autocommit=True)
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def ask(self, statement: str, *values: object) -> list[Any]:
        """The rows of a statement, asked again when the server goes away meanwhile."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(psycopg.OperationalError), self.database() as link:
                return link.execute(statement, values).fetchall()
        raise TimeoutError(f"PostgreSQL does not answer: {statement}")

    def postmaster(self) -> psutil.Process:
        found = postgres.process(postgres.cluster(self.home / "postgres"))
        assert found, "PostgreSQL does not run"
        return found

    def backend(self, application: str = "%") -> int | None:
        """The process id of a session that works on a statement now."""
        found = self.ask(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            " AND query ILIKE %s ORDER BY state = 'active' DESC, random() LIMIT 1",
            application,
        )
        return found[0][0] if found else None

    def nats(self) -> psutil.Process:
        found = nats_server.process(self.home / "nats")
        assert found, "NATS does not run"
        return found

    def workers(self) -> list[psutil.Process]:
        found = []
        alive = (child.process for child in self.children if child.process and child.process.poll() is None)
        found += [psutil.Process(process.pid) for process in alive]
        return found

    def watch(self) -> None:
        """What `terrace serve` does: children are started again, servers revived."""
        looked = 0.0
        while not self.over.wait(0.05):
            for child in self.children:
                child.pause = supervision.FIRST_PAUSE  # here death is not a fault that grows the pause
                supervision.look(child)
            if time.monotonic() - looked > 0.5:
                looked = time.monotonic()
                for name, server in embedded.SERVERS.items():
                    embedded.revived(server, self.home / name)

    def calm(self) -> bool:
        """Nothing is under way: outbox empty, every hearer of the pipeline done."""
        if self.ask("SELECT EXISTS (SELECT FROM bus_outbox)")[0][0]:
            return False
        return asyncio.run(_nothing_pending(self.nats_url()))

    def streamed(self) -> int:
        """How many events the stream ever got."""
        return asyncio.run(_last(self.nats_url()))

    def nats_url(self) -> str:
        return (self.home / "nats" / "url").read_text().strip()

    def until(self, true: Callable[[], object], what: str) -> Any:
        """Wait for it; what did not come is said with the state of things."""
        limit = time.monotonic() + PATIENCE
        while not (found := _quietly(true)):
            assert time.monotonic() < limit, f"{what} did not come: {self.state()}"
            time.sleep(0.02)
        return found

    def state(self) -> dict[str, object]:
        rows = self.ask(
            "SELECT (SELECT count(*) FROM bus_outbox), (SELECT count(*) FROM collection_submission),"
            " (SELECT count(*) FROM pipeline_figure)"
        )
        return {"outbox, submissions, figures": rows, "workers": len(self.workers()), "acked": len(self.acknowledged)}

    def verify(self) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "terrace.cli", "--language", "en", "verify"],
            env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def _quietly(true: Callable[[], object]) -> object:
    """Its answer; a server that is away just now has none."""
    try:
        return true()
    except (AssertionError, OSError, NatsError, psycopg.Error, TimeoutError):
        return None


async def _nothing_pending(url: str) -> bool:
    client = await nats.connect(url, max_reconnect_attempts=1, connect_timeout=2)
    try:
        consumers = await client.jetstream().consumers_info("TERRACE")
        own = [each for each in consumers if each.name.startswith("rollup-")]
        return bool(own) and not any(each.num_pending or each.num_ack_pending for each in own)
    finally:
        await client.close()


async def _last(url: str) -> int:
    client = await nats.connect(url, max_reconnect_attempts=1, connect_timeout=2)
    try:
        return int((await client.jetstream().stream_info("TERRACE")).state.last_seq)
    finally:
        await client.close()


@contextmanager
def installed(workers: int = 2) -> Iterator[Installation]:
    """The installation, running and watched over; nothing of it is left afterwards."""
    home = Path(tempfile.mkdtemp(prefix="terrace-chaos-"))
    home.chmod(0o755)
    own = Installation(home)
    try:
        with postgres.running(home / "postgres"), nats_server.running(home / "nats"):
            own.token = _prepared(own)
            _begin(own, workers)
            watching = threading.Thread(target=own.watch, daemon=True)
            watching.start()
            try:
                own.until(lambda: own.ask("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN%%'"), "a worker")
                yield own
            finally:
                own.over.set()
                watching.join()
                supervision.end(own.children)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _prepared(own: Installation) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PREPARE], env=own.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


def _begin(own: Installation, workers: int) -> None:
    """Workers, as children of this process (not of the thread that watches)."""
    command = (sys.executable, "-m", "terrace.cli", "worker")
    for number in range(workers):
        child = supervision.Child(supervision.Job(f"worker-{number}", command, own.environment))
        supervision.start(child)
        own.children.append(child)


def body(number: int) -> bytes:
    """A return of three facts; the same number is the same return, and later ones correct earlier ones."""
    area, month = COMMUNES[number % 3], MONTHS[number // 3 % 10]
    facts = [
        {"indicator": "BIRTHS", "area": area, "period": month, "value": number},
        {"indicator": "OUTPUT", "area": area, "period": month, "value": 3 * number + 0.5},
        {"indicator": "AREA", "area": area, "period": month, "value": number + 1},
    ]
    return json.dumps({"source": "commune", "observations": facts}).encode()


async def send(own: Installation, first: int, count: int, pause: float = 0.0) -> None:
    """Hand in returns one after the other; what is not acknowledged is sent again with the same key."""
    client = await nats.connect(own.nats_url(), max_reconnect_attempts=-1, reconnect_time_wait=0.05)
    for number in range(first, first + count):
        key = f"k{number}"
        until = time.monotonic() + PATIENCE
        while key not in own.acknowledged:
            assert time.monotonic() < until, f"{key} was never acknowledged: {own.state()}"
            with suppress(NatsError, OSError, TimeoutError):
                headers = {"Authorization": f"Bearer {own.token}", "Idempotency-Key": key}
                reply = await client.request("terrace.submit", body(number), timeout=2, headers=headers)
                answer = json.loads(reply.data)
                if answer["status"] in {200, 201}:
                    own.acknowledged[key] = answer["id"]
                else:
                    assert answer["status"] >= 500, answer
        await asyncio.sleep(pause)
    await client.close()


def kill(process: psutil.Process | int | None) -> None:
    """kill -9."""
    pid = process.pid if isinstance(process, psutil.Process) else process
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
