"""Files that figures came from, kept byte for byte.

    keep(actor, name, media_type, chunks)   stores what comes, a megabyte at a time; tells whether it is known
    find(actor, sha256)                     the file that she may read, by the hash of its content
    read(original_id, actor)                its bytes, a megabyte at a time
    uses(actor, sha256)                     submissions that came from the same bytes, as far as she may see them

Parts that were stored before the line broke are found again when the file is sent anew.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from terrace.base.access import policy
from terrace.base.access.policy import SYSTEM, Actor
from terrace.base.audit import actions as audit
from terrace.base.people import queries as people
from terrace.facts.collection import original_problems as problems
from terrace.facts.collection.models import Enclosure, Original, OriginalPart, State

#: Bytes of a part.
PART = 2**20
LONGEST_NAME = 255
KEEP = "original.keep"


@dataclass(frozen=True, slots=True)
class Use:
    """A submission that a file belongs to."""

    submission: int
    received_at: datetime
    person: str
    state: str
    source_id: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept. `known`: the same bytes were handed over before; `used`: by these submissions; `again`: it
    was this person who did.
    """

    id: int
    sha256: str
    size: int
    known: bool
    used: tuple[Use, ...] = ()
    again: bool = False


def keep(actor: Actor, name: str, media_type: str, chunks: Iterable[bytes]) -> Kept:
    """Store a file; the same bytes of the same person again give the same file. Raises `original.too_large`,
    `original.empty`.
    """
    whole, size, digests = hashlib.sha256(), 0, list[bytes]()
    for part in _parts(chunks):
        size += len(part)
        _demand_small(size)
        whole.update(part)
        digests.append(_keep_part(actor, part))
    if not size:
        raise problems.ORIGINAL_EMPTY.problem(name=name[:60])
    with transaction.atomic(), policy.acting_as(actor):
        known = Original.objects.filter(sha256=whole.digest()).exists()
        row = [whole.digest(), size, clean_name(name), media_type[:100], actor.person_id or 0, digests]
        number, again = _insert(actor, row)
    used = tuple(uses(actor, whole.hexdigest())) if known else ()
    return Kept(number, whole.hexdigest(), size, known, used, again)


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of PART, the last one shorter."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PART:
            yield bytes(waiting[:PART])
            del waiting[:PART]
    if waiting:
        yield bytes(waiting)


def _demand_small(size: int) -> None:
    if size > settings.FILE_LIMIT:
        raise problems.ORIGINAL_TOO_LARGE.problem(limit=settings.FILE_LIMIT // PART)


def _keep_part(actor: Actor, part: bytes) -> bytes:
    """Store a part when it is new; its digest. Committed at once, so that no transaction waits for a slow line."""
    digest = hashlib.sha256(part).digest()
    with transaction.atomic(), policy.acting_as(actor), connection.cursor() as cursor:
        cursor.execute("INSERT INTO collection_originalpart VALUES (%s, %s) ON CONFLICT DO NOTHING", [digest, part])
    return digest


_INSERT = """
    INSERT INTO collection_original (sha256, size, name, media_type, person_id, parts)
    VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (sha256, person_id) DO NOTHING RETURNING id
"""


def _insert(actor: Actor, row: list[Any]) -> tuple[int, bool]:
    """Her file; the one that she handed over before when it is the same, and true then."""
    sha256, size, name, _, person, _ = row
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, row)
        found = cursor.fetchone()
    if found is None:
        return Original.objects.values_list("pk", flat=True).get(sha256=sha256, person_id=person), True
    audit.record(KEEP, f"original/{found[0]}", actor.person_id, {"sha256": sha256.hex(), "size": size, "name": name})
    return int(found[0]), False


def clean_name(name: str) -> str:
    """The last part of a path, without control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:LONGEST_NAME] or "file"


def find(actor: Actor, sha256: str) -> Original | None:
    """The file with this content that she may read: her own, else one of a submission that she may read."""
    try:
        digest = bytes.fromhex(sha256)
    except ValueError:
        return None
    with transaction.atomic(), policy.acting_as(actor):
        found = list(Original.objects.filter(sha256=digest).order_by("pk"))
    return next((each for each in found if each.person_id == (actor.person_id or 0)), found[0] if found else None)


def read(original_id: int, actor: Actor = SYSTEM) -> Iterator[bytes]:
    """The bytes as they came, part by part; nothing when the actor may not read the file."""
    for digest in _digests(original_id, actor):
        with transaction.atomic(), policy.acting_as(actor):
            part = bytes(OriginalPart.objects.values_list("content", flat=True).get(pk=digest))
        yield part  # outside: a reader that stops halfway must not roll back what it does next


def _digests(original_id: int, actor: Actor) -> list[bytes]:
    with transaction.atomic(), policy.acting_as(actor):
        found = Original.objects.values_list("parts", flat=True).filter(pk=original_id).first()
    return [bytes(each) for each in found or ()]


def uses(actor: Actor, sha256: str) -> list[Use]:
    """Submissions that the same bytes belong to, newest first, of those that she may read."""
    with transaction.atomic(), policy.acting_as(actor):
        rows = (
            Enclosure.objects.filter(sha256=bytes.fromhex(sha256), use=Enclosure.Use.SOURCE)
            .order_by("-submission_id")
            .select_related("submission")
            .defer("submission__content")[:20]
        )
        found = [row.submission for row in rows]
        names = people.names({each.person_id for each in found if each.person_id})
    return [
        Use(each.pk, each.received_at, names.get(each.person_id, ""), State(each.state), each.source_id)
        for each in found
    ]
