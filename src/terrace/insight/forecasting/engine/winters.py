"""Smoothing with a season that moves (Winters), for all series at once; the grid counts by likelihood."""

import numpy as np

from .members import States, firsts, likelihoods, slopes
from .series import Counts, Floats, lengths_of

#: (level, trend as a share of it, damping, season as a share of what the level leaves)
POINTS = np.array([(a, 0.1 * a, 0.95, g * (1 - a)) for a in (0.1, 0.4, 0.8) for g in (0.05, 0.2, 0.5)]).T


def moving(values: Floats, season: Floats, horizon: int) -> Floats:
    """(n, h) forecasts of right-aligned rows; `season` (n, cycle) additive, of the last `cycle` columns."""
    lengths = lengths_of(values)
    order = np.argsort(-lengths, kind="stable")
    states, seasons = advanced(values[order], lengths[order], season[order])
    weight = likelihoods(states, lengths[order])
    made = ahead(states, seasons, weight, horizon)
    return np.asarray(made[np.argsort(order, kind="stable")])


def advanced(rows: Floats, counts: Counts, season: Floats) -> tuple[States, list[Floats]]:
    """The states after the last column, rows longest first; the season as a list of (n, G)."""
    width, cycle, points = rows.shape[1], season.shape[1], POINTS.shape[1]
    flat = rows - np.tile(season, (1, -(-width // cycle)))[:, -width:]
    level = np.repeat(firsts(flat, counts)[:, None], points, axis=1)
    trend = np.repeat(slopes(flat, counts)[:, None], points, axis=1)
    loss = np.zeros_like(level)
    seasons = [np.repeat(season[:, place, None], points, axis=1) for place in range(cycle)]
    for column in range(width):
        active = int(np.searchsorted(-counts, -(width - column), side="left"))
        turn = seasons[(column - width) % cycle]
        if active:
            advance(level[:active], trend[:active], loss[:active], turn[:active], rows[:active, column, None])
    return States(level, trend, loss), seasons


def advance(level: Floats, trend: Floats, loss: Floats, turn: Floats, value: Floats) -> None:
    """One period, in place."""
    alpha, beta, phi, gamma = POINTS
    trend *= phi
    level += trend
    error = value - level - turn
    loss += error * error
    trend += beta * error
    level += alpha * error
    turn += gamma * error


def ahead(states: States, seasons: list[Floats], weight: Floats, horizon: int) -> Floats:
    damping = np.cumsum(POINTS[2][:, None] ** np.arange(1, horizon + 1), axis=1)
    turns = np.stack([(weight * each).sum(axis=1) for each in seasons], axis=1)
    repeated = np.tile(turns, (1, -(-horizon // len(seasons))))[:, :horizon]
    level = (weight * states.level).sum(axis=1)[:, None] + (weight * states.trend) @ damping
    return np.asarray(level + repeated)
