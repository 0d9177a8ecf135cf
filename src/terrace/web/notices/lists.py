"""What a person was told, as her list shows it: newest first, a page at a time, by day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terrace.base.access.policy import Actor
from terrace.base.notify import links
from terrace.base.notify.kinds import KINDS
from terrace.base.notify.messages import Body, Link, Urgency
from terrace.base.notify.models import Notice

PAGE = 30


@dataclass(frozen=True, slots=True)
class Way:
    """Where a button leads."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Told:
    """One notice in the reader's language. `past`: what it told of has gone meanwhile."""

    id: int
    title: str
    lines: tuple[str, ...]
    kind: str
    at: datetime
    urgent: bool
    read: bool
    past: bool
    links: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The notices of a day."""

    label: str
    notices: tuple[Told, ...]


def rows(actor: Actor, *, only_unread: bool = False, before: int | None = None, count: int = PAGE) -> list[Notice]:
    """Her notices, newest first; one more than asked for when there are older ones."""
    found = Notice.objects.filter(person=actor.person_id or 0)
    if only_unread:
        found = found.filter(read_at__isnull=True, gone_at__isnull=True)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[: count + 1])


def told(row: Notice) -> Told:
    """The row in the reader's language."""
    language = (get_language() or "vi")[:2]
    body = Body.of(row.body)
    return Told(
        id=row.pk,
        title=row.title_en if language == "en" else row.title_vi,
        lines=tuple(line.for_(language) for line in body.lines),
        kind=kind_name(row.kind, language),
        at=row.made_at,
        urgent=row.urgency == Urgency.URGENT,
        read=row.read_at is not None or row.gone_at is not None,
        past=row.gone_at is not None,
        links=() if row.gone_at else tuple(_ways(row, body.links, language)),
    )


def kind_name(code: str, language: str) -> str:
    """What a kind is called; its code when nobody registers it any more."""
    known = KINDS.get(code)
    return known.words.for_(language) if known else code


def _ways(row: Notice, given: Sequence[Link], language: str) -> Iterator[Way]:
    """The buttons; a purpose that nobody handles any more has none."""
    for link in given:
        if not link.purpose:
            yield Way(link.words.for_(language), link.path)
        elif link.purpose in links.HANDLERS:
            token = links.sign(row.person_id or 0, link.purpose, link.path)
            yield Way(link.words.for_(language), reverse("notices:link", args=[token]))


def by_day(found: Sequence[Notice]) -> list[Day]:
    """Grouped by the day on which they were made."""
    groups = groupby(map(told, found), key=lambda each: timezone.localtime(each.at).date())
    return [Day(_label(day), tuple(notices)) for day, notices in groups]


def _label(day: date) -> str:
    today = timezone.localdate()
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return f"{day:%d/%m/%Y}"
