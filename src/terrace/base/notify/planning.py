"""From notices to deliveries: by which channels each goes out, and when at the earliest.

Workers do this as the owner of the tables, right after the telling transaction: what a person wants and where she is
reached is nobody's business but hers. A notice that was planned has `planned_at`; none is planned twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.notify import environment, preferences
from terrace.base.notify.kinds import EMAIL, KINDS, PUSH, SMS, WEBHOOK
from terrace.base.notify.messages import Urgency
from terrace.base.notify.models import Bounce, Delivery, Device, Notice, Preference, Webhook
from terrace.base.notify.preferences import USUAL, Wishes
from terrace.base.people.models import Person

TOGETHER: Final = 500

_FOR_WEBHOOKS: Final = """
    INSERT INTO notify_notice (webhook_id, kind, key, thread, title_vi, title_en, path, urgency, body, made_at)
    SELECT DISTINCT ON (hook.id, told.key) hook.id, told.kind, told.key, told.thread, told.title_vi, told.title_en,
        told.path, told.urgency, told.body, told.made_at
    FROM notify_notice told JOIN notify_webhook hook
        ON hook.active AND (hook.kinds = '[]'::jsonb OR hook.kinds ? told.kind) AND hook.made_at <= told.made_at
    WHERE told.id = ANY (%s) AND told.kind = ANY (%s) ORDER BY hook.id, told.key, told.id
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """What is known about the people of a batch."""

    people: dict[int, Person]
    wishes: dict[int, Wishes]
    devices: dict[int, list[Device]]
    bounced: frozenset[tuple[int, str]]


def plan() -> bool:
    """Make the deliveries of notices that have none yet; true when more may wait.

    Rows that another worker plans are waited for: when this returns they can be sent.
    """
    with transaction.atomic():
        unplanned = Notice.objects.filter(planned_at__isnull=True).order_by("pk")
        rows = list(unplanned.select_for_update(of=("self",))[:TOGETHER])
        if not rows:
            return False
        _tell_webhooks(rows)
        _write(rows)
    return True


def _tell_webhooks(rows: Sequence[Notice]) -> None:
    """A notice of its own for each webhook that takes the kind, once for each key; it is planned in the next turn."""
    open_kinds = [code for code, kind in KINDS.items() if WEBHOOK in kind.channels]
    with connection.cursor() as cursor:
        cursor.execute(_FOR_WEBHOOKS, [[row.pk for row in rows if row.person_id], open_kinds])


def _write(rows: Sequence[Notice]) -> None:
    now, reached = timezone.now(), _reached(rows)
    made = [each for row in rows if row.gone_at is None for each in _deliveries(row, reached, now)]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(planned_at=now)


def _reached(rows: Sequence[Notice]) -> Reached:
    hooks = Webhook.objects.in_bulk({row.webhook_id for row in rows if row.webhook_id})
    told = {row.person_id for row in rows if row.person_id} | {hook.person_id for hook in hooks.values()}
    devices: dict[int, list[Device]] = {}
    for device in Device.objects.filter(person__in=told).order_by("pk"):
        devices.setdefault(device.person_id, []).append(device)
    chosen = Preference.objects.filter(person__in=told)
    bad = Bounce.objects.filter(person__in=told, lifted_at__isnull=True)
    return Reached(
        Person.objects.in_bulk(told),
        {row.person_id: preferences.wishes(row) for row in chosen},
        devices,
        frozenset(bad.values_list("person_id", "address")),
    )


def _deliveries(row: Notice, reached: Reached, now: datetime) -> Iterator[Delivery]:
    """What goes out for one notice."""
    if row.webhook_id:
        hook = row.webhook
        if hook and hook.active:
            yield Delivery(notice=row, channel=WEBHOOK, person_id=hook.person_id, urgent=True, due_at=now)
        return
    person = reached.people[row.person_id or 0]
    hers = reached.wishes.get(person.pk, USUAL)
    if not person.is_active:
        return
    urgent = row.urgency == Urgency.URGENT
    later = None if urgent else preferences.quiet_until(hers, now)
    when = {"urgent": urgent, "due_at": later or now, "held": later is not None, "person_id": person.pk}
    for channel in sorted(hers.wants(row.kind, row.urgency)):
        for device in _targets(channel, person, hers, reached):
            yield Delivery(notice=row, channel=channel, device=device, **when)


def _targets(channel: str, person: Person, hers: Wishes, reached: Reached) -> Sequence[Device | None]:
    """One entry for each way in which the channel reaches her; None where it needs no device."""
    if channel == PUSH:
        return reached.devices.get(person.pk, [])
    there = {
        EMAIL: bool(person.email and environment.mail_on())
        and (person.pk, person.email.lower()) not in reached.bounced,
        SMS: bool(hers.sealed_phone and environment.sms()),
    }
    return [None] if there[channel] else []
