"""Official provincial tables as returns: one for each province and year, with the year before and some neighbours."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from terrace.facts.reconciliation.patterns import Line
from terrace.facts.reconciliation.suspicions import NEIGHBOURS

Cell = tuple[str, str]


def tables() -> Path | None:
    """`../shared/data/gso` of the repository, looked for upwards from here."""
    for folder in Path(__file__).resolve().parents:
        found = folder.parent / "shared" / "data" / "gso" / "tidy.csv"
        if found.exists():
            return found
    return None


def returns(path: Path) -> Iterator[list[Line]]:
    """What each province said in each year, as lines that patterns look at."""
    said = _said(path)
    provinces = sorted({area for area, _ in said})
    for (area, year), cells in said.items():
        at = provinces.index(area)
        beside = [*provinces[at + 1 :], *provinces[:at]][:NEIGHBOURS]
        before = said.get((area, year - 1), {})
        yield [
            Line(value, before.get(cell), tuple(said.get((each, year), {}).get(cell) for each in beside))
            for cell, value in cells.items()
        ]


def _said(path: Path) -> dict[tuple[str, int], dict[Cell, Decimal]]:
    found: dict[tuple[str, int], dict[Cell, Decimal]] = defaultdict(dict)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["value"] and row["area"] != "WHOLE COUNTRY":
                found[row["area"], int(row["year"])][row["table"], row["item"]] = Decimal(row["value"])
    return found
