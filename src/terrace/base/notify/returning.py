"""Return paths (VERP): each e-mail has one of its own, so that what comes back says which it was."""

import hmac
from email.utils import parseaddr
from typing import Final

from terrace.base.notify import environment, sealing

#: Hexadecimal signs of the mark that nobody else can make.
SIGNS: Final = 16
PREFIX: Final = "bounces"


def path(delivery: int) -> str:
    """The address to which a delivery comes back; the sender's own when nobody listens."""
    listening = environment.bounces()
    if listening is None:
        return parseaddr(environment.mail_from())[1]
    return f"{PREFIX}+{delivery}-{_mark(delivery)}@{listening.domain}"


def delivery(address: str) -> int | None:
    """The delivery that a return path is of; None for any other address."""
    local = address.rpartition("@")[0].strip("<>").lower()
    prefix, _, rest = local.partition("+")
    number, _, mark = rest.partition("-")
    if prefix != PREFIX or not number.isascii() or not number.isdigit() or len(number) > 18:  # noqa: PLR2004 - bigint
        return None
    return int(number) if hmac.compare_digest(mark.encode(), _mark(int(number)).encode()) else None


def _mark(number: int) -> str:
    return sealing.mark(str(number), "return path").hex()[:SIGNS]
