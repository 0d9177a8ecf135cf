"""Figures on the map of one day, as `pipeline.restated` makes them, for a whole answer: all is read at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from terrace.base.kernel import periods
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline import results
from terrace.facts.pipeline.restated import Restated, Restating
from terrace.facts.pipeline.results import Basis, Result
from terrace.insight.warehouse import columns
from terrace.insight.warehouse.asking.found import Found
from terrace.insight.warehouse.asking.reading import Book, Cells
from terrace.insight.warehouse.asking.worlds import World

Cell = tuple[int, int, int, int]
TWELVE = Decimal(1).scaleb(-12)
SCHEMA = columns.ARROW.append(pa.field("estimated", pa.bool_()))


def under(world: World, wanted: Cells) -> Cells:
    """What restated cells are made of: the places of then, their own periods, the inputs of formulas."""
    index, snapshot = world.reader.index, world.reader.snapshot
    specs = {spec.id: spec for number in wanted.indicators for spec in _kin(world, snapshot.by_id[number])}
    numbers = {
        part.id
        for number in wanted.periods
        for spec in specs.values()
        for part in (periods.from_id(number), *periods.from_id(number).parts(spec.frequency))
    }
    trees = {id(index.tree(day)): day for day in (periods.from_id(number).end for number in numbers)}
    areas = set(wanted.areas)
    for day in trees.values():
        areas |= {share.place_id for area in wanted.areas for share in index.sources(area, day, world.now or day)}
    cells = {spec.fitting(each) for spec in specs.values() for each in wanted.breakdowns} | wanted.breakdowns
    return Cells(frozenset(specs), frozenset(areas), frozenset(numbers), frozenset(cells))


def _kin(world: World, spec: IndicatorSpec) -> Iterator[IndicatorSpec]:
    yield spec
    for part in spec.inputs:
        yield from _kin(world, world.reader.snapshot.by_id[part])


@dataclass
class Bench:
    """Restates cell after cell from figures that were read."""

    world: World
    found: dict[Cell, Found]

    def as_was(self, cell: Cell) -> Result | None:
        one = self.found.get(cell)
        return None if one is None else Result(*one[:5], Basis.REPORTED, top=one.top, bottom=one.bottom)


def table(world: World, wanted: Iterable[Cells], book: Book) -> pa.Table:
    """The restated figures of these cells, with the columns of `figure` and `estimated`."""
    rows: dict[Cell, Restated] = {}
    for cells in wanted:
        if world.now is None:
            break
        bench = Bench(world, book.cells(under(world, cells)))
        work = Restating(world.reader.snapshot, world.reader.index, world.now, bench.as_was)
        for cell in _each(cells):
            if cell not in rows and (one := work.cell(*cell)) is not None:
                rows[cell] = one
    return _arrow(world, rows)


def _each(cells: Cells) -> Iterator[Cell]:
    for indicator in cells.indicators:
        for area in cells.areas:
            for period in cells.periods:
                for breakdown in cells.breakdowns:
                    yield indicator, area, period, breakdown


def _arrow(world: World, rows: dict[Cell, Restated]) -> pa.Table:
    level = world.reader.index.level
    made: list[list[object]] = [[] for _ in SCHEMA]
    for (indicator, area, period, breakdown), one in rows.items():
        result = one.result
        row = (
            indicator,
            period,
            period // 100 % 10,
            period // 1000,
            breakdown,
            area,
            level(area),
            result.value,
            _short(result.top),
            _short(result.bottom),
            result.status,
            result.simulated,
            result.reported,
            result.expected,
            int(result.basis),
            one.estimated,
        )
        for column, value in zip(made, row, strict=True):
            column.append(value)
    return pa.table([pa.array(column, field.type) for column, field in zip(made, SCHEMA, strict=True)], schema=SCHEMA)


def _short(value: Decimal | None) -> Decimal | None:
    """A sum behind a mean in the decimals of its column: shares have more. The mean itself is worked out before."""
    return None if value is None else value.quantize(TWELVE, context=results.EXACT)
