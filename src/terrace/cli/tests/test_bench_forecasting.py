"""`terrace bench forecasting`: what it reads, what it refuses and where, and how it scores."""

import json

import numpy as np
import pytest

from terrace.base.kernel.problems import Refused
from terrace.cli import frame, proof

benchmark = proof._benchmark("forecasting")
sets, rivals, Group = benchmark.sets, benchmark.rivals, benchmark.Group

HEAD = "series,period,type,part,t,value"
GOOD = [f"A,YEARLY,x,train,{t},{10 + t}" for t in range(1, 5)] + ["A,YEARLY,x,test,5,15", "A,YEARLY,x,test,6,17"]


def written(folder, lines, head=HEAD):
    file = folder / "series.csv"
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return file


def faults(folder, lines, head=HEAD):
    with pytest.raises(Refused) as refused:
        sets.read(written(folder, lines, head))
    return [(fault.code, fault.pointer) for fault in refused.value.faults]


def test_a_file_becomes_one_group_for_each_frequency(tmp_path):
    lines = [*GOOD, "B,monthly,y,train,3,1", "B,Monthly,y,train,1,", "B,MONTHLY,y,TEST,1,4"]
    yearly, monthly = sets.read(written(tmp_path, lines))
    assert (yearly.label, yearly.cycle, yearly.names, yearly.types) == ("YEARLY", 1, ("A",), ("x",))
    assert yearly.past[0].tolist() == [11, 12, 13, 14]
    assert yearly.came.tolist() == [[15, 17]]
    assert monthly.frequency == "month"
    assert np.array_equal(monthly.past[0], [np.nan, np.nan, 1], equal_nan=True)
    assert monthly.whole().past[0].tolist() == [1]


def test_gaps_are_filled_on_a_straight_line_for_methods_that_take_none(tmp_path):
    lines = ["A,YEARLY,,train,1,2", "A,YEARLY,,train,4,8", "A,YEARLY,,test,5,1"]
    assert sets.read(written(tmp_path, lines))[0].whole().past[0].tolist() == [2, 4, 6, 8]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (",YEARLY,x,train,1,2", "series"),
        ("A,WEEKLY,x,train,1,2", "period"),
        ("A,YEARLY,x,later,1,2", "part"),
        ("A,YEARLY,x,train,one,2", "t"),
        ("A,YEARLY,x,train,1.5,2", "t"),
        ("A,YEARLY,x,train,1,many", "value"),
        ("A,YEARLY,x,train,1,inf", "value"),
        ("A,YEARLY", "part"),
    ],
)
def test_what_cannot_be_is_shown_with_line_and_column(tmp_path, line, column):
    assert faults(tmp_path, [*GOOD, line]) == [("bench.series_value", f"series.csv:8:{column}")]


def test_missing_columns_are_named(tmp_path):
    assert faults(tmp_path, [], "series,period,t") == [("bench.series_columns", "series.csv:1")]


def test_a_period_told_twice_is_shown_with_both_lines(tmp_path):
    assert faults(tmp_path, [*GOOD, GOOD[0]]) == [("bench.series_twice", "series.csv:8:t")]


def test_a_series_needs_a_past_and_a_later_part(tmp_path):
    assert faults(tmp_path, [*GOOD, "B,YEARLY,x,train,1,2"]) == [("bench.series_part", "series.csv:8:part")]


def test_a_past_without_a_value_is_none(tmp_path):
    lines = [*GOOD, "B,YEARLY,x,train,1,", "B,YEARLY,x,test,2,5"]
    assert faults(tmp_path, lines) == [("bench.series_part", "series.csv:8:part")]


def test_a_series_has_one_period(tmp_path):
    assert faults(tmp_path, [*GOOD, "A,MONTHLY,x,train,9,2"]) == [("bench.series_value", "series.csv:8:period")]


def test_years_and_months_glued_are_no_count(tmp_path):
    lines = [f"A,MONTHLY,x,train,{t},1" for t in (202511, 202512, 202601)] + ["A,MONTHLY,x,test,202602,1"]
    assert faults(tmp_path, lines) == [("bench.series_jumps", "series.csv:2:t")]


def test_a_file_without_series_and_one_that_is_none(tmp_path):
    assert faults(tmp_path, []) == [("bench.series_none", "series.csv")]
    (tmp_path / "image").write_bytes(b"\x89PNG\xff\xfe")
    for path in (tmp_path / "image", tmp_path / "absent.csv", tmp_path):
        with pytest.raises(Refused) as refused:
            sets.read(path)
        assert refused.value.faults[0].code == "bench.series_unreadable"


def test_the_command_shows_a_bad_file_as_a_problem(tmp_path, capsys):
    file = written(tmp_path, [*GOOD, "A,YEARLY,x,train,1,many"])
    assert frame.run(["--language", "en", "bench", "forecasting", "--data", str(file)]) == 1
    shown = capsys.readouterr().err
    assert "series.csv:8:value" in shown
    assert "bench.series_value" in shown
    assert "Traceback" not in shown


def test_a_file_of_series_is_for_no_other_benchmark(tmp_path):
    assert frame.run(["bench", "road", "--data", str(tmp_path)]) == 2


def group(past, came, label="YEARLY", types=None):
    names = tuple(f"s{number}" for number in range(len(past)))
    lines = tuple(np.asarray(each, float) for each in past)
    kinds = types or ("x",) * len(past)
    return Group(label, sets.FREQUENCIES.get(label, "year"), names, kinds, lines, np.asarray(came, float))


def test_figures_of_one_series_by_hand():
    """Past 1, 3, 6, 4 moves by 7/3; the naive 4 misses 8 and 10 by 4 and 6."""
    own = group([[1, 3, 6, 4]], [[8, 10]])
    bounds = {80: np.array([[7.0, 10.5]]), 95: np.array([[6.0, 9.0]])}, {80: np.array([[9.0, 12.0]]), 95: own.came + 1}
    made = benchmark.figures(rivals.Said(own, np.array([[8.0, 12.0]]), *bounds, seconds=0.5))
    smape, base = (0 + 200 * 2 / 22) / 2, (200 * 4 / 12 + 200 * 6 / 14) / 2
    mase, mase_base = 1 / (7 / 3), 5 / (7 / 3)
    assert made["smape"] == pytest.approx(smape, abs=1e-3)
    assert made["mase"] == pytest.approx(mase, abs=1e-4)
    assert made["owa"] == pytest.approx((smape / base + mase / mase_base) / 2, abs=1e-4)
    assert (made["cover80"], made["cover95"]) == (0.5, 1)
    assert made["msis95"] == pytest.approx((3 + 2) / 2 / (7 / 3), abs=1e-3)
    assert (made["series_per_cpu_second"], made["series"]) == (2, 1)


def test_what_cannot_be_scored_is_null_rather_than_no_number():
    own = group([[5, 5, 5]], [[5, 5]])
    bounds = {80: own.came, 95: own.came}
    made = benchmark.figures(rivals.Said(own, own.came, bounds, bounds, seconds=0.5))
    assert (made["owa"], made["mase"], made["msis95"], made["cover80"]) == (None, None, None, 1)
    assert benchmark._total({"YEARLY": made}) == {}


def test_the_total_weighs_frequencies_as_m4_did():
    one = {"owa": 0.8, "smape": 8.0, "mase": 0.8, "series": 3, "naive2": {"smape": 10.0, "mase": 1.0}}
    other = {"owa": 1.0, "smape": 20.0, "mase": 2.0, "series": 4, "naive2": {"smape": 20.0, "mase": 2.0}}
    total = benchmark._total({"YEARLY": one, "MONTHLY": other, "YEARLY_5": other})["total"]
    smape, mase = (23 * 8 + 48 * 20) / (23 * 10 + 48 * 20), (23 * 0.8 + 48 * 2) / (23 + 48 * 2)
    assert total["owa"] == pytest.approx((smape + mase) / 2, abs=1e-4)
    assert total["mean_of_owas"] == pytest.approx((23 * 0.8 + 48) / 71, abs=1e-4)
    assert total["series"] == 7


def test_a_sample_is_the_same_each_time_and_spread_over_the_file():
    whole = group([[1, 2]] * 10, [[3]] * 10)
    assert whole.sample(4).names == ("s0", "s3", "s6", "s9")
    assert whole.sample(99) is whole


def test_seasonal_naive_has_intervals_that_widen_with_each_cycle():
    said = rivals.seasonal_naive(group([[1, 2, 3, 4, 2, 3, 4, 5]], [[0] * 8], "QUARTERLY"))
    assert said.likely.tolist() == [[2, 3, 4, 5, 2, 3, 4, 5]]
    width = said.high[80] - said.low[80]
    assert width[0] == pytest.approx([2 * 1.2816] * 4 + [2 * 1.2816 * 2**0.5] * 4)


def test_made_up_series_are_the_same_each_time():
    one, other = (sets.made_up(5)[2] for _ in range(2))
    assert one.past[4].tolist() == other.past[4].tolist()
    assert (one.came > 0).all()


def test_reconciling_a_country_is_measured_and_adds_up(monkeypatch):
    monkeypatch.setattr(benchmark, "COMMUNES", 500)
    (found,) = benchmark._reconcile().values()
    assert found["milliseconds"] > 0
    json.dumps(found)
