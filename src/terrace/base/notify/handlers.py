"""What workers do when something was told: plan it, and send it at once."""

from collections.abc import Sequence

from terrace.base.bus.events import Envelope
from terrace.base.notify import planning, sending
from terrace.base.notify.kinds import EMAIL, PUSH, SMS, WEBHOOK


def made_mail(_heard: Sequence[Envelope]) -> None:
    """E-mail has a thread of its own: no slow webhook holds it up."""
    _at_once(EMAIL)


def made_others(_heard: Sequence[Envelope]) -> None:
    """Push, SMS and webhooks."""
    _at_once(PUSH, SMS, WEBHOOK)


def _at_once(*channels: str) -> None:
    while planning.plan():
        pass
    for channel in channels:
        while sending.send(channel):
            pass
