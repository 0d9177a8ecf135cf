"""Nowcasts: exact when all have reported, honest otherwise, and never thrown by gaps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from terrace.insight.targets.nowcasts import nowcast

PLACES, PERIODS = 8, 15


def province(seed, places=60, periods=30):
    """Values of places that share seasons and a common movement."""
    chance = np.random.default_rng(seed)
    size = chance.lognormal(0, 1, places)[:, None]
    common = 1 + 0.4 * np.sin(np.arange(periods) / 6 * np.pi) + np.cumsum(chance.normal(0, 0.03, periods))
    return 50 * size * np.maximum(common, 0.1) * np.exp(chance.normal(0, 0.15, (places, periods)))


def test_when_all_have_reported_it_is_their_sum():
    values = province(1)
    made = nowcast(values[:, -1], values[:, :-1], 12)
    assert made.exact
    assert made.likely == made.low == made.high == made.sum == pytest.approx(values[:, -1].sum())


def test_it_covers_what_came_about_as_often_as_it_says():
    inside, tries = 0, 150
    for seed in range(tries):
        values, chance = province(seed), np.random.default_rng(seed)
        here = chance.random(len(values)) < chance.uniform(0.15, 0.9)
        made = nowcast(np.where(here, values[:, -1], np.nan), values[:, :-1], 12)
        inside += made.low <= values[:, -1].sum() <= made.high
    assert stats.binom.ppf(0.001, tries, 0.8) <= inside <= tries


def test_it_is_nearer_than_taking_the_share_of_places():
    ours, plain = [], []
    for seed in range(40):
        values = province(seed)
        here = np.random.default_rng(seed).random(len(values)) < 0.4
        made, whole = nowcast(np.where(here, values[:, -1], np.nan), values[:, :-1], 12), values[:, -1].sum()
        ours.append(abs(made.likely / whole - 1))
        plain.append(abs(made.sum / here.mean() / whole - 1))
    assert np.mean(ours) < np.mean(plain) / 2


def test_the_own_forecasts_of_places_count():
    values = province(2)
    now = np.where(np.arange(len(values)) < 20, values[:, -1], np.nan)
    wild = values[:, :-1] * np.exp(np.random.default_rng(3).normal(0, 1, values[:, :-1].shape))
    plain, helped = nowcast(now, wild, 12), nowcast(now, wild, 12, own=values[:, -1])
    assert abs(helped.likely / values[:, -1].sum() - 1) <= abs(plain.likely / values[:, -1].sum() - 1)


@settings(max_examples=50)
@given(
    st.lists(st.one_of(st.none(), st.floats(0, 1e9)), min_size=PLACES * PERIODS, max_size=PLACES * PERIODS),
    st.integers(1, PERIODS),
)
def test_gaps_and_zeros_are_no_accident(values, periods):
    table = np.array([np.nan if each is None else each for each in values]).reshape(PLACES, PERIODS)[:, -periods:]
    made = nowcast(table[:, -1], table[:, :-1], 12)
    assert made.reported == np.isfinite(table[:, -1]).sum()
    assert 0 <= made.weight <= 1
    if np.isfinite(made.likely):
        assert made.sum - 1e-6 <= made.low <= made.likely * (1 + 1e-9) + 1e-6
        assert made.likely <= made.high * (1 + 1e-9) + 1e-6


@settings(max_examples=20)
@given(st.floats(1e-6, 1e6))
def test_the_unit_of_measure_does_not_matter(factor):
    values = province(4, places=10, periods=14)
    now = np.where(np.arange(10) < 4, values[:, -1], np.nan)
    first, other = nowcast(now, values[:, :-1], 12), nowcast(now * factor, values[:, :-1] * factor, 12)
    assert other.likely == pytest.approx(first.likely * factor, rel=1e-9)
    assert other.high == pytest.approx(first.high * factor, rel=1e-9)
