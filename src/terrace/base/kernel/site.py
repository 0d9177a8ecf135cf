"""The processes of the site: pages, live news, workers. Named here, written in the sites and the pipeline.

`run` keeps them alive; the caller holds the embedded servers (`embedded.servers`) and has set Django up.
"""

import os
import socket
import sys
from collections.abc import Sequence

from terrace.base.kernel import conf, embedded, supervision
from terrace.base.kernel.supervision import Job

HOST, PORT, LIVE_PORT, WORKERS = "127.0.0.1", 8000, 8001, 2
#: Requests that wait at a web process before new ones are refused.
BACKLOG = 1024
#: The role that row-level security binds.
WEB_ROLE = "terrace_web"


def run(
    host: str = HOST,
    port: int = PORT,
    live_port: int = LIVE_PORT,
    workers: int = WORKERS,
    *,
    more: Sequence[Job] = (),
    seconds: float | None = None,
) -> None:
    """Serve until told to stop, or for so many seconds; `more` jobs start last and end first."""
    collect()
    jobs = [*crew(workers), live(host, live_port)]
    supervision.supervise([*jobs, web(host, port, live_port), *more], embedded.revive, seconds=seconds)


def collect() -> None:
    """Scripts and styles of all apps in one folder, compressed, which the web process serves itself."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def crew(workers: int = WORKERS) -> list[Job]:
    """So many workers for what is prompt, and one that steps back for what may wait."""
    command = (sys.executable, "-m", "terrace.cli", "worker", "--lane")
    prompt = [Job(f"worker-{number}", (*command, "prompt")) for number in range(1, workers + 1)]
    return [*prompt, Job("worker-patient", (*command, "patient"))]


def web(host: str, port: int, live_port: int) -> Job:
    """The pages: one granian worker with blocking threads; `collect` goes before. A proxy may take /live instead."""
    threads = max(8, 4 * (os.cpu_count() or 1))
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": port,
        "--workers": 1,
        "--blocking-threads": threads,
        "--backlog": BACKLOG,
        "--backpressure": BACKLOG,
        "--log-level": "error",
    }
    reach = os.environ.get("TERRACE_LIVE_URL") or f"http://{_named(host)}:{live_port}"
    environment = {"TERRACE_ROLE": WEB_ROLE, "TERRACE_LIVE_URL": reach}
    return Job("web", _command("granian", options, "--no-ws", "terrace.wsgi:application"), environment)


def live(host: str, port: int) -> Job:
    """The hub of server-sent events; a stream never ends by itself, so it is cut when the hub is to stop."""
    options = {
        "--host": host,
        "--port": port,
        "--backlog": BACKLOG,
        "--timeout-graceful-shutdown": 1,
        "--log-level": "warning",
    }
    quiet = ("--no-access-log", "--no-server-header", "terrace.web.operations.hub:application")
    return Job("live", _command("uvicorn", options, *quiet), {"TERRACE_ROLE": WEB_ROLE})


def _command(module: str, options: dict[str, object], *rest: str) -> tuple[str, ...]:
    written = [text for name, value in options.items() for text in (name, str(value))]
    return (sys.executable, "-m", module, *written, *rest)


def _named(host: str) -> str:
    """A host that a browser can be sent to."""
    everywhere = host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound
    return conf.listed("TERRACE_HOSTS", HOST)[0] if everywhere else host


def free(host: str, port: int) -> bool:
    """True when nobody listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
