"""How much each member counts in the forecast of each series: learned from the past of many series.

A few small networks look at the features of a series and at the record of each member; the shares they give (a softmax)
are averaged. They were trained on the loss of the combined forecast (as FFORMA, Montero-Manso and others 2020); see
`training`. The weights shipped work before any training.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from . import records
from .series import CYCLES, Flags, Floats, lengths_of, shifted

SHIPPED = Path(__file__).parent / "data" / "weights.npz"
#: Series that go through the pool together: small enough to stay in the processor's cache.
CHUNK = 64
#: Fewer values than this are carried forward rather than modelled.
ENOUGH = 3
#: Members that lie apart by less than this share agree.
ROUNDING = 1e-9
#: A series with more than this share of zeros is forecast by the members that keep its mean.
OFTEN, STEADY = 0.3, ("ses", "mean")


@dataclass(frozen=True)
class Network:
    """One hidden layer with a straight way past it, and `trust` in the record. Arrays as in `shares`."""

    centre: Floats
    width: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    past: Floats
    bias: Floats
    trust: Floats
    trust_bias: Floats

    def shares(self, features: Floats, record: Floats) -> Floats:
        """(n, members) that sum to 1, of features (n, f) and record (n, members)."""
        seen = np.clip((features - self.centre) / self.width, -4, 4)
        deep = np.tanh(seen @ self.hidden + self.hidden_bias)
        trust = seen @ self.trust + self.trust_bias
        return softmax(deep @ self.out + seen @ self.past + self.bias - trust[:, None] * record)


def softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


@dataclass(frozen=True)
class Weights:
    """The networks of one frequency; `names` of the members in the order of their shares."""

    names: tuple[str, ...]
    networks: tuple[Network, ...]

    def shares(self, features: Floats, record: Floats) -> Floats:
        """(n, members) the mean of the networks."""
        return np.asarray(np.mean([each.shares(features, record) for each in self.networks], axis=0))

    def to_dict(self) -> dict[str, Any]:
        """Numbers for a file."""
        names = [each.name for each in fields(Network)]
        networks = [{name: np.round(getattr(each, name), 5).tolist() for name in names} for each in self.networks]
        return {"names": list(self.names), "networks": networks}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Weights":
        """What `to_dict` made."""
        networks = [Network(**{name: np.array(each) for name, each in one.items()}) for one in kept["networks"]]
        return cls(tuple(kept["names"]), tuple(networks))

    def joined(self, networks: tuple[Network, ...], share: float) -> "Weights":
        """These with other networks that count by `share` of the whole."""
        mine = max(round(len(networks) * (1 - share) / max(share, 0.01)), 0)
        return Weights(self.names, tuple(self.networks[k % len(self.networks)] for k in range(mine)) + networks)


@dataclass(frozen=True)
class Prediction:
    """`likely` and `apart` (n, o, h), how far members lie from it on average; `shares` (n, o, members) of `names`."""

    likely: Floats
    apart: Floats
    shares: Floats
    names: tuple[str, ...]


Predict = Callable[[Floats, int, tuple[int, ...]], tuple[Floats, Floats]]


def predictor(frequency: str, weights: Weights | None = None) -> Predict:
    """`predict` of one frequency, as the back-tests call it."""

    def bound(values: Floats, horizon: int, origins: tuple[int, ...]) -> tuple[Floats, Floats]:
        made = predict(values, horizon, CYCLES[frequency], origins, weights)
        return made.likely, made.apart

    return bound


def predict(
    values: Floats, horizon: int, cycle: int, origins: tuple[int, ...] = (0,), weights: Weights | None = None
) -> Prediction:
    """Forecasts of right-aligned rows from each origin (periods before the end), from the values up to it only."""
    used = weights or shipped(cycle)
    parts = [
        combined(values[at : at + CHUNK], horizon, cycle, origins, used) for at in range(0, max(len(values), 1), CHUNK)
    ]
    likely, apart = (np.concatenate([getattr(each, name) for each in parts]) for name in ("likely", "apart"))
    return Prediction(likely, apart, np.concatenate([each.shares for each in parts]), used.names)


def combined(values: Floats, horizon: int, cycle: int, origins: tuple[int, ...], weights: Weights) -> Prediction:
    """One chunk: the members by their shares."""
    seen = records.study(values, horizon, cycle, origins)
    looks = zip(seen.features.swapaxes(0, 1), seen.record.swapaxes(0, 1), strict=True)
    shares = np.stack([weights.shares(*look) for look in looks], axis=1)
    rare = np.stack([sparse(shifted(values, ago)) for ago in origins], axis=1)
    shares = np.where(rare[..., None], np.isin(seen.names, STEADY) / len(STEADY), shares)
    likely = (shares[:, :, None] @ seen.made)[:, :, 0]
    guarded = np.stack([guard(shifted(values, ago), likely[:, place]) for place, ago in enumerate(origins)], axis=1)
    apart = (shares[:, :, None] @ np.abs(seen.made - guarded[:, :, None]))[:, :, 0]
    apart = np.where(apart > ROUNDING * np.abs(guarded), apart, 0 * apart)
    return Prediction(guarded, apart, shares, seen.names)


def guard(values: Floats, likely: Floats) -> Floats:
    """Short and constant rows carry their last value on; never below 0 where the past never was."""
    modelled = (lengths_of(values) >= ENOUGH) & ~constant(values)
    made = np.where(modelled[:, None], likely, values[:, -1:])
    return np.asarray(np.where(nonnegative(values)[:, None], np.maximum(made, 0.0), made))


def sparse(values: Floats) -> Flags:
    """Often 0: the median to come may be 0, but the sum over many places is not."""
    return np.asarray(((values == 0).sum(axis=1) > OFTEN * lengths_of(values)) & nonnegative(values))


def constant(values: Floats) -> Flags:
    return np.asarray(np.fmax.reduce(values, axis=1) == np.fmin.reduce(values, axis=1))


def nonnegative(values: Floats) -> Flags:
    """Never below 0 so far."""
    return np.asarray(~(values < 0).any(axis=1))


@cache
def shipped(cycle: int) -> Weights:
    """The weights that come with the engine."""
    with np.load(SHIPPED) as kept:
        names = tuple(kept[f"{cycle}.names"].tolist())
        arrays = {each.name: kept[f"{cycle}.{each.name}"].astype(np.float64) for each in fields(Network)}
    count = len(arrays["centre"])
    return Weights(names, tuple(Network(**{name: each[k] for name, each in arrays.items()}) for k in range(count)))
