"""How well each member did lately: the pool at the origins asked for and at some before each of them.

Back-tests and records share their runs of the pool: all origins of all series are rows of one matrix.
"""

from dataclasses import dataclass

import numpy as np

from .autoregression import differences, spread
from .pool import pool
from .series import Floats, lengths_of, shifted

#: A record looks back from an origin by so many periods, by cycle.
BACKS = {1: (1, 2, 3, 4), 2: (1, 2, 3, 4), 3: (1, 2, 3, 4), 4: (2, 4, 6, 8), 12: (3, 6, 9, 12)}
#: The members look at so many of the latest values, by cycle: what lies further back says little and costs time.
LATEST = {1: 40, 2: 40, 3: 48, 4: 60, 12: 96}
#: Fewer values than this before an origin are no trial of a member.
FEWEST = 4
#: Errors under this share of a usual step count alike.
ALIKE = 0.05
#: A record says at most that a member did e² times better or worse than the others.
LIMIT = 2.0


@dataclass(frozen=True)
class Run:
    """The pool so many periods `ago`: `made` (k, n, members, h) in the scale of the series, `features` (k, n, f)."""

    ago: tuple[int, ...]
    names: tuple[str, ...]
    made: Floats
    features: Floats


@dataclass(frozen=True)
class Study:
    """What the weights see of n series at o origins; NaN where an origin has no values before it.

    `made` (n, o, members, h); `features` (n, o, f); `record` (n, o, members): the log of a member's recent error less
    that of the median member, 0 where nothing could be tried.
    """

    names: tuple[str, ...]
    made: Floats
    features: Floats
    record: Floats


def study(values: Floats, horizon: int, cycle: int, origins: tuple[int, ...] = (0,)) -> Study:
    """The members and their records, each origin from the values up to it only."""
    needed = sorted({origin + back for origin in origins for back in (0, *BACKS[cycle])})
    width = values.shape[1]
    run = ran(values, max(horizon, *BACKS[cycle]), cycle, tuple(ago for ago in needed if ago in origins or ago < width))
    tried = [trials(values, run, origin, BACKS[cycle]) for origin in origins]
    places = [run.ago.index(origin) for origin in origins]
    counts = np.stack([np.isfinite(each[..., 0]).sum(axis=1) for each in tried], axis=1)
    features = np.concatenate([run.features[places].swapaxes(0, 1), counts[..., None] / 2], axis=2)
    made = run.made[places, :, :, :horizon].swapaxes(0, 1)
    return Study(run.names, made, features, np.stack([record(each) for each in tried], axis=1))


def ran(values: Floats, horizon: int, cycle: int, ago: tuple[int, ...]) -> Run:
    """One run of the pool over all origins; rows without a value are not run."""
    rows = np.concatenate([shifted(values, back)[:, -LATEST[cycle] :] for back in ago])
    there = np.isfinite(rows[:, -1])
    given = pool(rows[there] if there.any() else np.ones((1, 2)), horizon, cycle)
    shape = (len(ago), len(values))
    made = np.full((len(rows), *given.made.shape[1:]), np.nan)
    features = np.full((len(rows), given.features.shape[1]), np.nan)
    if there.any():
        made[there], features[there] = given.made * given.scale[:, None, None], given.features
    return Run(ago, given.names, made.reshape(*shape, *made.shape[1:]), features.reshape(*shape, features.shape[1]))


def trials(values: Floats, run: Run, origin: int, backs: tuple[int, ...]) -> Floats:
    """(n, backs, members) mean error of each member from so far back up to the origin, in usual steps."""
    known = shifted(values, origin)
    counts = lengths_of(known)
    usual = spread(differences(known), np.maximum(counts - 1, 1))
    found = np.full((len(values), len(backs), len(run.names)), np.nan)
    for place, back in enumerate(backs):
        if origin + back in run.ago:
            made = run.made[run.ago.index(origin + back)][:, :, :back]
            missed = np.abs(made - known[:, None, known.shape[1] - back :]).mean(axis=2)
            found[:, place] = missed / (usual * np.sqrt(back))[:, None]
            found[counts - back < FEWEST, place] = np.nan
    return found


def record(tried: Floats) -> Floats:
    """(n, members) the log of the mean error over all trials, less the median member's."""
    there = np.isfinite(tried)
    mean = np.where(there, tried, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    size = np.log(mean + ALIKE)
    return np.asarray(np.clip(size - np.median(size, axis=1, keepdims=True), -LIMIT, LIMIT))
