"""How sending stands: for the command line, and for whoever watches the system's own health. No content, no names."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils import timezone

from terrace.base.kernel.problems import Refused
from terrace.base.notify import environment
from terrace.base.notify.environment import Maildir
from terrace.base.notify.kinds import OUTSIDE
from terrace.base.notify.models import Bounce, Delivery, Notice, State, Webhook

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A channel: what waits and is due, since when (seconds), what went out and what failed within a day."""

    channel: str
    waiting: int
    due: int
    oldest: float
    sent: int
    failed: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """Everything at one moment. `mail` names where e-mail goes, '' when it is off; `unplanned` notices wait for a
    worker."""

    mail: str
    unplanned: int
    lines: tuple[Line, ...]
    bounced: int
    stopped: int


def stand() -> Stand:
    """How sending stands now; as the owner of the tables, or as far as the connection sees."""
    now = timezone.now()
    rows = Delivery.objects.filter(moved_at__gt=now - DAY).values_list("channel", "state")
    moved = Counter(rows)
    return Stand(
        mail_way(),
        Notice.objects.filter(planned_at__isnull=True).count(),
        tuple(_line(channel, moved, now) for channel in OUTSIDE),
        Bounce.objects.filter(lifted_at__isnull=True).count(),
        Webhook.objects.filter(active=False, removed_at__isnull=True).exclude(stopped_why="").count(),
    )


def _line(channel: str, moved: Counter[tuple[str, str]], now: datetime) -> Line:
    under_way = Delivery.objects.filter(channel=channel, state__in=[State.WAITING, State.SENDING])
    due = under_way.filter(due_at__lte=now).aggregate(count=Count("pk"), first=Min("due_at"))
    told = Delivery.objects.filter(channel=channel).exclude(why="").exclude(state=State.WITHHELD)
    return Line(
        channel,
        under_way.count(),
        due["count"],
        (now - due["first"]).total_seconds() if due["first"] else 0.0,
        moved[channel, State.SENT] + moved[channel, State.GATHERED],
        moved[channel, State.FAILED] + moved[channel, State.BOUNCED],
        told.order_by("-moved_at").values_list("why", flat=True).first() or "",
    )


def mail_way() -> str:
    """Where e-mail goes, without a password; '' when it is off, `?` when the address is wrong."""
    try:
        way = environment.mail()
    except Refused:
        return "?"
    if way is None:
        return ""
    return f"maildir:{way.path}" if isinstance(way, Maildir) else f"{way.host}:{way.port}"
