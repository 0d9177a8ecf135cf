"""Browsers that take push messages for a person.

add(actor, endpoint, p256dh, auth, name)    again for the same browser: it is renewed
remove(actor, endpoint)                     on leaving, so that the next at this screen reads nothing of hers
mine(actor)
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

import msgspec
from django.db import connection, transaction

from terrace.base.access.actors import Actor
from terrace.base.audit import actions as audit
from terrace.base.notify import guard, problems, sealing
from terrace.base.notify.models import Device

MOST: Final = 10
#: Bytes of an uncompressed point of P-256, of the shared secret; signs of an address.
POINT, SECRET, LONGEST = 65, 16, 2_000


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a browser is reached: address at the push service, its public key and secret (both base64url)."""

    endpoint: str
    p256dh: str
    auth: str


def add(actor: Actor, endpoint: str, p256dh: str, auth: str, name: str = "") -> Device:
    """Keep a subscription of hers; what another person had in this browser ends. Raises Refused."""
    reach = _checked(Reach(endpoint, p256dh, auth))
    mark = sealing.mark(endpoint)
    kept = {"sealed": sealing.seal(msgspec.json.encode(reach).decode()), "name": name[:80]}
    with transaction.atomic(), connection.cursor() as cursor:
        others = Device.objects.filter(person=actor.person_id).exclude(mark=mark)
        if others.count() >= MOST:
            raise problems.DEVICES_MANY.problem(most=MOST)
        cursor.execute("SELECT notify_take_device(%s)", [mark])
        row, made = Device.objects.update_or_create(mark=mark, person_id=actor.person_id or 0, defaults=kept)
        if made:
            audit.record("notice.device_add", f"person:{actor.person_id}", actor.person_id, {"name": name[:80]})
    return row


def _checked(reach: Reach) -> Reach:
    if len(reach.endpoint) > LONGEST or _size(reach.p256dh) != POINT or _size(reach.auth) < SECRET:
        raise problems.DEVICE_BAD.problem()
    guard.check(reach.endpoint)
    return reach


def _size(text: str) -> int:
    """Bytes that a base64url text stands for; 0 when it is none."""
    try:
        return len(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return 0


def remove(actor: Actor, endpoint: str) -> int:
    """Forget the browser with this address; how many there were."""
    return _remove(actor, mark=sealing.mark(endpoint))


def drop(actor: Actor, number: int) -> int:
    """Forget one of her browsers by its number."""
    return _remove(actor, pk=number)


def _remove(actor: Actor, **which: object) -> int:
    with transaction.atomic():
        gone, _ = Device.objects.filter(person=actor.person_id, **which).delete()
        if gone:
            audit.record("notice.device_remove", f"person:{actor.person_id}", actor.person_id, {})
    return gone


def mine(actor: Actor) -> list[Device]:
    return list(Device.objects.filter(person=actor.person_id or 0).order_by("pk"))


def reach(row: Device) -> Reach:
    """Where it is; raises `notify.sealed`."""
    return msgspec.json.decode(sealing.unseal(bytes(row.sealed)), type=Reach)
