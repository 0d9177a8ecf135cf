"""The same Parquet files read by Spark (`WAREHOUSE_URL=spark://HOST:PORT`): for more than one machine's questions.

pyspark is no part of Terrace's installation. The folder must be where all workers of the cluster see it. Settings of
one's own go to `spark-defaults.conf` (SPARK_CONF_DIR).
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from terrace.insight.forecasting import spark as clusters
from terrace.insight.warehouse import freshness, problems
from terrace.insight.warehouse.columns import COLUMNS, KEY, LIST, NARROW
from terrace.insight.warehouse.cubes import Cube
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.manifest import Manifest
from terrace.insight.warehouse.pruning import Range

if TYPE_CHECKING:
    from ibis import Table

SETTINGS = {
    "spark.sql.adaptive.coalescePartitions.enabled": "true",
    "spark.sql.shuffle.partitions": "16",
    "spark.sql.session.timeZone": "UTC",
}
_TYPES = {"integer": "int"}
_NARROW = ", ".join(
    f"{each.name} {NARROW if each.name == 'value' else _TYPES.get(each.sql, each.sql)}" for each in COLUMNS
)
_WIDE = ", ".join(f"{each.name} {_TYPES.get(each.sql, each.sql)}" for each in COLUMNS)
_CAST = ", ".join(f"cast({each.name} AS {_TYPES.get(each.sql, each.sql)}) AS {each.name}" for each in COLUMNS)
_held = ExitStack()
_sessions: dict[str, Any] = {}
_lock = threading.Lock()


@contextmanager
def opened(folder: Folder, master: str) -> Iterator[Cube]:
    """The cube of a folder, read by the Spark of this master. Raises `Refused`."""
    manifest = folder.manifest()
    if manifest is None or not manifest.built:
        raise problems.MISSING.problem()
    import ibis

    session = _session(master)
    state = State(folder, manifest, session, ibis.pyspark.connect(session))
    yield Cube(state.backend, str(manifest.version), freshness.of(folder, manifest), state.table)


def close() -> None:
    """End the sessions of this process."""
    with _lock:
        _sessions.clear()
        _held.close()


def _session(master: str) -> Any:
    """The session of this process, made at first use."""
    with _lock:
        if master not in _sessions:
            _sessions[master] = _held.enter_context(clusters.session(master, SETTINGS))
        return _sessions[master]


@dataclass(frozen=True, slots=True)
class State:
    """One state of the files; files stay for a while after they left the manifest."""

    folder: Folder
    manifest: Manifest
    session: Any
    backend: Any

    def table(self, asked: Range) -> "Table":
        query = self._base(asked)
        if any(recent.last > self.manifest.folded for recent in self.manifest.recents):
            newest = self._newest(asked)
            query = (
                f"SELECT {LIST} FROM ({query}) AS base LEFT ANTI JOIN ({newest}) AS newer USING ({', '.join(KEY)})"
                f" UNION ALL SELECT {LIST} FROM ({newest}) WHERE basis > 0"
            )
        return self._view(query, "figure", asked)

    def _base(self, asked: Range) -> str:
        parts = asked.parts(self.manifest.parts)
        sides = []
        for wide, schema in ((False, _NARROW), (True, _WIDE)):
            files = [part.file for part in parts if part.wide is wide]
            sides.append(f"SELECT {_CAST} FROM {self._files(files, schema, asked)} WHERE {asked.condition}")
        return " UNION ALL ".join(sides)

    def _newest(self, asked: Range) -> str:
        files = [recent.file for recent in self.manifest.recents]
        key = ", ".join(KEY)
        return (
            f"SELECT {LIST} FROM (SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY seq DESC) AS at"
            f" FROM {self._files(files, f'{_WIDE}, seq bigint', asked)}"
            f" WHERE seq > {self.manifest.folded} AND {asked.condition}) WHERE at = 1"
        )

    def _files(self, files: list[str], schema: str, asked: Range) -> str:
        """The name of a view over files."""
        name = f"warehouse_{'recent' if 'seq' in schema else 'narrow' if NARROW in schema else 'wide'}"
        paths = [f"file://{self.folder.of(file)}" for file in files]
        reader = self.session.read.schema(schema)
        frame = reader.parquet(*paths) if paths else self.session.createDataFrame([], schema)
        return self._named(frame, name, asked)

    def _view(self, query: str, name: str, asked: Range) -> "Table":
        return self.backend.table(self._named(self.session.sql(query), f"warehouse_{name}", asked))

    def _named(self, frame: Any, name: str, asked: Range) -> str:
        """A view of its own for each state and range: another question may be open at the same time."""
        whole = f"{name}_{self.manifest.version}_{abs(hash((self.folder, asked)))}"
        frame.createOrReplaceTempView(whole)
        return whole
