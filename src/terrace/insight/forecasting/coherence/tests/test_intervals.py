"""Intervals stand on reconciled back-tests; ratios go through their parts."""

import numpy as np
import pytest

from terrace.insight.forecasting.coherence import Tree
from terrace.insight.forecasting.coherence.intervals import coherent, conformal, recentred, widths
from terrace.insight.forecasting.coherence.ratios import Formula, applied, ratio
from terrace.insight.forecasting.coherence.trees import Floats
from terrace.insight.forecasting.engine import Forecast, forecast

AHEAD = 3


def drawn(seed: int) -> tuple[Tree, Floats]:
    """Twelve provinces with 48 communes, 30 years."""
    rng = np.random.default_rng(seed)
    tree = Tree.of(np.concatenate(([-1], np.zeros(12, int), 1 + np.arange(48) % 12)))
    moved = np.cumsum(rng.normal(0, 0.03, 30)) + np.cumsum(rng.normal(0, 0.05, (48, 30)), axis=1)
    communes = np.exp(rng.normal(4, 0.7, 48))[:, None] * np.exp(moved + rng.normal(0, 0.05, (48, 30)))
    return tree, tree.sums(np.concatenate((np.full((13, 30), np.nan), communes)))


def through_parts(formula: Formula, histories: list[Floats], horizon: int) -> Forecast:
    """Forecasts of a ratio from the pasts of its parts: for each (n, T), columns the same periods in all."""
    parts = [forecast(list(each), horizon) for each in histories]
    return ratio(formula, parts, forecast(list(applied(formula, histories)), horizon))


@pytest.fixture(scope="module")
def world() -> tuple[Tree, Floats]:
    return drawn(8)


@pytest.fixture(scope="module")
def made(world: tuple[Tree, Floats]) -> tuple[Forecast, Forecast]:
    tree, values = world
    base = forecast(list(values[:, :-AHEAD]), AHEAD)
    return base, coherent(base, tree, nonnegative=True)


def test_forecasts_and_back_tests_add_up(world: tuple[Tree, Floats], made: tuple[Forecast, Forecast]) -> None:
    tree, (_, ours) = world[0], made
    assert np.allclose(tree.sums(ours.likely), ours.likely)
    tried = ours.tried.reshape(len(ours.likely), -1)
    there = np.isfinite(tried).all(axis=0)
    assert there.any()
    assert np.allclose(tree.sums(tried[:, there]), tried[:, there])
    assert np.allclose(ours.errors, ours.actual - ours.tried, equal_nan=True)


def test_intervals_contain_each_other_and_what_is_likely(made: tuple[Forecast, Forecast]) -> None:
    ours = made[1]
    assert (ours.low[95] <= ours.low[80]).all()
    assert (ours.low[80] <= ours.likely).all()
    assert (ours.likely <= ours.high[80]).all()
    assert (ours.high[80] <= ours.high[95]).all()
    assert (ours.low[95] >= 0).all()
    assert (ours.spread > 0).all()


def test_intervals_cover_what_they_promise_within_the_chance_of_so_many_worlds() -> None:
    shares = []
    for seed in range(25):
        tree, values = drawn(seed)
        ours = coherent(forecast(list(values[:, :-AHEAD]), AHEAD), tree, nonnegative=True)
        came = values[:, -AHEAD:]
        shares.append(((came >= ours.low[80]) & (came <= ours.high[80])).mean())
    unsure = np.std(shares, ddof=1) / np.sqrt(len(shares))
    assert abs(np.mean(shares) - 0.8) < 3 * unsure + 0.05


def test_errors_twice_as_large_widen_intervals_to_twice_as_wide() -> None:
    rng = np.random.default_rng(9)
    errors = rng.normal(0, 1, (500, 6, 1))
    side = np.ones((500, 1))
    factor = widths((errors, 2 * errors), (side, side), 80, np.zeros(500, int))
    assert factor == pytest.approx(np.full((500, 1), 2.0), rel=0.02)


def test_without_trials_intervals_stay_as_wide_as_they_were() -> None:
    none = np.full((2, 3, 1), np.nan)
    side = np.ones((2, 1))
    assert (widths((none, none), (side, side), 80, np.zeros(2, int)) == 1).all()


def test_conformal_quantiles_cover_what_they_promise() -> None:
    rng = np.random.default_rng(10)
    inside = [rng.exponential() <= conformal(rng.exponential(size=39), 80) for _ in range(3000)]
    assert np.mean(inside) == pytest.approx(0.8, abs=0.025)


def test_a_whole_that_nobody_forecast_is_as_unsure_as_its_parts_together() -> None:
    rows = [[np.nan] * 10, list(np.arange(10) + 5.0), list(20 + np.sin(np.arange(10)))]
    ours = coherent(forecast(rows, 2), [-1, 0, 0])
    assert np.allclose(ours.likely[0], ours.likely[1] + ours.likely[2])
    assert np.allclose(ours.high[80][0], ours.high[80][1] + ours.high[80][2])


def test_a_ratio_is_its_formula_over_the_forecasts_of_its_parts() -> None:
    rng = np.random.default_rng(11)
    area = 100 * np.exp(np.cumsum(rng.normal(0, 0.02, (20, 16)), axis=1))
    harvest = area * 6 * np.exp(rng.normal(0, 0.04, (20, 16)))
    ours = through_parts(lambda top, bottom: top / bottom, [harvest, area], AHEAD)
    parts = [forecast(list(each), AHEAD) for each in (harvest, area)]
    assert np.array_equal(ours.likely, parts[0].likely / parts[1].likely)
    assert np.allclose(ours.actual, parts[0].actual / parts[1].actual, equal_nan=True)
    assert (ours.low[80] < ours.likely).all()
    assert (ours.likely < ours.high[80]).all()
    assert np.median((ours.high[80] - ours.low[80]) / ours.likely) < 0.5


def test_a_ratio_over_nothing_is_missing_and_harms_no_other() -> None:
    zero, some = np.array([[0.0] * 8, [2.0] * 8]), np.array([[1.0] * 8, [4.0] * 8])
    ours = through_parts(lambda top, bottom: top / bottom, [some, zero], 1)
    assert np.isnan(ours.likely[0, 0])
    assert ours.likely[1, 0] == 2


def test_another_centre_carries_its_intervals_along() -> None:
    base = forecast([[5.0, 6, 5, 7, 6, 8, 7, 9]], 1)
    moved = recentred(base, base.likely + 100, base.tried, base.actual)
    assert moved.high[80] - moved.likely == pytest.approx(base.high[80] - base.likely)
    assert ratio(lambda one: one, [base], base).likely == pytest.approx(base.likely)
