"""Cohorts: nobody is lost, nobody is made, and the past gives its own rates back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.insight.planning import cohorts, flows
from terrace.insight.planning.cohorts import Changes
from terrace.insight.planning.tests import worlds
from terrace.insight.planning.tests.worlds import BIRTH_YEARS, LOWER, PRIMARY, STAGES

AHEAD = 6


def course(past, changes=None):
    return cohorts.project(past, STAGES, cohorts.learn(past, STAGES), AHEAD, changes)


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(20, 400), min_size=25, max_size=25), min_size=2, max_size=4))
def test_with_promotion_of_all_and_no_migration_cohorts_are_conserved(births):
    past = worlds.past(births)
    found = course(past)
    now = past.pupils[:, -1]
    for step in range(AHEAD):
        after = found.pupils[:, step]
        assert after[:, 1:].sum() == pytest.approx(now[:, :-1].sum(), rel=1e-9)
        born = past.born(past.years[-1] + step + 1 - 6)
        assert after[:, 0].sum() == pytest.approx(born.sum(), rel=1e-9)
        now = after


@settings(max_examples=30)
@given(st.floats(0.85, 1.0), st.floats(0.0, 0.08), st.floats(0.8, 1.1))
def test_rates_of_the_past_are_found_again(promotion, repetition, enter):
    past = worlds.past(promotion=promotion, repetition=repetition, enter=enter)
    model = cohorts.learn(past, STAGES)
    assert model.promotion[0].own == pytest.approx(np.full(worlds.N, promotion), rel=1e-6)
    assert model.repetition[2].own == pytest.approx(np.full(worlds.N, repetition), rel=1e-6, abs=1e-9)
    assert model.entry["PRIMARY"].rates.all == pytest.approx(enter, rel=1e-6)
    assert model.entry["KINDER"].rates.all == pytest.approx(0.8, rel=1e-6)


def test_schools_that_stand_still_stay_as_they_are():
    past = worlds.past()
    stages = cohorts.by_stage(course(past), STAGES)
    assert stages[:, 1] == pytest.approx(np.full((worlds.N, AHEAD), 500.0))
    assert stages[:, 2] == pytest.approx(np.full((worlds.N, AHEAD), 400.0))


def test_twice_as_many_people_have_twice_as_many_pupils():
    births = np.random.default_rng(3).integers(50, 300, (4, len(BIRTH_YEARS)))
    one, two = (course(worlds.past(births * times)) for times in (1, 2))
    assert two.pupils[:, 5] == pytest.approx(2 * one.pupils[:, 5], rel=0.02)


def test_migration_of_one_per_cent_adds_up_year_by_year():
    past = worlds.past()
    plain, more = course(past), course(past, Changes(migration=0.01))
    for step in range(AHEAD):
        assert more.pupils[:, step] == pytest.approx(plain.pupils[:, step] * 1.01 ** (step + 1))
        assert more.children["KINDER"][:, step] == pytest.approx(plain.children["KINDER"][:, step] * 1.01 ** (step + 1))


def test_an_assumed_rate_of_entry_moves_only_those_who_enter():
    past = worlds.past(enter=0.9)
    fewer = course(past, Changes(entry={"PRIMARY": 0.45}))
    assert fewer.pupils[:, 0, 0] == pytest.approx(course(past).pupils[:, 0, 0] / 2)
    assert fewer.pupils[:, 0, 1:] == pytest.approx(course(past).pupils[:, 0, 1:])


def test_what_was_not_known_then_does_not_change_what_is_said():
    past = worlds.past(seed=1)
    then = past.until(2023)
    past.pupils[:, -1] = 9999.0
    again = past.until(2023)
    first, second = (cohorts.learn(each, STAGES) for each in (then, again))
    assert first.promotion[3].own == pytest.approx(second.promotion[3].own)
    assert then.years[-1] == 2023
    assert then.birth_years[-1] == 2023


def test_gaps_in_the_past_are_passed_over():
    past = worlds.past(promotion=0.95)
    past.pupils[1, 2:5] = np.nan
    past.pupils[2] = np.nan
    found = course(past)
    assert np.isfinite(found.pupils).all()
    assert cohorts.learn(past, STAGES).promotion[0].own == pytest.approx(np.full(worlds.N, 0.95))


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.floats(2, 40))
def test_those_who_change_schools_are_neither_lost_nor_made(seed, spread):
    chance = np.random.default_rng(seed)
    n = 6
    leaving, arriving = chance.uniform(1, 300, n), chance.uniform(0, 300, n) * (chance.random(n) < 0.6)
    apart = flows.distances(np.column_stack([105 + chance.random(n) / 2, 22 + chance.random(n) / 2]))
    shares = flows.shares(apart, leaving, arriving, spread)
    assert shares.sum(axis=1) == pytest.approx(np.ones(n))
    assert (shares >= 0).all()
    if arriving.any():
        assert (leaving @ shares)[arriving == 0] == pytest.approx(np.zeros((arriving == 0).sum()))


def test_pupils_go_where_pupils_went():
    apart = flows.distances(np.column_stack([105 + 0.1 * np.arange(3), np.full(3, 22.0)]))
    shares = flows.shares(apart, np.array([100.0, 100.0, 100.0]), np.array([0.0, 240.0, 60.0]), 25)
    assert np.array([100.0, 100.0, 100.0]) @ shares == pytest.approx([0, 240, 60], rel=0.01)


def test_where_all_stay_the_nearest_school_takes_those_of_a_commune_without_one():
    apart = flows.distances(np.column_stack([105 + 0.1 * np.arange(3), np.full(3, 22.0)]))
    shares = flows.shares(apart, np.ones(3), np.array([0.0, 5.0, 5.0]), 0.0)
    assert shares.tolist() == [[0, 1, 0], [0, 1, 0], [0, 0, 1]]


def test_stages_are_sums_of_their_grades():
    past = worlds.past(seed=5)
    known = cohorts.known_by_stage(past, (PRIMARY, LOWER))
    assert known[:, 0] == pytest.approx(past.pupils[:, :, :5].sum(axis=2))
    assert known[:, 1] == pytest.approx(past.pupils[:, :, 5:].sum(axis=2))
