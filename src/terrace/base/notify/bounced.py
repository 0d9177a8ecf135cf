"""E-mail addresses at which nobody is reached: marked, told to administrators, left out until lifted or changed."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.access.models import Grant
from terrace.base.audit import actions as audit
from terrace.base.notify import actions, problems, recipients
from terrace.base.notify.kinds import EMAIL
from terrace.base.notify.messages import Message, Need, Words
from terrace.base.notify.models import Bounce, Delivery, State
from terrace.base.notify.parcels import short
from terrace.base.people.models import Person

KIND, KEEPS = "mail.bounced", "person.change"


@transaction.atomic
def mark(person: int, address: str, why: str) -> bool:
    """Nobody is reached at this address of hers; true when that is news. Those who keep her account are told."""
    values = {"why": short(why)}
    row, new = Bounce.objects.get_or_create(person_id=person, address=address.lower(), lifted_at=None, defaults=values)
    if new:
        audit.record("mail.bounce", f"person:{person}", None, {"address": address, **values})
        waiting = Delivery.objects.filter(person_id=person, channel=EMAIL, state=State.WAITING)
        waiting.update(state=State.FAILED, why="the address does not work", moved_at=timezone.now())
        _tell(row)
    return new


def returned(delivery: int, why: str) -> bool:
    """An e-mail came back although the server had taken it; true when that is news."""
    row = Delivery.objects.filter(pk=delivery, channel=EMAIL).first()
    if row is None or not row.address:
        return False
    with transaction.atomic():
        again = Delivery.objects.filter(pk=row.pk, state=State.SENT)
        again.update(state=State.BOUNCED, why=short(why), moved_at=timezone.now())
        return mark(row.person_id, row.address, why)


def lift(actor: Actor, number: int) -> None:
    """The address works again. Raises Refused."""
    row = Bounce.objects.filter(pk=number, lifted_at__isnull=True).first()
    if row is None:
        raise problems.BOUNCE_UNKNOWN.problem()
    if row.person_id != actor.person_id:
        policy.demand(actor, KEEPS)
    with transaction.atomic():
        Bounce.objects.filter(pk=number).update(lifted_at=timezone.now(), lifted_by=actor.person_id or 0)
        audit.record("mail.lift", f"person:{row.person_id}", actor.person_id, {"address": row.address})


def listed(actor: Actor) -> list[Bounce]:
    """Marked addresses that she may see, newest first."""
    found = Bounce.objects.filter(lifted_at__isnull=True).select_related("person").order_by("-at")
    if not policy.may(actor, KEEPS):
        found = found.filter(person=actor.person_id)
    return list(found)


def _tell(row: Bounce) -> None:
    person = Person.objects.get(pk=row.person_id)
    actions.tell(_keepers(person), _message(person, row))


def _keepers(person: Person) -> list[int]:
    """Administrators nearest to where she works."""
    held = Grant.objects.filter(person=person, valid__contains=timezone.localdate()).order_by("pk").first()
    near = recipients.nearest(KEEPS, held.area_id) if held else []
    return [number for number in near if number != person.pk] or [each.pk for each in policy.who(KEEPS)][:20]


def _message(person: Person, row: Bounce) -> Message:
    name: dict[str, Any] = {"name": person.full_name or person.username, "address": row.address}
    lines = (
        Words(
            "Thư gửi đến {address} bị trả lại: {why}".format(**name, why=row.why),
            "E-mail to {address} came back: {why}".format(**name, why=row.why),
        ),
        Words(
            "Terrace không gửi thư đến địa chỉ này nữa cho đến khi địa chỉ được sửa. Thông báo trên trang vẫn đến.",
            "Terrace sends no more e-mail there until the address is mended. Notices in the site still arrive.",
        ),
    )
    title = Words("Địa chỉ thư của {name} không nhận được".format(**name), "No e-mail reaches {name}".format(**name))
    return Message(KIND, f"{KIND}/{row.pk}", title, lines, "/notices/addresses", needs=(Need(KEEPS),))
