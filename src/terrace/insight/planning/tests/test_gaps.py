"""Rates, ranges, places and sites: shrunk, honest, whole numbers, best first."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.insight.planning import births, capacity, cohorts, ranges, rates, sites
from terrace.insight.planning.births import Births
from terrace.insight.planning.capacity import Building
from terrace.insight.planning.cohorts import Past
from terrace.insight.planning.tests import worlds
from terrace.insight.planning.tests.worlds import STAGES

# rates


def test_a_small_commune_is_drawn_to_the_rate_of_all_and_a_large_one_is_not():
    chance = np.random.default_rng(1)
    truth = np.concatenate([np.full(10, 0.97), np.full(10, 0.93), [0.5, 0.5]])
    size = np.concatenate([np.full(20, 400.0), [4.0, 4000.0]])
    bottom = np.tile(size[:, None], (1, 6))
    top = chance.binomial(bottom.astype(int), truth[:, None]).astype(float)
    found = rates.estimate(top, bottom)
    assert found.trust[20] < found.trust[0] < found.trust[21]
    assert abs(found.own[0] - 0.97) < 0.02


def test_one_mad_year_does_not_carry_the_rate_away():
    bottom = np.full((10, 6), 100.0)
    top = np.full((10, 6), 95.0)
    top[3, 2] = 950.0
    assert rates.estimate(top, bottom).own == pytest.approx(np.full(10, 0.95), abs=0.03)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_rates_lie_between_the_own_past_and_that_of_all(seed):
    chance = np.random.default_rng(seed)
    bottom = chance.uniform(1, 200, (8, 5)) * (chance.random((8, 5)) < 0.8)
    top = np.where(bottom > 0, bottom * chance.uniform(0.8, 1.1, (8, 5)), np.nan)
    found = rates.estimate(top, bottom)
    if np.isfinite(found.all):
        assert (found.own >= 0.8 - 1e-9).all()
        assert (found.own <= 1.1 + 1e-9).all()
        assert ((found.trust >= 0) & (found.trust <= 1)).all()


def test_nothing_known_gives_no_rate_and_no_error():
    found = rates.estimate(np.full((3, 2), np.nan), np.zeros((3, 2)))
    assert np.isnan(found.all)


# births


def test_a_year_that_has_begun_counts_what_is_there_and_expects_the_rest():
    years = tuple(range(2014, 2027))
    values = np.full((2, 13), 120.0)
    values[:, -1] = 100.0
    found = births.coming(Births(years, values, 2025), np.array([10 / 12, 10 / 12]), 2029)
    assert found.years[-1] == 2029
    assert found.values[0, 12] == pytest.approx(120, rel=0.02)
    halved = births.coming(Births(years, values, 2025), np.array([10 / 12, 10 / 12]), 2029, -0.5)
    assert halved.values[0, 12] == pytest.approx(110, rel=0.02)
    assert halved.values[0, -1] == pytest.approx(found.values[0, -1] / 2)


# ranges


def test_ranges_hold_about_eight_of_ten_of_what_comes():
    chance = np.random.default_rng(0)
    inside = []
    for seed in range(6):
        born = chance.uniform(60, 240, (40, 1)) * (1 + 0.05 * chance.standard_normal((40, len(worlds.BIRTH_YEARS))))
        whole = worlds.past(born, promotion=0.98, seed=seed)
        then = with_births(whole, whole.until(2025), 2026)
        model = cohorts.learn(then, STAGES)
        likely = cohorts.by_stage(cohorts.project(then, STAGES, model, 1), STAGES)
        errors = ranges.measure(then, STAGES, 1, partial(with_births, whole))
        came = cohorts.known_by_stage(whole, STAGES)[:, :, -1]
        half = np.stack([each.half(likely[:, s]) for s, each in enumerate(errors)], axis=1)[:, 1:, 0]
        inside.append(np.abs(came[:, 1:] - likely[:, 1:, 0]) <= half)
    share = float(np.mean(inside))
    assert 0.70 <= share <= 0.92


def with_births(whole, past, _until):
    """The past with all births that were ever known."""
    years, born = whole.birth_years, whole.births
    return Past(past.years, years, born, past.pupils, past.repeaters, past.children, past.apart)


def test_ranges_grow_with_the_years_ahead_also_where_nothing_was_tried():
    errors = ranges.measure(worlds.past(seed=2), STAGES, 8, partial(with_births, worlds.past(seed=2)))
    for each in errors:
        assert (np.diff(each.halves, axis=1) >= -1e-12).all()
        assert (np.diff(each.whole) >= -1e-12).all()
        assert np.isfinite(each.halves).all()


# places


def test_rooms_bound_the_classes_of_two_sessions():
    counted, rooms = np.array([[10.0]]), np.array([[8.0]])
    found = [capacity.places(counted, rooms, [35], [way], [2027]).item() for way in capacity.SESSIONS]
    assert found == [350, 280, 560]


def test_rooms_that_are_not_known_leave_the_classes_as_they_are():
    found = capacity.places(np.array([[10.0]]), np.array([[np.nan]]), [35], [capacity.TWO_SESSIONS], [2027])
    assert found.item() == 350


def test_a_new_school_counts_from_the_year_it_opens():
    counted, rooms, built = np.array([[10.0], [10.0]]), np.full((2, 1), np.nan), [Building(1, 0, 4, 2028)]
    held = capacity.places(counted, rooms, [35], ["now"], [2027, 2028], buildings=built)
    assert held[:, 0].tolist() == [[350, 350], [350, 490]]


# sites

NEAR = np.array([[True, True, False], [True, True, False], [False, False, True]])
APART = np.array([[0.0, 5.0, 50.0], [5.0, 0.0, 45.0], [50.0, 45.0, 0.0]])


def test_the_best_site_comes_first_and_serves_its_neighbours_with_what_it_has_left():
    found = sites.ranked(np.array([120.0, 200.0, 150.0]), NEAR, APART, 300, count=5)
    assert [(each.place, each.own, each.neighbours, each.left) for each in found] == [
        (1, 200, ((0, 100),), 170),
        (2, 150, (), 20),
    ]


@settings(max_examples=50)
@given(st.lists(st.integers(-300, 600), min_size=3, max_size=3), st.integers(30, 500))
def test_each_site_closes_what_it_says_and_no_more_than_it_holds(gap, seats):
    found = sites.ranked(np.asarray(gap, dtype=float), NEAR, APART, seats, count=20)
    left = sum(max(each, 0) for each in gap)
    for each in found:
        assert 0 < each.served <= seats
        assert each.left == left - each.served
        left = each.left
    served = [each.served for each in found]
    assert served == sorted(served, reverse=True)


def test_places_left_over_make_no_site():
    assert sites.ranked(np.array([-5.0, 0.0, np.nan]), NEAR, APART, 100, count=5) == []
