"""A table of series in, a table of forecasts out; files of any size in buckets that are never made twice."""

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from terrace.base.kernel.problems import Refused
from terrace.insight.forecasting import engine, files, frames
from terrace.insight.forecasting.files import Order
from terrace.insight.forecasting.tests import answers

ORDER = Order(horizon=3, bucket=4)


def table(count: int = 10, length: int = 30) -> pd.DataFrame:
    rng = np.random.default_rng(6)
    rows = [
        pd.DataFrame({"series": f"s{number}", "t": np.arange(length), "value": 50 + rng.normal(0, 4, length)})
        for number in range(count)
    ]
    return pd.concat(rows, ignore_index=True)


def written(frame: pd.DataFrame, path: Path) -> Path:
    with duckdb.connect() as connection:
        connection.register("given", frame)
        getattr(connection.table("given"), f"write_{path.suffix[1:]}")(str(path))
    return path


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.faults[0].code


def test_the_answer_has_a_row_for_each_series_and_step() -> None:
    frame = table()
    made = frames.forecast_frame(frame, 3)
    assert list(made.columns) == frames.columns()
    assert made["series"].unique().tolist() == sorted(frame["series"].unique())
    assert made["step"].tolist() == [1, 2, 3] * 10
    likely = engine.forecast([frame[frame["series"] == "s3"]["value"].to_numpy()], 3, frequency="month").likely[0]
    assert made[made["series"] == "s3"]["likely"].to_numpy() == pytest.approx(likely, rel=1e-9)
    assert (made["low95"] <= made["low80"]).all()
    assert (made["high80"] <= made["high95"]).all()


def test_the_order_of_rows_does_not_matter() -> None:
    frame = table()
    mixed = frame.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(frames.forecast_frame(mixed, 3), frames.forecast_frame(frame, 3), check_exact=True)


def test_periods_may_be_numbers_dates_or_codes() -> None:
    numbers = table(2, 24)
    codes = numbers.assign(t=[f"{2020 + t // 12}-M{t % 12 + 1:02}" for t in numbers["t"]])
    dates = numbers.assign(t=[date(2020 + t // 12, t % 12 + 1, 1) for t in numbers["t"]])
    stamps = dates.assign(t=pd.to_datetime(dates["t"]))
    floats = numbers.assign(t=numbers["t"].astype(float))
    expected = frames.forecast_frame(numbers, 2)
    for other in (codes, dates, stamps, floats):
        pd.testing.assert_frame_equal(frames.forecast_frame(other, 2), expected, check_exact=True)


def test_a_lacking_period_is_a_missing_value() -> None:
    frame = table(1)
    lacking = frame.drop(index=[7, 8])
    missing = frame.assign(value=frame["value"].where(~frame.index.isin([7, 8])))
    pd.testing.assert_frame_equal(frames.forecast_frame(lacking, 2), frames.forecast_frame(missing, 2))


def test_a_series_without_values_has_no_forecast_and_harms_no_other() -> None:
    frame = pd.concat([table(1), pd.DataFrame({"series": "empty", "t": [1, 2], "value": [np.nan, np.nan]})])
    made = frames.forecast_frame(frame, 2)
    assert made[made["series"] == "empty"]["likely"].isna().all()
    assert made[made["series"] == "s0"]["likely"].notna().all()


def test_an_empty_table_has_an_empty_answer() -> None:
    made = frames.forecast_frame(table().iloc[:0], 5)
    assert (len(made), list(made.columns)) == (0, frames.columns())


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (lambda frame: frame.rename(columns={"t": "time"}), "forecast.file_columns"),
        (lambda frame: frame.assign(t=["soon", *frame["t"][1:]]), "forecast.file_period"),
        (lambda frame: frame.assign(t="2026-Q1"), "forecast.file_period"),
        (lambda frame: frame.assign(t=0), "forecast.file_twice"),
        (lambda frame: frame.assign(t=frame["t"] * 10_000), "forecast.file_wide"),
        (lambda frame: frame.assign(series=[None, *frame["series"][1:]]), "forecast.file_nameless"),
    ],
)
def test_what_cannot_be_read_is_said(changed: object, expected: str) -> None:
    with pytest.raises(Refused) as refused:
        frames.forecast_frame(changed(table(1)), 2)  # type: ignore[operator]
    assert code(refused) == expected


def test_a_file_is_forecast_in_buckets_with_progress(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    source = written(table(), tmp_path / "in.parquet")
    outcome = files.run(source, tmp_path / "out.parquet", ORDER, workers=1, progress=lambda *done: seen.append(done))
    assert (outcome.series, outcome.buckets, outcome.kept) == (10, 3, 0)
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]
    made = answers.read(tmp_path / "out.parquet").sort_values(["series", "step"], ignore_index=True)
    pd.testing.assert_frame_equal(made, frames.forecast_frame(table(), 3), rtol=1e-9)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.parquet"]


def test_processes_and_csv_give_the_same_bit_for_bit(tmp_path: Path) -> None:
    files.run(written(table(), tmp_path / "in.parquet"), tmp_path / "one.parquet", ORDER, workers=1)
    files.run(written(table(), tmp_path / "in.csv"), tmp_path / "two.parquet", ORDER, workers=2)
    one, two = (answers.read(tmp_path / f"{name}.parquet") for name in ("one", "two"))
    pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_begun_again_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    source, target = written(table(), tmp_path / "in.parquet"), tmp_path / "out.parquet"

    def stop(done: int, _all: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.run(source, target, ORDER, workers=1, progress=stop)
    assert not target.exists()
    assert files.run(source, target, ORDER, workers=1).kept == 2
    files.run(source, tmp_path / "whole.parquet", ORDER, workers=1)
    again, whole = answers.read(target), answers.read(tmp_path / "whole.parquet")
    pd.testing.assert_frame_equal(again, whole, check_exact=True)


def test_another_file_or_order_begins_anew(tmp_path: Path) -> None:
    source, target = written(table(), tmp_path / "in.parquet"), tmp_path / "out.parquet"

    def stop(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.run(source, target, ORDER, workers=1, progress=stop)
    outcome = files.run(source, target, Order(horizon=2, bucket=20), workers=1)
    assert (outcome.kept, outcome.buckets) == (0, 1)
    assert len(answers.read(target)) == 20


def test_an_unreadable_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_text("no parquet")
    with pytest.raises(Refused) as refused:
        files.run(tmp_path / "in.parquet", tmp_path / "out.parquet", ORDER)
    assert code(refused) == "forecast.file_unreadable"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet"]
    source = written(table().rename(columns={"value": "amount"}), tmp_path / "other.parquet")
    with pytest.raises(Refused) as refused:
        files.run(source, tmp_path / "out.parquet", ORDER)
    assert code(refused) == "forecast.file_columns"


def test_a_fault_in_a_bucket_ends_the_run_and_leaves_nothing_behind(tmp_path: Path) -> None:
    source = written(pd.concat([table(), table(1)]), tmp_path / "in.parquet")
    with pytest.raises(Refused) as refused:
        files.run(source, tmp_path / "out.parquet", ORDER, workers=1)
    assert code(refused) == "forecast.file_twice"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet"]
