"""The warehouse as Parquet files read by DuckDB in this process."""

import atexit
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from terrace.insight.warehouse import freshness
from terrace.insight.warehouse.columns import KEY, LIST, SCHEMA, TYPED
from terrace.insight.warehouse.cubes import Cube
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.manifest import Manifest, Part
from terrace.insight.warehouse.memory import Memory
from terrace.insight.warehouse.pruning import Range

if TYPE_CHECKING:
    from ibis import Table
    from ibis.backends.duckdb import Backend

_lock = threading.Lock()


@contextmanager
def opened(folder: Folder) -> Iterator[Cube]:
    """The cube of a folder. Raises `Refused` when there is none yet."""
    with _memory(folder).reading() as (backend, manifest, touched):
        state = State(folder, backend, manifest, touched)
        yield Cube(backend, str(manifest.version), freshness.of(folder, manifest), state.table, state.rows)


@dataclass(frozen=True, slots=True)
class State:
    """One state of the files: the parts without the cells that changed since, and what they changed to."""

    folder: Folder
    backend: "Backend"
    manifest: Manifest
    touched: frozenset[tuple[int, int, int]]

    def table(self, asked: Range) -> "Table":
        return self.backend.sql(self._query(asked), schema=SCHEMA)

    def rows(self, asked: Range, names: Sequence[str]) -> pa.Table:
        return self.backend.con.sql(f"SELECT {', '.join(names)} FROM ({self._query(asked)})").to_arrow_table()

    def _query(self, asked: Range) -> str:
        changed = asked.any_of(self.touched)
        found = [self._base(parts, asked, changed) for parts in _alike(asked.parts(self.manifest.parts))]
        if changed:
            found.append(f"SELECT {LIST} FROM recent WHERE basis > 0 AND {asked.condition}")
        if not found:
            found.append(f"SELECT {LIST} FROM recent WHERE false")
        return " UNION ALL ".join(found)

    def _base(self, parts: list[Part], asked: Range, changed: bool) -> str:
        files = ", ".join(f"{self.folder.quoted(part.file)}" for part in parts)
        rows = f"(SELECT * FROM read_parquet([{files}]) WHERE {asked.condition}) AS base"
        if changed:
            key = ", ".join(KEY)
            rows += f" ANTI JOIN (SELECT {key} FROM recent WHERE {asked.condition}) AS newer USING ({key})"
        return f"SELECT {TYPED} FROM {rows}"


def _alike(parts: list[Part]) -> Iterator[list[Part]]:
    """Narrow parts and wide ones, each kind together: files that are read together have the same types."""
    for wide in (False, True):
        if found := [part for part in parts if part.wide is wide]:
            yield found


_memories: dict[Folder, Memory] = {}
#: A DuckDB that is left open complains when the process ends.
atexit.register(_memories.clear)


def _memory(folder: Folder) -> Memory:
    with _lock:
        if folder not in _memories:
            _memories[folder] = Memory(folder)
        return _memories[folder]
