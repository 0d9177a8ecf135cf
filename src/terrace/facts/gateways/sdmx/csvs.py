"""SDMX-CSV 2.0: rows with STRUCTURE, STRUCTURE_ID, ACTION and the components. Codes and digits stay as written."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from terrace.base.kernel.problems import Fault
from terrace.facts.gateways import problems
from terrace.facts.gateways.sdmx.messages import LETTERS, TIME, Reported, Structure

NEEDED = ("STRUCTURE", "STRUCTURE_ID", TIME)
STRUCTURES = frozenset({"dataflow", "datastructure", "dataprovision"})
#: Columns of the message itself.
TECHNICAL = frozenset({"STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY"})
SHAPE = re.compile(r"([A-Za-z][\w.-]*):([A-Za-z][\w@$-]*)(?:\(([\d.*+~]+)\))?", re.ASCII)
#: A header such as `STRUCTURE[;]` names what separates several values of one cell.
HEAD = re.compile(r"([A-Za-z_]\w*)(?:\[.?\])?(: .*)?", re.ASCII)


def read(stream: BinaryIO) -> Iterator[Reported | Fault]:
    """Observations and faults in order; a position is `row:column`, rows as Excel counts them."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        yield from _rows(text)
    except UnicodeDecodeError:
        yield problems.FILE_ENCODING.fault()
    except csv.Error as error:
        yield problems.SDMX_BROKEN.fault(detail=error)
    finally:
        text.detach()


def _rows(text: io.TextIOWrapper) -> Iterator[Reported | Fault]:
    first = text.readline()
    header = next(csv.reader([first], delimiter=_separator(first)), [])
    heads = [HEAD.fullmatch(each.strip()) for each in header]
    names = [head[1] if head else each.strip() for head, each in zip(heads, header, strict=True)]
    if missing := [name for name in NEEDED if name not in names]:
        yield problems.SDMX_COLUMNS.fault("1", names=", ".join(missing))
        return
    labelled = frozenset(name for head, name in zip(heads, names, strict=True) if head and head[2])
    for number, row in enumerate(csv.reader(text, delimiter=_separator(first), strict=True), start=2):
        if any(row):
            yield _row(number, names, row, labelled)


def _separator(header: str) -> str:
    return max(",;\t", key=header.count)


def _row(number: int, names: Sequence[str], row: Sequence[str], labelled: frozenset[str]) -> Reported | Fault:
    if len(row) != len(names):
        return problems.SDMX_CELLS.fault(str(number), count=len(row), columns=len(names))
    said = {name: cell.strip() for name, cell in zip(names, row, strict=True) if cell.strip()}
    for name in labelled & said.keys():
        said[name] = said[name].partition(": ")[0]
    letter = said.get("ACTION", "")
    if letter not in LETTERS:
        return problems.SDMX_ACTION.fault(f"{number}:ACTION", action=letter[:20])
    structure = _structure(said)
    if structure is None:
        found = f"{said.get('STRUCTURE', '')} {said.get('STRUCTURE_ID', '')}"[:80]
        return problems.SDMX_FLOW.fault(f"{number}:STRUCTURE_ID", structure=found)
    components = {name: code for name, code in said.items() if name not in TECHNICAL}
    return Reported(str(number), structure, LETTERS[letter], components)


def _structure(said: dict[str, str]) -> Structure | None:
    """`IMF:ECOFIN(1.0)` or `IMF:ECOFIN(1.0): a label`."""
    text = said.get("STRUCTURE_ID", "").partition(": ")[0]
    match = SHAPE.fullmatch(text)
    if not match or said.get("STRUCTURE", "").lower() not in STRUCTURES:
        return None
    return Structure(match[1], match[2], match[3] or "")
