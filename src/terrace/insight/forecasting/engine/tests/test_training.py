"""Files that shipped weights are trained on."""

import numpy as np
import pytest

from terrace.insight.forecasting.engine import learning, training, weights

COMPETITION = "series,period,part,t,value\n" + "".join(
    f"{name},{period},{part},{t},{t + 1}\n"
    for name, period, months in (("A", "MONTHLY", 26), ("B", "YEARLY", 5))
    for part, first in (("train", 0), ("test", months))
    for t in range(first, first + (months if part == "train" else 3))
)
PLACES = "table,area,year,item,value\n" + "".join(
    f"Pigs,North,{year},,{year - 2000}\n" for year in (*range(2001, 2006), *range(2008, 2011))
)


@pytest.fixture
def file(tmp_path):
    def written(text):
        path = tmp_path / "series.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_only_the_train_part_of_a_competition_is_read(file):
    plain = [each for each in training.read(file(COMPETITION)) if each.weight == 1.0]
    assert {each.cycle: each.series[0].tolist()[-1] for each in plain} == {12: 26.0, 1: 5.0}


def test_monthly_series_also_teach_the_coarser_cycles(file):
    coarse = {each.cycle: each for each in training.read(file(COMPETITION)) if each.weight < 1}
    assert coarse[4].series[0].tolist() == [4.0, 7, 10, 13, 16, 19, 22, 25]
    assert sorted(coarse) == [1, 2, 3, 4]


def test_missing_years_of_a_place_lie_on_a_line(file):
    (source,) = training.read(file(PLACES))
    assert source.series[0].tolist() == list(range(1, 11))


def test_what_is_written_is_what_is_shipped(tmp_path, monkeypatch):
    chance = np.random.default_rng(0)
    lessons = learning.lessons(list(chance.uniform(1, 9, (9, 12))), 1)
    networks = learning.fitted(lessons, 2)
    training.write({1: (lessons.names, networks)}, tmp_path / "weights.npz")
    monkeypatch.setattr(weights, "SHIPPED", tmp_path / "weights.npz")
    again = weights.shipped.__wrapped__(1)
    assert again.names == lessons.names
    shares = [weights.Weights(lessons.names, networks).shares(lessons.features, lessons.record)]
    assert again.shares(lessons.features, lessons.record) == pytest.approx(shares[0], abs=1e-5)
