"""What the warehouse says, and what the pipeline says, in the same words."""

from typing import Any

from django.db import connection

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.facts.pipeline.evaluation import Cell
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.insight.warehouse import store

VALUES = ("value", "top", "bottom", "status", "simulated", "reported", "expected", "basis")


def kept() -> dict[Cell, tuple[Any, ...]]:
    """Every row of the warehouse by its cell."""
    with store.opened() as cube:
        rows = cube.figure.to_pyarrow().to_pylist()
    found = {(row["indicator"], row["area"], row["period"], row["breakdown"]): _values(row) for row in rows}
    assert len(found) == len(rows), "a cell is there twice"
    return found


def _values(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in VALUES)


def shown() -> dict[Cell, tuple[Any, ...]]:
    """Every figure that the pipeline's reader shows, of all cells that can have one."""
    reader = Reader(SYSTEM)
    found = {}
    for cell, result in reader.results([_asked(reader, cell) for cell in _cells(reader)]).items():
        if result is not None:
            found[cell] = (
                result.value,
                result.top,
                result.bottom,
                result.status,
                result.simulated,
                result.reported,
                result.expected,
                int(result.basis),
            )
    return found


def _asked(reader: Reader, cell: Cell) -> Asked:
    return Asked(reader.snapshot.by_id[cell[0]], cell[1], periods.from_id(cell[2]), cell[3])


def _cells(reader: Reader) -> set[Cell]:
    """All cells of all indicators, for every place above what was said, and every period that holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT area_id, period FROM collection_observation")
        said = cursor.fetchall()
    found = set()
    for area, number in said:
        period = periods.from_id(number)
        for place in (area, *reader.index.ancestors(area, period.end)):
            for each in (period, *period.wholes()):
                for spec in reader.snapshot.by_id.values():
                    found |= {(spec.id, place, each.id, breakdown) for breakdown in spec.cells}
    return found
