"""What came of deliveries, written down."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from terrace.base.notify import bounced, stopping
from terrace.base.notify.kinds import EMAIL, WEBHOOK
from terrace.base.notify.models import Delivery, State
from terrace.base.notify.parcels import Failed, Outcome, Parcel, Retry, Sent, short

#: The first pause in seconds, the longest, and how long a delivery is tried at all.
FIRST, LONGEST = 15.0, 3_600.0
GIVE_UP: Final = timedelta(days=2)


def settle(parcel: Parcel, outcome: Outcome) -> None:
    """Write what came of a parcel, in one transaction with what follows from it."""
    with transaction.atomic():
        match outcome:
            case Sent():
                _sent(parcel, outcome.address)
            case Failed():
                _failed(parcel, outcome)
            case Retry():
                _again(parcel, outcome)


def _sent(parcel: Parcel, address: str) -> None:
    first, more = parcel.delivery, [row.pk for row in parcel.more]
    now = {"moved_at": timezone.now(), "sent_at": timezone.now(), "sender": None, "address": address, "why": ""}
    Delivery.objects.filter(pk=first.pk).update(state=State.SENT, **now)
    if more:
        Delivery.objects.filter(pk__in=more).update(state=State.GATHERED, carrier=first, **now)
    if first.channel == WEBHOOK:
        stopping.worked(parcel.notice.webhook_id or 0)


def _failed(parcel: Parcel, outcome: Failed) -> None:
    write([parcel.delivery, *parcel.more], State.FAILED, outcome.why)
    if outcome.gone and parcel.delivery.channel == EMAIL:
        bounced.mark(parcel.person.pk, outcome.address, outcome.why)
    if parcel.delivery.channel == WEBHOOK:
        stopping.failed(parcel.notice.webhook_id or 0, outcome.why, now=outcome.gone)


def _again(parcel: Parcel, outcome: Retry) -> None:
    """Later, with growing pauses; not for ever."""
    rows = [parcel.delivery, *parcel.more]
    hook = parcel.notice.webhook_id if parcel.delivery.channel == WEBHOOK else None
    stopped = hook is not None and stopping.failed(hook, outcome.why)
    if stopped or timezone.now() - parcel.notice.made_at > GIVE_UP + _put_off(parcel.delivery):
        write(rows, State.FAILED, outcome.why)
        return
    pause = timedelta(seconds=max(delay(parcel.delivery.tries), min(outcome.after or 0.0, LONGEST)))
    wait(rows, timezone.now() + pause, outcome.why, untried=False)


def _put_off(row: Delivery) -> timedelta:
    """What was put off by quiet hours over Tết has the same time to be tried."""
    return timedelta(days=10) if row.held else timedelta()


def delay(tries: int) -> float:
    """Seconds until the next try: 15, 30, 60 … an hour, each up to a fifth more or less."""
    return min(FIRST * 2.0 ** min(tries - 1, 12), LONGEST) * random.uniform(0.8, 1.2)  # noqa: S311


def wait(rows: Sequence[Delivery], until: datetime, why: str, *, untried: bool = True) -> None:
    """Back among those that wait."""
    found = Delivery.objects.filter(pk__in=[row.pk for row in rows], state=State.SENDING)
    back = {"state": State.WAITING, "sender": None, "due_at": until, "moved_at": timezone.now(), "why": short(why)}
    found.update(**back, **({"tries": F("tries") - 1} if untried else {}))


def put_off(row: Delivery, until: datetime) -> None:
    """Over her limit: it waits, and may be gathered with others then."""
    Delivery.objects.filter(pk=row.pk).update(held=True)
    wait([row], until, "limit of an hour")


def write(rows: Sequence[Delivery], state: State, why: str) -> None:
    """The end of these deliveries."""
    ended = {"state": state, "sender": None, "why": short(why), "moved_at": timezone.now()}
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(**ended)
