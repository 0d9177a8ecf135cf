"""What is told: values without Django."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Words:
    """The same in Vietnamese and English.

    >>> Words("Trễ hạn", "Late").for_("en")
    'Late'
    """

    vi: str
    en: str

    def for_(self, language: str) -> str:
        return self.en if language.startswith("en") else self.vi


class Urgency(StrEnum):
    """Urgent goes out at any hour, normal waits for the end of quiet hours, low is read when she looks."""

    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Need:
    """What a recipient must be allowed to: the verb, at the place (None: anywhere), for the sector (None: any)."""

    verb: str
    area: int | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link beside the main one. With a purpose it is signed for its reader and acts by one press: `path` is then the
    object that the purpose is about (`links.HANDLERS`)."""

    words: Words
    path: str
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell. `key` is unique for each person for ever; `path` is the page it leads to.

    `needs` are all asked again when it is sent; `thread` puts e-mails of one matter together; `template` names the
    HTML of its e-mail (default `notify/notice.html`), which also gets `data` (JSON-able).
    """

    kind: str
    key: str
    title: Words
    lines: tuple[Words, ...] = ()
    path: str = "/notices/"
    urgency: Urgency = Urgency.NORMAL
    links: tuple[Link, ...] = ()
    needs: tuple[Need, ...] = ()
    template: str = ""
    thread: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        """What is kept as JSON beside the columns of a notice."""
        return {
            "lines": [asdict(line) for line in self.lines],
            "links": [asdict(link) for link in self.links],
            "needs": [asdict(need) for need in self.needs],
            "template": self.template,
            "data": dict(self.data),
        }


@dataclass(frozen=True, slots=True)
class Body:
    """The JSON of a notice as values again."""

    lines: tuple[Words, ...]
    links: tuple[Link, ...]
    needs: tuple[Need, ...]
    template: str
    data: Mapping[str, Any]

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            tuple(Words(**each) for each in kept["lines"]),
            tuple(Link(Words(**each["words"]), each["path"], each["purpose"]) for each in kept["links"]),
            tuple(Need(**each) for each in kept["needs"]),
            kept["template"],
            kept["data"],
        )
