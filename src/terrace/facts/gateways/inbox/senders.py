"""Who hands in the files of a folder: a registered sender of that name, or what its `sender.toml` says."""

import os
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path

from terrace.base.access.policy import Actor, actor_of
from terrace.base.audit import actions as audit
from terrace.base.kernel.problems import Refused
from terrace.base.people.models import Person
from terrace.facts.gateways import problems
from terrace.facts.gateways.inbox.folders import FOLDER, SENDER_FILE, Folder
from terrace.facts.gateways.models import Sender

#: Others that may write the file could hand in under any name.
WRITABLE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Known:
    """Who hands in, and for which source."""

    actor: Actor
    source: str


def of(folder: Folder) -> Known:
    """The sender of a folder; raises Refused."""
    own = folder.path / SENDER_FILE
    if folder.door == FOLDER and os.path.lexists(own):
        username, source = _written(own)
    else:
        kept = Sender.objects.filter(person__username=folder.name, person__is_active=True).first()
        if kept is None:
            raise problems.SENDER_UNKNOWN.problem(folder=folder.name)
        username, source = folder.name, kept.source
    actor = actor_of(person) if (person := Person.objects.filter(username=username).first()) else None
    if actor is None or not actor.signed_in:
        raise problems.SENDER_UNKNOWN.problem(folder=folder.name)
    return Known(actor, source)


def _written(path: Path) -> tuple[str, str]:
    """Person and source of a `sender.toml`; raises Refused."""
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode) or about.st_uid not in {0, os.geteuid()} or about.st_mode & WRITABLE:
        raise problems.SENDER_FILE.problem(detail=oct(about.st_mode & 0o777))
    try:
        said = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise problems.SENDER_FILE.problem(detail=str(wrong)[:120]) from wrong
    person, source = said.get("person"), said.get("source")
    if not isinstance(person, str) or not isinstance(source, str):
        raise problems.SENDER_FILE.problem(detail="person, source")
    return person, source


def add(person: Person, source: str, keys: str = "") -> Sender:
    """Register a sender, or change what is registered; a log-in by SSH needs a key or a token."""
    found, _ = Sender.objects.update_or_create(person=person, defaults={"source": source, "keys": keys})
    audit.record("sender.add", f"person:{person.pk}", None, {"source": source, "keys": len(keys.splitlines())})
    return found


def remove(person: Person) -> None:
    """Files of this folder are taken no longer; raises Refused when she is no sender."""
    gone, _ = Sender.objects.filter(person=person).delete()
    if not gone:
        raise Refused([problems.SENDER_UNKNOWN.fault(folder=person.username)])
    audit.record("sender.remove", f"person:{person.pk}", None, {})
