"""Folding: recent rows become part of the sorted files, and stretches that were made anew take the place of old ones.

Only the parts that something falls into are written again, so what a fold costs depends on what changed. A part that
grew too large is split.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from terrace.insight.warehouse.columns import BOUND, FITS, KEY, LIST, NARROW, ORDER, TABLE
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.manifest import Bound, Manifest, Part
from terrace.insight.warehouse.pruning import Range, slot
from terrace.insight.warehouse.recent import newest

#: Rows of a part.
LIMIT = 2_000_000
_WRITTEN = ", ".join(f"{name}::{NARROW} AS {name}" if name == "value" else name for name in LIST.split(", "))


@contextmanager
def workshop(folder: Folder) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB for the work on parts; what does not fit in memory goes to the folder."""
    with duckdb.connect() as connection:
        share = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4
        connection.execute(f"SET memory_limit = '{share}B'")
        connection.execute(f"SET temp_directory = {folder.quoted('spill')}")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET enable_progress_bar = false")
        yield connection


@dataclass
class Fold:
    """One fold. The caller holds `folding`; `changes` has what goes into the parts (basis 0: goes out)."""

    folder: Folder
    connection: duckdb.DuckDBPyConnection
    #: The manifest at the beginning: its recent rows go into the parts.
    start: Manifest
    #: All old rows of this range go out.
    replaced: Range | None = None

    def run(self) -> Manifest:
        """Write the touched parts anew and put them in force; the manifest then."""
        self._take_recent()
        parts = self._folded()
        with self.folder.writing():
            now = self.folder.manifest() or self.start
            upto = self.start.next - 1
            recents = tuple(recent for recent in now.recents if recent.last > upto)
            after = now.changed(parts=tuple(parts), recents=recents, folded=upto)
            self.folder.replace(now, after)
        return after

    def _take_recent(self) -> None:
        """Recent rows join the changes, but for those of the range that was made anew after them."""
        self.connection.execute(f"CREATE TABLE IF NOT EXISTS changes ({TABLE})")
        if self.start.recents:
            kept = f"NOT ({self.replaced.condition})" if self.replaced else "true"
            query = f"SELECT {LIST} FROM ({newest(self.folder, self.start)}) WHERE {kept}"
            self.connection.execute(f"INSERT INTO changes {query}")

    def _folded(self) -> list[Part]:
        old, touched = self.start.parts, self._touched()
        found: list[Part] = []
        for number, part in enumerate(old or (None,)):
            if number in touched or part is None:
                found += self._written(number)
            else:
                found.append(part)
        return found

    def _touched(self) -> set[int]:
        """The numbers of the parts that have to be written anew."""
        bounds = self.connection.execute(f"SELECT DISTINCT {BOUND} FROM changes").fetchall()
        touched = {slot(self.start.parts, bound) for (bound,) in bounds}
        if self.replaced:
            meeting = set(self.replaced.parts(self.start.parts))
            touched |= {number for number, part in enumerate(self.start.parts) if part in meeting}
        return touched

    def _written(self, number: int) -> list[Part]:
        """The new parts in the place of an old one."""
        self.connection.execute(f"CREATE OR REPLACE TABLE run AS {self._run(number)}")
        return [self._part(first, last, rows, wide) for first, last, rows, wide in self._stretches()]

    def _run(self, number: int) -> str:
        """The rows of a part without what changed, and what it changed to."""
        parts = self.start.parts
        said = ["basis > 0"]
        if number:
            said.append(f"{BOUND} >= {parts[number].first}")
        if number + 1 < len(parts):
            said.append(f"{BOUND} < {parts[number + 1].first}")
        fresh = f"SELECT {LIST} FROM changes WHERE {' AND '.join(said)}"
        if not parts:
            return fresh
        kept = f"NOT ({self.replaced.condition})" if self.replaced else "true"
        key = ", ".join(KEY)
        old = f"SELECT {LIST} FROM read_parquet({self.folder.quoted(parts[number].file)}) AS old"
        return f"{old} ANTI JOIN (SELECT {key} FROM changes) AS c USING ({key}) WHERE {kept} UNION ALL {fresh}"

    def _stretches(self) -> Iterator[tuple[Bound, Bound, int, bool]]:
        """How the run is cut: first and last bound, rows, and whether it needs wide values."""
        groups = self.connection.execute(
            f"SELECT {BOUND}, count(*), coalesce(bool_or(abs(value) >= {FITS}), false) FROM run GROUP BY 1 ORDER BY 1"
        ).fetchall()
        return _cut(groups)

    def _part(self, first: Bound, last: Bound, rows: int, wide: bool) -> Part:
        columns = LIST if wide else _WRITTEN
        within = f"{BOUND} >= {first} AND {BOUND} <= {last}"
        query = f"SELECT {columns} FROM run WHERE {within} ORDER BY {', '.join(ORDER)}"
        return Part(self.folder.write("part", query, self.connection), first, last, rows, wide)


def fold(folder: Folder) -> Manifest | None:
    """Fold all recent rows; None when there is no warehouse."""
    with folder.folding(), workshop(folder) as connection:
        start = folder.manifest()
        return Fold(folder, connection, start).run() if start and start.recents else start


def _cut(groups: Sequence[tuple[Bound, int, bool]]) -> Iterator[tuple[Bound, Bound, int, bool]]:
    """Stretches of at most `LIMIT` rows, or of one group that is larger."""
    held: list[tuple[Bound, int, bool]] = []
    rows = 0
    for group in groups:
        if held and rows + group[1] > LIMIT:
            yield held[0][0], held[-1][0], rows, any(each[2] for each in held)
            held, rows = [], 0
        held.append(group)
        rows += group[1]
    if held:
        yield held[0][0], held[-1][0], rows, any(each[2] for each in held)
