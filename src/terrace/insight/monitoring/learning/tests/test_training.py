"""Learning from one's own series: what is judged taught nothing, limits hold what they promise, bad input is told."""

import numpy as np
import pytest

from terrace.insight.monitoring.detectors import past, signals
from terrace.insight.monitoring.learning import boosting, cases, scoring, shocks, training

COUNT, LENGTH = 48, 44


def made_up(count=COUNT, length=LENGTH, cycle=4, seed=4):
    """Families of eight siblings with a common course, a season, and noise of their own."""
    chance = np.random.default_rng(seed)
    family = np.arange(count) // 8
    common = np.cumsum(chance.normal(0.01, 0.02, (family.max() + 1, length)), axis=1)[family]
    season = np.tile(chance.normal(0, 0.1, (count, cycle)), (1, length // cycle + 1))[:, :length]
    level = chance.normal(6, 1, (count, 1))
    return np.round(np.exp(level + common + season + chance.normal(0, 0.03, (count, length)))), family


@pytest.fixture(scope="module")
def trained():
    values, family = made_up()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(boosting.SETTINGS, "max_iter", 25)
        patch.setitem(boosting.SETTINGS, "learning_rate", 0.2)
        return training.train(values, "quarter", families=family, seed=2)


@pytest.fixture(scope="module")
def some():
    values, family = made_up(16, 30)
    panel = cases.panel(values, "quarter", family)
    return panel, cases.make(panel, signals, origins=1, apart=4, seed=1, most=99)


def test_training_tells_what_was_learned_and_how_well_it_does_on_families_left_out(trained):
    assert trained.weights.frequency == "quarter"
    assert trained.series == COUNT
    assert trained.after.false_alarms_per_1000 <= scoring.BUDGET
    assert 0.6 < trained.after.recall <= 1
    assert trained.after.told_at_once > 0.8
    assert trained.better in {True, False}


def test_what_was_learned_raises_an_alarm_for_an_error_and_calls_it_one(trained):
    values, _ = made_up(seed=9)
    values[:, -1] *= np.where(np.arange(COUNT) < 10, 10, 1)
    given = cases.panel(values, "quarter")
    found = signals(past(given.values, "quarter"))
    alarms = trained.weights.alarms(found)
    assert alarms[:10].all()
    assert alarms[10:].sum() <= 3
    assert (trained.weights.errors(found)[:10] > 0.5).all()


def test_few_series_are_refused_with_a_reason():
    with pytest.raises(ValueError, match="at least 30"):
        training.train(np.ones((3, 30)), "month")


def test_series_that_are_too_short_to_judge_are_refused_with_a_reason():
    with pytest.raises(ValueError, match="long enough"):
        training.train(np.arange(160.0).reshape(40, 4), "year")


def test_each_figure_is_judged_as_it_was_and_with_each_fault(some):
    _, made = some
    first = made.only(made.steps == 0)
    assert set(first.kinds.tolist()) == {cases.CLEAN, *shocks.KINDS}
    assert (made.only(made.steps == 2).kinds != "times_ten").all()
    assert np.isin(made.only((made.steps == 2) & ~made.clean).kinds, list(shocks.LASTING)).all()


def test_what_came_after_the_judged_figure_changes_nothing(some):
    panel, made = some
    changed = panel.values.copy()
    changed[:, -2:] *= 3
    other = cases.panel(changed, "quarter", panel.families)
    again = cases.make(other, signals, origins=1, apart=4, seed=1, most=99)
    rows, same = made.steps == 0, again.steps == 0
    rows &= made.clean & (made.origins == 0)
    same &= again.clean & (again.origins == 0)
    for name, values in made.signals.items():
        assert np.array_equal(values[rows], again.signals[name][same], equal_nan=True), name


def test_more_faults_are_drawn_anew_and_right_figures_are_not_told_twice(some):
    panel, _ = some
    known = training.cases_of(panel, seed=1)
    more = training.more(panel, known, seed=1)
    assert not more.clean.any()
    assert more.series.min() >= len(panel)
    assert np.array_equal(training.groups_of(panel, more), panel.groups[more.series - len(panel)])
    one_off = [each.signals["off"][(each.kinds == "one_off") & (each.steps == 0)] for each in (known, more)]
    assert np.isin(*one_off).mean() < 0.1
    others = training.more(panel, training.cases_of(panel, most=5, seed=1), seed=1)
    assert len(np.unique(others.series[others.clean])) > 5


def test_siblings_are_compared_without_the_place_itself():
    values = np.array([[1.0, 2], [1, 2], [1, 4], [1, 8], [1, 1]])
    found = cases.peers(values, np.array([0, 0, 0, 0, -1]), 1)
    assert found["peers"][3] == pytest.approx(np.log(2))
    assert np.isnan(found["peers"][4])


def test_parts_that_are_left_out_hold_whole_groups():
    group = np.array([0] * 50 + [1] * 30 + [2] * 20 + [3] * 10)
    parts = list(training.folds(group, 3))
    assert np.sum(parts, axis=0).tolist() == [1] * len(group)
    assert sorted(int(part.sum()) for part in parts) == [30, 30, 50]


@pytest.mark.parametrize("scores", [np.arange(1000.0), np.zeros(1000), np.r_[np.ones(30), np.full(970, np.nan)]])
def test_a_threshold_lets_no_more_than_ten_in_a_thousand_pass(scores):
    assert scoring.raised(scores, scoring.threshold(scores)).sum() <= 10


def test_recall_counts_kinds_alike_and_waits_only_for_changes_that_last():
    kinds = np.array(["", "one_off", "one_off", "one_off", "level_shift", "level_shift", "level_shift"])
    steps = np.array([0, 0, 1, 0, 0, 1, 2])
    series = np.array([0, 0, 0, 1, 0, 0, 0])
    own = cases.Cases({}, {}, kinds, series, np.zeros(7, int), steps)
    alarms = np.array([False, False, True, True, False, True, True])
    found = scoring.figures(own, alarms)
    assert scoring.by_kind(own, alarms) == {"one_off": 0.5, "level_shift": 1.0}
    assert (found["recall"], found["delay_periods"], found["false_alarms_per_1000"]) == (0.75, 0.5, 0)


def test_faults_that_were_noticed_are_told_apart_at_the_alarm_and_one_period_later():
    kinds, steps = np.array(["times_ten"] * 2 + ["one_off"] * 2 + ["missing"]), np.array([0, 1, 0, 1, 0])
    own = cases.Cases({}, {}, kinds, np.zeros(5, int), np.zeros(5, int), steps)
    error, later = np.array([0.9, 0, 0.8, 0, 0]), np.array([0, 0.9, 0, 0.2, 0])
    at_once, after = scoring.triage(own, np.ones(5, bool), error, later)
    assert (at_once.share, after.share, after.balanced) == (0.5, 1.0, 1.0)
