"""Chances: between 0 and 1, the lower the higher the target, sure when sure, never from what came later, calibrated."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from terrace.insight.targets import chances, trials
from terrace.insight.targets.chances import DOWN, UP, chance
from terrace.insight.targets.members import LAST, SUM

YEARS, CYCLE = 4, 12
VALUES = st.lists(st.floats(0, 1e6), min_size=YEARS * CYCLE, max_size=YEARS * CYCLE)
MOMENTS, KINDS = st.integers(1, CYCLE), st.sampled_from((SUM, LAST))


def split(values, m):
    """Three years of the past and m months of the fourth."""
    years = np.array(values).reshape(1, YEARS, CYCLE)
    return years[:, :-1], years[:, -1, :m]


def made_up(count, years, seed, noise=0.1):
    """Monthly series with seasons, growth that wanders, and noise."""
    chance_of = np.random.default_rng(seed)
    season = chance_of.normal(0, 0.3, (count, 1, CYCLE))
    level = np.cumsum(chance_of.normal(0.02, 0.06, (count, years)), axis=1)[:, :, None]
    return 100 * np.exp(season + level + chance_of.normal(0, noise, (count, years, CYCLE)))


@settings(max_examples=50)
@given(VALUES, MOMENTS, KINDS, st.floats(-1e7, 1e8))
def test_a_chance_lies_between_0_and_1_and_both_directions_add_up(values, m, kind, target):
    past, known = split(values, m)
    up, down = (chance(past, known, target, direction=each, kind=kind).met[0] for each in (UP, DOWN))
    assert 0 <= up <= 1
    assert m == CYCLE or up + down == pytest.approx(1)


@settings(max_examples=40)
@given(VALUES, MOMENTS, KINDS)
def test_a_higher_target_is_never_more_likely(values, m, kind):
    past, known = split(values, m)
    goals = np.linspace(0, 3 * past.sum() / 3 + 1, 25)
    met = chance(np.repeat(past, 25, axis=0), np.repeat(known, 25, axis=0), goals, kind=kind).met
    assert (np.diff(met) <= 1e-12).all()


@settings(max_examples=40)
@given(VALUES, st.integers(1, CYCLE - 1))
def test_a_sum_that_is_there_already_is_sure(values, m):
    past, known = split(values, m)
    assert chance(past, known, known.sum()).met[0] == 1
    assert chance(past, known, known.sum(), direction=DOWN).met[0] == 0
    assert chance(past, known, known.sum() + 5, at_least=[known.sum() + 5]).met[0] == 1


def test_the_end_of_the_year_decides():
    past, known = made_up(1, 3, 1), made_up(1, 1, 2)[:, 0]
    total = known.sum()
    assert [chance(past, known, goal).met[0] for goal in (total - 1, total, total + 1)] == [1, 1, 0]
    assert [chance(past, known, goal, direction=DOWN).met[0] for goal in (total - 1, total, total + 1)] == [0, 1, 1]
    assert chance(past, known, known[0, -1], kind=LAST).met[0] == 1


@settings(max_examples=25)
@given(VALUES, st.integers(1, CYCLE - 1), KINDS, st.floats(1e-6, 1e6))
def test_the_unit_of_measure_does_not_matter(values, m, kind, factor):
    past, known = split(values, m)
    assume(past.max() > 1)
    goal = past.sum() / 3
    first = chance(past, known, goal, kind=kind)
    other = chance(past * factor, known * factor, goal * factor, kind=kind)
    assert other.met[0] == pytest.approx(first.met[0], abs=1e-6)
    assert other.likely[0] == pytest.approx(first.likely[0] * factor, rel=1e-6, abs=1e-6 * factor)


def test_series_do_not_disturb_each_other():
    past, known = made_up(6, 3, 3), made_up(6, 1, 4)[:, 0, :5]
    whole = chance(past, known, 1_200)
    alone = [chance(past[row : row + 1], known[row : row + 1], 1_200).met[0] for row in range(6)]
    assert whole.met == pytest.approx(alone, abs=1e-12)


def test_what_came_later_goes_into_no_back_test():
    past = made_up(3, 4, 5)
    changed = past.copy()
    changed[:, -1, 6:] *= 10
    seen, other = (chances.evidence(each, past[:, 0, :6], SUM) for each in (past, changed))
    assert np.array_equal(seen.errors[:, :-1], other.errors[:, :-1])
    assert not np.array_equal(seen.errors[:, -1], other.errors[:, -1])


@pytest.mark.parametrize("years", [0, 1, 2, 3, 6])
def test_years_before_a_series_began_are_left_out(years):
    past, known = made_up(2, 6, 6), made_up(2, 1, 7)[:, 0, :4]
    past[:, : 6 - years] = np.nan
    made = chance(past, known, 1_200)
    assert np.isfinite(made.met).all() == (years > 0)
    if years:
        assert made.met == pytest.approx(chance(past[:, 6 - years :], known, 1_200).met)


def test_a_season_of_zeros_and_a_series_of_zeros_are_no_accident():
    harvest = np.tile([0, 0, 0, 0, 14, 32, 2, 0, 12, 30, 10, 0], (1, 3, 1)).astype(float)
    over = chance(harvest, harvest[:, 0, :11], [100.0])
    early = chance(harvest, harvest[:, 0, :3], [90.0])
    assert (over.met[0], round(float(over.likely[0]))) == (1, 100)
    assert early.met[0] > 0.5
    nothing = chance(np.zeros((1, 3, 12)), np.zeros((1, 5)), [10.0])
    assert nothing.met[0] < 0.05
    below = chance(harvest - 20, harvest[:, 0, :6] - 20, [-140.0])
    assert 0.3 < below.met[0] < 1


def test_another_forecast_takes_the_middle():
    past, known = made_up(1, 4, 8), made_up(1, 1, 9)[:, 0, :6]
    own = chance(past, known, 1_200)
    moved = chance(past, known, own.likely * 1.2, likely=own.likely * 1.2)
    assert moved.met[0] == pytest.approx(0.5)
    assert moved.likely[0] == pytest.approx(own.likely[0] * 1.2)
    assert chance(past, known, 1_200, likely=[np.nan]).met[0] == own.met[0]


@pytest.mark.parametrize("known", [3, 6, 9])
def test_chances_come_true_as_often_as_they_say(known):
    series = made_up(300, 6, 10 + known).reshape(300, -1)
    tried = trials.tried(list(series), known)
    for low in (0.1, 0.3, 0.5, 0.7):
        held = (tried.chance >= low) & (tried.chance < low + 0.2)
        said, count = tried.chance[held].mean(), int(held.sum()) // 4  # four growths of one year count as one
        least, most = stats.binom.ppf([0.0005, 0.9995], count, said) / count
        assert least - 0.05 <= tried.came[held].mean() <= most + 0.05


@pytest.mark.parametrize("known", [3, 6, 9])
def test_the_brier_score_is_at_most_half_of_the_pro_rata_rules(known):
    found = trials.tried(list(made_up(200, 6, 20 + known).reshape(200, -1)), known).brier()
    assert found["chance"] <= found["pro_rata"] / 2
    assert found["chance"] < found["softened"]
