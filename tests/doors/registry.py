"""The doors. Adding one: write a class with `name` and `deliver`, and list it in `DOORS` of its file.

    class Folder(Door):
        name = "folder"
        cannot = {"a note in NFD": "a file of this kind has no note"}

        def deliver(self, case, sender): ...   # Outcome

`cannot` says which cases the door has no words for, and why; `differs` which it answers otherwise, with what and why.
Both stand in the table of `docs/doors.md`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from terrace.base.access.policy import Actor
from terrace.base.kernel.problems import Refused
from terrace.base.people.models import Person
from terrace.facts.collection.intake import Intake
from tests.doors.cases import Case


@dataclass(frozen=True)
class Sender:
    """Who comes to the door."""

    person: Person
    actor: Actor
    token: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class Outcome:
    """What the door said: the codes that it refused with, each once; none when it took everything."""

    codes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, refused: Refused) -> "Outcome":
        return cls(frozenset(fault.code for fault in refused.faults))

    @classmethod
    def problem(cls, body: Mapping[str, object]) -> "Outcome":
        """Of a problem as JSON (RFC 9457) with its faults."""
        faults = body.get("faults")
        assert isinstance(faults, Iterable), body
        return cls(frozenset(fault["code"] for fault in faults))


TAKEN = Outcome()


class Door(ABC):
    """One way in."""

    name: ClassVar[str]
    #: What people call it, in the table.
    title: ClassVar[str]
    cannot: ClassVar[Mapping[str, str]] = {}
    differs: ClassVar[Mapping[str, tuple[tuple[str, ...], str]]] = {}

    @abstractmethod
    def deliver(self, case: Case, sender: Sender) -> Outcome:
        """Hand the case in as somebody would at this door, and read the answer."""

    def expected(self, case: Case) -> frozenset[str]:
        """The codes of the answer at this door."""
        return frozenset(self.differs[case.name][0] if case.name in self.differs else case.codes)


def intake(case: Case) -> Intake:
    """The content of the case."""
    return Intake(case.source, list(case.facts), case.note, case.because)
