"""What the combination reads beside the detectors: copies, records, shifts, and how much of a change stayed."""

import numpy as np
import pytest

from terrace.insight.monitoring.detectors import context, past, signals

WAVES = np.tile([100.0, 104, 97, 103, 99, 101, 96, 105], 3)


def said(name, *rows, frequency="year"):
    return signals(past(np.array(rows, float), frequency))[name]


def test_a_copied_figure_is_the_stranger_the_more_figures_were_as_likely():
    few, many, other = (np.r_[WAVES * scale, last] for scale, last in ((1, 105), (1000, 105_000), (1, 104)))
    small, large, none = said("repeat", few, many + np.r_[np.arange(23) % 7, 0, 0], other)
    assert large > small > 0
    assert none == 0


def test_an_error_larger_than_all_before_is_a_record_and_rare():
    quiet, loud = np.r_[WAVES, 101], np.r_[WAVES, 160]
    assert said("record", quiet, loud)[1] > 1 > said("record", quiet, loud)[0]
    assert said("rare", quiet, loud)[1] < said("rare", quiet, loud)[0]


def test_a_level_that_stays_speaks_louder_with_each_period():
    one, three = np.r_[WAVES, 118], np.r_[WAVES, 118, 117, 119]
    assert said("shift3", three)[0] > said("shift1", one)[0] > 2
    assert said("shift2", np.r_[WAVES, 85, 84])[0] < -2


def test_short_series_say_nothing_about_shifts():
    assert np.isnan(said("shift3", [5, 6, 7])).all()


@pytest.mark.parametrize(("after", "stayed"), [(210.0, 1.0), (105.0, 0.0), (157.5, 0.585)])
def test_how_much_of_a_change_stayed(after, stayed):
    then = signals(past([[*WAVES, 210.0]], "year"))
    now = signals(past([[*WAVES, 210.0, after]], "year"))
    found = context.later(then, now)
    assert found["stayed"][0] == pytest.approx(stayed, abs=0.02)
    assert found["then_off"][0] == then["off"][0]
    assert found["now_off"][0] == now["off"][0]


@pytest.mark.parametrize("frequency", ["year", "quarter", "month"])
def test_nothing_depends_on_the_scale_or_on_missing_figures(frequency):
    rows = np.stack([np.r_[WAVES, 130], np.r_[np.full(12, np.nan), WAVES[:12], 90]])
    one, ten = (signals(past(rows * scale, frequency)) for scale in (1, 10))
    for name in context.CONTEXT:
        assert one[name] == pytest.approx(ten[name], rel=1e-6, abs=1e-9, nan_ok=True), name
