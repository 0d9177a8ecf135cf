"""Running an office: its server and what hands on, kept alive together.

home/leaf/    server.conf, server.log, server.pid    the server
              url                                    nats://TOKEN@host:port, for the programs of the office
              store/                                 what was acknowledged and is not handed on yet, and answers
"""

import re
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from terrace.base.kernel import supervision
from terrace.base.kernel.supervision import Job
from terrace.facts.gateways import problems
from terrace.facts.gateways.leaf import servers
from terrace.facts.gateways.leaf.servers import Tls

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Office:
    """An office as it was set up."""

    home: Path
    name: str
    url: str

    @property
    def jobs(self) -> list[Job]:
        """The server first; what hands on waits for it."""
        module = f"{__package__}.forwarding"
        return [
            Job("leaf-server", servers.command(self.home / "server.conf")),
            Job("leaf-forward", (sys.executable, "-m", module, self.url)),
        ]


def prepare(home: Path, hub: str, host: str, port: int, tls: Tls) -> Office:
    """Write the configuration; the token of the office's own programs stays the same. Raises Refused."""
    name = urlsplit(servers.checked(hub)).username or ""
    if not NAME.fullmatch(name):
        raise problems.LEAF_NAME.problem(name=name)
    kept = home / "url"
    token = (urlsplit(kept.read_text().strip()).username if kept.exists() else "") or secrets.token_urlsafe(24)
    url = f"nats://{token}@{host}:{port}"
    servers.write(home / "server.conf", servers.office(home, (host, port), token, hub, tls))
    servers.write_text(kept, url)
    return Office(home, name, url)


def run(office: Office, seconds: float | None = None) -> None:
    """Until told to stop: what dies is started again."""
    supervision.supervise(office.jobs, lambda: None, seconds=seconds)
