"""Figures taken together against the level before them, and what tells a copy from a figure that comes again anyway."""

import numpy as np
import pytest

from terrace.insight.monitoring.detectors import levels, past, signals
from terrace.insight.monitoring.detectors.seen import look

NOISE = np.random.default_rng(5).normal(0, 0.03, 80)


def said(name, *rows, frequency="year"):
    return signals(past(np.array(rows, float), frequency))[name]


def course(*factors, length=24):
    """A steady series whose last figures are multiplied."""
    values = 100 * np.exp(NOISE[:length])
    values[length - len(factors) :] *= factors
    return values


@pytest.mark.parametrize("pace", [*levels.PACES, "best", "mean"])
def test_a_level_that_moved_is_plainer_in_three_figures_than_in_one(pace):
    moved = course(1.12, 1.12, 1.12)
    assert said(f"{pace}3", moved)[0] > 2
    assert said(f"{pace}3", course(0.88, 0.88, 0.88))[0] < -2
    assert abs(said(f"{pace}3", course())[0]) < 2


def test_an_odd_figure_is_seen_in_the_last_one_and_moves_the_level_only_so_far():
    assert said("mean1", course(5))[0] > 10
    assert said("mean_record1", course(5))[0] > 10
    assert abs(said("slow1", course(5, 1))[0]) < 3


def test_the_season_is_taken_out_where_there_is_one_and_only_there():
    wave = np.tile([1.0, 1.5, 0.7, 1.1], 10)
    with_season = look(past([course(length=40) * wave], "quarter"))
    without = look(past([course(length=40)], "quarter"))
    assert np.std(levels.unseasoned(with_season)) < 0.1
    assert np.allclose(levels.unseasoned(without), without.logs, atol=0.03)


def test_a_period_that_was_wild_in_the_years_before_is_remembered():
    calm = course(length=48)
    wild = calm.copy()
    wild[-1 - 12 :: -12] *= [1.6, 0.7, 1.5]
    found = said("same_period", calm, wild, frequency="month")
    assert found[1] > 3 * found[0]


def test_short_series_say_nothing_about_levels():
    assert np.isnan(said("mean1", [5, 6, 7])).all()
    assert np.isnan(said("mean3", [5, 6, 7, 5, 6, 7, 8, 9])).all()


def test_a_figure_that_comes_again_anyway_is_told_from_a_copy():
    steady, free = np.r_[np.tile([3.0, 3, 4], 6), 3, 3], np.r_[1000 + np.arange(18) * 37 % 101, 1013, 1013]
    distinct, repeats = said("distinct", steady, free), said("repeats", steady, free)
    assert (said("is_same", steady, free) == 1).all()
    assert distinct[0] < 0.2
    assert distinct[1] > 0.9
    assert repeats[0] > 0.2
    assert repeats[1] < 0.05
    assert said("ties", steady, free)[0] > 0.5
    assert said("free", steady, free)[1] > said("free", steady, free)[0]


def test_swapped_leading_digits_are_told_from_later_ones():
    leading, later = np.r_[np.full(20, 1273.0) + np.arange(20) % 3, 1723], np.r_[np.full(20, 1273.0), 1237]
    assert said("swap_leading", leading)[0] > 1 > said("swap_leading", later)[0]
    assert said("swap_left", leading)[0] < 1
