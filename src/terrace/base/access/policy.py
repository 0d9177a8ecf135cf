"""One policy: may she (`may`), which may she (`which`), who may (`who`).

Row-level security answers the same inside PostgreSQL (`migrations/0002_functions`); a property test holds
the two together. What is published is not here: a public figure needs no right.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from terrace.base.access import problems
from terrace.base.access.actors import ANONYMOUS, SYSTEM, Actor, Held, actor_of
from terrace.base.access.reach import reach
from terrace.base.access.roles import ROLES, VERBS
from terrace.base.access.scopes import EVERYWHERE, NOWHERE, Scope
from terrace.base.access.tokens import actor_of_token
from terrace.base.kernel.problems import Refused
from terrace.base.people import presence
from terrace.base.people.models import Person

__all__ = [
    "ANONYMOUS",
    "SYSTEM",
    "Actor",
    "Decision",
    "Held",
    "Reason",
    "Scope",
    "acting_as",
    "actor_of",
    "actor_of_token",
    "demand",
    "may",
    "which",
    "who",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in both languages; `str` gives the one of the reader."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "vi").startswith("en") else self.vi


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether she may, and why (not). True in a condition when she may."""

    allowed: bool
    reason: Reason
    signed_in: bool = True

    def __bool__(self) -> bool:
        return self.allowed

    def problem(self) -> Refused:
        """The problem to raise: 401 for nobody known, else 403."""
        if not self.signed_in:
            return problems.NOT_SIGNED_IN.problem()
        return problems.DENIED.problem(reason_vi=self.reason.vi, reason_en=self.reason.en)


def may(
    actor: Actor, verb: str, *, area: int | None = None, sector: str | None = None, day: date | None = None
) -> Decision:
    """May she do it at the place (None: anywhere) for the sector (None: any), with her grants of the day
    (today)?

    `KeyError` for a verb that does not exist.
    """
    name = VERBS[verb]
    if actor.is_system:
        return Decision(True, Reason("Hệ thống tự thực hiện.", "The system itself."))
    if not actor.signed_in:
        return Decision(False, Reason("Bạn chưa đăng nhập.", "You are not signed in."), signed_in=False)
    giving = _giving(actor, verb, day or timezone.localdate())
    if not giving:
        return Decision(False, Reason(f"Bạn không có quyền {name.vi}.", f"You may not {name.en}."))
    if area is None or _scope(giving, day or timezone.localdate()).holds(area, sector):
        return Decision(True, _because(giving))
    return Decision(False, Reason(f"Bạn không có quyền {name.vi} ở đây.", f"You may not {name.en} here."))


def _because(giving: tuple[Held, ...]) -> Reason:
    """The roles that give the right."""
    roles = [ROLES[code].name for code in dict.fromkeys(held.role for held in giving)]
    return Reason(", ".join(name.vi for name in roles), ", ".join(name.en for name in roles))


def demand(
    actor: Actor, verb: str, *, area: int | None = None, sector: str | None = None, day: date | None = None
) -> None:
    """`may`, or raise `access.refused` (403) or `access.not_signed_in` (401)."""
    decision = may(actor, verb, area=area, sector=sector, day=day)
    if not decision:
        raise decision.problem()


def which(actor: Actor, verb: str, day: date | None = None) -> Scope:
    """Where she may do it, with her grants of the day (today). `KeyError` for a verb that does not exist."""
    if verb not in VERBS:
        raise KeyError(verb)
    if actor.is_system:
        return EVERYWHERE
    asked = day or timezone.localdate()
    giving = _giving(actor, verb, asked)
    return _scope(giving, asked) if giving else NOWHERE


def _giving(actor: Actor, verb: str, day: date) -> tuple[Held, ...]:
    """Her grants of the day that carry the verb."""
    return tuple(held for held in actor.grants if held.stands(day) and held.gives(verb))


def _scope(giving: tuple[Held, ...], day: date) -> Scope:
    """What the grants reach together."""
    if any(held.boundless for held in giving):
        return EVERYWHERE
    if len(giving) == 1 and not giving[0].sector:
        return Scope(whole=reach(giving[0].area, day))
    whole = frozenset[int]().union(*(reach(held.area, day) for held in giving if not held.sector))
    parts = {(area, held.sector) for held in giving if held.sector for area in reach(held.area, day)}
    return Scope(whole=whole, parts=frozenset(parts))


def who(verb: str, area: int | None = None, sector: str | None = None) -> list[Person]:
    """The active people who may today (as far as the asking connection may see them), by user name."""
    if verb not in VERBS:
        raise KeyError(verb)
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_who(%s, %s::int, %s)", [verb, area, sector])
        ids = [row[0] for row in cursor.fetchall()]
    return list(Person.objects.filter(pk__in=ids).order_by("username"))


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Row-level security binds this block to the actor, whatever process it is in; the system passes by."""
    if actor.is_system:
        yield
        return
    with presence.acting(actor.person_id), presence.bound():
        yield
