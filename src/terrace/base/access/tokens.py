"""Tokens of systems and of phones: `trc_<id>_<secret>`, shown once; the database keeps the SHA-256 of the secret.

A token opens one door (`models.Use`): that of a phone stands in addresses, and is worthless at the API.

A good token is remembered by this process for five seconds, so a token that is revoked, or a grant that is
ended, stops at the latest five seconds later; the revoking process stops at once.
"""

import hashlib
import re
import secrets
import time

from django.db import connection

from terrace.base.access.actors import ANONYMOUS, Actor, actor_of
from terrace.base.access.models import Use
from terrace.base.people import presence
from terrace.base.people.models import Person

#: Seconds for which a token that was good is not looked up again.
TRUSTED = 5.0
_KEPT = 10_000
_FORM = re.compile(r"trc_([0-9]{1,18})_([0-9a-f]{64})")
_kept: dict[str, tuple[float, Actor]] = {}


def new_secret() -> str:
    """32 random bytes as hexadecimal."""
    return secrets.token_hex(32)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def written(token_id: int, secret: str) -> str:
    """The token as its holder writes it."""
    return f"trc_{token_id}_{secret}"


def actor_of_token(text: str, door: str = Use.API) -> Actor | None:
    """The actor of a token that is good at the door now; None for any other text."""
    key = digest(f"{door} {text}")
    found = _kept.get(key)
    if found is not None and found[0] > time.monotonic():
        return found[1]
    actor = _look_up(text, door)
    if actor is not None:
        _keep(key, actor)
    return actor


def _look_up(text: str, door: str) -> Actor | None:
    parts = _FORM.fullmatch(text)
    if parts is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_token_use(%s, %s, %s)", [int(parts[1]), digest(parts[2]), door])
        person_id = cursor.fetchone()[0]
    return None if person_id is None else _actor(person_id)


def _actor(person_id: int) -> Actor | None:
    """The person with her grants, read as herself."""
    with presence.acting(person_id):
        person = Person.objects.filter(pk=person_id).first()
        actor = actor_of(person) if person else ANONYMOUS
    return actor if actor.signed_in else None


def _keep(key: str, actor: Actor) -> None:
    if len(_kept) >= _KEPT:
        _kept.clear()
    _kept[key] = (time.monotonic() + TRUSTED, actor)


def forget() -> None:
    """Look every token up again from now on."""
    _kept.clear()
