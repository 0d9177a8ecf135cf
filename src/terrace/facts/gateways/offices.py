"""The hub's side of leaf nodes: which offices may connect, and the server that they connect to. Without Django.

home/offices/    offices.json    names and secrets of the offices
                 server.conf     written anew at each start
                 url             where workers of this installation connect
"""

import json
import os
import secrets
import signal
import socket
from pathlib import Path

from terrace.base.kernel import conf
from terrace.base.kernel.embedded.processes import find, read_pid
from terrace.facts.gateways import problems
from terrace.facts.gateways.leaf import servers
from terrace.facts.gateways.leaf.office import NAME
from terrace.facts.gateways.leaf.servers import Doors, Tls


def home() -> Path:
    return conf.home() / "offices"


def port() -> int:
    """The port that offices connect to; 0 when there is none."""
    return int(os.environ.get("TERRACE_LEAF_PORT") or "0")


def url() -> str:
    """Where workers reach the server of the offices; '' when this site has none."""
    if given := os.environ.get("TERRACE_OFFICES_URL"):
        return given
    kept = home() / "url"
    return kept.read_text().strip() if port() and kept.exists() else ""


# who may connect


def offices() -> dict[str, str]:
    """Secrets by name."""
    kept = home() / "offices.json"
    return json.loads(kept.read_text()) if kept.exists() else {}


def admit(name: str) -> str:
    """Let an office connect; its secret (a new one each time). The server takes it up at once."""
    if not NAME.fullmatch(name):
        raise problems.LEAF_NAME.problem(name=name)
    secret = secrets.token_urlsafe(24)
    _keep(offices() | {name: secret})
    return secret


def dismiss(name: str) -> None:
    """The office can connect no longer; its line is cut at once."""
    held = offices()
    if name not in held:
        raise problems.LEAF_UNKNOWN.problem(name=name)
    _keep({each: secret for each, secret in held.items() if each != name})


def _keep(held: dict[str, str]) -> None:
    servers.write(home() / "offices.json", held)
    configured = str(home() / "server.conf")
    server = find(read_pid(home() / "server.pid"), lambda one: configured in one.cmdline())
    if server:
        server.send_signal(signal.SIGTERM)  # whoever keeps it alive starts it with the new list


# the server


def prepare() -> Path:
    """Write the configuration of the server; its path. Raises `leaf.port` when no port is set."""
    if not port():
        raise problems.LEAF_PORT.problem()
    inside, secret = _inside()
    outside = (os.environ.get("TERRACE_LEAF_HOST") or "127.0.0.1", port())
    tls = Tls(os.environ.get("TERRACE_LEAF_CERT", ""), os.environ.get("TERRACE_LEAF_KEY", ""))
    path = home() / "server.conf"
    servers.write(path, servers.hub(home(), Doors(inside, outside, secret), offices(), tls))
    servers.write_text(home() / "url", f"nats://hub:{secret}@{inside[0]}:{inside[1]}")
    return path


def _inside() -> tuple[tuple[str, int], str]:
    """Host and port for workers, and their secret: the same as before when the port is still free."""
    kept = home() / "url"
    if kept.exists():
        _, _, rest = kept.read_text().strip().partition("hub:")
        secret, _, where = rest.rpartition("@")
        host, _, number = where.partition(":")
        return (host, int(number)), secret
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return ("127.0.0.1", int(probe.getsockname()[1])), secrets.token_urlsafe(24)
