"""What workers do. A domain registers its duties when Django starts; `bus.worker` carries them out.

    DUTIES.hear("pack.loaded.*", "rebuild-packs", handler)   a queue of the stream; events come at least once
    DUTIES.every(60, "returns-open", work)                   again and again; several workers may do it at once
    DUTIES.serve("door", run)                                a coroutine that serves until it is cancelled
    DUTIES.settle(read)                                      what is read into memory before the work begins

Work and handlers run in a thread of their own with its own connection to PostgreSQL. A duty on the `Lane.PATIENT` may
wait a little while people do not: such work has processes of its own at low priority, so that what computes long holds
up no roll-up and no warning.
"""

from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from enum import StrEnum

from nats.aio.client import Client

from terrace.base.bus.events import Envelope

#: Seconds of rest for what may follow events a little later.
GATHER = 0.25

Handler = Callable[[list[Envelope]], object]
Work = Callable[[], object]
Service = Callable[[Client, Executor], Awaitable[None]]


class Lane(StrEnum):
    """Which processes carry a duty out."""

    PROMPT = "prompt"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Hearing:
    """A subject of the stream, the name of the queue that workers share, and what handles a batch.

    Seconds of `rest` after a batch let events gather: the first is heard at once, many that follow cost as one.
    """

    subject: str
    name: str
    handle: Handler
    lane: Lane = Lane.PROMPT
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Round:
    """Work that is done every so many seconds; a true answer means that there is more to do at once."""

    seconds: float
    name: str
    work: Work
    lane: Lane = Lane.PROMPT


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read into memory before the work of these lanes begins."""

    read: Work
    lanes: tuple[Lane, ...]


@dataclass
class Duties:
    """Every duty, by kind, in the order of registration. Services are all prompt."""

    hearings: list[Hearing] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    services: dict[str, Service] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)

    def hear(self, subject: str, name: str, handle: Handler, lane: Lane = Lane.PROMPT, *, rest: float = 0.0) -> None:
        self.hearings.append(Hearing(subject, name, handle, lane, rest))

    def every(self, seconds: float, name: str, work: Work, lane: Lane = Lane.PROMPT) -> None:
        self.rounds.append(Round(seconds, name, work, lane))

    def serve(self, name: str, run: Service) -> None:
        self.services[name] = run

    def settle(self, read: Work, *lanes: Lane) -> None:
        self.readings.append(Reading(read, lanes or tuple(Lane)))


DUTIES = Duties()
