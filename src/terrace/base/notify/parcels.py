"""What is handed to a channel, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from terrace.base.access.actors import Actor
from terrace.base.notify.messages import Body, Words
from terrace.base.notify.models import Delivery, Notice
from terrace.base.people.models import Person


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery with its notice, and those that are gathered into it; `number` is that of the delivery."""

    delivery: Delivery
    person: Person
    actor: Actor
    more: Sequence[Delivery] = ()

    @property
    def notice(self) -> Notice:
        return self.delivery.notice

    @property
    def body(self) -> Body:
        return Body.of(self.notice.body)

    @property
    def language(self) -> str:
        return str(self.person.language)

    @property
    def title(self) -> str:
        """One line, in her language, also when several are gathered."""
        if self.more:
            count = 1 + len(self.more)
            return Words(f"{count} thông báo từ Terrace", f"{count} notices from Terrace").for_(self.language)
        return title(self.notice, self.language)


def title(notice: Notice, language: str) -> str:
    """The title of a notice in one line."""
    return " ".join((notice.title_en if language == "en" else notice.title_vi).split())


@dataclass(frozen=True, slots=True)
class Sent:
    """It was handed over; `address`: where to."""

    address: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now; `after`: seconds that the other side asked for."""

    why: str
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Never. `gone`: nobody is there any more, so that nothing further is sent there."""

    why: str
    gone: bool = False
    address: str = ""


Outcome = Sent | Retry | Failed


class DownError(Exception):
    """The whole channel is down (server away, log-in refused): nothing is tried until later."""


#: Signs of a reason that are kept.
LONGEST: Final = 300


def short(why: object) -> str:
    """A reason in one line, as it is kept."""
    return " ".join(str(why).split())[:LONGEST]
