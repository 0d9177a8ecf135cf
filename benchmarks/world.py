"""The installation that is measured: a temporary home, its servers, a province, tokens, worker processes."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from benchmarks import catalogue

#: Phú Thọ: 148 communes.
PROVINCE = "25"
#: Commit times are kept, so that latency is read from PostgreSQL itself and not from somebody who polls.
EXTRA = "track_commit_timestamp = on\n"


@dataclass
class World:
    """What a benchmark needs to know of the installation."""

    home: Path
    province: int
    communes: list[str]
    token: str
    processes: list[psutil.Process] = field(default_factory=list)

    @property
    def database(self) -> str:
        from terrace.base.kernel import conf

        return conf.database_url()

    @property
    def nats(self) -> str:
        from terrace.base.kernel import conf

        return conf.nats_url()

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.database, autocommit=True)

    def cpu(self) -> dict[str, float]:
        """CPU seconds so far of PostgreSQL, NATS and the workers."""
        return {
            "postgres": _tree(self._postgres()),
            "nats": sum(_own(each) for each in self._nats()),
            "workers": sum(_own(each) for each in self.processes),
        }

    def _postgres(self) -> list[psutil.Process]:
        from terrace.base.kernel.embedded import postgres

        found = postgres.process(postgres.cluster(self.home / "postgres"))
        return [found] if found else []

    def _nats(self) -> list[psutil.Process]:
        from terrace.base.kernel.embedded import nats

        found = nats.process(self.home / "nats")
        return [found] if found else []


def _own(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _tree(processes: Sequence[psutil.Process]) -> float:
    """Also of children that have ended (their parent has waited for them)."""
    total = 0.0
    for process in processes:
        times = process.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
        for child in process.children(recursive=True):
            try:
                total += _own(child)
            except psutil.NoSuchProcess:
                continue
    return total


@contextmanager
def home() -> Iterator[Path]:
    """A temporary home that this process and its children use; gone afterwards."""
    found = Path(tempfile.mkdtemp(prefix="terrace-bench-"))
    found.chmod(0o755)
    _alone(found)
    try:
        yield found
    finally:
        shutil.rmtree(found, ignore_errors=True)


@contextmanager
def made(*, workers: int = 2, hub: int | None = None, web: int | None = None) -> Iterator[World]:
    """The installation, running; gone afterwards. `hub` and `web` are ports of the live hub and of the pages."""
    with home() as at:
        from terrace.base.kernel import embedded

        with embedded.servers():
            world = _filled(at)
            with _site(world, workers, hub, web):
                yield world


def _alone(home: Path) -> None:
    """This process and its children use the home and nothing else."""
    for name in ("DATABASE_URL", "NATS_URL", "TERRACE_ROLE", "WAREHOUSE_URL"):
        os.environ.pop(name, None)
    os.environ["TERRACE_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "terrace.settings"
    (home / "postgres").mkdir()
    (home / "postgres").chmod(0o755)
    (home / "postgres" / "extra.conf").write_text(EXTRA)
    (home / "postgres" / "extra.conf").chmod(0o644)


def _filled(home: Path) -> World:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from terrace.base.access import actions as access
    from terrace.base.packs import loading
    from terrace.base.people import actions as people
    from terrace.base.places import actions as places
    from terrace.base.places import index

    call_command("migrate", interactive=False, verbosity=0)
    places.load_country()
    loading.load(catalogue.write(home / "pack"))
    today, now = timezone.localdate(), index.refresh()
    province = now.resolve(PROVINCE, today)
    assert province is not None
    sender = people.create_person("sender", "Hệ thống báo cáo", kind="system")
    access.grant(sender, "system-client", province)
    token = access.create_token(sender, "bench")
    codes = [now.version(each, today).code for each in now.children(province, today)]  # type: ignore[union-attr]
    return World(home, province, codes, token)


@contextmanager
def _site(world: World, workers: int, hub: int | None, web: int | None) -> Iterator[None]:
    """Workers (and hub, and pages) as `terrace serve` starts them."""
    from terrace.base.kernel import site, supervision

    jobs = site.crew(workers)
    if hub:
        jobs.append(site.live("127.0.0.1", hub))
    if web:
        site.collect()
        jobs.append(site.web("127.0.0.1", web, hub or web + 1))
    children = [supervision.Child(job) for job in jobs]
    try:
        for child in children:
            supervision.start(child)
        world.processes = [psutil.Process(each.process.pid) for each in children[:workers] if each.process]
        _await_workers(world, workers)
        yield
    finally:
        supervision.end(children)


def _await_workers(world: World, workers: int) -> None:
    """Until every worker listens for news in the outbox."""
    with world.connect() as link:
        while True:
            found = link.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'").fetchone()
            if found and found[0] >= workers:
                time.sleep(0.5)
                return
            if not all(each.is_running() for each in world.processes):
                sys.exit("a worker did not start")
            time.sleep(0.05)
