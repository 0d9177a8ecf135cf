"""A warehouse of its own for each test, beside the small world of the facts."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from terrace.base.kernel import conf
from terrace.facts.conftest import _fresh_snapshots, country, world  # noqa: F401
from terrace.insight.forecasting.tests import cluster
from terrace.insight.warehouse import spark
from terrace.insight.warehouse.folder import Folder


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """An empty folder, named by WAREHOUSE_URL; `store.build()` fills it."""
    folder = tmp_path / "warehouse"
    monkeypatch.setenv("WAREHOUSE_URL", f"duckdb://{folder}")
    return Folder(folder)


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real standalone cluster of Spark, one master and two workers, once for all tests."""
    folder = tmp_path_factory.mktemp("spark")
    lines = "".join(f"{name} {value}\n" for name, value in cluster.SETTINGS.items())
    (folder / "spark-defaults.conf").write_text(lines)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (cluster.environment(folder) | {"SPARK_CONF_DIR": str(folder)}).items():
            patch.setenv(name, value)
        with cluster.cluster(folder, workers=2) as master:
            yield master
            spark.close()


@pytest.fixture
def database() -> Iterator[str]:
    """The address of a database of its own, in the cluster of the tests."""
    name = f"warehouse_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(conf.database_url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield conf.database_url().replace("/terrace?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["duckdb", "postgresql", "spark"])
def kind(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each kind of warehouse, empty, named by WAREHOUSE_URL; `store.build()` fills it."""
    address = f"duckdb://{tmp_path}/warehouse"
    if request.param == "postgresql":
        address = request.getfixturevalue("database")
    if request.param == "spark":
        address = f"{request.getfixturevalue('master')}{tmp_path}/warehouse"
    monkeypatch.setenv("WAREHOUSE_URL", address)
    return str(request.param)
