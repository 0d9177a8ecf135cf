"""The frame around all commands: options that hold for each, the language, and how faults are shown."""

import atexit
import logging
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn

import click

from terrace.base.kernel import conf, embedded
from terrace.base.kernel.problems import Fault, Refused
from terrace.cli import problems

#: Exit codes: all well; refused, or differences found; wrong usage (click's own).
WELL, REFUSED = 0, 1
#: Where each command lives, in the order of the manual.
COMMANDS = {
    "demo": "site",
    "serve": "site",
    "worker": "site",
    "migrate": "site",
    "load": "load",
    "user": "people",
    "token": "people",
    "sender": "gateways",
    "sftp": "gateways",
    "offices": "gateways",
    "leaf": "gateways",
    "forecasting": "forecasting",
    "monitoring": "monitoring",
    "report": "reports",
    "warehouse": "warehouse",
    "mail": "notify",
    "notify": "notify",
    "verify": "proof",
    "bench": "proof",
    "doctor": "doctor",
}


class Commands(click.Group):
    """The commands, imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"terrace.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--language", type=click.Choice(["vi", "en"]), help="Language of answers; default: that of LANG.")
@click.option("--debug", is_flag=True, help="Show the trace of an unexpected fault.")
@click.version_option(package_name="terrace")
def terrace(language: str | None, debug: bool) -> None:
    """Terrace: live figures, early warnings and public services of a Vietnamese province.

    A first look:          terrace demo

    \b
    An installation of your own:
      terrace migrate                                     make the tables, load the places
      terrace load pack packs/common packs/agriculture    load indicators
      terrace user create lan "Bùi Thị Lan"               make people, then grant roles
      terrace serve                                       start the site

    PostgreSQL and NATS start and stop by themselves; their data lie under TERRACE_HOME (default: .terrace
    in this folder). DATABASE_URL and NATS_URL name servers of your own instead. docs/operating.md lists
    every variable.

    Exit codes: 0 all well; 1 refused, or differences found; 2 wrong usage.
    """
    _STATE["language"], _STATE["debug"] = language, debug


_STATE: dict[str, Any] = {"language": None, "debug": False}


def language() -> str:
    """`--language`, else Vietnamese or English as the environment says."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return _STATE["language"] or ("vi" if locale.startswith("vi") else "en")


def say(*, vi: str, en: str) -> None:
    """One line to the person at the terminal, in her language."""
    click.echo(vi if language() == "vi" else en)


def main() -> NoReturn:
    """The entry point of the installed command."""
    signal.signal(signal.SIGTERM, _leave)
    atexit.register(_say_no_more)
    sys.exit(run(sys.argv[1:]))


def _say_no_more() -> None:
    """Of what is only left to be taken down, compiled modules tell at length (DuckDB: types it calls leaked)."""
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _leave(_number: int, _frame: object) -> None:
    """SIGTERM ends a command in order: embedded servers are left, not abandoned."""
    raise SystemExit(128 + signal.SIGTERM)


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    _STATE.update(language=None, debug=False)
    try:
        code = terrace.main(list(arguments), prog_name="terrace", standalone_mode=False)
    except Refused as refused:
        return show(refused.faults)
    except click.Abort:
        return REFUSED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the outermost place: shown as a problem, kept in the log
        return _unexpected(error)
    return code if isinstance(code, int) else WELL


def show(faults: Sequence[Fault]) -> int:
    """The faults on the error stream: where, what, and what to do."""
    for fault in faults:
        where = f"{fault.pointer}: " if fault.pointer else ""
        click.secho(f"✗ {where}{fault.message(language())}", fg="red", err=True)
        click.echo(f"  → {fault.advice(language())}  [{fault.code}]", err=True)
    return REFUSED


def _unexpected(error: Exception) -> int:
    trace = traceback.format_exc()
    if _STATE["debug"]:
        click.echo(trace, err=True)
    first = (str(error) or type(error).__name__).splitlines()[0]
    if type(error).__module__.startswith(("django.db", "psycopg")):
        return show([problems.DATABASE_UNREACHABLE.fault(error=first)])
    return show([problems.UNEXPECTED.fault(error=first, log=_keep(trace))])


def _keep(trace: str) -> str:
    """The trace in the home's log; the log's name."""
    kept = conf.home() / "terrace.log"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.open("a") as log:
        log.write(f"{trace}\n")
    return str(kept)


@contextmanager
def servers() -> Iterator[None]:
    """The servers are up, and Django is set up to use them."""
    logging.basicConfig(level=os.environ.get("TERRACE_LOG", "WARNING"))
    with embedded.servers():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrace.settings")
        django = import_module("django")
        django.setup()
        yield
