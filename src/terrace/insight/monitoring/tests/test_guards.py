"""What looks odd and is not."""

import numpy as np

from terrace.insight.monitoring import guards, histories

#: Two years of a crop: planted in five months of the year.
CROP = [1746, 17000, 10491, 0, 0, 12236, 16000, 5252, 0, 0, 0, 0]


def row(*values: float) -> guards.Floats:
    return np.array(values, float)


def usual(values: guards.Floats, hoped: float, *, counted: bool = True, flow: bool = True) -> bool:
    return guards.is_usual(values, 12, hoped, counted=counted, flow=flow)


def test_a_season_that_was_the_same_last_year_is_not_odd():
    past = row(*CROP, *CROP[:10])
    assert usual(past, 7_561)
    assert usual(row(*CROP, *(1.04 * each for each in CROP[:7])), 3_000)


def test_a_figure_that_last_year_does_not_explain_is_odd():
    assert not usual(row(*CROP, *CROP[:6], 2_000), 900)


def test_a_small_count_varies_by_chance():
    months = row(*[5.0] * 40, 8)
    assert usual(months, 5)
    assert not usual(row(*[5.0] * 40, 25), 5)


def test_a_stock_that_moves_little_is_not_excused_by_its_size():
    months = row(*(5_800.0 + 3 * at for at in range(40)), 6_400)
    assert not usual(months, 5_920, flow=False)


def test_a_register_that_somebody_begins_to_keep_is_not_odd():
    assert usual(row(0, 0, 0, 0, 0, 90), 0, flow=False)
    assert not usual(row(0, 0, 0, 0, 0, 90), 0, flow=True)


def test_a_sum_counts_when_as_many_reported_as_usually_do():
    assert histories._known(row(1, 1, 1, 0.6)).tolist() == [True, True, True, False]
    assert histories._known(row(0.04, 0.04, 0.04)).tolist() == [False] * 3
    assert histories._known(row(0.8)).tolist() == [False]
