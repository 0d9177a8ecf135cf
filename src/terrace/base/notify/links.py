"""Signed links in messages: they work without a log-in, for one person, one purpose, one object, until a moment.

    sign(person, purpose, object, until)  → token
    open(token)                           → Opened; raises `notify.link_bad` (404) or `notify.link_old` (410)
    act(opened)                           → what was done, in words; runs the handler of the purpose as that person

A page shows what the link would do and asks for one press: mail scanners follow links, so opening never acts. What a
link does must bear being done twice. The rights are those that she has when she presses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.core import signing
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.kernel import conf
from terrace.base.notify import environment, problems
from terrace.base.notify.messages import Link, Words
from terrace.base.people import presence
from terrace.base.people.models import Person

OPEN_PATH, UNSUBSCRIBE_PATH, SETTINGS_PATH = "/notices/open/", "/notices/unsubscribe/", "/notices/settings"
#: A press in a message is good for so long; ending e-mail of a kind always is.
GOOD_FOR, ALWAYS = timedelta(days=14), timedelta(days=3650)
UNSUBSCRIBE: Final = "unsubscribe"
_SALT: Final = "terrace.notify.links"
#: Signs that a token may have at the most.
LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that is good: whose it is, what for, about what, until when."""

    person: int
    purpose: str
    object: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page says before the press: the words of its one button, and a sentence about the object."""

    button: Words
    about: Callable[[Opened], Words]


#: What the press does, and says then; what the page says before.
HANDLERS: dict[str, Callable[[Opened], Words]] = {}
ASKED: dict[str, Asked] = {}
_CONFIRM: Final = Words("Xác nhận", "Confirm")


def handle(
    purpose: str,
    act: Callable[[Opened], Words],
    button: Words = _CONFIRM,
    about: Callable[[Opened], Words] | None = None,
) -> None:
    """Register what a purpose does, in `AppConfig.ready`. `ValueError` when the purpose is taken."""
    if purpose in HANDLERS:
        raise ValueError(f"purpose {purpose} is registered twice")
    HANDLERS[purpose] = act
    ASKED[purpose] = Asked(button, about or (lambda _opened: button))


def asked(opened: Opened) -> tuple[Words, Words]:
    """The words of the button, and what it is about, as its person may see it. Raises what the handler raises."""
    shown = ASKED.get(opened.purpose) or Asked(_CONFIRM, lambda _opened: _CONFIRM)
    with presence.acting(opened.person):
        return shown.button, shown.about(opened)


def sign(person: int, purpose: str, about: object, until: datetime | None = None) -> str:
    """A token for an address. `KeyError` for a purpose without handler."""
    _ = HANDLERS[purpose]
    ends = int((until or timezone.now() + GOOD_FOR).timestamp())
    return signing.dumps([person, purpose, str(about), ends], salt=_SALT, compress=True)


def open(token: str) -> Opened:  # noqa: A001 - links.open reads well, and this module opens no files
    """What the link says; nothing is done. Raises Refused."""
    try:
        person, purpose, about, ends = signing.loads(token[:LONGEST], salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise problems.LINK_BAD.problem() from error
    opened = Opened(int(person), purpose, about, datetime.fromtimestamp(ends, UTC))
    if opened.until < timezone.now():
        raise problems.LINK_OLD.problem()
    if purpose not in HANDLERS or not actor(opened).signed_in:
        raise problems.LINK_BAD.problem()
    return opened


def actor(opened: Opened) -> Actor:
    """The person of the link with the grants that she has now; nobody when she is not active."""
    with presence.acting(opened.person):
        person = Person.objects.filter(pk=opened.person).first()
        return policy.actor_of(person) if person else policy.ANONYMOUS


def act(opened: Opened) -> Words:
    """Do what the link is for, as its person; what was done. Raises what the handler raises."""
    with presence.acting(opened.person):
        return HANDLERS[opened.purpose](opened)


def address(person: int, link: Link) -> str:
    """The whole address of a link in a message to the person."""
    if not link.purpose:
        return site() + link.path
    return f"{site()}{OPEN_PATH}{sign(person, link.purpose, link.path)}"


def unsubscribe(person: int, kind: str) -> str:
    """Where one press (or the mail program itself, RFC 8058) ends e-mail of the kind."""
    return f"{site()}{UNSUBSCRIBE_PATH}{sign(person, UNSUBSCRIBE, kind, timezone.now() + ALWAYS)}"


def site() -> str:
    """The address of the site without a slash at its end."""
    return environment.site() or (conf.listed("TERRACE_ORIGINS", "") or ["http://127.0.0.1:8000"])[0].rstrip("/")
