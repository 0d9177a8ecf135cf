"""Commands that run the site: demo, serve, worker, migrate."""

import os
import sys

import click

from terrace.base.kernel import site
from terrace.base.kernel.problems import Refused
from terrace.base.kernel.site import HOST, LIVE_PORT, PORT, WORKERS
from terrace.base.kernel.supervision import Job
from terrace.cli import problems
from terrace.cli.frame import language, say, servers


@click.command()
@click.option("--seconds", type=click.IntRange(1), help="End by itself so many seconds after it is ready.")
@click.option("--port", type=int, default=PORT, show_default=True, help="Port of the pages; live news use the next.")
def demo(seconds: int | None, port: int) -> None:
    """Show Terrace with real figures and simulated officers.

    Fills its own home with the northern provinces' official series and one province simulated down to its
    communes, prints the address and one account per role, and lets officers send returns so that a leader
    sees figures move. Ctrl-C ends it; started again it goes on where it was.

    \b
    Example:  terrace demo
              terrace demo --seconds 60 --port 9000
    Next:     open the address that it prints, log in as the leader.
    """
    demand_ports(HOST, port, port + 1)
    with servers():
        from terrace import demo as demonstration

        demonstration.run(seconds, port, language())


@click.command()
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=PORT, show_default=True, help="Port of the pages.")
@click.option("--live-port", type=int, default=LIVE_PORT, show_default=True, help="Port of live news.")
@click.option("--workers", type=click.IntRange(1), default=WORKERS, show_default=True, help="Processes that roll up.")
def serve(host: str, port: int, live_port: int, workers: int) -> None:
    """Serve the site: pages, live news and the workers that roll figures up.

    Each process is started again when it dies; SIGTERM or Ctrl-C ends all in order. Behind a proxy set
    TERRACE_HOSTS, TERRACE_HTTPS and TERRACE_LIVE_URL (see docs/operating.md).

    \b
    Example:  terrace serve
              terrace serve --port 80 --workers 4
    Next:     open http://127.0.0.1:8000/; `terrace doctor` when something is amiss.
    """
    demand_ports(host, port, live_port)
    with servers():
        say(vi=f"Trang web: http://{host}:{port}/", en=f"The site: http://{host}:{port}/")
        site.run(host, port, live_port, workers, more=gates())


@click.command()
@click.option(
    "--lane", type=click.Choice(["prompt", "patient"]), help="What people wait for, or what may wait; or both."
)
def worker(lane: str | None) -> None:
    """Run one worker: relay events, roll figures up, until told to stop.

    `terrace serve` starts workers by itself; run more of them by hand on machines that share
    DATABASE_URL and NATS_URL. Forecasts and other long work are on the patient lane: a worker of
    that lane alone steps back for everything else on its machine.

    \b
    Example:  terrace worker --lane prompt
    Next:     terrace verify, to see that every figure equals its recomputation.
    """
    with servers():
        import uvloop

        from terrace.base.bus import worker as duties
        from terrace.base.bus.duties import Lane

        uvloop.run(duties.run([Lane(lane)] if lane else tuple(Lane)))


@click.command()
def migrate() -> None:
    """Bring the database to this version: tables, rules, places.

    Safe to run again: what is there already stays. Run it after each update, before `terrace serve`.

    \b
    Example:  terrace migrate
    Next:     terrace load pack packs/common packs/agriculture
    """
    with servers():
        from django.core.management import call_command

        from terrace.base.places import actions as places

        call_command("migrate", interactive=False, verbosity=0)
        places.load_country()
        say(vi="Cơ sở dữ liệu đã sẵn sàng.", en="The database is ready.")


def gates() -> list[Job]:
    """The processes that the variables ask for: SFTP, and the server of offices with a leaf node."""
    asked = {"TERRACE_SFTP_PORT": ("sftp",), "TERRACE_LEAF_PORT": ("offices", "serve")}
    return [
        Job(words[0], (sys.executable, "-m", "terrace.cli", *words))
        for variable, words in asked.items()
        if os.environ.get(variable)
    ]


def demand_ports(host: str, port: int, live_port: int) -> None:
    """Refuse before anything is started when a port is taken."""
    options = {port: "--port", live_port: "--live-port"}
    faults = [
        problems.PORT_TAKEN.fault(host=host, port=number, option=option)
        for number, option in options.items()
        if not site.free(host, number)
    ]
    if faults:
        raise Refused(faults)
