"""Kinds of notices: each domain registers its own when Django starts (`AppConfig.ready`).

    kinds.register("warning.raised", Words("Cảnh báo mới", "New warning"), Urgency.NORMAL, ("email", "push"))

The channels are those of a person who chose none herself; in-app comes without asking. `WEBHOOK` among them lets
systems subscribe to the kind.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from terrace.base.notify.messages import Urgency, Words

IN_APP, EMAIL, PUSH, SMS, WEBHOOK = "in-app", "email", "push", "sms", "webhook"
#: Channels that a person chooses, and those that a delivery can have.
CHOSEN: Final = (EMAIL, PUSH, SMS)
OUTSIDE: Final = (*CHOSEN, WEBHOOK)
NAMES: Final = {
    IN_APP: Words("Trên trang", "In the site"),
    EMAIL: Words("Thư điện tử", "E-mail"),
    PUSH: Words("Thông báo đẩy", "Push"),
    SMS: Words("Tin nhắn SMS", "SMS"),
    WEBHOOK: Words("Gửi tự động đến hệ thống khác", "Webhook"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind, its name, usual urgency, the channels of who chose none, and the right without which nobody is told."""

    code: str
    words: Words
    urgency: Urgency
    channels: frozenset[str]
    verb: str = ""


KINDS: dict[str, Kind] = {}


def register(
    code: str,
    words: Words,
    urgency: Urgency = Urgency.NORMAL,
    channels: Iterable[str] = (EMAIL,),
    verb: str = "",
) -> Kind:
    """Declare a kind; a code is declared once. `ValueError` for an unknown channel."""
    wanted = frozenset(channels) - {IN_APP}
    if code in KINDS or not wanted <= {*OUTSIDE}:
        raise ValueError(f"kind {code} is declared twice, or has an unknown channel")
    KINDS[code] = Kind(code, words, urgency, wanted, verb)
    return KINDS[code]
