"""Rows made up for tests of the files alone."""

import pyarrow as pa

from terrace.insight.warehouse.columns import ARROW
from terrace.insight.warehouse.memory import Memory
from terrace.insight.warehouse.parquet import State
from terrace.insight.warehouse.pruning import EVERYTHING

CELLS = 500


def rows(number: int) -> pa.Table:
    """Five hundred cells of one year, all with this value."""
    each = {
        "indicator": 1, "period": 2026101, "grain": 1, "year": 2026, "breakdown": 0, "level": 4, "value": number,
        "top": None, "bottom": None, "status": 1, "simulated": False, "reported": 1, "expected": 1, "basis": 1,
    }  # fmt: skip
    return pa.Table.from_pylist([each | {"area": area} for area in range(CELLS)], ARROW)


def seen(memory: Memory) -> pa.Table:
    """All figures as a question sees them."""
    with memory.reading() as (backend, manifest, touched):
        return State(memory.folder, backend, manifest, touched).table(EVERYTHING).to_pyarrow()
