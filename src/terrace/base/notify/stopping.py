"""Webhooks that fail: since when, and when they are switched off."""

from typing import Final

from django.utils import timezone

from terrace.base.access import policy
from terrace.base.audit import actions as audit
from terrace.base.notify import actions, webhooks
from terrace.base.notify.messages import Message, Need, Words
from terrace.base.notify.models import Delivery, State, Webhook
from terrace.base.notify.parcels import short

KIND: Final = "webhook.stopped"


def worked(number: int) -> None:
    """It took something: what failed before is forgotten."""
    Webhook.objects.filter(pk=number).update(worked_at=timezone.now(), failing_since=None)


def failed(number: int, why: str, *, now: bool = False) -> bool:
    """It failed once more; after `webhooks.FAILING` of nothing but that (or `now`) it is switched off: true then."""
    row = Webhook.objects.select_for_update().filter(pk=number, active=True).first()
    if row is None:
        return True
    row.failing_since = row.failing_since or timezone.now()
    if now or timezone.now() - row.failing_since > webhooks.FAILING:
        _stop(row, why)
    row.save(update_fields=["failing_since", "active", "stopped_why"])
    return not row.active


def _stop(row: Webhook, why: str) -> None:
    row.active, row.stopped_why = False, short(why)
    left = Delivery.objects.filter(notice__webhook=row, state=State.WAITING)
    left.update(state=State.FAILED, why="the webhook is switched off", moved_at=timezone.now())
    audit.record("webhook.stop", f"webhook:{row.pk}", None, {"why": row.stopped_why})
    actions.tell([each.pk for each in policy.who(webhooks.VERB)][:20], _message(row))


def _message(row: Webhook) -> Message:
    title = Words(f"Đã ngừng gửi đến webhook «{row.name}»", f"The webhook “{row.name}” was switched off")
    lines = (
        Words(f"Nhiều ngày liền không gửi được: {row.stopped_why}", f"Nothing arrived for days: {row.stopped_why}"),
        Words("Sửa địa chỉ rồi bật lại trên trang webhook.", "Mend the address and switch it on again."),
    )
    key = f"{KIND}/{row.pk}/{timezone.now():%Y%m%d%H%M%S}"
    return Message(KIND, key, title, lines, path="/webhooks/", needs=(Need(webhooks.VERB),))
