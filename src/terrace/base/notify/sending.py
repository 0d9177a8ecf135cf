"""Sending what is due by one channel: rights again, limit, gathering, the channel, and what came of it.

    send("email")     what is due now; true when more may be due at once
    work()            every channel, what dead senders left, notices that no event told of, then some old notices go:
                      a round of the workers

Rights are asked when it is sent: who lost hers meanwhile gets nothing (`withheld`). Over the limit of an hour, and
after quiet hours, what waits for a person is gathered into one message. Urgent notices pass both.
"""

import logging
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Min
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.kernel.problems import Refused
from terrace.base.notify import claiming, forgetting, outcomes, planning, webhooks
from terrace.base.notify.channels import Channel, open_channel
from terrace.base.notify.kinds import EMAIL, OUTSIDE, PUSH, SMS, WEBHOOK
from terrace.base.notify.messages import Body
from terrace.base.notify.models import Delivery, State
from terrace.base.notify.parcels import DownError, Outcome, Parcel, Retry
from terrace.base.people.models import Person

log = logging.getLogger(__name__)

#: Messages to a person in an hour; more are gathered.
MOST: Final = {EMAIL: 20, PUSH: 30, SMS: 6}
HOUR: Final = timedelta(hours=1)
#: Seconds until a channel that is down is tried again, with some chance so that senders spread.
DOWN_SECONDS: Final = 15.0


def work() -> bool:
    """A round: whatever is due; never more at once, since each channel is sent until nothing is left."""
    while planning.plan():
        pass
    claiming.give_back()
    for channel in OUTSIDE:
        while send(channel):
            pass
    forgetting.forget_some()
    return False


def send(channel: str) -> bool:
    """Send a batch of what is due; true when more may be due."""
    with claiming.sender() as number:
        rows = claiming.claim(number, channel)
        if rows:
            Batch(number, channel, rows).go()
    return len(rows) == claiming.TOGETHER


@dataclass
class Batch:
    """What a sender has in hand of one channel."""

    sender: int
    channel: str
    rows: Sequence[Delivery]
    done: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        people = Person.objects.in_bulk({row.person_id for row in self.rows})
        self.people = people
        self.actors: dict[int, Actor] = {number: policy.actor_of(person) for number, person in people.items()}
        self.spent = _spent(self.channel, people)

    def go(self) -> None:
        """Each of them, until the channel is down."""
        try:
            with open_channel(self.channel) as channel:
                for row in self.rows:
                    if row.pk not in self.done:
                        self._one(channel, row)
        except DownError as down:
            log.warning("%s is down: %s", self.channel, down)
            self._put_back(str(down))

    def _one(self, channel: Channel, row: Delivery) -> None:
        if why := self._withheld(row):
            self._write([row], State.WITHHELD, why)
        elif later := self._later(row):
            self.done.add(row.pk)
            outcomes.put_off(row, later)
        else:
            self._deliver(channel, Parcel(row, self.people[row.person_id], self.actors[row.person_id], self._more(row)))

    def _withheld(self, row: Delivery) -> str:
        """Why she may not be told any more; '' when she may."""
        actor, body = self.actors[row.person_id], Body.of(row.notice.body)
        if row.notice.gone_at is not None:
            return "forgotten"
        if not actor.signed_in:
            return "the account has ended"
        if row.channel == WEBHOOK and not body.needs and row.notice.kind != webhooks.TEST:
            return "personal: not for systems"
        missing = (
            need.verb for need in body.needs if not policy.may(actor, need.verb, area=need.area, sector=need.sector)
        )
        return next((f"no right: {verb}" for verb in missing), "")

    def _later(self, row: Delivery) -> datetime | None:
        """When there is room for her again; None when there is now."""
        sent, oldest = self.spent.get(row.person_id, (0, None))
        if row.urgent or oldest is None or sent < MOST.get(row.channel, sent + 1):
            return None
        return oldest + HOUR

    def _more(self, row: Delivery) -> list[Delivery]:
        """What is gathered into this one: all that was put off for her and may be told."""
        if not row.held or row.urgent or self.channel == WEBHOOK:
            return []
        claimed = [each for each in self.rows if _goes_with(each, row) and each.pk not in self.done]
        every = claimed + claiming.claim_held(self.sender, row)
        refused = [(each, self._withheld(each)) for each in every]
        for each, why in refused:
            if why:
                self._write([each], State.WITHHELD, why)
        return [each for each, why in refused if not why]

    def _deliver(self, channel: Channel, parcel: Parcel) -> None:
        rows = [parcel.delivery, *parcel.more]
        try:
            outcome = self._try(channel, parcel)
        except DownError as down:
            self.done.update(row.pk for row in rows)
            outcomes.settle(parcel, Retry(str(down)))
            raise
        self.done.update(row.pk for row in rows)
        outcomes.settle(parcel, outcome)
        sent, oldest = self.spent.get(parcel.person.pk, (0, None))
        self.spent[parcel.person.pk] = (sent + 1, oldest or timezone.now())

    def _try(self, channel: Channel, parcel: Parcel) -> Outcome:
        try:
            return channel.deliver(parcel)
        except DownError:
            raise
        except Refused as wrong:
            return Retry(wrong.faults[0].message_en)  # a setting is wrong: it may be mended in time
        except Exception as error:  # a template or a notice may be broken in any way: the others must go on
            log.exception("delivery %d could not be made", parcel.delivery.pk)
            return Retry(f"{type(error).__name__}: {error}")

    def _write(self, rows: Sequence[Delivery], state: State, why: str) -> None:
        self.done.update(row.pk for row in rows)
        outcomes.write(rows, state, why)

    def _put_back(self, why: str) -> None:
        """Those that were not tried wait for the channel; that is not counted as a try."""
        left = [row for row in self.rows if row.pk not in self.done]
        outcomes.wait(left, timezone.now() + timedelta(seconds=DOWN_SECONDS * random.uniform(0.8, 1.2)), why)  # noqa: S311


def _goes_with(each: Delivery, row: Delivery) -> bool:
    return (
        each.held
        and not each.urgent
        and each.pk != row.pk
        and each.person_id == row.person_id
        and each.device_id == row.device_id
    )


def _spent(channel: str, people: Iterator[int] | dict[int, Person]) -> dict[int, tuple[int, datetime | None]]:
    """How many messages each had in the last hour, and when the first of them."""
    since = timezone.now() - HOUR
    sent = Delivery.objects.filter(channel=channel, person_id__in=list(people), sent_at__gt=since, carrier__isnull=True)
    counted = sent.values("person_id").annotate(count=Count("pk"), first=Min("sent_at"))
    return {row["person_id"]: (row["count"], row["first"]) for row in counted}


def waiting() -> dict[str, int]:
    """How many deliveries wait, by channel."""
    found = Delivery.objects.filter(state__in=[State.WAITING, State.SENDING]).values_list("channel", flat=True)
    return dict(Counter(found))
