"""Files that go with an e-mail of a kind: made when it is sent, for the rights that its reader has then.

enclosing.register("report.issued", enclosed)       in `AppConfig.ready`
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from terrace.base.access.actors import Actor
from terrace.base.notify.messages import Body


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of an e-mail."""

    name: str
    media_type: str
    content: bytes


Make = Callable[[Actor, Body, str], Sequence[Enclosure]]
_MAKERS: dict[str, Make] = {}


def register(kind: str, make: Make) -> None:
    """What goes with notices of the kind; `make` gets the reader, the body of the notice and her language."""
    if kind in _MAKERS:
        raise ValueError(f"enclosures of {kind} are registered twice")
    _MAKERS[kind] = make


def of(kind: str, actor: Actor, body: Body, language: str) -> Sequence[Enclosure]:
    """The files of one notice."""
    return _MAKERS[kind](actor, body, language) if kind in _MAKERS else ()
