"""The formats that gateways add to `bulk`."""

from terrace.facts.bulk.formats import FACT, LINE, Format
from terrace.facts.gateways.dhis2 import reader as dhis2
from terrace.facts.gateways.sdmx import reader as sdmx

#: Media types are those of the standard, without parameters.
FORMATS = (
    Format(
        "sdmx-csv",
        ("application/vnd.sdmx.data+csv", "text/csv"),
        (".csv",),
        sdmx.read_csv,
        counts=LINE,
        fits=lambda head: head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"STRUCTURE"),
    ),
    Format(
        "sdmx-ml",
        (
            "application/vnd.sdmx.genericdata+xml",
            "application/vnd.sdmx.structurespecificdata+xml",
            "application/vnd.sdmx.generictimeseriesdata+xml",
            "application/vnd.sdmx.structurespecifictimeseriesdata+xml",
            "application/xml",
            "text/xml",
        ),
        (".xml",),
        sdmx.read_xml,
        counts=FACT,
    ),
    Format(
        "dhis2",
        ("application/json",),
        (".json",),
        dhis2.read,
        counts=FACT,
        fits=dhis2.looks_like_it,
    ),
)
