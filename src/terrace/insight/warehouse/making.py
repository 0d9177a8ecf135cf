"""Rows of the warehouse out of PostgreSQL: kept figures as they are kept, those of leaf places worked out."""

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from django.db import connection as database

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.base.places import index as places
from terrace.base.places.index import Index
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.pipeline.evaluation import Cell
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.results import Result
from terrace.insight.warehouse import rolling
from terrace.insight.warehouse.columns import ARROW, COLUMNS, KEY, LIST, NAMES, TABLE
from terrace.insight.warehouse.pruning import Range

#: Up to so many cells are asked of the pipeline's reader (30 µs each); more are worked out in sets, which takes 0.2 s
#: however few there are.
FEW = 6_000
_ABOUT = "indicator_id = ANY (%(indicators)s) AND period BETWEEN %(first)s AND %(last)s"
_KEPT = f"""
    COPY (SELECT indicator_id, period, period / 100 %% 10, period / 1000, breakdown_id, area_id, p.level,
        value, top, bottom, status, simulated, reported, expected, basis
    FROM pipeline_figure f JOIN places_place p ON p.id = area_id WHERE basis > 0 AND {_ABOUT} AND (%(everywhere)s
    OR area_id = ANY (%(areas)s))) TO STDOUT (FORMAT csv)
"""
_TYPES = ", ".join(f"'{column.name}': '{column.sql}'" for column in COLUMNS)
_CSV = f"auto_detect = false, header = false, columns = {{{_TYPES}}}"
_KEYS = ", ".join(KEY)
#: A cell without a figure is a row with basis 0.
_FOUND = ", ".join(f"coalesce(f.{name}, c.{name}) AS {name}" for name in NAMES)


def of_cells(cells: Collection[Cell]) -> pa.Table:
    """The rows of these cells as they are now; one with basis 0 for a cell that has no figure."""
    return _asked_for(cells) if len(cells) <= FEW else _in_sets(cells)


def of_range(asked: Range) -> pa.Table:
    """All rows of some indicators and years."""
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE made ({TABLE})")
        fill("made", asked, connection)
        return connection.table("made").to_arrow_table()


def fill(table: str, asked: Range, connection: duckdb.DuckDBPyConnection, areas: Collection[int] | None = None) -> None:
    """Put all rows of some indicators and years, everywhere or in some places, into a table of DuckDB."""
    indicators, years = asked.indicators or (), asked.years or (0, 9999)
    _fill_kept(table, indicators, years, connection, areas)
    said = rolling.observed(indicators, years, areas)
    leaves = rolling.figures(
        connection, said, catalogue.current(), places.current(), indicators, leaves_only=True, into="leaves"
    )
    others = f"{leaves} ANTI JOIN (SELECT {_KEYS} FROM {table}) AS kept USING ({_KEYS})"
    connection.execute(f"INSERT INTO {table} SELECT {LIST} FROM {others}")
    connection.execute(f"DROP TABLE {leaves}")


def _fill_kept(
    table: str,
    indicators: Collection[int],
    years: tuple[int, int],
    connection: duckdb.DuckDBPyConnection,
    areas: Collection[int] | None,
) -> None:
    about = {"indicators": list(indicators), "first": years[0] * 1000, "last": years[1] * 1000 + 999}
    about |= {"everywhere": areas is None, "areas": list(areas or ())}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kept.csv"
        with file.open("wb") as target, database.cursor() as cursor, cursor.copy(_KEPT, about) as copy:
            for data in copy:
                target.write(data)
        connection.execute(f"INSERT INTO {table} FROM read_csv('{file}', {_CSV})")


def _in_sets(cells: Collection[Cell]) -> pa.Table:
    index = places.current()
    asked = _table([_row(index, cell, None) for cell in cells])
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE made ({TABLE})")
        for year in {cell[2] // 1000 for cell in cells}:
            there = [cell for cell in cells if cell[2] // 1000 == year]
            about = Range(tuple({cell[0] for cell in there}), (year, year))
            fill("made", about, connection, {cell[1] for cell in there})
        connection.register("asked", asked)
        return connection.sql(f"SELECT {_FOUND} FROM asked AS c LEFT JOIN made AS f USING ({_KEYS})").to_arrow_table()


def _asked_for(cells: Collection[Cell]) -> pa.Table:
    reader = Reader(SYSTEM)
    found = reader.results(
        [Asked(reader.snapshot.by_id[cell[0]], cell[1], periods.from_id(cell[2]), cell[3]) for cell in cells]
    )
    return _table([_row(reader.index, cell, result) for cell, result in found.items()])


def _table(rows: list[tuple[Any, ...]]) -> pa.Table:
    """Rows in the order of `columns.NAMES`."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(ARROW)
    arrays = [pa.array(column, type=each.type) for column, each in zip(columns, ARROW, strict=True)]
    return pa.Table.from_arrays(arrays, schema=ARROW)


def _row(index: Index, cell: Cell, result: Result | None) -> tuple[Any, ...]:
    indicator, area, number, breakdown = cell
    key = (indicator, number, number // 100 % 10, number // 1000, breakdown, area, index.level(area))
    if result is None:
        return *key, None, None, None, 0, False, 0, 0, 0
    values = result.value, result.top, result.bottom, result.status, result.simulated
    return *key, *values, result.reported, result.expected, int(result.basis)
