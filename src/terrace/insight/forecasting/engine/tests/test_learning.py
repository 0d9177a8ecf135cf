"""Learning from one's own past."""

import numpy as np
import pytest

from terrace.insight.forecasting.engine import forecast, learn, learning, weights
from terrace.insight.forecasting.engine.series import Floats


def lines(number: int, length: int = 20) -> Floats:
    """Series that go straight on, with little noise."""
    chance = np.random.default_rng(2)
    slope = chance.uniform(3, 9, (number, 1))
    return 50 + slope * np.arange(length) + chance.normal(0, 2, (number, length))


def test_a_learner_comes_to_trust_the_members_that_are_right():
    past, came = lines(120)[:, :-4], lines(120)[:, -4:]
    lessons = learning.lessons(list(past), 1)
    taught = weights.Weights(lessons.names, learning.fitted(lessons, 1))
    made = weights.predict(past, 4, 1, weights=taught)
    straight = [made.names.index(name) for name in ("line", "holt", "drift", "ar", "theta")]
    naive = [made.names.index(name) for name in ("naive", "mean", "ses", "again")]
    shares = made.shares[:, 0].mean(axis=0)
    assert shares[straight].sum() > shares[naive].sum() + 0.3
    assert np.abs(made.likely[:, 0] - came).mean() < np.abs(past[:, -1:] - came).mean() / 3


def test_the_gradient_is_that_of_the_loss():
    lessons = learning.lessons(list(lines(20)), 1)
    rows = np.arange(len(lessons))
    learner = learning.Learner(lessons, np.random.default_rng(0), rows >= 0, ridge=0.0)
    for _ in range(3):
        learner.step(rows, 0.01)
    slopes, step = learner.slopes(rows), 1e-6
    for name, place in (("bias", 3), ("trust_bias", ()), ("past", (2, 5)), ("out", (1, 1)), ("hidden", (4, 2))):
        losses = []
        for side in (step, -2 * step):
            learner.numbers[name][place] += side
            losses.append(learning.mean_loss(learner.network(), lessons, rows >= 0))
        learner.numbers[name][place] += step
        assert slopes[name][place] == pytest.approx((losses[0] - losses[1]) / (2 * step), rel=0.02, abs=1e-6)


def test_learning_twice_gives_the_same_and_what_is_kept_comes_back():
    one, two = (learning.train(list(lines(40)), "year", seeds=1) for _ in range(2))
    again = weights.Weights.from_dict(one.to_dict())
    first, second, third = (forecast(lines(3), 3, weights=each).likely for each in (one, two, again))
    assert np.array_equal(first, second)
    assert third == pytest.approx(first, rel=1e-3)


@pytest.mark.parametrize("series", [[], [[1.0]], [[5.0, 5, 5, 5]], [[None, None]]])
def test_nothing_to_learn_from_leaves_what_is_known(series):
    assert learning.train(series, "month") is weights.shipped(12)


def test_what_is_learned_goes_into_a_forecast():
    learned = learn(list(lines(30)), "year")
    assert np.isfinite(forecast(lines(2), 3, **learned).likely).all()


def test_no_lesson_knows_what_came_later():
    series = lines(10)
    later = series.copy()
    later[:, -1] += 1e6
    one, two = (learning.lessons(list(each), 1) for each in (series, later))
    assert np.array_equal(one.features, two.features)
    assert np.array_equal(one.record, two.record)


@pytest.mark.parametrize("cycle", [1, 2, 3, 4, 12])
def test_shares_that_are_shipped_sum_to_one(cycle):
    made = weights.predict(lines(5, 60), 3, cycle)
    assert made.shares.sum(axis=2) == pytest.approx(np.ones((5, 1)))
    assert made.names == weights.shipped(cycle).names
