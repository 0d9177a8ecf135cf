"""Questions about structures: which artefacts, with what they refer to, in how much detail."""

from collections.abc import Iterator
from typing import Any

from pysdmx.model import Dataflow, DataStructureDefinition

from terrace.share.opendata import problems
from terrace.share.opendata.datasets import VERSIONS, Dataset, Shelf
from terrace.share.opendata.structures import Structures

KINDS = ("agencyscheme", "codelist", "conceptscheme", "datastructure", "dataflow")
REFERENCES = ("none", "parents", "parentsandsiblings", "ancestors", "children", "descendants", "all", *KINDS)
STUBS, REFERENCE_STUBS = ("allstubs", "allcompletestubs"), ("referencestubs", "referencecompletestubs")
DETAILS = ("full", *STUBS, *REFERENCE_STUBS, "referencepartial", "raw")
#: What an artefact refers to, one step down; the whole way with `descendants`.
BELOW = {
    "dataflow": ("datastructure",),
    "datastructure": ("codelist", "conceptscheme"),
    "codelist": (),
    "conceptscheme": (),
    "agencyscheme": (),
}


class Asked:
    """One question: kind (or `*`), agencies, ids and version as in the address."""

    def __init__(self, shelf: Shelf, kind: str, agency: str = "*", name: str = "*", version: str = "~") -> None:
        self.shelf, self.made = shelf, Structures(shelf)
        self.kind, self.agencies, self.names = kind, set(agency.split(",")), set(name.split(","))
        self.versions = set(version.split(","))
        self.words = {"kind": kind, "agency": agency[:40], "id": name[:60], "version": version[:20]}

    def answer(self, references: str = "none", detail: str = "full") -> list[Any]:
        """The artefacts, each once; raises `opendata.structure_unknown` when there is none."""
        own = list(self._own())
        if not own:
            raise problems.STRUCTURE_UNKNOWN.problem(**self.words)
        others = [each for each in self._others(own, references) if key(each) not in {key(one) for one in own}]
        own = [_stub(each) for each in own] if detail in STUBS else own
        others = [_stub(each) for each in others] if detail in (*STUBS, *REFERENCE_STUBS) else others
        return list({key(each): each for each in (*others, *own)}.values())

    def _own(self) -> Iterator[Any]:
        kinds = KINDS if self.kind in {"*", "structure"} else (self.kind,)
        for kind in kinds:
            yield from (each for each in self._of(kind) if self._named(kind, each))

    def _named(self, kind: str, artefact: Any) -> bool:
        agency = artefact.agency if isinstance(artefact.agency, str) else artefact.agency.id
        version = {"1.0"} if kind == "agencyscheme" else set()
        return (
            bool(self.agencies & {"*", "all", agency})
            and bool(self.names & {"*", "all", artefact.id})
            and bool(self.versions & (VERSIONS | version))
        )

    def _of(self, kind: str) -> Iterator[Any]:
        match kind:
            case "agencyscheme":
                yield self.made.agencies()
            case "codelist":
                yield from self.made.codelists()
            case "conceptscheme":
                yield self.made.concepts()
            case "datastructure":
                yield from map(self.made.structure, self.shelf.datasets.values())
            case "dataflow":
                yield from map(self.made.dataflow, self.shelf.datasets.values())
            case _:
                raise problems.STRUCTURE_UNKNOWN.problem(**self.words)

    def _others(self, own: list[Any], references: str) -> Iterator[Any]:
        """What the artefacts refer to, or what refers to them."""
        match references:
            case "none":
                return
            case "children":
                yield from self._below(own)
            case "descendants":
                yield from self._under(own)
            case "parents" | "ancestors":
                yield from self._above(own, whole=references == "ancestors")
            case "parentsandsiblings":
                yield from self._siblings(own)
            case "all":
                yield from self._siblings(own)
                yield from self._under(own)
            case kind:
                found = (*self._under(own), *self._above(own, whole=True))
                yield from (each for each in found if _kind(each) == kind)

    def _under(self, own: list[Any]) -> Iterator[Any]:
        for each in self._below(own):
            yield each
            yield from self._under([each])

    def _siblings(self, own: list[Any]) -> Iterator[Any]:
        above = list(self._above(own, whole=True))
        yield from above
        yield from self._under(above)

    def _below(self, own: list[Any]) -> Iterator[Any]:
        for each in own:
            if isinstance(each, Dataflow):
                yield self.made.structure(self.shelf.datasets[each.id])
            elif isinstance(each, DataStructureDefinition):
                yield self.made.concepts()
                yield from (part.local_codes for part in each.components if part.local_codes is not None)

    def _above(self, own: list[Any], *, whole: bool) -> Iterator[Any]:
        for each in own:
            kind = _kind(each)
            if kind == "datastructure":
                yield self.made.dataflow(self.shelf.datasets[each.id])
            elif kind in {"codelist", "conceptscheme"}:
                for dataset in self._using(kind, each.id):
                    yield self.made.structure(dataset)
                    if whole:
                        yield self.made.dataflow(dataset)

    def _using(self, kind: str, name: str) -> Iterator[Dataset]:
        for dataset in self.shelf.datasets.values():
            lists = {f"CL_{part.id}" for part in self.made.components(dataset) if part.local_codes is not None}
            if kind == "conceptscheme" or name in lists:
                yield dataset


def key(artefact: Any) -> tuple[str, str]:
    return _kind(artefact), artefact.id


def _kind(artefact: Any) -> str:
    names = {"DataStructureDefinition": "datastructure"}
    return names.get(type(artefact).__name__, type(artefact).__name__.lower())


def _stub(artefact: Any) -> Any:
    """The artefact by name only."""
    kind = type(artefact)
    held = {"id": artefact.id, "name": artefact.name, "agency": artefact.agency, "version": artefact.version}
    if kind is DataStructureDefinition:
        return kind(**held, components=[])
    return kind(**held, is_external_reference=True)
