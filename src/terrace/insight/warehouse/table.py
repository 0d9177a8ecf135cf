"""The warehouse as a table of PostgreSQL (`WAREHOUSE_URL=postgresql://…`), kept by the same workers.

For provinces that have a database for analysis already. The database may be another than that of the facts.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
from psycopg import sql

from terrace.facts.catalogue import snapshot as catalogue
from terrace.insight.warehouse import making, problems
from terrace.insight.warehouse.building import Progress, years_of
from terrace.insight.warehouse.columns import COLUMNS, KEY, LIST, NAMES, SCHEMA
from terrace.insight.warehouse.cubes import Cube, Standing
from terrace.insight.warehouse.pruning import Range

if TYPE_CHECKING:
    from ibis import Table as Expression

_TYPES = {"tinyint": "smallint"}
_COLUMNS = ", ".join(f"{column.name} {_TYPES.get(column.sql, column.sql)}" for column in COLUMNS)
_MAKE = f"""
    CREATE TABLE IF NOT EXISTS warehouse_figure ({_COLUMNS}, PRIMARY KEY ({", ".join(KEY)}));
    CREATE INDEX IF NOT EXISTS warehouse_figure_read ON warehouse_figure (level, indicator, year, period);
    CREATE TABLE IF NOT EXISTS warehouse_state (one boolean PRIMARY KEY DEFAULT true CHECK (one), version bigint,
        built boolean, made_at timestamptz, fresh_at timestamptz);
    INSERT INTO warehouse_state VALUES (true, 0, false, NULL, NULL) ON CONFLICT DO NOTHING;
"""
_LOCK = "SELECT version FROM warehouse_state FOR UPDATE"
_MOVED = "UPDATE warehouse_state SET version = version + 1"
_STATE = "SELECT built, made_at, fresh_at, version FROM warehouse_state"
_SIZE = "SELECT count(*), pg_total_relation_size('warehouse_figure') FROM warehouse_figure"
_REST = ", ".join(f"{name} = excluded.{name}" for name in NAMES if name not in KEY)
_TAKE = f"""
    DELETE FROM warehouse_figure f USING fresh n
    WHERE n.basis = 0 AND {" AND ".join(f"f.{name} = n.{name}" for name in KEY)};
    INSERT INTO warehouse_figure SELECT {LIST} FROM fresh WHERE basis > 0
    ON CONFLICT ({", ".join(KEY)}) DO UPDATE SET {_REST};
"""


@dataclass(frozen=True, slots=True)
class Table:
    """The table in the database of an address."""

    url: str

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.url) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[psycopg.Connection[Any]]:
        """A transaction beside which nobody else writes."""
        with self._connected() as connection:
            connection.execute(_LOCK)
            yield connection
            connection.execute(_MOVED)

    @contextmanager
    def opened(self) -> Iterator[Cube]:
        """One state of the table, through one transaction. Raises `Refused` while there is none yet."""
        import ibis

        with self._connected() as connection:
            backend = ibis.postgres.from_connection(connection)
            connection.commit()
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            state = self._state(connection)
            if state is None or not state[0]:
                raise problems.MISSING.problem()
            figure = backend.table("warehouse_figure").cast(SCHEMA)
            yield Cube(backend, str(state[3]), state[2] or state[1], _Asked(figure).table)
            connection.rollback()

    def begun(self) -> bool:
        """True once what is heard is to be written."""
        with self._connected() as connection:
            return self._state(connection) is not None

    def built(self) -> bool:
        """True once questions can be answered."""
        with self._connected() as connection:
            return bool((self._state(connection) or [False])[0])

    def _state(self, connection: psycopg.Connection[Any]) -> tuple[Any, ...] | None:
        if not connection.execute("SELECT to_regclass('warehouse_state')").fetchall()[0][0]:
            return None
        return connection.execute(_STATE).fetchone()

    def append(self, read: Callable[[], pa.Table]) -> int:
        """Write what `read` gives in the place of what these cells had; it is called when nobody else writes."""
        if not self.begun():
            return 0
        with self._writing() as connection:
            rows = read()
            _take(connection, rows)
        return int(rows.num_rows)

    def build(self, progress: Progress | None = None) -> None:
        """Make the whole anew, year by year."""
        begun = datetime.now(UTC)
        with self._connected() as connection:
            connection.execute(_MAKE)
        self._rebuild(list(catalogue.current().by_id), 0, progress)
        with self._writing() as connection:
            connection.execute("UPDATE warehouse_state SET built = true, made_at = %s, fresh_at = %s", [begun, begun])

    def ensure(self) -> None:
        """Make it unless it is there."""
        if not self.built():
            self.build()

    def rebuild(self, indicators: Collection[int], since: int = 0) -> None:
        if self.begun():
            self._rebuild(list(indicators), since, None)

    def _rebuild(self, indicators: list[int], since: int, progress: Progress | None) -> None:
        with self._connected() as connection:
            held = connection.execute("SELECT DISTINCT year FROM warehouse_figure").fetchall()
        years = sorted(year for year in {row[0] for row in held} | years_of(indicators) if year >= since)
        for done, year in enumerate(years, start=1):
            with self._writing() as connection:
                rows = self._year(connection, Range(tuple(indicators), (year, year)))
            if progress:
                progress(done, len(years), rows)

    def _year(self, connection: psycopg.Connection[Any], asked: Range) -> int:
        """One year made anew; rows written."""
        connection.execute(sql.SQL("DELETE FROM warehouse_figure WHERE " + asked.condition))
        rows = making.of_range(asked)
        _take(connection, rows)
        return int(rows.num_rows)

    def fold(self, *, now: bool = False) -> None:
        """Nothing waits to be folded."""

    def note(self, moment: datetime) -> None:
        """All that was committed before the moment is in."""
        with self._connected() as connection:
            connection.execute("UPDATE warehouse_state SET fresh_at = %s", [moment])

    def standing(self) -> Standing:
        with self._connected() as connection:
            if (state := self._state(connection)) is None:
                return Standing(False, None, datetime.fromtimestamp(0, UTC), 0, 0, 0, 0)
            found = connection.execute(
                "SELECT count(*), pg_total_relation_size('warehouse_figure') FROM warehouse_figure"
            )
            rows, size = found.fetchall()[0]
        return Standing(state[0], state[1], state[2] or datetime.fromtimestamp(0, UTC), rows, 0, 1, size)


def _take(connection: psycopg.Connection[Any], rows: pa.Table) -> None:
    """The newest rows of cells take the place of those that are there."""
    connection.execute("CREATE TEMP TABLE fresh (LIKE warehouse_figure) ON COMMIT DROP")
    with connection.cursor() as cursor, cursor.copy(f"COPY fresh ({LIST}) FROM STDIN") as copy:
        for batch in rows.to_batches(max_chunksize=10_000):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                copy.write_row(row)
    connection.execute(_TAKE)
    connection.execute("DROP TABLE fresh")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The table, cut to what a question is about."""

    figure: "Expression"

    def table(self, asked: Range) -> "Expression":
        found = self.figure
        if asked.indicators is not None:
            found = found.filter(found.indicator.isin(asked.indicators))
        if asked.years is not None:
            found = found.filter(found.year.between(*asked.years))
        if asked.levels is not None:
            found = found.filter(found.level.isin(asked.levels))
        return found
