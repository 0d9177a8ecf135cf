"""The header of a table."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from terrace.base.kernel.problems import Fault, Refused
from terrace.facts.bulk import problems
from terrace.facts.bulk.columns import NAMES
from terrace.facts.bulk.formats import Readable
from terrace.facts.collection import problems as collection

COLUMNS = (*NAMES, "value")
NEEDED = ("indicator", "area", "period")
DELIMITERS = ",;\t"
#: Characters that a header may have.
LONGEST = 4_096


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns, what stands between cells, and the line of the header."""

    names: tuple[str, ...]
    delimiter: str
    row: int


def header(original: Readable) -> Header:
    """The first line with something on it; raises Refused with every fault of its names."""
    row, text = _first(original)
    delimiter = max(DELIMITERS, key=text.count)
    names = tuple(name.strip().lower() for name in next(csv.reader([text], delimiter=delimiter), []))
    if faults := list(_faults(names)):
        raise Refused(faults)
    return Header(names, delimiter, row)


def _first(original: Readable) -> tuple[int, str]:
    with original.text() as file:
        for row, line in enumerate(file, start=1):
            if line.strip():
                return row, line[:LONGEST].rstrip("\r\n")
    raise collection.NOTHING.problem("/observations")


def _faults(names: tuple[str, ...]) -> Iterator[Fault]:
    for name in NEEDED:
        if name not in names:
            yield problems.HEADER_MISSING.fault(f"/{name}", name=name)
    if not {"value", "reason"} & set(names):
        yield problems.HEADER_MISSING.fault("/value", name="value")
    for name in dict.fromkeys(names):
        if name not in COLUMNS:
            yield problems.HEADER_UNKNOWN.fault(f"/{name[:40]}", name=name[:40] or "–")
        elif names.count(name) > 1:
            yield problems.HEADER_TWICE.fault(f"/{name}", name=name)
