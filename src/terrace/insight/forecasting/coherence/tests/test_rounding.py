"""Rounded values add up exactly and stay within one unit of what they were."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.insight.forecasting.coherence import Tree, reconcile, units, whole
from terrace.insight.forecasting.coherence.rounding import NONE
from terrace.insight.forecasting.coherence.tests import trees


@given(trees.forecasts(), st.integers(0, 4))
@settings(max_examples=50)
def test_sums_are_exact_and_nothing_moves_by_more_than_a_unit(drawn: Any, decimals: int) -> None:
    parents, base, spread = drawn
    made = reconcile(parents, base, spread, nonnegative=True)
    counted = units(made, decimals, parents)
    assert (Tree.of(parents).sums(counted) == counted).all()
    assert (np.abs(counted - made * 10.0**decimals) <= 1 + 1e-6).all()
    assert (counted >= 0).all()


def test_the_parts_of_decimals_are_their_whole() -> None:
    made = whole([[1.0, 100.0], [1 / 3, 33.3], [1 / 3, 33.3], [1 / 3, 33.4]], 1, [-1, 0, 0, 0])
    assert made[0].tolist() == [Decimal("1.0"), Decimal("100.0")]
    assert sorted(made[1:, 0].tolist()) == [Decimal("0.3"), Decimal("0.3"), Decimal("0.4")]
    assert sum(made[1:, 1].tolist()) == Decimal(100)


def test_of_many_equal_halves_half_are_rounded_up() -> None:
    values = np.concatenate(([500.0], np.full(1000, 0.5)))[:, None]
    counted = units(values, 0, [-1] + [0] * 1000)
    assert counted[0, 0] == counted[1:].sum() == 500
    assert 200 < counted[1:501].sum() < 300


def test_missing_places_stay_missing() -> None:
    made = whole([[2.6], [np.nan], [2.6]], 0, [-1, 0, 0]).ravel().tolist()
    assert made == [Decimal(3), None, Decimal(3)]


def test_what_is_given_stands_and_the_rest_gives_way() -> None:
    given_ = np.array([[10], [4], [NONE], [NONE]])
    assert units([[9.7], [3.9], [2.4], [3.4]], 0, [-1, 0, 0, 0], given_).ravel().tolist() == [10, 4, 2, 4]


def test_a_whole_of_given_parts_follows_them() -> None:
    given_ = np.array([[NONE], [4], [5]])
    assert units([[8.2], [3.9], [4.3]], 0, [-1, 0, 0], given_).ravel().tolist() == [9, 4, 5]


def test_large_values_stay_exact_and_larger_ones_are_refused() -> None:
    counted = units([[3e15], [1e15], [2e15]], 2, [-1, 0, 0])
    assert counted.ravel().tolist() == [3 * 10**17, 10**17, 2 * 10**17]
    with pytest.raises(ValueError, match="too large"):
        units([[1e18]], 3, [-1])
