"""Addresses of other systems that are told what an account may see.

    create(actor, name, url, person, kinds)  → (webhook, secret): the secret that signs is shown this once
    change(actor, number, …), remove(actor, number), renew(actor, number) → a new secret
    listed(actor), deliveries(actor, number), resend(actor, delivery)
    test(actor, number)                      a message about nothing, sent as any other is

What is sent is signed as Standard Webhooks says: `webhook-id`, `webhook-timestamp`, `webhook-signature`. A webhook that
only failed for `FAILING` is switched off, and its keepers are told.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.bus.events import Event
from terrace.base.kernel import text
from terrace.base.notify import guard, problems, sealing
from terrace.base.notify.actions import MADE
from terrace.base.notify.kinds import KINDS, WEBHOOK
from terrace.base.notify.messages import Message, Urgency, Words
from terrace.base.notify.models import Delivery, Notice, State, Webhook
from terrace.base.people.models import Kind, Person

VERB: Final = "webhook.change"
FAILING: Final = timedelta(days=5)
LONGEST: Final = 80
PAGE: Final = 50
PREFIX: Final = "whsec_"
AGAIN: Final = (State.SENT, State.FAILED)
#: The kind of a test message: it says nothing about anybody, so no right is asked.
TEST: Final = "webhook.test"
TITLE: Final = Words("Tin thử của Terrace", "Test message of Terrace")
LINES: Final = (
    Words("Không phải việc thật: quản trị viên thử đường gửi này.", "Nothing happened: an administrator tries it."),
)


def create(actor: Actor, name: str, url: str, person: int, kinds: Iterable[str] = ()) -> tuple[Webhook, str]:
    """A new address, and the secret by which it knows us. `kinds`: none for all. Raises Refused."""
    policy.demand(actor, VERB)
    _demand_account(actor, person)
    secret = _secret()
    values = {"name": _name(name), "url": _url(url), "kinds": _kinds(kinds), "person_id": person}
    with transaction.atomic():
        row = _save(Webhook(**values, secret=sealing.seal(secret), made_by=actor.person_id or 0))
        _record(actor, "webhook.create", row)
    return row, secret


def change(
    actor: Actor,
    number: int,
    *,
    name: str | None = None,
    url: str | None = None,
    kinds: Iterable[str] | None = None,
    active: bool | None = None,
) -> Webhook:
    """Change what is given; switching on again forgets that it failed. Raises Refused."""
    row = one(actor, number)
    row.name = row.name if name is None else _name(name)
    row.url = row.url if url is None else _url(url)
    row.kinds = row.kinds if kinds is None else _kinds(kinds)
    if active is not None:
        row.active, row.failing_since, row.stopped_why = active, None, ""
    with transaction.atomic():
        _save(row)
        _record(actor, "webhook.change", row)
    return row


def remove(actor: Actor, number: int) -> None:
    """Send there no more; what was sent stays in the books. Raises Refused."""
    row = one(actor, number)
    row.active, row.removed_at = False, timezone.now()
    with transaction.atomic():
        row.save()
        _record(actor, "webhook.remove", row)


def renew(actor: Actor, number: int) -> str:
    """A new secret; the old one signs no more. Raises Refused."""
    row, secret = one(actor, number), _secret()
    row.secret = sealing.seal(secret)
    with transaction.atomic():
        row.save()
        _record(actor, "webhook.renew", row)
    return secret


def listed(actor: Actor) -> list[Webhook]:
    """All of them, by name. Raises Refused."""
    policy.demand(actor, VERB)
    return list(Webhook.objects.filter(removed_at__isnull=True).select_related("person").order_by("name"))


def one(actor: Actor, number: int) -> Webhook:
    """Raises `notify.webhook_unknown`, or `access.refused`."""
    policy.demand(actor, VERB)
    if not (row := Webhook.objects.filter(pk=number, removed_at__isnull=True).first()):
        raise problems.WEBHOOK_UNKNOWN.problem()
    return row


def deliveries(actor: Actor, number: int, *, before: int | None = None) -> list[Delivery]:
    """What went there, newest first, `PAGE` at a time. Raises Refused."""
    row = one(actor, number)
    found = Delivery.objects.filter(notice__webhook=row, channel=WEBHOOK).select_related("notice").order_by("-pk")
    return list((found.filter(pk__lt=before) if before else found)[:PAGE])


def resend(actor: Actor, delivery: int) -> None:
    """Send a delivery of a webhook again, under the same `webhook-id`. Raises Refused."""
    policy.demand(actor, VERB)
    with transaction.atomic():
        again = {"state": State.WAITING, "due_at": timezone.now(), "tries": 0, "why": ""}
        found = Delivery.objects.filter(pk=delivery, channel=WEBHOOK, state__in=AGAIN)
        if not found.update(**again):
            raise problems.DELIVERY_UNKNOWN.problem()
        audit.record("webhook.resend", f"delivery:{delivery}", actor.person_id, {})
        bus.publish(Event(MADE, f"delivery/{delivery}", {"kind": "", "count": 0}))


def test(actor: Actor, number: int) -> Delivery:
    """Send a message about nothing there, signed and tried again as any other. Raises Refused."""
    row = one(actor, number)
    if not row.active:
        raise problems.WEBHOOK_OFF.problem()
    now = timezone.now()
    with transaction.atomic():
        notice = Notice.objects.create(webhook=row, planned_at=now, **_test(now))
        delivery = Delivery.objects.create(
            notice=notice, channel=WEBHOOK, person_id=row.person_id, urgent=True, due_at=now
        )
        audit.record(TEST, f"webhook:{row.pk}", actor.person_id, {"delivery": delivery.pk})
        bus.publish(Event(MADE, f"notice/{TEST}", {"kind": TEST, "count": 1}))
    return delivery


def _test(now: datetime) -> dict[str, Any]:
    """The columns of a test message."""
    told = Message(TEST, f"{TEST}/{now.isoformat()}", TITLE, LINES, "/webhooks/", Urgency.URGENT)
    names = {"title_vi": TITLE.vi, "title_en": TITLE.en, "path": told.path, "urgency": told.urgency}
    return {"kind": told.kind, "key": told.key, "body": told.body, **names}


def signature(secret: str, number: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{number}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def _demand_account(actor: Actor, person: int) -> None:
    """Its own keeper, or an account of a system: nobody lends a colleague's eyes to an address."""
    account = Person.objects.filter(pk=person, is_active=True).first()
    if account is None or not (actor.is_system or account.kind == Kind.SYSTEM or person == actor.person_id):
        raise problems.WEBHOOK_ACCOUNT.problem("/account")


def _secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def _name(given: str) -> str:
    name = text.tidy(given)
    if not name or len(name) > LONGEST:
        raise problems.WEBHOOK_NAME.problem("/name", name=name[:LONGEST])
    return name


def _url(given: str) -> str:
    guard.check(given.strip())
    return given.strip()


def _kinds(given: Iterable[str]) -> list[str]:
    wanted = sorted(set(given))
    for kind in wanted:
        if kind not in KINDS or WEBHOOK not in KINDS[kind].channels:
            raise problems.KIND_UNKNOWN.problem("/kinds", kind=kind[:60])
    return wanted


def _save(row: Webhook) -> Webhook:
    """The row as it is kept; a taken name is refused."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "notify_webhook_name" not in str(error):
            raise
        raise problems.WEBHOOK_NAME.problem("/name", name=row.name) from error
    return row


def _record(actor: Actor, verb: str, row: Webhook) -> None:
    told: dict[str, Any] = {"name": row.name, "url": row.url, "kinds": row.kinds, "active": row.active}
    audit.record(verb, f"webhook:{row.pk}", actor.person_id, told)
