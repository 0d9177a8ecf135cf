"""The folder of the warehouse: its files, its manifest, and who may write.

A file appears whole under its name (written beside, synced, renamed) and is part of the warehouse once the manifest
names it. A process that dies at any moment leaves the old manifest or the new one; what it left beside is swept.

Two locks, both given back by the kernel when a process dies: `writing` for as long as a manifest is replaced, and
`folding` for the long work on parts. Recent rows are written while parts are folded.
"""

import fcntl
import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import parquet

from terrace.insight.warehouse import manifest as manifests
from terrace.insight.warehouse.manifest import Manifest

#: Seconds for which a file stays after it left the manifest: longer than any question takes.
GRACE = 1_800.0
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of files."""

    path: Path

    # reading

    def manifest(self) -> Manifest | None:
        """What is in force now; None when there is no warehouse yet."""
        try:
            return manifests.decode((self.path / MANIFEST).read_bytes())
        except FileNotFoundError:
            return None

    def mark(self) -> tuple[int, int]:
        """Changes whenever the manifest does; (0, 0) without one. No file is opened."""
        try:
            seen = (self.path / MANIFEST).stat()
        except FileNotFoundError:
            return 0, 0
        return seen.st_ino, seen.st_mtime_ns

    def of(self, file: str) -> str:
        """The whole name of a file."""
        return str(self.path / file)

    def quoted(self, file: str) -> str:
        """The whole name as a text in SQL."""
        return "'" + self.of(file).replace("'", "''") + "'"

    def size(self, file: str) -> int:
        """Bytes of a file."""
        return (self.path / file).stat().st_size

    def age(self, file: str) -> float:
        """Seconds since a file was written."""
        return time.time() - _at(self.path / file)

    # writing

    def replace(self, before: Manifest, after: Manifest) -> None:
        """Put a manifest in force. The caller holds `writing`."""
        for file in before.files - after.files:
            os.utime(self.path / file)  # its age counts from now on: see `sweep`
        fresh = self.path / f"{MANIFEST}.new"
        fresh.write_bytes(manifests.encode(after))
        _sync(fresh)
        fresh.replace(self.path / MANIFEST)
        _sync(self.path)

    def write(self, kind: str, query: str, connection: duckdb.DuckDBPyConnection) -> str:
        """The rows of a query as a new file that is safely on the disk; its name."""
        return self._whole(kind, lambda name: connection.execute(f"COPY ({query}) TO {self.quoted(name)} ({FORMAT})"))

    def keep(self, kind: str, rows: pa.Table) -> str:
        """A table of Arrow as a new file that is safely on the disk; its name."""
        return self._whole(kind, lambda name: parquet.write_table(rows, self.of(name), compression="lz4"))

    def _whole(self, kind: str, write: Callable[[str], object]) -> str:
        """A file that nobody sees before all of it is there."""
        file = f"{kind}-{uuid.uuid4().hex}.parquet"
        fresh = self.path / f"{file}.new"
        write(fresh.name)
        _sync(fresh)
        fresh.replace(self.path / file)
        return file

    @contextmanager
    def writing(self) -> Iterator[None]:
        """No other process replaces the manifest meanwhile."""
        with self._locked("writing"):
            yield

    @contextmanager
    def folding(self) -> Iterator[None]:
        """No other process replaces parts meanwhile."""
        with self._locked("folding"):
            yield

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def sweep(self, grace: float = GRACE) -> int:
        """Remove files that left the manifest long enough ago, and what killed writers left; how many."""
        with self.folding(), self.writing():
            now = self.manifest()
            if now is None:
                return 0
            since = time.time() - grace
            swept = [path for path in self.path.glob("*.parquet*") if path.name not in now.files and _at(path) <= since]
            for path in swept:
                path.unlink()
            return len(swept)


def _at(path: Path) -> float:
    """When a file was written, or left the manifest."""
    return path.stat().st_mtime


#: Uncompressed would be no faster to read; zstd takes twice as long (measured on ten million rows).
FORMAT = "FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 61440"


def _sync(path: Path) -> None:
    """The file, or the names in the folder, are on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
