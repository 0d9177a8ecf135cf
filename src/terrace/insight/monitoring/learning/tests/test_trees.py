"""Trees in NumPy answer as scikit-learn does, at once, also after they were stored."""

import numpy as np
import pytest

from terrace.insight.monitoring.learning import boosting, trees
from terrace.insight.monitoring.learning.trees import Weights


@pytest.fixture(scope="module")
def cases():
    chance = np.random.default_rng(3)
    matrix = chance.normal(size=(1500, 6))
    matrix[chance.random(matrix.shape) < 0.15] = np.nan
    odds = 2 * np.nan_to_num(matrix[:, 0]) + np.isnan(matrix[:, 1]) * 2 - np.nan_to_num(matrix[:, 2]) ** 2
    return matrix, odds + chance.normal(size=1500) > 0


@pytest.fixture(scope="module")
def steps(cases):
    return [boosting.ladder(column) for column in cases[0].T]


@pytest.fixture(scope="module")
def model(cases, steps):
    matrix, wanted = cases
    return boosting.fitted(boosting.rungs(matrix, steps), wanted, np.ones(len(matrix)), 0)


@pytest.fixture(scope="module")
def forest(model, steps):
    return boosting.laid_out(model, steps)


def weights(forest, names=("residual", "~own", "off", "a", "b", "c")):
    return Weights("month", names, names, forest, forest, forest, 0.7, -2.9)


def test_the_probabilities_are_those_of_scikit_learn(cases, steps, model, forest):
    expected = model.predict_proba(boosting.rungs(cases[0], steps))[:, 1]
    assert forest.probability(cases[0]) == pytest.approx(expected, abs=1e-6)


def test_missing_and_extreme_signals_go_the_way_that_training_found(steps, model, forest):
    strange = np.array([[np.nan] * 6, [1e300] * 6, [-1e300] * 6, [0.0] * 6])
    expected = model.decision_function(boosting.rungs(strange, steps))
    assert forest.score(strange) == pytest.approx(expected, abs=1e-5)
    assert np.isfinite(forest.score(np.array([[np.inf] * 6, [-np.inf] * 6]))).all()


def test_a_signal_of_few_values_is_split_between_them_and_one_of_many_at_quantiles():
    assert boosting.ladder(np.array([3.0, 1, 1, np.nan, 2])).tolist() == [1.5, 2.5]
    assert len(boosting.ladder(np.arange(9000.0))) == boosting.STEPS
    assert len(boosting.ladder(np.full(5, np.nan))) == 0


def test_no_series_have_no_answers(forest):
    assert forest.score(np.zeros((0, 6))).shape == (0,)


def test_what_was_learned_is_the_same_after_it_was_stored(tmp_path, cases, forest):
    trees.save(tmp_path / "weights.npz", {"month": weights(forest)})
    again = trees.load(tmp_path / "weights.npz")["month"]
    signals = {name: cases[0][:, place] for place, name in enumerate(("residual", "own", "off", "a", "b", "c"))}
    assert again.features == weights(forest).features
    assert again.sure(signals).tolist() == weights(forest).sure(signals).tolist()
    assert (again.threshold, again.balance) == (0.7, -2.9)


def test_a_sided_signal_is_turned_to_the_side_on_which_the_figure_is_off():
    signals = {"own": np.array([2.0, 2.0, np.nan]), "off": np.array([1.0, -1.0, -1.0])}
    made = trees.matrix(signals, ("~own", "own", "unknown"))
    assert np.array_equal(made, [[2, 2, np.nan], [-2, 2, np.nan], [np.nan] * 3], equal_nan=True)


def test_an_alarm_is_a_matter_of_the_threshold(cases, forest):
    signals = {name: cases[0][:, place] for place, name in enumerate(("residual", "own", "off", "a", "b", "c"))}
    own = weights(forest)
    assert own.alarms(signals).tolist() == (own.sure(signals) >= 0.7).tolist()


def test_a_file_that_is_none_is_refused(tmp_path):
    (tmp_path / "weights.npz").write_bytes(b"no weights")
    with pytest.raises((ValueError, OSError)):
        trees.load(tmp_path / "weights.npz")


def test_what_is_shipped_leans_on_the_nearest_frequency():
    if not trees.SHIPPED.exists():
        pytest.skip("nothing is shipped yet")
    assert trees.SHIPPED.stat().st_size < 1_000_000
    assert trees.shipped("half-year") is trees.shipped("quarter")
    months = trees.shipped("month")
    assert months
    assert months.frequency == "month"
    assert trees.shipped("century") is None
