"""Learning the tables: against what can be worked out by hand."""

import numpy as np
import pytest

from terrace.insight.forecasting.engine import calibrating, intervals, sizes
from terrace.insight.forecasting.engine.calibrating import Lesson
from terrace.insight.forecasting.engine.tests.test_intervals import last, wandering


def lesson(errors, features=None):
    errors = np.asarray(errors, float)
    ones = np.ones((len(errors), 1)) if features is None else np.asarray(features, float)
    return Lesson(ones, errors, np.zeros(len(errors), int), np.ones(len(errors)), np.arange(len(errors)))


def test_a_quantile_is_the_least_value_with_enough_weight_below():
    values, weight = np.array([3.0, 1, 2, 4]), np.array([1.0, 1, 1, 1])
    assert [calibrating.quantile(values, weight, share) for share in (0.25, 0.5, 0.75, 1)] == [1, 2, 3, 4]
    assert calibrating.quantile(values, np.array([0.0, 0.1, 0.1, 9]), 0.5) == 4


def test_the_usual_error_is_the_mean_error_where_nothing_else_is_known(monkeypatch):
    monkeypatch.setattr(calibrating, "RIDGE", 0.0)
    found = calibrating.usual_error(lesson([1, -2, 6]), None)
    assert np.exp(found) == pytest.approx([3])


def test_the_usual_error_of_two_groups_is_the_mean_of_each(monkeypatch):
    monkeypatch.setattr(calibrating, "RIDGE", 0.0)
    found = calibrating.usual_error(lesson([1, 3, -10, 30], [[1, 0], [1, 0], [1, 1], [1, 1]]), None)
    assert np.exp([found[0], found.sum()]) == pytest.approx([2, 20])


def test_one_wild_error_does_not_set_the_usual_size(monkeypatch):
    monkeypatch.setattr(calibrating, "RIDGE", 0.0)
    assert np.exp(calibrating.usual_error(lesson([1] * 99 + [1e12]), None))[0] < 2


def test_few_series_leave_the_tables_as_they_were():
    before = intervals.shipped("year")
    learned = calibrating.learn(list(wandering(5, 20, seed=3)), "year", last, before)
    assert learned.long is before.long


def test_more_series_move_the_tables_further_from_those_before():
    before = intervals.shipped("year")
    apart = []
    for number in (16, 48, 144):
        learned = calibrating.learn(list(wandering(number, 30, seed=4)), "year", last, before)
        alone = calibrating.learn(list(wandering(number, 30, seed=4)), "year", last)
        apart.append(np.abs(learned.long.high[1] - alone.long.high[1]).mean())
    assert apart == sorted(apart, reverse=True)


def test_learning_twice_gives_the_same():
    one, other = (calibrating.learn(list(wandering(30, 20, seed=6)), "year", last) for _ in range(2))
    assert one.to_dict() == other.to_dict()


@pytest.mark.parametrize("series", [[], [[]], [[1.0]], [[1.0, 2, 3]] * 3])
def test_nothing_to_learn_from_leaves_what_is_shipped(series):
    assert calibrating.learn(series, "quarter", last).long is intervals.shipped("quarter").long


def test_sizes_have_the_names_that_the_tables_were_learned_with():
    assert len(intervals.shipped("year").long.usual) == len(sizes.NAMES)


def test_series_that_are_all_short_leave_the_tables_as_shipped():
    learned = calibrating.learn(list(wandering(100, 6, seed=9)), "year", last)
    assert learned is intervals.shipped("year")


def test_steps_that_no_series_reached_take_the_errors_of_those_before_them():
    learned = calibrating.learn(list(wandering(40, 38, seed=8)), "month", last)
    assert np.isfinite(learned.long.high).all()
    assert (learned.long.high > 0).all()
