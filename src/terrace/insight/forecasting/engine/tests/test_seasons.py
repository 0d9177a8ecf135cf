"""Is there a season, and what is it."""

import numpy as np
import pytest

from terrace.insight.forecasting.engine import learning, scores, seasons
from terrace.insight.forecasting.engine.series import align


def seasonal(cycle: int, years: int, noise: float, rows: int = 30):
    chance = np.random.default_rng(7)
    shape = 1 + 0.3 * np.cos(2 * np.pi * np.arange(cycle) / cycle)
    return np.tile(shape, years) * 100 * np.exp(chance.normal(0, noise, (rows, cycle * years)))


@pytest.mark.parametrize("cycle", [2, 3, 4, 12])
def test_a_clear_season_is_found_and_its_indices_are_right(cycle):
    rows = seasonal(cycle, 6, 0.01)
    index = seasons.indices(rows, cycle)
    assert seasons.significant(rows, cycle).all()
    assert index.mean(axis=1) == pytest.approx(np.ones(30))
    shape = 1 + 0.3 * np.cos(2 * np.pi * np.arange(cycle) / cycle)
    assert index.mean(axis=0) == pytest.approx(shape / shape.mean(), abs=0.02)


def test_indices_of_mere_noise_shrink_towards_one():
    noise = np.exp(np.random.default_rng(3).normal(0, 0.1, (50, 36)))
    plain, shrunken = (seasons.indices(noise, 12, shrunken=each) for each in (False, True))
    assert shrunken.std() < plain.std() / 2


def test_less_than_two_cycles_have_no_season():
    assert (seasons.indices(seasonal(12, 1, 0.01), 12) == 1).all()


def test_naive2_is_that_of_the_scores():
    rows = align([*seasonal(4, 6, 0.05), *np.exp(np.random.default_rng(5).normal(0, 0.2, (20, 19)))]).values
    assert learning.naive2(rows, 6, 4) == pytest.approx(scores.naive2(rows, 6, 4))
