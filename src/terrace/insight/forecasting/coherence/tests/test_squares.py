"""The tree recursion is the exact weighted least squares, whatever is missing, certain or below zero."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from terrace.insight.forecasting.coherence import Tree, reconcile
from terrace.insight.forecasting.coherence.tests import trees

#: A country of two provinces with three and two communes.
COUNTRY = [-1, 0, 0, 1, 1, 1, 2, 2]


@given(trees.forecasts())
@settings(max_examples=50)
def test_it_is_the_dense_least_squares(drawn: Any) -> None:
    parents, base, spread = drawn
    expected = trees.nearest(trees.summing(parents), base, spread)
    assert np.allclose(reconcile(parents, base, spread), expected, atol=1e-8)


@given(trees.forecasts(low=-100.0))
@settings(max_examples=50)
def test_without_negatives_it_is_the_non_negative_least_squares(drawn: Any) -> None:
    parents, base, spread = drawn
    matrix = trees.summing(parents)
    made = reconcile(parents, base, spread, nonnegative=True)
    for step in range(2):
        ends = nnls(matrix / spread[:, step, None], base[:, step] / spread[:, step])[0]
        assert np.allclose(made[:, step], matrix @ ends, atol=1e-7)
    assert (made >= 0).all()


def test_hierarchicalforecast_gives_the_same() -> None:
    methods = pytest.importorskip("hierarchicalforecast.methods", reason="installed for work on Terrace only")
    rng = np.random.default_rng(3)
    matrix = trees.summing(COUNTRY)
    base, past = rng.uniform(10, 50, (8, 3)), rng.normal(0, rng.uniform(1, 6, 8)[:, None], (8, 30))
    dense = methods.MinTrace("wls_struct").fit_predict(S=matrix, y_hat=base)["mean"]
    assert np.allclose(reconcile(COUNTRY, base, np.sqrt(matrix.sum(axis=1))), dense, rtol=1e-10)
    tried = {"y_insample": past, "y_hat_insample": np.zeros_like(past)}
    iterated = methods.MinTraceSparse("wls_var").fit_predict(S=matrix, y_hat=base, **tried)["mean"]
    assert np.allclose(reconcile(COUNTRY, base, past.std(axis=1, ddof=1)), iterated, atol=0.02)


@given(trees.forecasts(), st.sampled_from([1e-12, 1e-3, 1e9, 1e15]))
@settings(max_examples=20)
def test_another_unit_changes_nothing(drawn: Any, unit: float) -> None:
    parents, base, spread = drawn
    scaled = reconcile(parents, base * unit, spread * unit)
    assert np.allclose(scaled, reconcile(parents, base, spread) * unit, rtol=1e-9, atol=1e-9 * unit)


def test_coherent_forecasts_stay_as_they_are() -> None:
    base = Tree.of(COUNTRY).sums(np.arange(8.0)[:, None])
    assert np.allclose(reconcile(COUNTRY, base, np.ones(8)), base, atol=1e-12)


def test_steps_do_not_mix() -> None:
    rng = np.random.default_rng(1)
    base, spread = rng.normal(size=(8, 5)), rng.uniform(1, 2, (8, 5))
    whole = reconcile(COUNTRY, base, spread)
    assert np.array_equal(whole[:, 2:3], reconcile(COUNTRY, base[:, 2:3], spread[:, 2:3]))


def test_a_missing_whole_is_the_sum_of_its_parts() -> None:
    made = reconcile([-1, 0, 0], [[np.nan], [2.0], [3.0]], np.ones(3))
    assert made.ravel().tolist() == [5, 2, 3]


def test_a_missing_part_counts_as_nothing_and_stays_missing() -> None:
    made = reconcile([-1, 0, 0], [[10.0], [np.nan], [6.0]], np.ones(3)).ravel()
    assert np.isnan(made[1])
    assert made[0] == made[2] == pytest.approx(8)


def test_sums_that_lack_an_unknown_part_do_not_bind() -> None:
    base = [[100.0], [50.0], [40.0], [np.nan], [20.0], [30.0], [15.0], [20.0]]
    made = reconcile(COUNTRY, base, np.ones(8), missing="unknown").ravel()
    assert made[[4, 5]].tolist() == [20, 30]
    assert np.isnan(made[3])
    assert made[2] == pytest.approx(made[6] + made[7])
    assert made[0] == pytest.approx(made[1] + made[2])


def test_a_place_all_of_whose_parts_are_missing_stands_for_itself() -> None:
    made = reconcile([-1, 0, 0, 1], [[9.0], [4.0], [6.0], [np.nan]], np.ones(4)).ravel()
    assert made[:3] == pytest.approx([9.3333333333, 4 - 1 / 3, 6 - 1 / 3])


def test_where_all_is_missing_nothing_is_made_up() -> None:
    assert np.isnan(reconcile([-1, 0], np.full((2, 3), np.nan), np.full((2, 3), np.nan))).all()


def test_what_is_certain_stays_to_the_last_digit() -> None:
    base = np.array([[10.0], [0.1], [0.0], [7.0]])
    made = reconcile([-1, 0, 0, 0], base, [1.0, 0, 0, 2.0]).ravel()
    assert made[1:3].tolist() == [0.1, 0.0]
    assert made[0] == pytest.approx(made[1:].sum())


def test_certain_values_that_contradict_each_other_give_way_by_their_size() -> None:
    made = reconcile([-1, 0, 0], [[90.0], [60.0], [20.0]], np.zeros(3)).ravel()
    assert made[0] == pytest.approx(made[1] + made[2])
    assert made[1] - 60 == pytest.approx(3 * (made[2] - 20))


def test_an_unknown_spread_is_taken_as_usual_for_its_size() -> None:
    base = np.array([[100.0], [50.0], [30.0]])
    assert np.allclose(reconcile([-1, 0, 0], base, [10, np.nan, 3]), reconcile([-1, 0, 0], base, [10, 5, 3]))


def test_a_whole_made_up_in_two_ways_agrees_with_both() -> None:
    rng = np.random.default_rng(5)
    tree = Tree.of([-1, 0, 0, 0, 0, 0], groups=[0, 0, 0, 1, 1, 1])
    base, spread = rng.uniform(10, 20, (6, 4)), rng.uniform(1, 3, (6, 4))
    made = reconcile(tree, base, spread)
    free = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, 1, -1, -1]], dtype=float)
    assert np.allclose(made, trees.nearest(free, base, spread), atol=1e-9)


@pytest.mark.parametrize("parents", [[1, 0], [0], [-1, 2], [-2, 0], [-1, 2, 3, 1]])
def test_circles_and_unknown_parents_are_refused(parents: list[int]) -> None:
    with pytest.raises(ValueError, match=r"circle|parent"):
        reconcile(parents, np.zeros((len(parents), 1)), np.ones(len(parents)))


def test_rows_that_do_not_fit_and_negative_spreads_are_refused() -> None:
    with pytest.raises(ValueError, match="rows of forecasts"):
        reconcile([-1, 0], np.zeros((3, 1)), np.ones(3))
    with pytest.raises(ValueError, match="negative"):
        reconcile([-1, 0], np.zeros((2, 1)), [1, -1])


def test_no_places_are_no_work() -> None:
    assert reconcile([], np.zeros((0, 4)), np.zeros((0, 4))).shape == (0, 4)


def test_eleven_thousand_communes_add_up() -> None:
    rng = np.random.default_rng(2)
    parents = np.concatenate(([-1], np.zeros(34, int), rng.integers(1, 35, 700), rng.integers(35, 735, 11_000)))
    base, spread = rng.uniform(0, 100, (len(parents), 12)), rng.uniform(1, 9, (len(parents), 12))
    made = reconcile(parents, base, spread)
    assert np.allclose(Tree.of(parents).sums(made), made)
