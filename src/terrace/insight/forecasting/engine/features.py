"""What the weights look at: cheap features of each series, free of its scale and of the horizon asked for."""

from dataclasses import dataclass

import numpy as np

from . import seasons
from .autoregression import LAGS, differences, spread
from .members import Made, line
from .series import Counts, Flags, Floats, lengths_of

#: Steps under this share of the usual one are rounding.
DUST = 1e-9


@dataclass(frozen=True)
class Seen:
    """One batch on its way through the pool: scaled rows, rows without season, indices, members on levels and logs."""

    rows: Floats
    flat: Floats
    index: Floats
    cycle: int
    levels: Made
    logs: Made
    seasonal: dict[str, Floats]


def features(seen: Seen, reference: int) -> tuple[tuple[str, ...], Floats]:
    """Names, and (n, features) all finite; disagreements of members are taken at step `reference`."""
    found = kind(seen) | shape(seen) | seasonality(seen) | fit(seen) | disagreement(seen, reference)
    table = np.stack([np.broadcast_to(each, len(seen.rows)) for each in found.values()], axis=1)
    return tuple(found), np.clip(np.nan_to_num(table, nan=0.0, posinf=0.0, neginf=0.0), -10, 10)


def kind(seen: Seen) -> dict[str, Floats]:
    """The frequency."""
    cycles = {"years": (1,), "parts of years": (2, 3), "quarters": (4,), "months": (12,)}
    return {name: np.array([float(seen.cycle in each)]) for name, each in cycles.items()}


def shape(seen: Seen) -> dict[str, Floats]:
    """Length, noise, memory, direction and the last steps of the rows without season."""
    counts = lengths_of(seen.flat)
    moves, usual = stepping(seen.flat)
    total = moves.sum(axis=1)
    way = direction(moves, usual)
    memory = memories(np.where(steps_of(counts, moves.shape[1]), moves, np.nan))
    return {
        "length": np.log1p(counts),
        "cycles": np.log1p(counts / seen.cycle),
        "noise": np.log(usual + 1e-4),
        "memory": memory[:, 0],
        "memory two": memory[:, -1],
        "growth": np.arcsinh(total / np.maximum(np.abs(seen.flat[:, -1]), 0.05)),
        "consistency": np.abs(total) / (usual * np.sqrt(np.maximum(counts - 1, 1))),
        "last": np.arcsinh(way * moves[:, -1] / usual),
        "recent": np.arcsinh(way * pace(moves, 3) / usual),
        "calm": np.log(spread(moves[:, -3:], np.minimum(counts - 1, 3)) / usual + 0.05),
        "jump": np.log1p(np.abs(moves).max(axis=1) / usual),
        "ties": ties(moves, counts),
        "zeros": (seen.rows == 0).sum(axis=1) / np.maximum(counts, 1),
        "turns": turns(moves, counts),
        "straightness": straightness(seen.flat, counts),
    }


def steps_of(counts: Counts, width: int) -> Flags:
    """(n, T) where a right-aligned row has a step: from its second value on."""
    return np.asarray(np.arange(width)[None, :] > width - counts[:, None])


def memories(moves: Floats) -> Floats:
    """(n, 2) autocorrelations of the steps."""
    return seasons.autocorrelations(moves, LAGS) if moves.shape[1] > LAGS else np.zeros((len(moves), LAGS))


def ties(moves: Floats, counts: Counts) -> Floats:
    """Share of steps that are none."""
    still = (moves == 0) & steps_of(counts, moves.shape[1])
    return np.asarray(still.sum(axis=1) / np.maximum(counts - 1, 1))


def stepping(flat: Floats) -> tuple[Floats, Floats]:
    """(n, T) steps, those that are mere rounding none; and (n,) the usual one."""
    moves = differences(flat)
    usual = spread(moves, np.maximum(lengths_of(flat) - 1, 1))
    return np.where(np.abs(moves) > DUST * usual[:, None], moves, 0.0), usual


def direction(moves: Floats, usual: Floats) -> Floats:
    """(n,) 1 up, -1 down, 0 back where it began."""
    total = moves.sum(axis=1)
    return np.where(np.abs(total) > DUST * usual, np.sign(total), 0.0)


def pace(moves: Floats, steps: int) -> Floats:
    return np.asarray(moves[:, -steps:].mean(axis=1))


def turns(moves: Floats, counts: Counts) -> Floats:
    """Share of steps that go against the one before."""
    return np.asarray((moves[:, 1:] * moves[:, :-1] < 0).sum(axis=1) / np.maximum(counts - 2, 1))


def straightness(flat: Floats, counts: Counts) -> Floats:
    """Share of the variation that lies on a straight line."""
    slope, middle = line(flat, counts)
    varied = np.nansum((flat - middle[:, None]) ** 2, axis=1)
    spanned = slope**2 * counts * (counts.astype(float) ** 2 - 1) / 12
    return np.asarray(spanned / np.where(varied > 0, varied, 1.0))


def seasonality(seen: Seen) -> dict[str, Floats]:
    """How large the season is, how much the years agree on it, whether it stands out."""
    if seen.cycle == 1:
        return dict.fromkeys(("season", "season lag", "season stands out"), np.zeros(1))
    lag = seasons.autocorrelations(seen.rows, seen.cycle) if seen.rows.shape[1] > seen.cycle else np.zeros((1, 1))
    return {
        "season": np.log(seen.index.std(axis=1) + 0.01),
        "season lag": lag[:, -1],
        "season stands out": seasons.significant(seen.rows, seen.cycle).astype(float),
    }


def fit(seen: Seen) -> dict[str, Floats]:
    """How well the families fit against each other, and how fast they learn."""
    one, two = seen.levels.traits, seen.logs.traits
    return {
        "damped gains": one["damped loss"] - one["ses loss"],
        "holt gains": one["holt loss"] - one["ses loss"],
        "logs gain": two["holt loss"] - one["holt loss"],
        "ar left": two["ar"],
        "ses alpha": one["ses alpha"],
        "damped alpha": one["damped alpha"],
        "holt alpha": one["holt alpha"],
        "holt beta": one["holt beta"],
    }


def disagreement(seen: Seen, reference: int) -> dict[str, Floats]:
    """How far members stand from SES, in usual steps, in the direction of the series."""
    moves, usual = stepping(seen.flat)
    way, usual, place = direction(moves, usual), usual * np.sqrt(reference), reference - 1
    base = seen.levels.forecasts["ses"][:, place]
    levels, logs = ("damped", "holt", "theta", "naive", "ar", "mean"), ("holt", "ar")
    ahead = {f"{name} ahead": seen.levels.forecasts[name][:, place] - base for name in levels}
    ahead |= {f"log {name} ahead": seen.logs.forecasts[name][:, place] - base for name in logs}
    return {name: np.arcsinh(way * each / usual) for name, each in ahead.items()}
