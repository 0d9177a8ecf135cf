"""Structures of SDMX: agency, concepts, code lists, data structures and dataflows of the published datasets.

Names are in both languages: in a model of `pysdmx`, which has one name, the two stand in one text with `BOTH` between;
`messages` takes them apart again when it writes.
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

from terrace.base.kernel.periods import BY_LETTER
from terrace.share.opendata.datasets import FREQUENCY, INDICATOR, PLACE, TIME, TOTAL, VERSION, Dataset, Shelf

#: Between a Vietnamese and an English name; it stands in no name and in no message.
BOTH = "\ue000"
CONCEPTS, AGENCIES = "CONCEPTS", "AGENCIES"
VALUE, STATUS, CONFIDENTIAL, SIMULATED = "OBS_VALUE", "OBS_STATUS", "CONF_STATUS", "SIMULATED"
UNIT, DECIMALS, REPORTED, EXPECTED = "UNIT_MEASURE", "DECIMALS", "REPORTED", "EXPECTED"
NAMES = {
    FREQUENCY: ("Tần suất", "Frequency"),
    PLACE: ("Địa bàn", "Reference area"),
    INDICATOR: ("Chỉ tiêu", "Indicator"),
    TIME: ("Kỳ", "Time period"),
    VALUE: ("Giá trị", "Observation value"),
    UNIT: ("Đơn vị tính", "Unit of measure"),
    DECIMALS: ("Số chữ số thập phân", "Decimals"),
    STATUS: ("Trạng thái số liệu", "Observation status"),
    CONFIDENTIAL: ("Trạng thái bảo mật", "Confidentiality status"),
    SIMULATED: ("Số liệu mô phỏng", "Simulated"),
    REPORTED: ("Số báo cáo đã nhận", "Reports received"),
    EXPECTED: ("Số báo cáo phải có", "Reports expected"),
}
CODES = {
    STATUS: {
        "A": ("Bình thường", "Normal value"),
        "P": ("Sơ bộ", "Provisional value"),
        "E": ("Ước tính", "Estimated value"),
        "M": ("Không áp dụng", "Missing value; data cannot exist"),
        "Q": ("Không công bố để bảo mật", "Missing value; suppressed"),
    },
    CONFIDENTIAL: {"F": ("Công khai", "Free"), "C": ("Bảo mật", "Confidential statistical information")},
    SIMULATED: {"Y": ("Có số mô phỏng", "Simulated figures are in it"), "N": ("Không", "No")},
}
FREQUENCIES = {
    "A": ("Năm", "Annual"),
    "S": ("Nửa năm", "Half-yearly"),
    "N": ("Chín tháng", "Nine months"),
    "Q": ("Quý", "Quarterly"),
    "C": ("Vụ", "Crop season"),
    "M": ("Tháng", "Monthly"),
}


class Structures:
    """Every artefact of the shelf, made when asked for."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.agency = shelf, shelf.agency
        self._lists: dict[str, Codelist] = {}

    # item schemes

    def agencies(self) -> AgencyScheme:
        publisher = self.shelf.publisher
        agency = Agency(id=self.agency, name=both(publisher.name_vi, publisher.name_en))
        return AgencyScheme(id=AGENCIES, name=both("Cơ quan", "Agencies"), agency="SDMX", version="1.0", items=[agency])

    def concepts(self) -> ConceptScheme:
        held = [Concept(id=code, name=both(*names)) for code, names in NAMES.items()]
        held += [Concept(id=each, name=self._dimension(each)) for each in self._breakdowns()]
        return ConceptScheme(name=both("Khái niệm", "Concepts"), items=held, **self._of(CONCEPTS))

    def codelists(self) -> Iterator[Codelist]:
        """All code lists."""
        yield from (self.codelist(name) for name in (FREQUENCY, PLACE, INDICATOR, UNIT, *CODES, *self._breakdowns()))

    def codelist(self, name: str) -> Codelist:
        """The code list of a component."""
        if name not in self._lists:
            title = both(*NAMES[name]) if name in NAMES else self._dimension(name)
            self._lists[name] = Codelist(name=title, items=list(self._codes(name)), **self._of(f"CL_{name}"))
        return self._lists[name]

    def _codes(self, name: str) -> Iterator[Code]:
        if name in CODES:
            yield from (Code(id=code, name=both(*names)) for code, names in CODES[name].items())
        elif name in self.shelf.snapshot.dimensions:
            yield Code(id=TOTAL, name=both("Tổng số", "Total"))
            for each in self.shelf.snapshot.dimensions[name].codes:
                yield Code(id=each.code, name=both(each.name_vi, each.name_en))
        else:
            yield from {FREQUENCY: _frequencies, PLACE: self._places, INDICATOR: self._indicators, UNIT: self._units}[
                name
            ]()

    def _places(self) -> Iterator[Code]:
        """A code that several places had in turn is there once, with the name of the newest."""
        newest = {version.code: version for version in self.shelf.versions}
        for code, version in newest.items():
            yield Code(id=code, name=both(version.full_name, version.name_en or version.full_name))

    def _indicators(self) -> Iterator[Code]:
        for dataset in self.shelf.datasets.values():
            yield from (Code(id=each.code, name=both(each.name_vi, each.name_en)) for each in dataset.indicators)

    def _units(self) -> Iterator[Code]:
        used = {spec.unit for each in self.shelf.datasets.values() for spec in each.indicators}
        for code in sorted(used):
            unit = self.shelf.snapshot.units[code]
            yield Code(id=code, name=both(unit.name_vi, unit.name_en))

    def _breakdowns(self) -> list[str]:
        return sorted({name for each in self.shelf.datasets.values() for name in each.breakdowns})

    def _dimension(self, code: str) -> str:
        found = self.shelf.snapshot.dimensions[code]
        return both(found.name_vi, found.name_en)

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


def _frequencies() -> Iterator[Code]:
    return (Code(id=letter, name=both(*FREQUENCIES[letter])) for letter in BY_LETTER)


def both(vietnamese: str, english: str) -> str:
    """Two names as one text."""
    return f"{vietnamese}{BOTH}{english or vietnamese}"


def in_language(text: str, language: str) -> str:
    """One of the two.

    >>> in_language(both("Tháng", "Month"), "en"), in_language("X", "vi")
    ('Month', 'X')
    """
    vietnamese, _, english = text.partition(BOTH)
    return english or vietnamese if language == "en" else vietnamese
