"""DCAT 3: the catalogue of datasets with their files and services, as JSON-LD, and as Turtle for other readers."""

from collections.abc import Iterator
from typing import Any

from terrace.base.kernel.periods import Frequency
from terrace.share.opendata.datasets import VERSION, Dataset, Shelf

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FREQUENCIES = {
    Frequency.YEAR: "annual",
    Frequency.HALF: "semiannual",
    Frequency.NINE: "annual",
    Frequency.QUARTER: "quarterly",
    Frequency.SEASON: "threeTimesAYear",
    Frequency.MONTH: "monthly",
}
#: Ending, media type, and the profile that the file conforms to.
FILES = (
    ("csv", "text/csv", "https://www.rfc-editor.org/rfc/rfc4180"),
    ("json", "application/json", "https://json-stat.org/full/"),
)
SDMX = (
    ("csv", "application/vnd.sdmx.data+csv;version=2.0.0"),
    ("json", "application/vnd.sdmx.data+json;version=2.0.0"),
    ("xml", "application/vnd.sdmx.data+xml;version=3.0.0"),
)
Node = dict[str, Any]


def catalogue(shelf: Shelf, base: str) -> Node:
    """The catalogue as JSON-LD; `base` is the address of the site without the last stroke."""
    held: Node = {
        "@context": CONTEXT,
        "@id": f"{base}/opendata/",
        "@type": "dcat:Catalog",
        "dct:title": _both("Dữ liệu mở", "Open data"),
        "dct:language": ["vi", "en"],
        "dct:publisher": _publisher(shelf),
        "dct:conformsTo": _ref("https://www.w3.org/TR/vocab-dcat-3/"),
        "dcat:dataset": [dataset_node(shelf, each, base) for each in shelf.datasets.values()],
        "dcat:service": [_service(base)],
    }
    if shelf.changed_at:
        held["dct:modified"] = _typed(shelf.changed_at.isoformat(), "dateTime")
    return held


def dataset_node(shelf: Shelf, dataset: Dataset, base: str) -> Node:
    """One dataset with its distributions."""
    here = f"{base}/opendata/{dataset.slug}"
    finest = max(spec.frequency for spec in dataset.indicators)
    years = {
        "dcat:startDate": _typed(f"{dataset.years[0]}", "gYear"),
        "dcat:endDate": _typed(f"{dataset.years[1]}", "gYear"),
    }
    names = (", ".join(spec.name(language) for spec in dataset.indicators) for language in ("vi", "en"))
    return {
        "@id": f"{here}/",
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.id,
        "dct:title": _both(shelf.name(dataset), shelf.name(dataset, "en")),
        "dct:description": _both(*names),
        "dct:publisher": _publisher(shelf),
        "dcat:contactPoint": _contact(shelf),
        "dct:license": _ref(shelf.publisher.licence),
        "dct:modified": _typed(dataset.changed_at.isoformat(), "dateTime"),
        "dct:accrualPeriodicity": _ref(f"http://purl.org/cld/freq/{FREQUENCIES[finest]}"),
        "dct:spatial": _ref("http://publications.europa.eu/resource/authority/country/VNM"),
        "dct:temporal": {"@type": "dct:PeriodOfTime", **years},
        "dcat:keyword": [{"@value": spec.name_vi, "@language": "vi"} for spec in dataset.indicators],
        "dcat:landingPage": _ref(f"{here}/"),
        "dcat:distribution": list(_distributions(shelf, dataset, base)),
    }


def _distributions(shelf: Shelf, dataset: Dataset, base: str) -> Iterator[Node]:
    here = f"{base}/opendata/{dataset.slug}"
    about = {"@type": "dcat:Distribution", "dct:license": _ref(shelf.publisher.licence)}
    for ending, media, profile in FILES:
        address = _ref(f"{here}.{ending}")
        yield {
            "@id": f"{here}.{ending}",
            **about,
            "dcat:accessURL": address,
            "dcat:downloadURL": address,
            "dcat:mediaType": media,
            "dct:conformsTo": _ref(profile),
        }
    data = f"{base}/sdmx/data/dataflow/{shelf.agency}/{dataset.id}/{VERSION}/*"
    for word, media in SDMX:
        own = {"@id": f"{here}/#sdmx-{word}", "dcat:accessURL": _ref(data), "dcat:mediaType": media}
        yield {**own, **about, "dcat:accessService": _ref(f"{base}/sdmx/")}


def _service(base: str) -> Node:
    return {
        "@id": f"{base}/sdmx/",
        "@type": "dcat:DataService",
        "dct:title": _both("SDMX REST 2.1", "SDMX REST 2.1"),
        "dcat:endpointURL": _ref(f"{base}/sdmx/"),
        "dct:conformsTo": _ref("https://github.com/sdmx-twg/sdmx-rest"),
    }


def _publisher(shelf: Shelf) -> Node:
    publisher = shelf.publisher
    held: Node = {"@type": "foaf:Agent", "foaf:name": _both(publisher.name_vi, publisher.name_en)}
    return held | ({"foaf:homepage": _ref(publisher.homepage)} if publisher.homepage else {})


def _contact(shelf: Shelf) -> Node:
    held: Node = {"@type": "vcard:Organization", "vcard:fn": _both(shelf.publisher.name_vi, shelf.publisher.name_en)}
    return held | ({"vcard:hasEmail": _ref(f"mailto:{shelf.publisher.mail}")} if shelf.publisher.mail else {})


def _both(vietnamese: str, english: str) -> list[Node]:
    return [{"@value": vietnamese, "@language": "vi"}, {"@value": english, "@language": "en"}]


def _ref(address: str) -> Node:
    return {"@id": address}


def _typed(text: str, kind: str) -> Node:
    return {"@value": text, "@type": f"xsd:{kind}"}


def turtle(node: Node) -> str:
    """The same as Turtle."""
    heads = "\n".join(f"@prefix {name}: <{address}> ." for name, address in CONTEXT.items())
    return f"{heads}\n\n" + "\n".join(_subjects(node))


def _subjects(node: Node) -> Iterator[str]:
    """A named node and the named nodes in it, each a paragraph."""
    inner: list[Node] = []
    lines = [f"    {'a' if name == '@type' else name} {_objects(value, name, inner)}" for name, value in _facts(node)]
    yield f"<{node['@id']}>\n" + " ;\n".join(lines) + " .\n"
    for each in inner:
        yield from _subjects(each)


def _facts(node: Node) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in node.items() if name not in {"@id", "@context"}]


def _objects(value: Any, name: str, inner: list[Node]) -> str:
    if isinstance(value, list):
        return ", ".join(_objects(each, name, inner) for each in value)
    if isinstance(value, str):
        return value if name == "@type" else _quoted(value)
    if "@value" in value:
        tag = f"@{value['@language']}" if "@language" in value else f"^^{value['@type']}"
        return _quoted(value["@value"]) + tag
    if "@id" in value:
        if len(value) > 1:
            inner.append(value)
        return f"<{value['@id']}>"
    parts = "; ".join(f"{'a' if key == '@type' else key} {_objects(each, key, inner)}" for key, each in _facts(value))
    return f"[ {parts} ]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
