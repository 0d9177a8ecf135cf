"""The way of a year: shares, the rate, and where it is likely to lead."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.insight.targets import paths
from terrace.insight.targets.members import LAST, SUM
from terrace.insight.targets.paths import MEAN

YEARS = st.lists(st.floats(0.01, 1e6), min_size=36, max_size=36).map(lambda values: np.array(values).reshape(3, 12))


@settings(max_examples=50)
@given(YEARS, st.sampled_from((SUM, MEAN, LAST)))
def test_the_whole_is_there_at_the_end_and_sums_only_grow(past, rule):
    usual = paths.expected(past, rule)
    assert usual[-1] == pytest.approx(1)
    assert rule != SUM or (np.diff(usual) >= 0).all()


@pytest.mark.parametrize("past", [np.zeros((0, 12)), np.full((2, 12), np.nan), np.zeros((2, 12))])
def test_without_a_past_a_year_goes_in_even_steps(past):
    assert paths.expected(past, SUM) == pytest.approx(np.arange(1, 13) / 12)
    assert paths.expected(past, LAST) == pytest.approx(np.ones(12))


@settings(max_examples=50)
@given(YEARS, st.integers(0, 12), st.floats(0, 1e7), st.sampled_from((SUM, MEAN, LAST)))
def test_the_likely_way_goes_from_what_is_known_to_the_likely_end(past, m, end, rule):
    known, usual = past[-1, :m], paths.expected(past[:-1], rule)
    way = paths.likely_way(known, end, usual, rule)
    assert len(way) == 12 - m + 1
    assert m == 12 or way[-1] == pytest.approx(end)
    assert not m or way[0] == pytest.approx(paths.running(known, rule)[-1])


def test_nothing_known_has_no_rate():
    assert np.isnan(paths.at_this_rate(np.zeros(0), 12, SUM))
    assert paths.at_this_rate(np.array([4.0]), 12, LAST) == 4
