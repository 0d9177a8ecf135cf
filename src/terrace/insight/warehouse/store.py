"""Where the warehouse is (`WAREHOUSE_URL`), and the way in for everybody who reads.

    with store.opened() as cube:
        rice = cube.figures(indicators=[12], years=(2020, 2026), levels=[1])
        rice.group_by("area").agg(value=rice.value.sum()).to_pyarrow()

Empty or `duckdb:`: Parquet files in the home, read by DuckDB. `spark://HOST:PORT`: the same files, read by Spark.
`postgresql://…`: a table in that database. `duckdb:///FOLDER` and `spark://HOST:PORT/FOLDER` name another folder.
"""

import os
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pyarrow as pa

from terrace.base.kernel import conf
from terrace.facts.pipeline.evaluation import Cell
from terrace.insight.warehouse import making, parquet, problems, spark
from terrace.insight.warehouse.building import Progress
from terrace.insight.warehouse.cubes import Cube, Standing
from terrace.insight.warehouse.files import Files
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.table import Table


class Store(Protocol):
    """What each kind of warehouse can do."""

    def opened(self) -> AbstractContextManager[Cube]: ...
    def begun(self) -> bool: ...
    def built(self) -> bool: ...
    def append(self, read: Callable[[], pa.Table]) -> int: ...
    def build(self, progress: Progress | None = None) -> None: ...
    def ensure(self) -> None: ...
    def rebuild(self, indicators: Collection[int], since: int = 0) -> None: ...
    def fold(self, *, now: bool = False) -> None: ...
    def note(self, moment: datetime) -> None: ...
    def standing(self) -> Standing: ...


def current() -> Store:
    """The warehouse that `WAREHOUSE_URL` names. Raises `Refused` when it is not understood."""
    url = os.environ.get("WAREHOUSE_URL") or "duckdb:"
    parts = urlsplit(url)
    if parts.scheme in {"postgresql", "postgres"}:
        return Table(url)
    folder = Folder(Path(parts.path) if parts.path.strip("/") else conf.home() / "warehouse")
    if parts.scheme == "duckdb":
        return Files(folder, parquet.opened)
    if parts.scheme == "spark" and parts.netloc:
        return Files(folder, partial(spark.opened, master=f"spark://{parts.netloc}"))
    raise problems.ADDRESS.problem(url=url)


def opened() -> AbstractContextManager[Cube]:
    """The cube as it is now, the same until it is closed. Raises `Refused` while there is none yet."""
    return current().opened()


def build(progress: Progress | None = None) -> None:
    """Make the warehouse anew from PostgreSQL."""
    current().build(progress)


def refresh(cells: Collection[Cell]) -> int:
    """Bring these cells up to date; how many rows were written."""
    return current().append(lambda: making.of_cells(cells)) if cells else 0
