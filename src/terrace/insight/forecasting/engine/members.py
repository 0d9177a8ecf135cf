"""The members of the pool, each for all series at once.

SES, Theta, damped, Holt and their like are one recursion: a level, a trend that is damped by `phi`, and a grid of
smoothing parameters, all advanced together; each point of the grid counts by its likelihood. No optimiser.
"""

from dataclasses import dataclass

import numpy as np

from . import autoregression
from .series import Counts, Floats, lengths_of

FLOOR = 1e-12


@dataclass(frozen=True)
class Grid:
    """Parameters of one family: smoothing of the level, of the trend (as a share of it), damping; (G,) each;
    whether there is a trend at all."""

    alpha: Floats
    beta: Floats
    phi: Floats
    trended: bool


def grid(alphas: tuple[float, ...], betas: tuple[float, ...], phis: tuple[float, ...]) -> Grid:
    points = np.array([(a, a * b, p) for a in alphas for b in betas for p in phis])
    return Grid(points[:, 0], points[:, 1], points[:, 2], trended=any(phis))


def together(one: Grid, other: Grid) -> Grid:
    alpha, beta, phi = (np.concatenate([getattr(one, name), getattr(other, name)]) for name in ("alpha", "beta", "phi"))
    return Grid(alpha, beta, phi, trended=one.trended or other.trended)


#: SES has no trend; the trend of the others starts at the mean of the first steps.
LEVEL = grid((0.05, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 0.99), (0.0,), (0.0,))
DAMPED = grid((0.15, 0.4, 0.7, 0.95), (0.05, 0.3), (0.8, 0.93))
HOLT = grid((0.15, 0.4, 0.7, 0.95), (0.0, 0.1, 0.4), (1.0,))
TREND = together(DAMPED, HOLT)


@dataclass(frozen=True)
class States:
    """What the recursion knows at the end of each series: (n, G) each."""

    level: Floats
    trend: Floats
    loss: Floats

    def points(self, which: slice) -> "States":
        """Those of some points of the grid."""
        return States(self.level[:, which], self.trend[:, which], self.loss[:, which])


def smoothed(values: Floats, points: Grid) -> States:
    """Level, trend and squared one-step errors at the end of each right-aligned row."""
    lengths = lengths_of(values)
    order = np.argsort(-lengths, kind="stable")
    rows, counts = values[order], lengths[order]
    width = values.shape[1]
    level = np.repeat(firsts(rows, counts)[:, None], len(points.alpha), axis=1)
    trend = np.repeat(slopes(rows, counts)[:, None], len(points.alpha), axis=1)
    loss = np.zeros_like(level)
    for column in range(width):
        active = int(np.searchsorted(-counts, -(width - column), side="left"))
        if active:
            advance(level[:active], trend[:active], loss[:active], rows[:active, column, None], points)
    back = np.argsort(order, kind="stable")
    return States(level[back], trend[back], loss[back])


def advance(level: Floats, trend: Floats, loss: Floats, value: Floats, points: Grid) -> None:
    """One period, in place."""
    if points.trended:
        trend *= points.phi
        level += trend
    error = value - level
    if points.trended:
        trend += points.beta * error
    level += points.alpha * error
    error *= error
    loss += error


def firsts(rows: Floats, counts: Counts) -> Floats:
    place = np.minimum(rows.shape[1] - counts, rows.shape[1] - 1).astype(np.intp)
    return np.asarray(np.take_along_axis(rows, place[:, None], 1)[:, 0])


def slopes(rows: Floats, counts: Counts, steps: int = 4) -> Floats:
    """The mean of the first steps; 0 with one value."""
    first = (rows.shape[1] - counts).astype(np.intp)
    later = np.minimum(first + steps, rows.shape[1] - 1)
    rise = np.take_along_axis(rows, later[:, None], 1)[:, 0] - firsts(rows, counts)
    return np.asarray(rise / np.maximum(later - first, 1))


def likelihoods(states: States, counts: Counts) -> Floats:
    """(n, G) weights that sum to 1: the Gaussian likelihood with its own variance."""
    log = -0.5 * np.maximum(counts - 1, 1)[:, None] * np.log(states.loss + FLOOR * np.maximum(counts, 1)[:, None])
    weight = np.exp(log - log.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def trended(states: States, weight: Floats, points: Grid, horizon: int) -> Floats:
    """(n, h) the weighted forecasts of one family."""
    ahead = np.cumsum(points.phi[:, None] ** np.arange(1, horizon + 1), axis=1)
    return np.asarray((weight * states.level).sum(axis=1)[:, None] + (weight * states.trend) @ ahead)


def line(values: Floats, counts: Counts) -> tuple[Floats, Floats]:
    """(n,) slope and middle of the straight line through each row."""
    known = np.isfinite(values)
    time = np.arange(values.shape[1]) - values.shape[1] + 1 + (np.maximum(counts, 1)[:, None] - 1) / 2
    time, held = np.where(known, time, 0.0), np.where(known, values, 0.0)
    slope = (time * held).sum(axis=1) / np.maximum((time**2).sum(axis=1), 1e-12)
    return np.asarray(slope), np.asarray(held.sum(axis=1) / np.maximum(counts, 1))


@dataclass(frozen=True)
class Made:
    """Forecasts (n, h) by member, and what the members learned of each series: traits (n,) by name."""

    forecasts: dict[str, Floats]
    traits: dict[str, Floats]

    def rows(self, which: slice) -> "Made":
        """Those of some series."""
        forecasts = {name: each[which] for name, each in self.forecasts.items()}
        return Made(forecasts, {name: each[which] for name, each in self.traits.items()})


def made(values: Floats, horizon: int) -> Made:
    """What each member forecasts for right-aligned rows without season."""
    counts = lengths_of(values)
    forecasts, traits = exponential(values, counts, horizon)
    straight(values, counts, forecasts, horizon)
    forecasts["ar"], left = autoregression.regressed(values, horizon)
    return Made(forecasts, traits | {"ar": np.log(left + 0.01)})


def exponential(values: Floats, counts: Counts, horizon: int) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """SES, damped and Holt; damped and Holt in one go."""
    level, trend, damped = smoothed(values, LEVEL), smoothed(values, TREND), len(DAMPED.alpha)
    families = {
        "ses": (level, LEVEL),
        "damped": (trend.points(slice(damped)), DAMPED),
        "holt": (trend.points(slice(damped, None)), HOLT),
    }
    forecasts, traits = {}, {}
    for name, (states, points) in families.items():
        weight = likelihoods(states, counts)
        forecasts[name] = trended(states, weight, points, horizon)
        traits[f"{name} loss"] = 0.5 * np.log(states.loss.min(axis=1) / np.maximum(counts - 1, 1) + FLOOR)
        traits[f"{name} alpha"] = weight @ points.alpha
        traits[f"{name} beta"] = weight @ points.beta
    return forecasts, traits


def straight(values: Floats, counts: Counts, forecasts: dict[str, Floats], horizon: int) -> None:
    """Theta, drift, line: the members that go straight on; and those that stay."""
    steps = np.arange(1, horizon + 1)
    slope, middle = line(values, counts)
    drift = (values[:, -1] - firsts(values, counts)) / np.maximum(counts - 1, 1)
    forecasts["theta"] = forecasts["ses"] + slope[:, None] / 2 * steps
    forecasts["drift"] = values[:, -1:] + drift[:, None] * steps
    forecasts["line"] = (middle + slope * (counts - 1) / 2)[:, None] + slope[:, None] * steps
    forecasts["naive"] = np.repeat(values[:, -1:], horizon, axis=1)
    forecasts["mean"] = np.repeat(middle[:, None], horizon, axis=1)
