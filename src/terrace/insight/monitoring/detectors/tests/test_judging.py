"""Verdicts: at once, one period later, and with what was learned."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.insight.monitoring.detectors import CHANGE, ERROR, NONE, again, clauses, judge, past
from terrace.insight.monitoring.detectors.robust import Flags, Floats

from .conftest import series


@dataclass(frozen=True)
class Sworn:
    """Weights that always say the same."""

    said: float
    wrong: float
    later: float = 0.5

    def sure(self, signals: Mapping[str, Floats], /) -> Floats:
        return np.full(len(signals["off"]), self.said)

    def alarms(self, signals: Mapping[str, Floats], /) -> Flags:
        return np.asarray(self.sure(signals) >= 0.5)

    def errors(self, signals: Mapping[str, Floats], /) -> Floats:
        return np.full(len(signals["off"]), self.wrong)

    def errors_later(self, signals: Mapping[str, Floats], /) -> Floats:
        return np.full(len(signals["then_off"]), self.later)


def test_quiet_series_raise_no_alarm(frequency: str) -> None:
    made = judge(past(series(frequency), frequency))
    assert not made.alarm.any()
    assert set(made.kind) == {NONE}
    assert set(made.reasons) == {()}


def test_a_real_change_is_an_alarm_that_lies_outside_of_its_interval(frequency: str) -> None:
    values = series(frequency)
    values[:, -1] = np.round(values[:, -1] * 1.7)
    made = judge(past(values, frequency))
    assert made.alarm.mean() >= 0.6
    assert made.kind.count(CHANGE) >= 0.7 * made.alarm.sum()
    assert (values[made.alarm, -1] > made.high[made.alarm]).mean() >= 0.9
    assert (made.low <= made.expected).all()
    assert (made.expected <= made.high).all()


def test_multiplying_a_series_changes_no_verdict(frequency: str) -> None:
    values = series(frequency, rows=12)
    values[:, -1] *= np.linspace(0.1, 12, 12)
    one, other = judge(past(values, frequency)), judge(past(values * 1000, frequency))
    assert one.alarm.tolist() == other.alarm.tolist()
    assert one.kind == other.kind
    assert one.reasons == other.reasons
    np.testing.assert_allclose(one.sure, other.sure, rtol=1e-4)
    np.testing.assert_allclose(one.high * 1000, other.high, rtol=1e-4)


@settings(max_examples=25)
@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9), st.integers(0, 5)), min_size=1, max_size=14))
def test_any_series_gets_a_verdict_with_probabilities(row: list[float | None]) -> None:
    values = np.array([[np.nan if each is None else float(each) for each in row]])
    for made in (judge(past(values, "quarter")), again(past(values, "quarter"))):
        assert 0 <= made.sure[0] <= 1
        assert 0 <= made.error[0] <= 1
        assert made.kind[0] in (ERROR, CHANGE, NONE)
        assert bool(made.reasons[0]) == bool(made.alarm[0]) == bool(made.kind[0])


def test_no_series_at_all_get_no_verdicts() -> None:
    made = judge(past(np.zeros((0, 8)), "year"))
    assert len(made) == 0
    assert made.kind == ()


def test_one_figure_alone_is_never_odd() -> None:
    assert not judge(past([[5.0], [0.0], [np.nan]], "month")).alarm.any()


def test_the_surer_the_further_off() -> None:
    values = np.tile(series("month", rows=1), (5, 1))
    values[:, -1] *= [1.0, 1.15, 1.3, 1.6, 2.5]
    sure = judge(past(values, "month")).sure
    assert (np.diff(sure) > 0).all()
    assert sure[0] < 0.2
    assert sure[-1] > 0.95


def test_what_all_peers_did_is_hardly_an_error() -> None:
    values = series("year", rows=2)
    values[:, -1] = values[:, -2] * 6
    made = judge(past(values, "year", peers=[1.8, 0.0], peers_spread=[0.1, 0.1]))
    assert made.alarm[1]
    assert made.sure[0] < made.sure[1]
    assert made.error[0] < 0.5 < made.error[1]


def test_one_period_later_what_stayed_is_a_change_and_what_went_away_an_error() -> None:
    values = series("month", rows=2)
    values[:, -2] *= 4.5
    values[0, -1] *= 4.5
    at_once = judge(past(values[:, :-1], "month"))
    later = again(past(values, "month"), then=past(values[:, :-1], "month"))
    assert later.alarm.all()
    assert later.kind[0] == CHANGE or later.error[0] < at_once.error[0]
    assert later.error[1] >= at_once.error[1]


def test_one_period_later_nothing_is_new_while_no_figure_came() -> None:
    values = series("quarter", rows=3)
    values[:, -1] *= 10
    later = again(past(np.concatenate([values, np.full((3, 1), np.nan)], axis=1), "quarter"))
    at_once = judge(past(values, "quarter"))
    assert later.kind == at_once.kind
    np.testing.assert_array_equal(later.error, at_once.error)


def test_what_was_learned_decides_where_it_is_given() -> None:
    values = series("quarter", rows=4)
    made = judge(past(values, "quarter"), Sworn(0.9, 0.2))
    assert made.alarm.all()
    assert made.kind == (CHANGE,) * 4
    assert all(made.reasons)
    assert judge(past(values, "quarter"), Sworn(0.9, 0.8)).kind == (ERROR,) * 4
    assert not judge(past(values, "quarter"), Sworn(0.1, 0.8)).alarm.any()
    assert again(past(values, "quarter"), Sworn(0.9, 0.1, later=0.9)).kind == (ERROR,) * 4


def test_a_missing_figure_is_left_to_the_rules() -> None:
    values = series("quarter", rows=2)
    values[0, -1] = np.nan
    made = judge(past(values, "quarter"), Sworn(0.1, 0.1))
    assert made.alarm.tolist() == [True, False]
    assert made.kind[0] == ERROR


@pytest.mark.parametrize("language", ["vi", "en"])
def test_reasons_come_in_words_with_their_figures(language: str) -> None:
    values = series("year", rows=3, noise=0.01)
    values[:, -1] = values[:, -2] * np.array([1.5, 0.6, 1.0])
    seen = past(values, "year")
    said = [None if each is None else getattr(each, language) for each in clauses(seen, judge(seen))]
    up, down, nothing = said
    assert nothing is None
    assert up
    assert down
    assert up != down
    assert "{" not in up + down
