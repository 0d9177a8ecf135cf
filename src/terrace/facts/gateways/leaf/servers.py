"""Configurations of the two servers: that of an office, and that of the hub which offices connect to.

The hub's is a server of its own, without streams. Each office has an account there that can do one thing: ask
`terrace.leaf.submit.<client>`. It sees neither the streams of the site nor the requests of other offices.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from terrace.base.kernel.embedded import nats
from terrace.facts.gateways import problems

#: The subject on which offices ask the hub, and the group of workers that answer.
ASK, ANSWERING = "terrace.leaf.submit", "doors"
HUB, NOBODY = "HUB", "NOBODY"
SCHEMES = {"nats-leaf", "nats", "tls", "ws", "wss"}


@dataclass(frozen=True, slots=True)
class Tls:
    """Files of a certificate (hub), or of the authority that an office trusts."""

    certificate: str = ""
    key: str = ""
    authority: str = ""

    @property
    def settings(self) -> dict[str, str]:
        named = {"cert_file": self.certificate, "key_file": self.key, "ca_file": self.authority}
        return {name: path for name, path in named.items() if path}


def office(home: Path, listen: tuple[str, int], token: str, hub: str, tls: Tls) -> dict[str, Any]:
    """The server of an office; `hub` is the address that `terrace offices admit` printed, with the office's name."""
    remote: dict[str, Any] = {"url": checked(hub)}
    name = urlsplit(hub).username
    if tls.settings:
        remote["tls"] = tls.settings
    return {
        "server_name": f"leaf-{name}",
        "host": listen[0],
        "port": listen[1],
        "authorization": {"token": token},
        "max_payload": nats.LARGEST_MESSAGE,
        "pid_file": str(home / "server.pid"),
        "log_file": str(home / "server.log"),
        "logfile_size_limit": 16 * 1024 * 1024,
        "logfile_max_num": 2,
        "jetstream": {"store_dir": str(home / "store"), "sync_interval": "always", "domain": f"leaf-{name}"},
        "leafnodes": {"reconnect": "2s", "remotes": [remote]},
    }


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the hub's server listens: for workers, who need the secret, and for offices."""

    inside: tuple[str, int]
    outside: tuple[str, int]
    secret: str


def hub(home: Path, doors: Doors, offices: Mapping[str, str], tls: Tls) -> dict[str, Any]:
    """The server that offices (name → secret) connect to; workers connect inside as the user `hub`."""
    service = f"{ASK}.>"
    accounts: dict[str, Any] = {
        HUB: {"users": [{"user": "hub", "password": doors.secret}], "exports": [{"service": service}]}
    }
    for name in offices:
        accounts[account(name)] = {"imports": [{"service": {"account": HUB, "subject": service}}]}
    users = [{"user": name, "password": word, "account": account(name)} for name, word in sorted(offices.items())]
    leafnodes: dict[str, Any] = {"host": doors.outside[0], "port": doors.outside[1], "no_advertise": True}
    accounts[NOBODY] = {}
    leafnodes["authorization"] = {"users": users or [{"user": "nobody", "password": doors.secret, "account": NOBODY}]}
    if tls.settings:
        leafnodes["tls"] = tls.settings
    return {
        "server_name": "terrace-offices",
        "host": doors.inside[0],
        "port": doors.inside[1],
        "max_payload": nats.LARGEST_MESSAGE,
        "pid_file": str(home / "server.pid"),
        "log_file": str(home / "server.log"),
        "logfile_size_limit": 16 * 1024 * 1024,
        "logfile_max_num": 2,
        "accounts": accounts,
        "leafnodes": leafnodes,
    }


def account(name: str) -> str:
    """The account of an office.

    >>> account("xa-minh-tan")
    'OFFICE-xa-minh-tan'
    """
    return f"OFFICE-{name}"


def address(name: str, secret: str, host: str, port: int) -> str:
    """What an office is given to connect."""
    return f"nats-leaf://{quote(name)}:{quote(secret, safe='')}@{host}:{port}"


def checked(url: str) -> str:
    """The address, when it names a server and who connects; raises Refused."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname or not parts.username or not parts.password:
        shown = f"{parts.scheme}://{parts.hostname}"
        raise problems.LEAF_HUB.problem(url=shown, detail="nats-leaf://office:secret@host:port")
    return url


def write(path: Path, settings: Mapping[str, Any]) -> None:
    """A configuration, replaced whole."""
    write_text(path, json.dumps(settings, indent=2))


def write_text(path: Path, text: str) -> None:
    """A file for its owner only: it holds secrets."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.rename(path)


def command(path: Path) -> tuple[str, ...]:
    return (nats.program(), "-c", str(path))
