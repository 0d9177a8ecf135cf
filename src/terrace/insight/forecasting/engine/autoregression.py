"""Autoregression on the steps of a series, shrunken towards a random walk, for all series at once.

Each step is explained by the level before it (pulled back to the mean), time, and the two steps before: four numbers
and a constant by ridge regression, so that a short series stays near "as last time".
"""

import numpy as np

from .series import Counts, Floats, lengths_of

RIDGE = 4.0
LAGS = 2
#: A forecast step is at most this many usual steps long.
LONGEST = 5.0


def regressed(values: Floats, horizon: int) -> tuple[Floats, Floats]:
    """(n, h) forecasts of right-aligned rows and (n,) the share of the steps' squares left unexplained."""
    counts = np.maximum(lengths_of(values), 1)
    known = np.isfinite(values)
    mean = np.where(known, values, 0.0).sum(axis=1) / counts
    level = np.where(known, values - mean[:, None], 0.0)
    steps = differences(values)
    size, usual = spread(level, counts), spread(steps, counts - 1)
    level, steps = level / size[:, None], steps / usual[:, None]
    design = designed(level, steps, counts)
    found, left = ridge(design, steps)
    ahead = walked(found, (level, steps), counts, usual / size, horizon)
    return ahead * size[:, None] + mean[:, None], left


def differences(values: Floats) -> Floats:
    """(n, T) each value less the one before; 0 where there is none."""
    steps = np.zeros_like(values)
    steps[:, 1:] = values[:, 1:] - values[:, :-1]
    return np.nan_to_num(steps, copy=False, nan=0.0)


def spread(rows: Floats, counts: Counts) -> Floats:
    size = np.sqrt((rows**2).sum(axis=1) / np.maximum(counts, 1))
    return np.asarray(np.where(size > 0, size, 1.0))


def designed(level: Floats, steps: Floats, counts: Counts) -> Floats:
    """(n, 5, T) what explains each step; 0 where there is no step."""
    width = level.shape[1]
    within = np.arange(width)[None, :] > width - counts[:, None]
    design = np.zeros((len(level), 3 + LAGS, width))
    design[:, 0] = within
    design[:, 1, 1:] = level[:, :-1]
    design[:, 2] = within * ((np.arange(width) - width + 1)[None, :] * 2 / counts[:, None] + 1)
    for lag in range(1, LAGS + 1):
        design[:, 2 + lag, lag:] = steps[:, :-lag]
    return design


def ridge(design: Floats, steps: Floats) -> tuple[Floats, Floats]:
    """(n, 5) numbers, and (n,) the share of squares they leave."""
    moments, goal = design @ design.transpose(0, 2, 1), (design @ steps[..., None])[..., 0]
    penalty = np.diag([RIDGE / 4, *[RIDGE] * (design.shape[1] - 1)])
    found = np.asarray(np.linalg.solve(moments + penalty, goal[..., None])[..., 0], dtype=np.float64)
    whole = (steps**2).sum(axis=1)
    gained = 2 * (found * goal).sum(axis=1) - (found * (moments @ found[..., None])[..., 0]).sum(axis=1)
    return found, np.asarray(1 - gained / np.where(whole > 0, whole, 1.0))


def walked(found: Floats, rows: tuple[Floats, Floats], counts: Counts, pace: Floats, horizon: int) -> Floats:
    """(n, h) levels when the steps go on as found; `rows` are levels and steps so far."""
    level, steps = rows[0][:, -1], rows[1]
    past = [steps[:, -lag] if lag <= steps.shape[1] else np.zeros(len(level)) for lag in range(1, LAGS + 1)]
    ahead = []
    for step in range(1, horizon + 1):
        now = np.stack([np.ones(len(level)), level, step * 2 / counts + 1, *past], axis=1)
        moved = np.clip((found * now).sum(axis=1), -LONGEST, LONGEST)
        level, past = level + moved * pace, [moved, *past[:-1]]
        ahead.append(level)
    return np.stack(ahead, axis=1)
