"""Proof that every row of the warehouse is the figure that the pipeline shows, and that none lacks, digit by digit.

Nothing of what makes the warehouse is used: each figure is asked of `pipeline.queries.Reader`, which takes kept figures
as they are kept and works those of leaf places out in plain Python.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.facts.pipeline import verifying
from terrace.facts.pipeline.evaluation import Cell
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.results import Result
from terrace.facts.pipeline.verifying import Difference
from terrace.insight.warehouse import store
from terrace.insight.warehouse.building import years_of
from terrace.insight.warehouse.cubes import Cube
from terrace.insight.warehouse.handlers import families
from terrace.insight.warehouse.touching import Leaves

#: Cells that are asked for together.
CHUNK = 20_000
VALUES = ("value", "top", "bottom", "status", "simulated", "reported", "expected", "basis")
_CELLS = {
    "said": "SELECT area_id, period, indicator_id, breakdown_id FROM collection_observation",
    "kept": "SELECT indicator_id, area_id, period, breakdown_id FROM pipeline_figure",
}
_WHERE = " WHERE indicator_id = ANY (%s) AND period BETWEEN %s AND %s"
#: A row of the warehouse; numbers without the zeros behind them.
Row = tuple[Any, ...]


@dataclass(slots=True)
class Verdict:
    """Rows that were compared, and those that differ."""

    rows: int = 0
    differences: list[Difference] = field(default_factory=list)


def verify(indicators: Iterable[str] = ()) -> Verdict:
    """Compare all rows, or those of some indicators' families, year by year. Raises `Refused` without a warehouse."""
    reader, verdict = Reader(SYSTEM), Verdict()
    codes = list(indicators) or list(reader.snapshot.indicators)
    by_family: dict[int, list[int]] = {}
    for member in sorted(families(reader.snapshot, codes)):
        by_family.setdefault(reader.snapshot.by_id[member].family, []).append(member)
    with store.opened() as cube:
        for members in by_family.values():
            for year in sorted(years_of(members)):
                _year(reader, cube, members, year, verdict)
    return verdict


def _year(reader: Reader, cube: Cube, members: list[int], year: int, verdict: Verdict) -> None:
    held = _held(cube, members, year)
    shown = _shown(reader, _cells(reader, members, year) | held.keys())
    verdict.rows += len(held)
    for cell in sorted(held.keys() | shown.keys()):
        if held.get(cell) != shown.get(cell):
            verdict.differences.append(_difference(reader, cell, held.get(cell), shown.get(cell)))


def _held(cube: Cube, members: list[int], year: int) -> dict[Cell, Row]:
    rows = cube.figures(members, (year, year)).to_pyarrow().to_pylist()
    return {
        (row["indicator"], row["area"], row["period"], row["breakdown"]): tuple(row[name] for name in VALUES)
        for row in rows
    }


def _cells(reader: Reader, members: list[int], year: int) -> set[Cell]:
    """All cells that can have a figure."""
    leaves = Leaves(reader.snapshot, reader.index)
    about: list[Any] = [members, year * 1000, year * 1000 + 999]
    with connection.cursor() as cursor:
        cursor.execute(_CELLS["said"] + _WHERE, about)
        for area, period, indicator, breakdown in cursor.fetchall():
            leaves.add((area, period, [indicator, breakdown]))
        cursor.execute(_CELLS["kept"] + _WHERE, about)
        kept: set[Cell] = set(cursor.fetchall())
    return kept | {cell for level in leaves.deepest_first() for cell in leaves.cells(level)}


def _shown(reader: Reader, cells: Iterable[Cell]) -> dict[Cell, Row]:
    found: dict[Cell, Row] = {}
    for chunk in _chunks(sorted(cells)):
        asked = [Asked(reader.snapshot.by_id[cell[0]], cell[1], periods.from_id(cell[2]), cell[3]) for cell in chunk]
        results = reader.results(asked)
        found |= {cell: _row(result) for cell, result in results.items() if result is not None}
    return found


def _chunks(cells: list[Cell]) -> Iterator[list[Cell]]:
    for start in range(0, len(cells), CHUNK):
        yield cells[start : start + CHUNK]


def _row(result: Result) -> Row:
    counts = result.status, result.simulated, result.reported, result.expected, int(result.basis)
    return result.value, result.top, result.bottom, *counts


def _difference(reader: Reader, cell: Cell, held: Row | None, shown: Row | None) -> Difference:
    words = verifying.in_words(reader.snapshot, reader.index, cell)
    return Difference(cell, words, _written(held), _written(shown))


def _written(row: Row | None) -> tuple[str, ...] | None:
    return None if row is None else tuple(str(value) for value in row)
