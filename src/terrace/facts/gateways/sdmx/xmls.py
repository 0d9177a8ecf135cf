"""SDMX-ML 2.1, generic and structure-specific: `pysdmx` holds a document against the schema, then it is walked.

Nothing outside the document is ever read: a DOCTYPE is refused, entities are not resolved, the size is limited.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

from lxml import etree
from pysdmx.errors import Invalid
from pysdmx.errors import NotImplemented as Unsupported
from pysdmx.io.format import Format
from pysdmx.io.input_processor import process_string_to_read
from pysdmx.io.xml.doc_validation import validate_doc
from pysdmx.util import parse_urn

from terrace.base.kernel.problems import Fault, Refused
from terrace.facts.gateways import problems
from terrace.facts.gateways.sdmx.messages import TIME, VALUE, WORDS, Action, Reported, Structure

#: Megabytes of a document; checking it against the schema needs about eight times as much memory.
LIMIT_MB = 64
DATA = frozenset(
    {
        Format.DATA_SDMX_ML_2_1_GEN,
        Format.DATA_SDMX_ML_2_1_GENTS,
        Format.DATA_SDMX_ML_2_1_STR,
        Format.DATA_SDMX_ML_2_1_STRTS,
    }
)
INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}type"
#: So much of a document tells its flavour.
HEAD = 2_000
SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def read(stream: BinaryIO) -> Iterator[Reported | Fault]:
    """Observations in order; a position is `dataset/1/series/2/obs/3`."""
    try:
        body = _whole(stream)
        text = body.decode("utf-8-sig")
        structures = _header(body)
        _hold_against_schema(text)
        yield from _walk(body, structures)
    except Refused as refused:
        yield from refused.faults
    except UnicodeDecodeError:
        yield problems.FILE_ENCODING.fault()
    except etree.XMLSyntaxError as broken:
        yield problems.SDMX_BROKEN.fault(detail=str(broken)[:200])


def _whole(stream: BinaryIO) -> bytes:
    body = stream.read(LIMIT_MB * 2**20 + 1)
    if len(body) > LIMIT_MB * 2**20:
        raise problems.FILE_LARGE.problem(limit=LIMIT_MB)
    return body


def _header(body: bytes) -> dict[str, tuple[Structure, str]]:
    """Structures by the id that data sets refer to, each with the dimension at the observation."""
    found: dict[str, tuple[Structure, str]] = {}
    for event, element in etree.iterparse(BytesIO(body), events=("start", "end"), **SAFE):
        if event == "start" and element.getparent() is None:
            _demand_safe(element.getroottree().docinfo)
        if event == "end" and _name(element) == "Structure" and "structureID" in element.attrib:
            at = element.get("dimensionAtObservation", TIME)
            found[element.get("structureID", "")] = (_structure(element), at)
        if event == "end" and _name(element) == "Header":
            break
    return found


def _demand_safe(about: Any) -> None:
    if about.doctype or about.internalDTD is not None:
        raise problems.SDMX_ENTITIES.problem()


def _structure(element: Any) -> Structure:
    """What a `Structure` of the header refers to, by `Ref` or `URN`."""
    for part in element.iter("{*}Ref", "{*}URN", "Ref", "URN"):
        if _name(part) == "Ref":
            return Structure(part.get("agencyID", ""), part.get("id", ""), part.get("version", "1.0"))
        try:
            found = parse_urn((part.text or "").strip())
        except Invalid as wrong:
            raise problems.SDMX_BROKEN.problem(detail=str(wrong)[:200]) from wrong
        return Structure(found.agency, found.id, found.version)
    raise problems.SDMX_BROKEN.problem(detail="Header/Structure")


def _hold_against_schema(text: str) -> None:
    try:
        _demand_data(text)
        validate_doc(text)
    except (Invalid, Unsupported) as wrong:
        raise problems.SDMX_SCHEMA.problem(detail=str(wrong)[:300]) from wrong


def _demand_data(text: str) -> None:
    """Only the beginning is given to `pysdmx`, and it begins with `<`: other texts it takes for files or addresses."""
    begun = text.lstrip()[:HEAD]
    try:
        _, found = process_string_to_read(begun if begun.startswith("<?xml") else f"<?xml version='1.0'?>{begun}")
    except (Invalid, Unsupported) as wrong:
        raise problems.SDMX_KIND.problem(found=str(wrong)[:120]) from wrong
    if found not in DATA:
        raise problems.SDMX_KIND.problem(found=found.value)


def _walk(body: bytes, structures: dict[str, tuple[Structure, str]]) -> Iterator[Reported | Fault]:
    number = 0
    for _, element in etree.iterparse(BytesIO(body), events=("end",), tag="{*}DataSet", **SAFE):
        number += 1
        reference = next((value for name, value in element.attrib.items() if _local(name) == "structureRef"), "")
        if reference not in structures:
            yield problems.SDMX_BROKEN.fault(f"dataset/{number}", detail=f"structureRef {reference[:60]}")
            continue
        yield from _Walk(element, *structures[reference]).observations(f"dataset/{number}")
        element.clear()


class _Walk:
    """The observations of one data set."""

    def __init__(self, element: Any, structure: Structure, at: str) -> None:
        self.element, self.structure, self.at = element, structure, at
        word = next((value for name, value in element.attrib.items() if _local(name) == "action"), "Information")
        self.action = WORDS.get(word, Action.PUT)
        self.own: dict[str, str] = {}
        self.groups: list[tuple[dict[str, str], dict[str, str]]] = []
        self.series, self.alone = 0, 0

    def observations(self, position: str) -> Iterator[Reported | Fault]:
        self.own = _attributes(self.element, dataset=True)
        for part in self.element:
            match _name(part):
                case "Attributes":
                    self.own |= _values(part)
                case "Group":
                    self.groups.append(_group(part))
                case "Series":
                    self.series += 1
                    yield from self._series(f"{position}/series/{self.series}", part)
                case "Obs":
                    self.alone += 1
                    yield self._observation(f"{position}/obs/{self.alone}", {}, part)
                case other if other not in {"", "DataProvider", "Annotations"}:
                    yield problems.SDMX_BROKEN.fault(position, detail=f"<{other}>"[:80])

    def _series(self, position: str, series: Any) -> Iterator[Reported | Fault]:
        common, number = _attributes(series), 0
        for part in series:
            match _name(part):
                case "SeriesKey" | "Attributes":
                    common |= _values(part)
                case "Obs":
                    number += 1
                    yield self._observation(f"{position}/obs/{number}", common, part)
                case other if other not in {"", "Annotations"}:
                    yield problems.SDMX_BROKEN.fault(position, detail=f"<{other}>"[:80])

    def _observation(self, position: str, common: dict[str, str], element: Any) -> Reported:
        said = self.own | common | _attributes(element)
        for part in element:
            match _name(part):
                case "ObsKey" | "Attributes":
                    said |= _values(part)
                case "ObsDimension":
                    said[part.get("id", self.at)] = part.get("value", "")
                case "ObsValue":
                    said[VALUE] = part.get("value", "")
        for key, attributes in self.groups:
            if _is_of(key, attributes, said):
                said = attributes | said
        filled = {name: code.strip() for name, code in said.items() if code.strip()}
        return Reported(position, self.structure, self.action, filled)


def _group(element: Any) -> tuple[dict[str, str], dict[str, str]]:
    """The key of a group, and what it says of all its series; structure-specific groups do not tell the two apart."""
    key: dict[str, str] = {}
    attributes = _attributes(element)
    for part in element:
        (key if _name(part) == "GroupKey" else attributes).update(_values(part))
    return key, attributes


def _is_of(key: dict[str, str], attributes: dict[str, str], said: dict[str, str]) -> bool:
    """True when the observation belongs to the group: it agrees in all that both name."""
    if key:
        return key.items() <= said.items()
    common = attributes.keys() & said.keys()
    return bool(common) and all(said[name] == attributes[name] for name in common)


def _values(element: Any) -> dict[str, str]:
    """`<Value id= value=>` of the generic form."""
    return {part.get("id", ""): part.get("value", "") for part in element if _name(part) == "Value"}


def _attributes(element: Any, *, dataset: bool = False) -> dict[str, str]:
    """Components that stand as attributes (structure-specific). Those of the message itself have a namespace."""
    skipped = {"action", "setID", "structureRef", "dataScope", "type", "validFromDate", "validToDate"} | {
        "reportingBeginDate",
        "reportingEndDate",
        "publicationYear",
        "publicationPeriod",
    }
    return {
        name: value for name, value in element.attrib.items() if "}" not in name and not (dataset and name in skipped)
    }


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _name(element: Any) -> str:
    """The name of an element; '' for comments and processing instructions."""
    return _local(element.tag) if isinstance(element.tag, str) else ""
