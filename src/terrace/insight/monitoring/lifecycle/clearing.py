"""When a warning ends: not at the line where it began, but clearly behind it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

#: What comes back within this time is the same matter: people are told that it is back, and not as of a new one.
BACK: Final = timedelta(days=1)
#: A matter that comes and goes for longer is told as a new one.
LONGEST: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Band:
    """It begins beyond `limit` and ends behind `clearing`; without that, at the limit. `above`: high is bad.

    >>> high = Band(Decimal(10), Decimal(8), above=True)
    >>> [high.stands(False, Decimal(v)) for v in (9, 10, 11)], [high.stands(True, Decimal(v)) for v in (9, 8, 7)]
    ([False, False, True], [True, False, False])
    """

    limit: Decimal
    clearing: Decimal | None = None
    above: bool = True

    def stands(self, before: bool, value: Decimal) -> bool:
        """Whether it stands with this value, when it stood (or not) before."""
        sign = 1 if self.above else -1
        if not before:
            return sign * value > sign * self.limit
        ends = self.limit if self.clearing is None else self.clearing
        gentler = min(sign * ends, sign * self.limit)
        return sign * value > gentler


def joinable(opened_at: datetime, closed_at: datetime | None, now: datetime) -> bool:
    """A group takes what comes: it is open, or closed so lately that this is the same matter."""
    if closed_at is None:
        return True
    return now - closed_at < BACK and now - opened_at < LONGEST
