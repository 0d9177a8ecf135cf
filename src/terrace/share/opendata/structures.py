"""Structures of SDMX: agency, concepts, code lists, data structures and dataflows of the published datasets.

A model of `pysdmx` has one name; `messages` takes the two that stand in it apart when it writes. Loaded with the first
question that needs it, for it takes longer to load than most answers take.
"""

from collections.abc import Iterator
from typing import Any

from pysdmx.model import (
    Agency,
    AgencyScheme,
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    ItemReference,
    Role,
)

from terrace.share.opendata.concepts import CODES, DECIMALS, EXPECTED, LISTED, PARTS, REPORTED, UNIT, VALUE, Words, both
from terrace.share.opendata.datasets import INDICATOR, TIME, VERSION, Dataset, Shelf

CONCEPTS, AGENCIES = "CONCEPTS", "AGENCIES"


class Structures:
    """Every artefact of the shelf, made when asked for."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.agency = shelf, shelf.agency
        self.words = Words(shelf)
        self._lists: dict[str, Codelist] = {}

    # item schemes

    def agencies(self) -> AgencyScheme:
        publisher = self.shelf.publisher
        agency = Agency(id=self.agency, name=both(publisher.name_vi, publisher.name_en))
        return AgencyScheme(id=AGENCIES, name=both("Cơ quan", "Agencies"), agency="SDMX", version="1.0", items=[agency])

    def concepts(self) -> ConceptScheme:
        held = [Concept(id=code, name=name) for code, name in self.words.components().items()]
        return ConceptScheme(name=both("Khái niệm", "Concepts"), items=held, **self._of(CONCEPTS))

    def codelists(self) -> Iterator[Codelist]:
        """All code lists."""
        yield from (self.codelist(name) for name in (*LISTED, *self.words.breakdowns()))

    def codelist(self, name: str) -> Codelist:
        """The code list of a component."""
        if name not in self._lists:
            items = [Code(id=code, name=text) for code, text in self.words.codes(name)]
            self._lists[name] = Codelist(name=self.words.component(name), items=items, **self._of(f"CL_{name}"))
        return self._lists[name]

    # structures and flows

    def dataflow(self, dataset: Dataset) -> Dataflow:
        urn = f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={self.agency}:{dataset.id}({VERSION})"
        return Dataflow(name=self._name(dataset), structure=urn, **self._of(dataset.id))

    def structure(self, dataset: Dataset) -> DataStructureDefinition:
        made = Components(list(self.components(dataset)))
        return DataStructureDefinition(name=self._name(dataset), components=made, **self._of(dataset.id))

    def components(self, dataset: Dataset, *, lists: bool = True) -> Iterator[Component]:
        """Dimensions, measure and attributes; with their code lists unless `lists` is false (then all are texts)."""
        for name in dataset.dimensions:
            yield self._component(name, Role.DIMENSION, lists=lists)
        yield self._component(TIME, Role.DIMENSION, DataType.PERIOD if lists else DataType.STRING)
        yield self._component(VALUE, Role.MEASURE, DataType.DECIMAL if lists else DataType.STRING)
        yield self._component(UNIT, Role.ATTRIBUTE, level=INDICATOR, lists=lists)
        yield self._component(DECIMALS, Role.ATTRIBUTE, DataType.INTEGER if lists else DataType.STRING, INDICATOR)
        for name in CODES:
            yield self._component(name, Role.ATTRIBUTE, level="O", lists=lists)
        for name in (REPORTED, EXPECTED):
            yield self._component(name, Role.ATTRIBUTE, DataType.INTEGER if lists else DataType.STRING, "O")
        yield self._component(PARTS, Role.ATTRIBUTE, DataType.DECIMAL if lists else DataType.STRING, "O")

    def _component(
        self, name: str, role: Role, dtype: DataType | None = None, level: str | None = None, *, lists: bool = False
    ) -> Component:
        concept = ItemReference("Concept", self.agency, CONCEPTS, VERSION, name)
        enumerated: dict[str, Any] = {"local_codes": self.codelist(name)} if lists else {}
        return Component(
            id=name,
            required=role is Role.DIMENSION,
            role=role,
            concept=concept,
            local_dtype=None if lists else dtype or DataType.STRING,
            attachment_level=level,
            **enumerated,
        )

    def _name(self, dataset: Dataset) -> str:
        return both(self.shelf.name(dataset), self.shelf.name(dataset, "en"))

    def _of(self, name: str) -> dict[str, Any]:
        return {"id": name, "agency": self.agency, "version": VERSION}
