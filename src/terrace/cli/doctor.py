"""`terrace doctor`: is this machine, and what runs on it, as it should be?"""

import json
import resource
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from terrace.base.kernel import conf
from terrace.base.kernel.embedded import nats
from terrace.base.kernel.problems import Refused
from terrace.base.kernel.site import HOST, LIVE_PORT, PORT, free
from terrace.cli.frame import REFUSED, WELL, language, servers

GIGABYTE = 1024**3
OK, WARN, FAIL = "ok", "warn", "fail"
SIGNS = {OK: ("✓", "green"), WARN: ("!", "yellow"), FAIL: ("✗", "red")}
#: Oldest PostgreSQL (major version) and Python; extensions that migrations need.
POSTGRESQL, PYTHON, EXTENSIONS = 18, (3, 11), ("btree_gist", "pg_trgm")
#: Seconds of difference between the database's clock and ours.
SKEW_WARN, SKEW_FAIL = 1.0, 30.0
#: Free disk in bytes, open files.
DISK_FAIL, DISK_WARN, FILES = GIGABYTE, 5 * GIGABYTE, 4096


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, what was found, and what to do."""

    name: str
    state: str
    found: str
    advice_vi: str = ""
    advice_en: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check versions, disk, clocks, services and secrets, and say what to do.

    Each line is ok (✓), a warning (!) or a failure (✗); exits with 1 when there is a failure.

    \b
    Example:  terrace doctor
              terrace doctor --json
    Next:     do what the lines advise, then run it again.
    """
    findings = list(examine())
    show = _as_json if as_json else _as_lines
    show(findings)
    ctx.exit(REFUSED if any(finding.state == FAIL for finding in findings) else WELL)


def _as_json(findings: list[Finding]) -> None:
    click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))


def _as_lines(findings: list[Finding]) -> None:
    for finding in findings:
        sign, colour = SIGNS[finding.state]
        click.echo(f"{click.style(sign, fg=colour)} {finding.name}: {finding.found}")
        if advice := finding.advice_vi if language() == "vi" else finding.advice_en:
            click.echo(f"  → {advice}")


def examine() -> Iterator[Finding]:
    """Every finding: the machine first, then what runs on it, then the mail server."""
    for look in (python, disk, files, secrets, ports, frontend):
        yield look()
    try:
        with servers():
            for ask in (database, extensions, clock, migrations, streams, mail):
                yield _asked(ask)
    except Refused as refused:
        for fault in refused.faults:
            yield Finding("servers", FAIL, fault.message(language()), fault.advice_vi, fault.advice_en)


def _asked(ask: Callable[[], Finding]) -> Finding:
    """The finding; a service that does not answer is a finding too."""
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - whatever a service does wrong is what the doctor is for
        first = (str(error) or type(error).__name__).splitlines()[0]
        vi, en = "Kiểm tra DATABASE_URL và NATS_URL.", "Check DATABASE_URL and NATS_URL."
        return Finding(ask.__name__, FAIL, first, vi, en)


def python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= PYTHON:
        return Finding("python", OK, found)
    return Finding("python", FAIL, found, "Cài Python 3.11.", "Install Python 3.11.")


def disk() -> Finding:
    """Space where the home is or will be."""
    place = next(folder for folder in (conf.home(), *conf.home().parents) if folder.exists())
    left = shutil.disk_usage(place).free
    state = FAIL if left < DISK_FAIL else WARN if left < DISK_WARN else OK
    vi, en = "Giải phóng đĩa hoặc chuyển TERRACE_HOME.", "Free some disk, or move TERRACE_HOME."
    return _finding("disk", state, f"{left / GIGABYTE:.1f} GB free in {place}", vi, en)


def files() -> Finding:
    """How many files a process may open: each live viewer is one."""
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    unlimited = allowed == resource.RLIM_INFINITY
    state = OK if unlimited or allowed >= FILES else WARN
    vi, en = f"Đặt `ulimit -n {FILES}` trở lên.", f"Set `ulimit -n {FILES}` or more."
    return _finding("files", state, "unlimited" if unlimited else str(allowed), vi, en)


def secrets() -> Finding:
    """Nobody else may read what signs and what opens."""
    kept = [conf.home() / name for name in ("secret_key", "nats/url", "nats/server.conf")]
    open_to_others = [str(path) for path in kept if path.exists() and _loose(path)]
    vi, en = "Chạy `chmod 600` với các tệp đó.", "Run `chmod 600` on those files."
    found = ", ".join(open_to_others) or "closed to others"
    return _finding("secrets", FAIL if open_to_others else OK, found, vi, en)


def _loose(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def ports() -> Finding:
    taken = [str(port) for port in (PORT, LIVE_PORT) if not free(HOST, port)]
    vi = "Không sao nếu Terrace đang chạy; nếu không, chọn cổng khác bằng --port và --live-port."
    en = "Fine when Terrace is running; else choose others with --port and --live-port."
    return _finding("ports", WARN if taken else OK, f"taken: {', '.join(taken)}" if taken else "free", vi, en)


def frontend() -> Finding:
    """The built scripts and styles."""
    built = Path(__file__).parents[1] / "web" / "ui" / "static" / "ui" / "build"
    there = built.is_dir() and any(built.iterdir())
    vi, en = "Chạy `make build`.", "Run `make build`."
    return _finding("frontend", OK if there else FAIL, "built" if there else "not built", vi, en)


def database() -> Finding:
    from django.db import connection

    connection.ensure_connection()
    number = connection.pg_version  # type: ignore[attr-defined]
    found = f"PostgreSQL {number // 10000}.{number % 10000}"
    vi, en = f"Cần PostgreSQL {POSTGRESQL} trở lên.", f"PostgreSQL {POSTGRESQL} or later is needed."
    return _finding("database", OK if number // 10000 >= POSTGRESQL else FAIL, found, vi, en)


def extensions() -> Finding:
    missing = set(EXTENSIONS) - {row[0] for row in _rows("select name from pg_available_extensions")}
    vi, en = "Cài gói contrib của PostgreSQL.", "Install PostgreSQL's contrib package."
    found = f"missing: {', '.join(sorted(missing))}" if missing else ", ".join(EXTENSIONS)
    return _finding("extensions", FAIL if missing else OK, found, vi, en)


def clock() -> Finding:
    """The database's clock beside ours."""
    before = datetime.now(UTC)
    there = _rows("select clock_timestamp()")[0][0]
    here = before + (datetime.now(UTC) - before) / 2
    skew = abs((there - here).total_seconds())
    state = FAIL if skew > SKEW_FAIL else WARN if skew > SKEW_WARN else OK
    vi, en = "Đồng bộ đồng hồ hai máy (NTP).", "Set both machines' clocks (NTP)."
    return _finding("clock", state, f"{skew:.3f} s from the database", vi, en)


def migrations() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    found = f"{len(waiting)} to apply" if waiting else "all applied"
    return _finding("migrations", FAIL if waiting else OK, found, "Chạy `terrace migrate`.", "Run `terrace migrate`.")


def streams() -> Finding:
    """NATS with JetStream; whether it syncs each acknowledgement is known of our own server only."""
    parts = urlsplit(conf.nats_url())
    told = nats.greeting(parts.hostname or "", parts.port or 4222)
    if not told.get("jetstream"):
        vi, en = "Bật JetStream trên máy chủ NATS.", "Enable JetStream on the NATS server."
        return Finding("streams", FAIL, "no JetStream", vi, en)
    own = conf.embedded_nats()
    vi = "Đặt `sync_interval: always` trong jetstream của máy chủ NATS."
    en = "Set `sync_interval: always` in the NATS server's jetstream block."
    found = f"NATS {told.get('version')}, JetStream, " + ("syncs always" if own else "sync mode not visible")
    return _finding("streams", OK if own else WARN, found, vi, en)


def mail() -> Finding:
    """The mail server is greeted; nothing is sent. Without one nobody hears of anything outside the site."""
    from terrace.base.notify import environment, problems
    from terrace.base.notify.channels import trial

    try:
        way = environment.mail()
        if way is None:
            return _refused("mail", WARN, problems.MAIL_OFF.problem())
        return Finding("mail", OK, trial.greet(way))
    except Refused as refused:
        return _refused("mail", FAIL, refused)


def _refused(name: str, state: str, refused: Refused) -> Finding:
    """A problem as a finding, in the reader's language."""
    fault = refused.faults[0]
    return Finding(name, state, fault.message(language()), fault.advice_vi, fault.advice_en)


def _rows(query: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _finding(name: str, state: str, found: str, advice_vi: str, advice_en: str) -> Finding:
    """Advice is given only where something is to be done."""
    return Finding(name, state, found, *(("", "") if state == OK else (advice_vi, advice_en)))
