"""The ways out: e-mail, push, webhook, SMS. Each takes a parcel and says what came of it.

A channel is opened for a batch (`open_channel`), so that one connection carries many messages.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from terrace.base.notify.kinds import EMAIL, PUSH, SMS, WEBHOOK
from terrace.base.notify.parcels import Outcome, Parcel


class Channel(Protocol):
    """One way out. `DownError` when nothing can be sent now."""

    def deliver(self, parcel: Parcel) -> Outcome: ...


def open_channel(name: str) -> AbstractContextManager[Channel]:
    """The channel of this name, ready to deliver."""
    from terrace.base.notify.channels import email, push, sms, webhook

    ways = {EMAIL: email.opened, PUSH: push.opened, SMS: sms.opened, WEBHOOK: webhook.opened}
    return ways[name]()
