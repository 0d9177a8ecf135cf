"""The pool: all members on levels and logs, and the season put back."""

from dataclasses import dataclass

import numpy as np

from . import features, members, seasons, winters
from .series import Flags, Floats

#: On logs a forecast stays within so many times the range of what was seen, and within e²⁰ of it.
REACH = 3.0
FURTHEST = 20.0
#: Scaled rows are rounded to so many decimals, lest what is equal differs by rounding.
DIGITS = 12
#: The step at which members are compared, by cycle: features do not depend on the horizon asked for.
REFERENCE = {1: 3, 2: 4, 3: 3, 4: 4, 12: 6}
ON_LOGS = ("theta", "damped", "holt", "drift", "ar")


@dataclass(frozen=True)
class Pool:
    """`made` (n, members, h) in units of `scale` (n,); `features` (n, features)."""

    names: tuple[str, ...]
    made: Floats
    scale: Floats
    traits: tuple[str, ...]
    features: Floats


def pool(values: Floats, horizon: int, cycle: int) -> Pool:
    """Everything the members say of right-aligned rows, each from its own values only."""
    scale = scales(values)
    steps = max(horizon, REFERENCE[cycle])
    seen = looked(np.round(values / scale, DIGITS), steps, cycle)
    made = seen.levels.forecasts | {f"log {name}": seen.logs.forecasts[name] for name in ON_LOGS}
    stacked = np.stack([each[:, :horizon] for each in made.values()], axis=1)
    stacked *= seasons.repeated(seen.index, horizon, ahead=True)[:, None, :]
    moved = np.stack([each[:, :horizon] for each in seen.seasonal.values()], axis=1)
    traits, table = features.features(seen, REFERENCE[cycle])
    return Pool((*made, *seen.seasonal), np.concatenate([stacked, moved], axis=1), scale[:, 0], traits, table)


def looked(rows: Floats, steps: int, cycle: int) -> features.Seen:
    """Season, members on levels and on logs in one go, and with a moving season."""
    index = seasons.indices(rows, cycle)
    flat = np.round(seasons.adjusted(rows, index), DIGITS)
    positive = np.asarray(~(flat <= 0).any(axis=1))
    logs = logarithms(flat, positive)
    both = members.made(np.concatenate([flat, logs]), steps)
    levels, low_high = both.rows(slice(len(rows))), bounds(logs)
    back = both.rows(slice(len(rows), None))
    on_logs = members.Made(exponents(back.forecasts, positive, *low_high), back.traits)
    seasonal = moving(rows, index, positive, levels, steps) if cycle > 1 else unmoved(levels, on_logs)
    return features.Seen(rows, flat, index, cycle, levels, on_logs, seasonal)


def scales(values: Floats) -> Floats:
    """(n, 1) mean size of each row; 1 where it is nothing."""
    size = np.nansum(np.abs(values), axis=1) / np.maximum(np.isfinite(values).sum(axis=1), 1)
    return np.asarray(np.where(size > 0, size, 1.0))[:, None]


def logarithms(rows: Floats, positive: Flags) -> Floats:
    """The logs of rows that are always positive; the others as they are."""
    usable = positive[:, None] & np.isfinite(rows)
    return np.where(usable, np.log(np.where(usable, rows, 1.0)), rows)


def exponents(made: dict[str, Floats], positive: Flags, low: Floats, high: Floats) -> dict[str, Floats]:
    """Back from logs, within bounds; rows that were not on logs as they are."""
    chosen = positive[:, None]
    return {
        name: np.where(chosen, np.exp(np.clip(np.where(chosen, each, 0.0), low, high)), each)
        for name, each in made.items()
    }


def bounds(rows: Floats) -> tuple[Floats, Floats]:
    low, high = np.fmin.reduce(rows, axis=1)[:, None], np.fmax.reduce(rows, axis=1)[:, None]
    room = np.minimum(REACH * (high - low) + 0.1, FURTHEST)
    return low - room, high + room


def unmoved(levels: members.Made, logs: members.Made) -> dict[str, Floats]:
    """Where there is no season, the seasonal members are those without it: all frequencies have the same members."""
    plain, damped = levels.forecasts, logs.forecasts
    return {"again": plain["naive"], "winters": plain["damped"], "log winters": damped["damped"]}


def moving(rows: Floats, index: Floats, positive: Flags, levels: members.Made, steps: int) -> dict[str, Floats]:
    """The last cycle again, and smoothing with a season that moves."""
    logs = logarithms(rows, positive)
    additive = np.where(positive[:, None], np.log(index), index - 1)
    both = winters.moving(np.concatenate([rows, logs]), np.concatenate([index - 1, additive]), steps)
    plain, on_logs = both[: len(rows)], {"log winters": both[len(rows) :]}
    return {"again": again(rows, index, levels, steps), "winters": plain} | exponents(on_logs, positive, *bounds(logs))


def again(rows: Floats, index: Floats, levels: members.Made, steps: int) -> Floats:
    """The last cycle once more; the last value where a cycle is not known."""
    cycle = index.shape[1]
    naive = levels.forecasts["naive"] * seasons.repeated(index, steps, ahead=True)
    if rows.shape[1] < cycle:
        return naive
    last = seasons.repeated(rows[:, -cycle:], steps, ahead=True)
    return np.asarray(np.where(np.isfinite(rows[:, -cycle:]).all(axis=1, keepdims=True), last, naive))
