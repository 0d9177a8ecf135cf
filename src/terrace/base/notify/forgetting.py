"""Old notices go, with their deliveries: some in each round, so that no round is held up.

A notice whose message has not gone out yet stays, however old. What is gone is no longer known as told: its key could
be told again, which nobody does after more than a year.
"""

import logging
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from terrace.base.kernel.problems import Refused
from terrace.base.notify import environment
from terrace.base.notify.models import Delivery, Notice, State

log = logging.getLogger(__name__)

#: Notices that go in one round.
TOGETHER: Final = 200
UNDERWAY: Final = (State.WAITING, State.SENDING)


def forget_some() -> int:
    """Delete some of the oldest notices that are past `TERRACE_NOTICE_DAYS`; how many. Wrong days delete none."""
    try:
        days = environment.notice_days()
    except Refused as wrong:
        log.warning("%s: nothing is deleted", wrong.faults[0].message_en)
        return 0
    with transaction.atomic():
        old = Notice.objects.filter(made_at__lt=timezone.now() - timedelta(days=days), planned_at__isnull=False)
        done = old.exclude(Exists(Delivery.objects.filter(notice=OuterRef("pk"), state__in=UNDERWAY)))
        locked = done.order_by("made_at").select_for_update(of=("self",), skip_locked=True)
        chosen = list(locked.values_list("pk", flat=True)[:TOGETHER])
        Notice.objects.filter(pk__in=chosen).delete()
    return len(chosen)
