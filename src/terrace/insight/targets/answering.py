"""Who answers for a target and what it rests on: whether what was typed makes sense."""

from collections.abc import Iterator
from typing import Final, Protocol

from terrace.base.kernel.problems import Fault
from terrace.base.people import queries as people
from terrace.facts.collection.checking import written_wrong
from terrace.insight.targets import bases, problems
from terrace.insight.targets.bases import Basis
from terrace.insight.targets.models import Resolution

#: Characters of what a target rests on, and of the name of an agency.
LONGEST: Final = 300


class Answered(Protocol):
    """What is asked of a wanted target."""

    @property
    def basis(self) -> Basis: ...
    @property
    def agency(self) -> str: ...
    @property
    def person(self) -> str: ...
    @property
    def resolution(self) -> str: ...


def faults(wanted: Answered) -> list[Fault]:
    """Every fault of the document, agency, person and resolution."""
    found = list(basis_faults(wanted.basis))
    if not sound(wanted.agency):
        found.append(problems.AGENCY_WRONG.fault("/agency", most=LONGEST))
    if wanted.person.strip() and people.named(wanted.person) is None:
        found.append(problems.PERSON_UNKNOWN.fault("/person", name=wanted.person.strip()[:40]))
    if wanted.resolution and not Resolution.objects.filter(code=wanted.resolution, retired=False).exists():
        found.append(problems.RESOLUTION_UNKNOWN.fault("/resolution", code=wanted.resolution[:60]))
    return found


def basis_faults(basis: Basis) -> Iterator[Fault]:
    """A document needs a kind and a number; neither may be without the other."""
    values = {"kinds": ", ".join(bases.KINDS), "most": bases.LONGEST}
    if not basis.number and (basis.kind or basis.day or basis.clause):
        yield problems.BASIS_WRONG.fault("/basis_number", what="–", **values)
    if basis.number and basis.kind not in bases.KINDS:
        yield problems.BASIS_WRONG.fault("/basis_kind", what=basis.kind[:40] or "–", **values)
    for name, text in (("number", basis.number), ("clause", basis.clause)):
        if not sound(text, bases.LONGEST):
            yield problems.BASIS_WRONG.fault(f"/basis_{name}", what=text[:40].replace("\x00", ""), **values)


def sound(text: str, most: int = LONGEST) -> bool:
    """Not too long, and in composed Unicode."""
    return len(text) <= most and "\x00" not in text and not written_wrong(text)
