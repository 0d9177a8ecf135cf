"""`terrace bench monitoring`: what it reads, what it refuses and where, and what it prints."""

import json

import numpy as np
import pytest

from terrace.base.kernel.problems import Refused
from terrace.cli import frame, proof
from terrace.insight.monitoring.learning import boosting

benchmark = proof._benchmark("monitoring")
sets = benchmark.sets


def written(folder, lines):
    file = folder / "figures.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def faults(file):
    with pytest.raises(Refused) as refused:
        sets.read(file)
    return [(fault.code, fault.pointer) for fault in refused.value.faults]


def test_an_official_table_is_yearly_and_its_areas_are_siblings(tmp_path):
    lines = ["table,area,year,item,value,raw"]
    lines += [f"Rice,{area},{year},Total,{year - 2000},x" for area in ("A", "B") for year in (2001, 2003)]
    panel = sets.read(written(tmp_path, [*lines, "Rice,WHOLE COUNTRY,2001,Total,9,x"]))["year"]
    assert np.array_equal(panel.values, np.array([[1, np.nan, 3]] * 2), equal_nan=True)
    assert panel.families.tolist() == [0, 0]


def test_competition_series_have_their_parts_joined_and_end_together(tmp_path):
    head = "series,period,type,horizon,part,t,start,value"
    lines = ["S,MONTHLY,x,1,train,1,,5", "S,MONTHLY,x,1,test,2,,6", "R,MONTHLY,y,1,train,7,,4"]
    panel = sets.read(written(tmp_path, [head, *lines]))["month"]
    assert np.array_equal(panel.values, np.array([[5, 6], [np.nan, 4]]), equal_nan=True)
    assert panel.groups.tolist() == [0, 1]
    assert panel.families.tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("heading", "periods", "frequency", "gap"),
    [
        ("series,period,value", ("2024-11", "2025-01"), "month", 1),
        ("series,period,value", ("202411", "202502"), "month", 2),
        ("series,period,value", ("2024-11-01", "2024-12-01"), "month", 0),
        ("series,period,value", ("2023-Q4", "2024Q2"), "quarter", 1),
        ("series,period,value", ("2023-H1", "2024-H1"), "half-year", 1),
        ("series,t,value", ("2019", "2021"), "year", 1),
        ("Series, T ,VALUE", ("1", "2"), "year", 0),
    ],
)
def test_periods_may_be_written_in_many_ways(tmp_path, heading, periods, frequency, gap):
    file = written(tmp_path, [heading, *(f"a,{period},{value}" for value, period in enumerate(periods, start=1))])
    panel = sets.read(file)[frequency]
    assert np.array_equal(panel.values, [[1, *[np.nan] * gap, 2]], equal_nan=True)


def test_a_column_frequency_says_how_often_a_counted_series_comes(tmp_path):
    file = written(tmp_path, ["series,t,value,frequency", "a,1,3,monthly", "a,2,..,monthly", "a,3,4,M", "b,1,2,Q"])
    found = sets.read(file)
    assert list(found) == ["month", "quarter"]
    assert np.array_equal(found["month"].values, [[3, np.nan, 4]], equal_nan=True)


def test_long_series_that_do_not_say_how_often_they_come_are_taken_for_monthly_and_this_is_told(tmp_path, capsys):
    file = written(tmp_path, ["series,t,value", *(f"a,{t},{t}" for t in range(60))])
    assert list(sets.read(file)) == ["month"]
    assert "taken for monthly" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "column"),
    [("a,1,many", "value"), ("a,one,1", "t"), ("a,1,inf", "value"), ("a,,1", "t"), ("a,1.5,1", "t")],
)
def test_what_cannot_be_understood_is_shown_with_line_and_column(tmp_path, line, column):
    assert faults(written(tmp_path, ["series,t,value", "a,1,1", line])) == [
        ("bench.watched_value", f"figures.csv:3:{column}")
    ]


def test_missing_columns_no_series_and_files_that_are_none(tmp_path):
    assert faults(written(tmp_path, ["series,value"])) == [("bench.watched_columns", "figures.csv:1")]
    assert faults(written(tmp_path, ["series,t,value"])) == [("bench.series_none", "figures.csv")]
    (tmp_path / "image").write_bytes(b"\x89PNG\xff\xfe")
    for path in (tmp_path / "image", tmp_path / "absent.csv", tmp_path):
        assert faults(path)[0][0] == "bench.watched_unreadable"


def test_a_t_that_does_not_count_periods_is_shown(tmp_path):
    file = written(tmp_path, ["series,t,value", "a,1,1", "a,9000,2"])
    assert faults(file) == [("bench.series_jumps", "figures.csv:2")]


def test_the_command_shows_a_bad_file_as_a_problem(tmp_path, capsys):
    file = written(tmp_path, ["series,t,value", "a,1,many"])
    assert frame.run(["--language", "en", "bench", "monitoring", "--data", str(file)]) == 1
    shown = capsys.readouterr().err
    assert "figures.csv:2:value" in shown
    assert "Traceback" not in shown


def test_a_seed_is_for_no_other_benchmark(tmp_path):
    assert frame.run(["bench", "forecasting", "--seed", "3"]) == 2


def test_the_benchmark_prints_every_method_with_the_agreed_keys(tmp_path, monkeypatch):
    monkeypatch.setitem(boosting.SETTINGS, "max_iter", 15)
    monkeypatch.setattr(benchmark, "LATENCY", "benchmarks.not_here")
    panel = sets.made_up(36)["quarter"]
    lines = [
        f"s{row},{t},{value},Q,kind {panel.groups[row]}"
        for row, values in enumerate(panel.values)
        for t, value in enumerate(values)
    ]
    file = written(tmp_path, ["series,t,value,frequency,type", *lines])
    result = benchmark.run(1, data=file, seed=3)
    json.dumps(result, allow_nan=False)
    wanted = {"terrace", "terrace_day_one", "dhis2_z", "dhis2_z_default", "dhis2_modified_z", "residual", "ewma"}
    assert wanted <= set(result)
    own = result["terrace"]["quarterly"]
    assert {"recall", "precision", "delay_periods", "false_alarms_per_1000", "by_kind"} <= set(own)
    assert own["recall"] > result["dhis2_z"]["quarterly"]["recall"]
    assert {"at_once", "one_period_later"} <= set(result["triage"])
    assert set(result["latency_ms"]) == {"p50", "p95", "p99"}
    assert result["goals"]["latency_p99_ms"]["met"] is None
