"""The same by the definition itself, cell by cell: for the rare piece of work with numbers beyond sixteen bytes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from terrace.base.kernel import periods
from terrace.facts.pipeline.evaluation import Cell, Evaluator, Said
from terrace.facts.pipeline.results import Result
from terrace.facts.pipeline.touched import Touched
from terrace.insight.warehouse import columns
from terrace.insight.warehouse.rolling import arrows
from terrace.insight.warehouse.rolling.working import Work
from terrace.insight.warehouse.touching import Leaves

_HEARD = """
SELECT indicator, area, period, breakdown, value, status, source FROM {observations}
WHERE reason <= 1 AND indicator IN (SELECT unnest(?::INTEGER[])) AND period BETWEEN ? AND ?"""


class Everywhere(Touched):
    """As `Touched`, with the places that have none below them."""

    def _above(self, area: int, period: periods.Period) -> tuple[int, ...]:
        return area, *self.index.ancestors(area, period.end)


def run(work: Work, observations: str) -> None:
    """Add the figures that fit the columns to the table of the work."""
    said = _said(work, observations)
    snapshot, index = work.catalogue.snapshot, work.index
    worker = Evaluator.over(snapshot, index, said)
    rows = []
    for cell in _cells(work, said):
        result = worker.result(*cell) if cell[0] in work.catalogue.asked else None
        if result is not None and _fits(result):
            rows.append(_row(index.level(cell[1]), cell, result))
    table = arrows.table(columns.ARROW, rows)
    work.con.register("m_defined", table)
    work.con.execute(f"INSERT INTO {work.into} SELECT * FROM m_defined")
    work.con.unregister("m_defined")


def _said(work: Work, observations: str) -> dict[Cell, Said]:
    """What speaks for each cell: as `ledger.read` chooses it."""
    members = [spec.id for spec in work.catalogue.specs]
    first, last = work.years[0] * 1000, work.years[1] * 1000 + 999
    rows = work.con.execute(_HEARD.format(observations=observations), [members, first, last]).fetchall()
    sources = {source.id: source for source in work.catalogue.snapshot.sources.values()}
    rows.sort(key=lambda row: sources[row[6]].precedence, reverse=True)
    return {row[:4]: Said(row[4], row[5], sources[row[6]].simulated) for row in rows}


def _cells(work: Work, said: dict[Cell, Said]) -> Iterator[Cell]:
    touched: Touched = (Leaves if work.leaves_only else Everywhere)(work.catalogue.snapshot, work.index)
    for indicator, area, period, breakdown in said:
        touched.add((area, period, [indicator, breakdown]))
    for level in touched.deepest_first():
        yield from touched.cells(level)


def _fits(result: Result) -> bool:
    """True when the values fit the columns."""
    products = result.top or Decimal(0), result.bottom or Decimal(0)
    return abs(result.value or Decimal(0)) < 10**32 and max(map(abs, products)) < 10**26


def _row(level: int, cell: Cell, result: Result) -> tuple[Any, ...]:
    indicator, area, number, breakdown = cell
    key = indicator, number, number // 100 % 10, number // 1000, breakdown, area, level
    values = result.value, result.top, result.bottom
    return *key, *values, result.status, result.simulated, result.reported, result.expected, int(result.basis)
