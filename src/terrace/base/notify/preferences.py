"""How a person wants to be told: channels by kind, digests, quiet hours, telephone.

of(person)                 her wishes (those of nobody in particular when she chose nothing)
change(actor, …)           what is given changes, the rest stays; raises Refused
quiet_until(wishes, at)    when her quiet hours end, None when it is not quiet
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db import transaction

from terrace.base.access.actors import Actor
from terrace.base.audit import actions as audit
from terrace.base.notify import calendar, problems, sealing
from terrace.base.notify.kinds import CHOSEN, EMAIL, KINDS
from terrace.base.notify.messages import Urgency
from terrace.base.notify.models import Preference

QUIET_FROM, QUIET_UNTIL = time(20, 0), time(7, 0)
DIGESTS: Final = ("", "none", "daily", "weekly", "both")
_PHONE: Final = re.compile(r"(?:\+84|0084|84|0)([1-9]\d{8,9})|(\+[1-9]\d{7,14})")


@dataclass(frozen=True, slots=True)
class Wishes:
    """A person's choices. `channels` has the kinds for which she chose."""

    channels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    digest: str = ""
    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL
    rest_days: bool = True
    sealed_phone: bytes | None = None

    def wants(self, kind: str, urgency: str = Urgency.NORMAL) -> frozenset[str]:
        """The channels outside the site for a kind; what is low goes nowhere unless she asked for it."""
        if kind in self.channels:
            return self.channels[kind]
        known = KINDS.get(kind)
        return known.channels & {*CHOSEN} if known and urgency != Urgency.LOW else frozenset()

    @property
    def phone(self) -> str:
        """Her number in full, '' when she gave none. Raises `notify.sealed`."""
        return sealing.unseal(self.sealed_phone) if self.sealed_phone else ""


USUAL: Final = Wishes()


def of(person: int | None) -> Wishes:
    """Her wishes, as far as the asking connection may see them."""
    row = Preference.objects.filter(person=person).first() if person else None
    return wishes(row) if row else USUAL


def wishes(row: Preference) -> Wishes:
    """A row as a value."""
    chosen = {kind: frozenset(channels) for kind, channels in row.channels.items()}
    phone = bytes(row.phone) if row.phone else None
    return Wishes(chosen, row.digest, row.quiet_from, row.quiet_until, row.rest_days, phone)


def change(
    actor: Actor,
    *,
    channels: Mapping[str, Iterable[str]] | None = None,
    digest: str | None = None,
    quiet: tuple[time, time] | None = None,
    rest_days: bool | None = None,
    phone: str | None = None,
) -> Wishes:
    """Change what is given; an empty telephone number removes it. The same start and end: no quiet hours."""
    before = of(actor.person_id)
    chosen = {**before.channels, **(_channels(channels) if channels is not None else {})}
    start, end = quiet or (before.quiet_from, before.quiet_until)
    values = {
        "channels": {kind: sorted(wanted) for kind, wanted in chosen.items()},
        "digest": before.digest if digest is None else _digest(digest),
        "quiet_from": start,
        "quiet_until": end,
        "rest_days": before.rest_days if rest_days is None else rest_days,
        "phone": before.sealed_phone if phone is None else _sealed(phone),
    }
    return _keep(actor, values)


def _keep(actor: Actor, values: dict[str, Any]) -> Wishes:
    with transaction.atomic():
        row, _ = Preference.objects.update_or_create(person_id=actor.person_id or 0, defaults=values)
        told = {"channels": values["channels"], "digest": values["digest"], "phone": values["phone"] is not None}
        audit.record("notice.choose", f"person:{actor.person_id}", actor.person_id, told)
    return wishes(row)


def without_email(actor: Actor, kind: str) -> None:
    """No more e-mail of this kind."""
    change(actor, channels={kind: of(actor.person_id).wants(kind) - {EMAIL}})


def _channels(given: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    for kind, channels in given.items():
        if kind not in KINDS:
            raise problems.KIND_UNKNOWN.problem("/channels", kind=kind[:60])
        if unknown := set(channels) - {*CHOSEN}:
            raise problems.CHANNEL_UNKNOWN.problem(f"/channels/{kind}", channel=min(unknown)[:60])
    return {kind: frozenset(channels) for kind, channels in given.items()}


def _digest(given: str) -> str:
    if given not in DIGESTS:
        raise problems.DIGEST_BAD.problem("/digest", digest=given[:40])
    return given


def _sealed(given: str) -> bytes | None:
    number = normal_phone(given)
    return sealing.seal(number) if number else None


def normal_phone(given: str) -> str:
    """A number as +84…; '' for nothing. Raises `notify.phone_bad`.

    >>> normal_phone("0912 345 678")
    '+84912345678'
    """
    digits = re.sub(r"[\s.()-]", "", given)
    if not digits:
        return ""
    if not (found := _PHONE.fullmatch(digits)):
        raise problems.PHONE_BAD.problem("/phone")
    return f"+84{found[1]}" if found[1] else found[2]


def quiet_until(hers: Wishes, moment: datetime) -> datetime | None:
    """When the quiet hours of the moment end (weekends and holidays too, if she rests then); None: not quiet."""
    here = at = calendar.local(moment)
    while (later := _next(hers, at)) is not None:
        at = later
    return at if at > here else None


def _next(hers: Wishes, at: datetime) -> datetime | None:
    """The end of the one quiet stretch that the moment is in."""
    tomorrow = at.date() + timedelta(days=1)
    if hers.rest_days and not calendar.working_day(at.date()):
        return datetime.combine(tomorrow, time(0), calendar.ZONE)
    start, end, clock = hers.quiet_from, hers.quiet_until, at.time()
    if start < end:
        return datetime.combine(at.date(), end, calendar.ZONE) if start <= clock < end else None
    if start > end and (clock >= start or clock < end):
        return datetime.combine(at.date() if clock < end else tomorrow, end, calendar.ZONE)
    return None
