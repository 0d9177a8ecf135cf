"""Learn how much each member counts: lessons from the past origins of many series, and networks fitted to them.

The loss is that of the combined forecast, in the two measures of OWA, relative to Naive2. Nothing later than the values
given is used: give the past of the series only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, TypedDict

import numpy as np

from . import calibrating, intervals, records, seasons
from .intervals import Calibration
from .series import CYCLES, Counts, Flags, Floats, row_of, several, stacked
from .weights import Network, Weights, predictor, shipped, softmax

#: Steps learned from, fewest values before an origin, and periods between origins, by cycle; half of the lessons are
#: cut to a shorter past.
STEPS = {1: 6, 2: 4, 3: 6, 4: 8, 12: 18}
BEFORE = {1: 3, 2: 4, 3: 6, 4: 8, 12: 16}
BETWEEN = {1: 1, 2: 1, 3: 2, 4: 2, 12: 5}
CUT, SHORTEST, MOST_ORIGINS = 0.5, 3, 10
#: The median member's loss in one lesson counts at most so much.
WILD = 4.0
HIDDEN = 16
#: A feature that varies less than this does not vary.
STILL = 1e-6
RIDGE = 0.02
EPOCHS, PATIENCE, BATCH, PACE = 40, 6, 256, 0.005
#: As many series of one's own weigh as much as the weights shipped.
KNOWN_BEFORE = 300


@dataclass(frozen=True)
class Lessons:
    """`features` (k, f), `record` (k, members), `made` and `actual` in units of the series (k, members, h), (k, h);
    `cost` (k, h) of an error of 1, 0 where nothing came; `weight` (k,), `series` (k,) a number of the series."""

    names: tuple[str, ...]
    features: Floats
    record: Floats
    made: Floats
    actual: Floats
    cost: Floats
    weight: Floats
    series: Floats

    def __len__(self) -> int:
        return len(self.weight)


class Learned(TypedDict):
    """Arguments of `forecast`."""

    weights: Weights
    calibration: Calibration


def learn(series: Any, frequency: str, *, alone: bool = False) -> Learned:
    """What the past of these series teaches: which members to trust, and how wide intervals must be.

    `alone`: from nothing but these series, to judge by others; else leaning on what is shipped, the more the fewer.
    """
    found = train(series, frequency, alone=alone)
    before = None if alone else intervals.shipped(frequency)
    return {
        "weights": found,
        "calibration": calibrating.learn(series, frequency, predictor(frequency, found), before),
    }


def train(series: Any, frequency: str, *, seeds: int = 3, alone: bool = False) -> Weights:
    """Weights from the past origins of these series, leaning on those shipped the more the fewer they are."""
    cycle, listed = CYCLES[frequency], several(series)
    known = shipped(cycle)
    given = lessons(listed, cycle)
    if len(given) < BATCH:
        return known
    found = fitted(given, seeds)
    if alone:
        return Weights(given.names, found)
    return known.joined(found, len(listed) / (len(listed) + KNOWN_BEFORE))


def lessons(series: Sequence[Any], cycle: int, *, weight: float = 1.0, first: int = 0, seed: int = 0) -> Lessons:
    """What could have been forecast at past origins of each series, half of them cut to a shorter past."""
    chance = np.random.default_rng(seed)
    past, came, share, number = [], [], [], []
    for place, values in enumerate(series):
        origins = origins_of(row_of(values), cycle, chance)
        for before, after in origins:
            past.append(before)
            came.append(after)
            share.append(weight * min(np.isfinite(after).mean() + 0.3, 1) / np.sqrt(len(origins)))
            number.append(first + place)
    if not past:
        return nothing(cycle)
    return taught(stacked(past), np.array(came), cycle, np.array(share), np.array(number))


def origins_of(values: Floats, cycle: int, chance: np.random.Generator) -> list[tuple[Floats, Floats]]:
    """(values before, the next steps padded with NaN) at up to ten origins."""
    row = values[np.isfinite(values)]
    ends = np.arange(len(row) - 1, BEFORE[cycle] - 1, -BETWEEN[cycle])
    if len(ends) > MOST_ORIGINS:
        ends = np.sort(chance.choice(ends, MOST_ORIGINS, replace=False))
    found = []
    for end in ends:
        kept = int(end)
        if chance.random() < CUT:
            kept = SHORTEST + int((end - SHORTEST) * chance.random())
        before, after = row[end - kept : end], np.full(STEPS[cycle], np.nan)
        after[: len(row) - end] = row[end : end + STEPS[cycle]]
        if np.ptp(before) > 0:
            found.append((before, after))
    return found


def taught(past: Floats, came: Floats, cycle: int, weight: Floats, number: Floats) -> Lessons:
    """The members' forecasts of each lesson, and what their errors cost."""
    parts = [records.study(past[at : at + 500], came.shape[1], cycle) for at in range(0, len(past), 500)]
    made, features, record = (
        np.concatenate([getattr(each, name)[:, 0] for each in parts]) for name in ("made", "features", "record")
    )
    unit = np.nanmean(np.abs(past), axis=1)
    actual = np.where(np.isfinite(came), came, 0.0) / unit[:, None]
    made = made / unit[:, None, None]
    cost = costs(past / unit[:, None], made, actual, np.isfinite(came), cycle)
    return Lessons(parts[0].names, features, record, made, actual, cost, weight, number)


def nothing(cycle: int) -> Lessons:
    empty = records.study(np.ones((1, 4)), STEPS[cycle], cycle)
    made, steps = empty.made[:0, 0], np.zeros((0, STEPS[cycle]))
    none = np.zeros(0)
    return Lessons(empty.names, empty.features[:0, 0], empty.record[:0, 0], made, steps, steps, none, none)


def costs(past: Floats, made: Floats, actual: Floats, there: Flags, cycle: int) -> Floats:
    """(k, h) what an error of 1 adds to OWA: half by MASE, half by sMAPE, each relative to Naive2's mean."""
    count = np.maximum(there.sum(axis=1), 1)[:, None]
    usual = np.maximum(seasonal_step(past, cycle), 0.002)[:, None]
    size = 200 / np.maximum(np.abs(actual) + np.abs(np.median(made, axis=1)), 0.05)
    missed = np.abs(naive2(past, actual.shape[1], cycle) - actual) * there / count
    scaled, percent = np.minimum((missed / usual).sum(axis=1), 20).mean(), (missed * size).sum(axis=1).mean()
    cost = there / count * (1 / (usual * scaled) + size / percent) / 2
    loss = (np.median(np.abs(made - actual[:, None]), axis=1) * cost).sum(axis=1)
    return np.asarray(cost * np.minimum(1, WILD / np.maximum(loss, 1e-9))[:, None])


def naive2(past: Floats, horizon: int, cycle: int) -> Floats:
    """The benchmark of M4 for all rows: the last value, seasonally adjusted where the season stands out."""
    index = np.where(seasons.significant(past, cycle)[:, None], seasons.indices(past, cycle, shrunken=False), 1.0)
    return np.asarray((past[:, -1] / index[:, -1])[:, None] * seasons.repeated(index, horizon, ahead=True))


def seasonal_step(past: Floats, cycle: int) -> Floats:
    """(k,) mean absolute difference to one cycle before; to the period before where that is nothing."""
    found = np.zeros(len(past))
    for lag in (1, cycle):
        if past.shape[1] > lag:
            apart = np.abs(past[:, lag:] - past[:, :-lag])
            there = np.isfinite(apart)
            size = np.where(there, apart, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
            found = np.where(size > 0, size, found)
    return found


def joined(parts: Sequence[Lessons]) -> Lessons:
    """Lessons of several frequencies together; the steps of the shorter are padded at no cost."""
    steps = max(each.actual.shape[1] for each in parts)
    gathered = {}
    for field in fields(Lessons)[1:]:
        arrays = [getattr(each, field.name) for each in parts]
        if field.name in {"made", "actual", "cost"}:
            arrays = [np.pad(each, [(0, 0)] * (each.ndim - 1) + [(0, steps - each.shape[-1])]) for each in arrays]
        gathered[field.name] = np.concatenate(arrays)
    return Lessons(parts[0].names, **gathered)


def fitted(given: Lessons, seeds: int = 3, ridge: float = RIDGE) -> tuple[Network, ...]:
    """Networks that differ by their seed only."""
    return tuple(network(given, seed, ridge) for seed in range(seeds))


def network(given: Lessons, seed: int, ridge: float) -> Network:
    """One network by Adam, stopped when an eighth of the series, held out, stops gaining."""
    chance = np.random.default_rng(seed)
    held = held_out(given.series, chance)
    learner = Learner(given, chance, ~held, ridge)
    best, least, since = learner.network(), np.inf, 0
    for epoch in range(EPOCHS):
        learner.epoch(PACE * 0.5 ** (epoch / 12))
        now = learner.network()
        loss = mean_loss(now, given, held)
        best, least, since = (now, loss, 0) if loss < least - 1e-4 else (best, least, since + 1)
        if since >= PATIENCE:
            break
    return best


def held_out(series: Floats, chance: np.random.Generator) -> Flags:
    numbers = np.unique(series)
    return np.isin(series, chance.permutation(numbers)[: max(len(numbers) // 8, 1)])


def mean_loss(network: Network, given: Lessons, rows: Flags) -> float:
    shares = network.shares(given.features[rows], given.record[rows])
    missed = np.abs((shares[:, None] @ given.made[rows])[:, 0] - given.actual[rows])
    return float(np.average((missed * given.cost[rows]).sum(axis=1), weights=given.weight[rows]))


class Learner:
    """The numbers of a network on their way, with Adam's two moments of each."""

    def __init__(self, given: Lessons, chance: np.random.Generator, rows: Flags, ridge: float) -> None:
        self.given, self.chance, self.rows, self.ridge = given, chance, np.flatnonzero(rows), ridge
        weight = given.weight[rows]
        self.weight = given.weight / weight.mean()
        self.centre = np.average(given.features[rows], axis=0, weights=weight)
        width = np.sqrt(np.average((given.features[rows] - self.centre) ** 2, axis=0, weights=weight))
        self.width = np.where(width > STILL, width, 1.0)
        self.numbers = self.start(given.features.shape[1], given.record.shape[1])
        self.moments = {name: (np.zeros_like(each), np.zeros_like(each)) for name, each in self.numbers.items()}
        self.steps = 0

    def start(self, features: int, members: int) -> dict[str, Floats]:
        hidden = self.chance.normal(0, 1 / np.sqrt(features), (features, HIDDEN))
        sizes = {"hidden_bias": (HIDDEN,), "out": (HIDDEN, members), "past": (features, members), "bias": (members,)}
        sizes |= {"trust": (features,), "trust_bias": ()}
        return {"hidden": hidden, **{name: np.zeros(size) for name, size in sizes.items()}}

    def network(self) -> Network:
        return Network(self.centre, self.width, **{name: each.copy() for name, each in self.numbers.items()})

    def epoch(self, pace: float) -> None:
        order = self.chance.permutation(self.rows)
        for at in range(0, len(order), BATCH):
            self.step(order[at : at + BATCH], pace)

    def step(self, rows: Counts, pace: float) -> None:
        self.steps += 1
        for name, slope in self.slopes(rows).items():
            first, second = self.moments[name]
            first += 0.1 * (slope - first)
            second += 0.001 * (slope**2 - second)
            size = np.sqrt(second / (1 - 0.999**self.steps)) + 1e-8
            self.numbers[name] -= pace * first / (1 - 0.9**self.steps) / size

    def slopes(self, rows: Counts) -> dict[str, Floats]:
        """The gradient of the mean loss of these lessons."""
        now, given = self.numbers, self.given
        seen = np.clip((given.features[rows] - self.centre) / self.width, -4, 4)
        deep = np.tanh(seen @ now["hidden"] + now["hidden_bias"])
        trust = seen @ now["trust"] + now["trust_bias"]
        record, made = given.record[rows], given.made[rows]
        shares = softmax(deep @ now["out"] + seen @ now["past"] + now["bias"] - trust[:, None] * record)
        logits = self.to_logits(shares, made, rows)
        back, distrust = (logits @ now["out"].T) * (1 - deep**2), -(logits * record).sum(axis=1)
        return {
            "hidden": seen.T @ back + 0.3 * self.ridge * now["hidden"],
            "hidden_bias": back.sum(axis=0),
            "out": deep.T @ logits + self.ridge * now["out"],
            "past": seen.T @ logits + self.ridge * now["past"],
            "bias": logits.sum(axis=0),
            "trust": seen.T @ distrust + self.ridge * now["trust"],
            "trust_bias": distrust.sum(),
        }

    def to_logits(self, shares: Floats, made: Floats, rows: Counts) -> Floats:
        """(k, members) the slope of the loss by what goes into the softmax."""
        missed = np.sign((shares[:, None] @ made)[:, 0] - self.given.actual[rows])
        share = missed * self.given.cost[rows] * (self.weight[rows] / len(rows))[:, None]
        towards = (made @ share[..., None])[..., 0]
        return np.asarray(shares * (towards - (shares * towards).sum(axis=1, keepdims=True)))
