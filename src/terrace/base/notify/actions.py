"""Telling and forgetting, in the caller's transaction; and what a reader does with her notices.

    tell(people, message)        one notice for each person and key, once for ever; how many are new
    forget(prefix, people)       deliveries that have not gone out are given up; how many
    read(actor, ids), read_all(actor)

A web process may tell anybody; the notice is then seen by that person only.
"""

import re
from collections.abc import Iterable
from typing import Final

import msgspec
from django.db import connection, transaction
from django.utils import timezone

from terrace.base.access.actors import Actor
from terrace.base.bus import actions as bus
from terrace.base.bus.events import Event
from terrace.base.notify.kinds import KINDS
from terrace.base.notify.messages import Message
from terrace.base.notify.models import Notice

MADE: Final = "notice.made"
#: A page of the site: it begins with one slash, and a browser cannot take it for another host.
PATH: Final = re.compile(r"/(?![/\\])[^\s\x00-\x1f]*")

_TELL = """
    INSERT INTO notify_notice (person_id, kind, key, thread, title_vi, title_en, path, urgency, body)
    SELECT person, %s, %s, %s, %s, %s, %s, %s, %s FROM unnest(%s::bigint[]) AS person ORDER BY person
    ON CONFLICT DO NOTHING
"""


def tell(people: Iterable[int], message: Message) -> int:
    """Tell each of the people, unless she was told under this key before; how many are told now.

    `KeyError` for a kind that nobody registered, `ValueError` for a path that is no page of the site.
    """
    told = sorted({person for person in people if person})
    if message.kind not in KINDS:
        raise KeyError(message.kind)
    if not PATH.fullmatch(message.path):
        raise ValueError(f"{message.path!r} is no page of the site")
    if not told:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TELL, [*_columns(message), told])
        new = int(cursor.rowcount)
        if new:
            bus.publish(Event(MADE, f"notice/{message.kind}", {"kind": message.kind, "count": new}))
    return new


def _columns(message: Message) -> list[str]:
    title = message.title
    body = msgspec.json.encode(message.body).decode()
    return [message.kind, message.key, message.thread, title.vi, title.en, message.path, message.urgency.value, body]


def forget(prefix: str, people: Iterable[int] | None = None) -> int:
    """Give up what has not gone out of notices whose key begins with `prefix`; how many deliveries.

    `people`: of these only. In the site the notice stays, marked as past. `ValueError` for an empty prefix.
    """
    if not prefix:
        raise ValueError("an empty prefix would forget everything")
    with connection.cursor() as cursor:
        cursor.execute("SELECT notify_forget(%s, %s::bigint[])", [prefix, None if people is None else sorted(people)])
        return int(cursor.fetchone()[0])


def read(actor: Actor, ids: Iterable[int]) -> int:
    """Mark these of her notices as read; how many were not."""
    wanted = [each for each in ids if 0 < each < 2**63]
    unread = Notice.objects.filter(person=actor.person_id, read_at__isnull=True, pk__in=wanted)
    return unread.update(read_at=timezone.now())


def read_all(actor: Actor) -> int:
    """Mark all her notices as read; how many were not."""
    return Notice.objects.filter(person=actor.person_id, read_at__isnull=True).update(read_at=timezone.now())
