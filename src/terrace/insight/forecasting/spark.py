"""The same forecasts on Apache Spark: the buckets of `files` by `applyInPandas`, for tens of millions of series.

pyspark (4 or later) is no part of Terrace's installation: it is asked for when a master is named. Terrace itself must
be installed, in the same version, on every worker. A bucket has the same rows on Spark and here, so the answers are
equal.
"""

import os
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from terrace.insight.forecasting import files, frames, problems
from terrace.insight.forecasting.files import Order, Outcome

#: As `files.NUMBER`, in the SQL of Spark.
NUMBER = "cast(conv(substring(md5(cast(series AS string)), 1, 8), 16, 10) AS bigint)"
#: Seconds in which a master must answer.
WAIT = 10
TYPES = {"bucket": "bigint", "series": "string", "step": "int", "method": "string"}
#: A bucket reaches Python whole; NumPy keeps to one core for each worker of Python.
SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "0",
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    **{f"spark.executorEnv.{name}": "1" for name in files.ONE_THREAD},
}


def run(source: Path, target: Path, order: Order, *, master: str, settings: Mapping[str, str] | None = None) -> Outcome:
    """Forecast every series of `source` into `target` on the Spark of this master; both lie where all workers see them.

    The answer is one Parquet file with the rows that `files.run` writes, in its order. `settings`: more of Spark's own.
    Raises `Refused`.
    """
    count = files.buckets(files.read(source), order.bucket)
    folder = target.with_name(target.name + ".spark")
    with session(master, settings or {}) as spark:
        answer = forecasts(table(spark, source), order, count)
        answer.write.parquet(folder.resolve().as_uri(), mode="overwrite")
    return Outcome(_gather(folder, target, order), count, 0)


@contextmanager
def session(master: str, settings: Mapping[str, str]) -> Iterator[Any]:
    """A session of Spark, ended afterwards. Raises `Refused` when pyspark or Java lacks, or the cluster fails."""
    builder = _builder(master, settings)
    _reachable(master)
    spark = None
    try:
        spark = builder.getOrCreate()
        yield spark
    except Exception as error:
        if not type(error).__module__.startswith(("pyspark", "py4j")):
            raise
        raise problems.SPARK_AWAY.problem(master=master, reason=_reason(error)) from error
    finally:
        if spark is not None:
            spark.stop()


def _builder(master: str, settings: Mapping[str, str]) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise problems.SPARK_LACKS.problem() from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise problems.SPARK_LACKS.problem()
    builder = SparkSession.builder.master(master).appName("terrace forecasting")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    for name, value in {**SETTINGS, **settings}.items():
        builder = builder.config(name, value)
    return builder


def _reachable(master: str) -> None:
    """Raises `Refused` when nothing answers at any address of a standalone master: Spark itself takes a minute."""
    if not master.startswith("spark://"):
        return
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        with suppress(OSError, ValueError), socket.create_connection((host, int(port)), timeout=WAIT):
            return
    raise problems.SPARK_AWAY.problem(master=master, reason="no answer")


def _reason(error: Exception) -> str:
    """The last line of a long answer that says something; a problem of ours on a worker is among them."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    ours = [line for line in lines if line.startswith("terrace.")]
    return next(iter(ours or lines), type(error).__name__)[:300]


def table(spark: Any, source: Path) -> Any:
    """The three columns of a file."""
    path = source.resolve().as_uri()
    csv = source.suffix.lower() in (".csv", ".gz")
    found = spark.read.csv(path, header=True, inferSchema=True) if csv else spark.read.parquet(path)
    return found.select(*frames.COLUMNS)


def forecasts(given: Any, order: Order, count: int) -> Any:
    """A table of Spark with `series`, `t`, `value` → one with `frames.columns` and the number of the bucket."""
    numbered = given.selectExpr("series", "t", "cast(value AS double) AS value", f"{NUMBER} % {count} AS bucket")
    schema = ", ".join(f"{name} {TYPES.get(name, 'double')}" for name in ("bucket", *frames.columns(order.levels)))
    groups = numbered.repartition(count, "bucket").groupBy("bucket")
    return groups.applyInPandas(lambda key, frame: forecast_bucket(key, frame, order), schema)


def forecast_bucket(key: Any, frame: Any, order: Order) -> Any:
    """One bucket, on a worker."""
    made = frames.forecast_frame(frame, order.horizon, order.frequency, order.levels)
    made.insert(0, "bucket", int(key[0]))
    return made


def _gather(folder: Path, target: Path, order: Order) -> int:
    """What the workers wrote as one file in order; the number of series."""
    fresh = target.with_name(target.name + ".new")
    with duckdb.connect() as connection:
        made = connection.read_parquet(str(folder / "*.parquet")).order("bucket, series, step")
        made.project(", ".join(frames.columns(order.levels))).write_parquet(str(fresh))
        rows = connection.read_parquet(str(fresh)).aggregate("count(*)").fetchall()[0][0]
    fresh.replace(target)
    shutil.rmtree(folder)
    return int(rows) // order.horizon
