"""What a reading process keeps of the warehouse: one DuckDB with the recent rows in a table in memory.

At each question it looks whether the manifest changed (one `stat`) and takes in what is new. A question has a cursor
with a transaction of its own: it sees one state from beginning to end, whatever comes in meanwhile.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from terrace.insight.warehouse import problems
from terrace.insight.warehouse.columns import KEY, LIST, TABLE
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.manifest import Manifest
from terrace.insight.warehouse.recent import newest

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend

#: Share of the machine's memory that the questions of one process may take.
SHARE = 4
SETTINGS = ("parquet_metadata_cache = true", "preserve_insertion_order = false", "enable_progress_bar = false")
_SAME = " AND ".join(f"n.{name} = recent.{name}" for name in KEY)


@dataclass
class Memory:
    """The DuckDB of this process for one folder."""

    folder: Folder
    lock: threading.Lock = field(default_factory=threading.Lock)
    manifest: Manifest = field(default_factory=Manifest)
    #: Level, year and indicator of recent rows.
    touched: frozenset[tuple[int, int, int]] = frozenset()
    _mark: tuple[int, int] | None = None
    _seen: int = 0
    _idle: "list[Backend]" = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"SET memory_limit = '{_memory() // SHARE}B'")
        for setting in SETTINGS:
            self.connection.execute(f"SET {setting}")
        self.connection.execute(f"CREATE TABLE recent ({TABLE}, seq bigint)")

    @contextmanager
    def reading(self) -> "Iterator[tuple[Backend, Manifest, frozenset[tuple[int, int, int]]]]":
        """A backend that sees one state, the manifest of that state, and what its recent rows are about."""
        with self.lock:
            self._look()
            backend = self._idle.pop() if self._idle else self._backend()
            backend.con.execute("BEGIN")
            backend.con.execute("SELECT 1 FROM recent LIMIT 1").fetchall()  # from here on the transaction has its state
            state = self.manifest, self.touched
        try:
            yield backend, *state
        finally:
            backend.con.execute("ROLLBACK")
            with self.lock:
                self._idle.append(backend)

    def _backend(self) -> "Backend":
        import ibis  # a second: workers never ask

        return ibis.duckdb.from_connection(self.connection.cursor())

    def _look(self) -> None:
        """Take in what changed since the last look."""
        mark = self.folder.mark()
        if mark == self._mark:
            return
        manifest = self.folder.manifest()
        if manifest is None or not manifest.built:
            raise problems.MISSING.problem()
        if manifest.folded != self.manifest.folded or manifest.version < self.manifest.version:
            self._seen = 0
            self.connection.execute(f"CREATE OR REPLACE TABLE recent ({TABLE}, seq bigint)")
        self._add(manifest)
        self._seen = manifest.next - 1
        rows = self.connection.execute("SELECT DISTINCT level, year, indicator FROM recent").fetchall()
        self.manifest, self.touched, self._mark = manifest, frozenset(rows), mark

    def _add(self, manifest: Manifest) -> None:
        """Rows of newer files take the place of older ones."""
        if not any(recent.last > self._seen for recent in manifest.recents):
            return
        query = newest(self.folder, manifest, self._seen)
        self.connection.execute("BEGIN")
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE newer AS {query}")
        self.connection.execute(f"DELETE FROM recent USING newer n WHERE {_SAME}")
        self.connection.execute(f"INSERT INTO recent SELECT {LIST}, seq FROM newer ORDER BY indicator, level, period")
        self.connection.execute("COMMIT")


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
