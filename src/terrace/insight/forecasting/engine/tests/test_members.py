"""The members against plain loops, and against statsforecast."""

import numpy as np
import pytest
from statsforecast.models import SimpleExponentialSmoothing

from terrace.insight.forecasting.engine import autoregression, members, winters
from terrace.insight.forecasting.engine.series import Floats, align

LINES = [[4.0, 6, 5, 7, 8, 7, 9], [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 9], [1.0, 2, 4, 8]]


def by_hand(line: list[float], alpha: float, beta: float, phi: float) -> tuple[float, float, float]:
    """Level, trend and squared errors of damped smoothing, value by value."""
    level, loss = line[0], 0.0
    start = min(4, len(line) - 1)
    trend = (line[start] - line[0]) / start
    for value in line[1:]:
        ahead = level + phi * trend
        error = value - ahead
        level, trend, loss = ahead + alpha * error, phi * trend + beta * error, loss + error**2
    return level, trend, loss


@pytest.mark.parametrize("points", [members.LEVEL, members.TREND])
def test_the_recursion_is_that_of_a_plain_loop(points):
    states = members.smoothed(align(LINES).values, points)
    for row, line in enumerate(LINES):
        for place, numbers in enumerate(zip(points.alpha, points.beta, points.phi, strict=True)):
            level, trend, loss = by_hand(line, *numbers)
            assert states.level[row, place] == pytest.approx(level)
            assert states.loss[row, place] == pytest.approx(loss)
            if points.trended:
                assert states.trend[row, place] == pytest.approx(trend)


def test_ses_is_that_of_statsforecast():
    one = members.grid((0.3,), (0.0,), (0.0,))
    for line in LINES:
        theirs = SimpleExponentialSmoothing(alpha=0.3).forecast(np.array(line), 1)["mean"]
        assert members.smoothed(np.array([line]), one).level[0] == pytest.approx(theirs)


def test_theta_is_ses_and_half_the_slope_of_the_line():
    made = members.made(np.array([LINES[1]]), 3).forecasts
    slope = np.polyfit(range(12), LINES[1], 1)[0]
    assert made["theta"] == pytest.approx(made["ses"] + slope / 2 * np.array([1, 2, 3]))


def test_the_line_and_the_drift_go_straight_on():
    made = members.made(np.array([[2.0, 4, 6, 8]]), 2).forecasts
    for name in ("line", "drift", "holt"):
        assert made[name][0] == pytest.approx([10, 12])


def test_points_of_the_grid_that_fit_better_count_more():
    states = members.smoothed(align(LINES).values, members.LEVEL)
    weight = members.likelihoods(states, np.array([7, 12, 4]))
    assert weight.sum(axis=1) == pytest.approx([1, 1, 1])
    assert (weight.argmax(axis=1) == states.loss.argmin(axis=1)).all()


def test_the_autoregression_is_that_of_a_plain_ridge():
    line = np.array(LINES[1])
    assert autoregression.regressed(line[None], 3)[0][0] == pytest.approx(ridge_by_hand(line, 3))


def ridge_by_hand(line: Floats, horizon: int) -> list[float]:
    """Steps on (1, level before, time, two steps before), each in its own unit, by ridge regression."""
    count, mean = len(line), line.mean()
    size, steps = line.std(), np.diff(line)
    usual = np.sqrt((steps**2).mean())
    level, moves = (line - mean) / size, np.r_[0, steps / usual]
    time = [2 * (place - count + 1) / count + 1 for place in range(count + horizon)]
    rows = [[1, level[t - 1], time[t], moves[t - 1], moves[t - 2] if t > 1 else 0] for t in range(1, count)]
    penalty = np.diag([1.0, 4, 4, 4, 4])
    found = np.linalg.solve(np.array(rows).T @ rows + penalty, np.array(rows).T @ moves[1:])
    now, past, made = level[-1], [moves[-1], moves[-2]], []
    for step in range(horizon):
        moved = float(found @ [1, now, time[count + step], *past])
        now, past = now + moved * usual / size, [moved, past[0]]
        made.append(now * size + mean)
    return made


def test_a_season_that_does_not_move_is_found_again():
    season = np.array([[-3.0, 1, 2, 0]])
    line = 10 + np.tile(season, 5)
    assert winters.moving(line, season, 6)[0] == pytest.approx([7, 11, 12, 10, 7, 11], abs=1e-6)


def test_a_season_that_moves_is_followed():
    line = np.array([[-3.0, 1, 2, 0] * 3 + [-6.0, 2, 4, 0] * 4])
    still = np.array([[-3.0, 1, 2, 0]])
    assert winters.moving(line, still, 1)[0, 0] < -4.5
