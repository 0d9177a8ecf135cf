"""The bell of the frame: how many notices wait for the reader."""

from terrace.base.access.policy import Actor
from terrace.base.notify.models import Notice

#: More are not counted: the bell says `99+`.
MOST = 100


def unread(actor: Actor) -> int:
    """How many of her notices are neither read nor past, at most `MOST`."""
    if actor.person_id is None:
        return 0
    waiting = Notice.objects.filter(person=actor.person_id, read_at__isnull=True, gone_at__isnull=True)
    return waiting[:MOST].count()


def shown(count: int) -> str:
    """What the bell says.

    >>> shown(3), shown(100)
    ('3', '99+')
    """
    return "99+" if count >= MOST else str(count)
