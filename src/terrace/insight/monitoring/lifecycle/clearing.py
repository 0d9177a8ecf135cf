"""When what comes is the same matter as one that ended. Pure."""

from datetime import datetime, timedelta
from typing import Final

#: What comes back within this time is the same matter: people are told that it is back, and not as of a new one.
BACK: Final = timedelta(days=1)
#: A matter that comes and goes for longer is told as a new one.
LONGEST: Final = timedelta(days=7)


def joinable(opened_at: datetime, closed_at: datetime | None, now: datetime) -> bool:
    """A group takes what comes: it is open, or closed so lately that this is the same matter."""
    if closed_at is None:
        return True
    return now - closed_at < BACK and now - opened_at < LONGEST
