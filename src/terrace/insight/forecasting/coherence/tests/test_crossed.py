"""Places × breakdowns × periods: one result that is coherent in all at once, and rounded so that every sum is exact."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.insight.forecasting.coherence import cells, crossed, times
from terrace.insight.forecasting.coherence.crossed import Cross
from terrace.insight.forecasting.coherence.tests import trees
from terrace.insight.forecasting.coherence.trees import Floats, Tree

Sums = Sequence[tuple[int, Sequence[int]]]
PLACES = Tree.of([-1, 0, 0, 1, 1, 2])
#: Total, two sexes, two ages, and each sex of each age.
BOTH: Sums = [(0, [1, 2]), (0, [3, 4]), (1, [5, 6]), (2, [7, 8]), (3, [5, 7]), (4, [6, 8]), (0, [5, 6, 7, 8])]
#: Breakdowns by how many cells they have.
GROUPS: dict[int, Sums] = {1: [], 3: [(0, [1, 2])], 5: [(0, [1, 2]), (0, [3, 4])], 9: BOTH}


def cross(count: int) -> Cross:
    return Cross(PLACES, crossed.forests(count, GROUPS[count]), times.tree(("quarter", "year")))


def gap(made: Any, count: int) -> float:
    """By how much the worst of all sums is missed."""
    worst = [0.0]
    for axis, tree in ((0, PLACES), (2, times.tree(("quarter", "year")))):
        flat = np.moveaxis(made, axis, 0).reshape(made.shape[axis], -1)
        worst.append(float(np.nanmax(np.abs(tree.sums(flat) - flat))))
    worst += [
        float(np.nanmax(np.abs(made[:, whole] - made[:, list(parts)].sum(axis=1)))) for whole, parts in GROUPS[count]
    ]
    return max(worst)


def drawn(count: int, seed: int, widest: float = 8.0) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    return rng.uniform(0, 30, (6, count, 5)), np.exp(rng.uniform(0, np.log(widest), (6, count, 5)))


@given(st.sampled_from(sorted(GROUPS)), st.integers(0, 10**6), st.booleans())
@settings(max_examples=25)
def test_it_is_coherent_in_places_breakdowns_and_periods_at_once(count: int, seed: int, floor: bool) -> None:
    made = crossed.reconcile(*drawn(count, seed), cross(count), nonnegative=floor)
    assert gap(made, count) < 1e-6
    assert not floor or made.min() >= 0


@given(st.sampled_from(sorted(GROUPS)), st.integers(0, 10**6), st.integers(0, 2))
@settings(max_examples=25)
def test_rounded_every_sum_is_exact(count: int, seed: int, decimals: int) -> None:
    made = crossed.reconcile(*drawn(count, seed), cross(count), nonnegative=True)
    counted = cells.units(made, decimals, cross(count))
    assert gap(counted, count) == 0
    assert np.abs(counted - made * 10.0**decimals).max() <= 4 * count


def test_it_is_the_dense_least_squares_over_all_of_them() -> None:
    base, spread = drawn(9, 11)
    ends = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1], *np.eye(4)])
    matrix = np.kron(np.kron(trees.summing(PLACES.parents), ends), trees.summing([4, 4, 4, 4, -1]))
    expected = trees.nearest(np.asarray(matrix, dtype=np.float64), base.reshape(-1, 1), spread.reshape(-1, 1)).reshape(
        base.shape
    )
    assert np.allclose(crossed.reconcile(base, spread, cross(9)), expected, atol=1e-5)


def test_sexes_known_for_the_province_only_add_up_there() -> None:
    base, spread = drawn(3, 12)
    base[1:, 1:] = np.nan
    made = crossed.reconcile(base, spread, cross(3))
    assert np.allclose(made[0, 0], made[0, 1] + made[0, 2])
    assert np.allclose(PLACES.sums(made[:, 0]), made[:, 0])
    counted = cells.units(made, 0, cross(3))
    assert (counted[0, 0] == counted[0, 1] + counted[0, 2]).all()
    assert (PLACES.sums(counted[:, 0]) == counted[:, 0]).all()
    assert (counted[0, :, :4].sum(axis=1) == counted[0, :, 4]).all()


def test_a_place_without_sexes_is_not_pressed_to_nothing() -> None:
    base, spread = drawn(3, 13)
    whole = crossed.reconcile(base, spread, cross(3), nonnegative=True) + 2
    whole[3, 1:] = np.nan
    made = crossed.reconcile(whole, spread, cross(3))
    assert np.allclose(PLACES.sums(made[:, 0]), made[:, 0])
    assert np.allclose(made[4, 0], made[4, 1] + made[4, 2])
    assert np.abs(made[3, 0] - whole[3, 0]).max() < 20


def test_missing_wholes_are_made_of_their_parts() -> None:
    base, spread = drawn(3, 14)
    base[:3] = np.nan
    base[:, 0] = np.nan
    base[..., 4] = np.nan
    made = crossed.reconcile(base, spread, cross(3))
    assert np.isfinite(made).all()
    assert np.allclose(made[3:, 1:, :4], base[3:, 1:, :4], rtol=1e-12)
    assert gap(made, 3) < 1e-9


def test_a_place_without_any_value_counts_as_nothing() -> None:
    base, spread = drawn(3, 15)
    base[5] = np.nan
    made = crossed.reconcile(base, spread, cross(3))
    assert np.isnan(made[5]).all()
    assert np.allclose(made[0, 0], made[1, 0] + made[2, 0])


def test_known_quarters_stay() -> None:
    base, spread = drawn(3, 16)
    base[3:, 1:, 0] = np.round(base[3:, 1:, 0])
    spread[3:, 1:, 0] = 0
    made = crossed.reconcile(base, spread, cross(3))
    assert np.allclose(made[3:, 1:, 0], base[3:, 1:, 0], rtol=1e-12)
    assert gap(made, 3) < 1e-6


def test_stocks_take_their_last_quarter_in_exact_decimals_too() -> None:
    base, spread = drawn(3, 17)
    stock = Cross(PLACES, crossed.forests(3, GROUPS[3]), times.tree(("quarter", "year"), "last"))
    counted = cells.whole(crossed.reconcile(base, spread, stock), 1, stock)
    assert (counted[:, :, 3] == counted[:, :, 4]).all()
    assert (counted[:, 0] == counted[:, 1] + counted[:, 2]).all()


def test_one_tree_alone_is_the_plain_reconciliation() -> None:
    base, spread = drawn(1, 18)
    made = crossed.reconcile(base, spread, Cross(PLACES))
    assert np.allclose(PLACES.sums(made[:, 0]), made[:, 0])


def test_sums_are_spread_over_as_few_forests_as_they_need() -> None:
    assert len(crossed.forests(5, GROUPS[5])) == 1
    assert len(crossed.forests(9, BOTH[:-1])) == 2


def test_where_all_is_missing_nothing_is_made_up() -> None:
    nothing = np.full((6, 3, 5), np.nan)
    made = crossed.reconcile(nothing, nothing, cross(3), nonnegative=True)
    assert np.isnan(made).all()
    assert (cells.whole(made, 1, cross(3)) == None).all()  # noqa: E711 - element by element
