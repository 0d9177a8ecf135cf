"""Forecasts of a large file, Parquet or CSV, in buckets over processes; begun again, it goes on where it stopped.

The file is cut once into buckets of about 2,500 series by the MD5 of their codes, beside the answer (`OUT.parts`); each
bucket's answer appears there whole or not at all. When all are there they become the answer, and the parts go.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import duckdb

from terrace.base.kernel.problems import Refused
from terrace.insight.forecasting import frames, problems

#: Called with the number of buckets done and of all.
Progress = Callable[[int, int], None]
#: The first 32 bits of the MD5 of a series' code; `spark` has the same.
NUMBER = "('0x' || substr(md5(cast(series AS varchar)), 1, 8))::ubigint"
#: NumPy in a worker keeps to its own core.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for."""

    horizon: int
    frequency: str = "month"
    levels: tuple[int, ...] = (80, 95)
    bucket: int = frames.BUCKET


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done; `kept` buckets were there from a run before."""

    series: int
    buckets: int
    kept: int


def run(
    source: Path, target: Path, order: Order, *, workers: int | None = None, progress: Progress | None = None
) -> Outcome:
    """Forecast every series of `source` into `target` (Parquet, see `frames.columns`). Raises `Refused`.

    `workers`: processes, by default one for each core; 1 works in this process.
    """
    parts = target.with_name(target.name + ".parts")
    count = _cut(source, parts, order)
    waiting = [number for number in range(count) if not _answer(parts, number).exists()]
    kept = count - len(waiting)
    tell = progress or (lambda _done, _all: None)
    tell(kept, count)
    try:
        for done, _ in enumerate(_made(parts, waiting, order, workers or os.cpu_count() or 1), start=kept + 1):
            tell(done, count)
    except Refused:
        # The file has to be changed, and then all is to be made anew.
        shutil.rmtree(parts)
        raise
    except BrokenProcessPool:
        raise problems.FILE_STOPPED.problem() from None
    return Outcome(_join(parts, target, count, order), count, kept)


def read(source: Path) -> duckdb.DuckDBPyRelation:
    """The table of a file. Raises `Refused` when it cannot be read or lacks a column."""
    try:
        with_suffix = duckdb.read_csv if source.suffix.lower() in (".csv", ".gz") else duckdb.read_parquet
        table = with_suffix(str(source), connection=duckdb.connect())
    except duckdb.Error as error:
        raise problems.FILE_UNREADABLE.problem(file=source.name, reason=str(error).splitlines()[0]) from None
    frames.check(table.columns)
    return table.project(", ".join(frames.COLUMNS))


def buckets(table: duckdb.DuckDBPyRelation, size: int) -> int:
    """How many buckets a table needs. The same on Spark."""
    found = table.aggregate("count(DISTINCT series)").fetchall()[0][0]
    return max(1, -(-int(found) // size))


def _cut(source: Path, parts: Path, order: Order) -> int:
    """Cut the file into buckets, unless that was done for the same file and order; the number of them."""
    mark, wanted = parts / "order.json", _mark(source, order)
    if mark.exists():
        had = json.loads(mark.read_text(encoding="utf-8"))
        if had["mark"] == wanted:
            return int(had["buckets"])
    shutil.rmtree(parts, ignore_errors=True)
    table = read(source)
    count = buckets(table, order.bucket)
    parts.mkdir(parents=True)
    try:
        numbered = table.project(f"series, t, value, {NUMBER} % {count} AS bucket")
        numbered.write_parquet(str(parts / "given"), partition_by=["bucket"])
    except duckdb.Error as error:
        raise problems.FILE_UNREADABLE.problem(file=source.name, reason=str(error).splitlines()[0]) from None
    _write(mark, json.dumps({"mark": wanted, "buckets": count}))
    return count


def _mark(source: Path, order: Order) -> str:
    """Tells a changed file or another order."""
    seen = source.stat()
    kept = [str(source.resolve()), seen.st_size, seen.st_mtime_ns, asdict(order)]
    return hashlib.sha256(json.dumps(kept).encode()).hexdigest()


def _answer(parts: Path, number: int) -> Path:
    return parts / f"made-{number:06}.parquet"


def _made(parts: Path, waiting: Sequence[int], order: Order, workers: int) -> Iterator[int]:
    """The numbers of the buckets as they get done."""
    work = partial(forecast_bucket, parts, order)
    if workers == 1 or len(waiting) < 2:  # noqa: PLR2004 - one bucket is not worth a process
        yield from map(work, waiting)
        return
    with _one_thread(), ProcessPoolExecutor(min(workers, len(waiting)), mp_context=get_context("spawn")) as pool:
        try:
            for future in as_completed([pool.submit(work, number) for number in waiting]):
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _one_thread() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def forecast_bucket(parts: Path, order: Order, number: int) -> int:
    """One bucket from its part of the file to its answer; the number again."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        given = parts / "given" / f"bucket={number}"
        if given.exists():
            table = connection.read_parquet(str(given / "*.parquet"), hive_partitioning=False)
        else:
            table = connection.sql("SELECT '' AS series, 0 AS t, 0.0 AS value LIMIT 0")
        frame = frames.forecast_frame(table.df(), order.horizon, order.frequency, order.levels)
        connection.register("made", frame)
        fresh = _answer(parts, number).with_suffix(".new")
        connection.table("made").project(_typed(order)).write_parquet(str(fresh))
    fresh.replace(_answer(parts, number))
    return number


def _typed(order: Order) -> str:
    """The columns with their types, which an empty table does not tell."""
    types = {"series": "varchar", "step": "integer", "method": "varchar"}
    return ", ".join(f"cast({name} AS {types.get(name, 'double')}) AS {name}" for name in frames.columns(order.levels))


def _join(parts: Path, target: Path, count: int, order: Order) -> int:
    """The answers of all buckets as one file, which appears whole; the number of its series."""
    fresh = target.with_name(target.name + ".new")
    with duckdb.connect() as connection:
        table = connection.read_parquet([str(_answer(parts, number)) for number in range(count)])
        table.write_parquet(str(fresh))
        rows = connection.read_parquet(str(fresh)).aggregate("count(*)").fetchall()[0][0]
    fresh.replace(target)
    shutil.rmtree(parts)
    return int(rows) // order.horizon


def _write(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
