"""What was learned, as arrays: boosted trees evaluated in NumPy, a hundred series in under a millisecond.

Each tree is laid out as a complete binary tree: the children of node i are 2i + 1 and 2i + 2, and a leaf that stands
higher up hands its value down to all nodes below it. A missing signal goes the way that training found for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHIPPED: Final = Path(__file__).parent / "data" / "weights.npz"
#: The share of figures that hold an error or a real change, as far as anybody knows: what `sure` starts from.
USUAL: Final = 0.05
#: Frequencies that lean on what was learned of another one where nothing of their own is shipped.
NEAREST: Final = {"half-year": "quarter", "season": "quarter"}


@dataclass(frozen=True)
class Forest:
    """Boosted trees: `split` (trees, nodes) columns, `at` (trees, nodes) thresholds, `leaves` (trees, 2^depth).

    A column index of c or more (c = number of signals) is that of signal `index - c` where missing goes right.
    """

    start: float
    split: NDArray[np.int16]
    at: Floats
    leaves: Floats

    @property
    def depth(self) -> int:
        return int(np.log2(self.leaves.shape[1]))

    def score(self, matrix: Floats) -> Floats:
        """(n,) log-odds for the signals (n, c) of n series; NaN is missing."""
        missing = np.isnan(matrix)
        both = np.concatenate([np.where(missing, -np.inf, matrix), np.where(missing, np.inf, matrix)], axis=1).ravel()
        rows = np.arange(len(matrix))[:, None] * (2 * matrix.shape[1])
        trees, nodes = self.split.shape
        first = np.arange(trees) * nodes
        split, at = self.split.ravel(), self.at.ravel()
        node = np.zeros((len(matrix), trees), np.intp)
        for _ in range(self.depth):
            place = node + first
            node = 2 * node + 1 + (both.take(rows + split.take(place)) > at.take(place))
        leaf = node - nodes + np.arange(trees) * self.leaves.shape[1]
        return np.asarray(self.start + self.leaves.ravel().take(leaf).sum(axis=1))

    def probability(self, matrix: Floats) -> Floats:
        """(n,) between 0 and 1."""
        return sigmoid(self.score(matrix))

    def to_arrays(self, name: str) -> dict[str, Any]:
        """Arrays for a file, each under `name`."""
        return {
            f"{name}.start": np.float64(self.start),
            f"{name}.split": self.split,
            f"{name}.at": self.at,
            f"{name}.leaves": self.leaves.astype(np.float32),
        }

    @classmethod
    def from_arrays(cls, kept: Mapping[str, Any], name: str) -> "Forest":
        """What `to_arrays` made."""
        at, leaves = (kept[f"{name}.{part}"].astype(np.float64) for part in ("at", "leaves"))
        return cls(float(kept[f"{name}.start"]), kept[f"{name}.split"], at, leaves)


def sigmoid(score: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(score, -30, 30))))


@dataclass(frozen=True)
class Weights:
    """What was learned for one frequency.

    `features`: names of the signals in their order. `alarm`: is anything wrong or changed? `error`: entry error
    rather than real change, asked at once; `later`: the same, asked one period later with the signals of both periods
    (`detectors.context.later`). `threshold`: the probability of `sure` from which there is an alarm, at most ten false
    ones in a thousand on series that taught nothing. `balance`: log-odds from the balance of training to what is usual.
    """

    frequency: str
    features: tuple[str, ...]
    later_features: tuple[str, ...]
    alarm: Forest
    error: Forest
    later: Forest
    threshold: float
    balance: float = 0.0

    def sure(self, signals: Mapping[str, Floats]) -> Floats:
        """(n,) probability that the judged figure is an error or a real change."""
        return sigmoid(self.alarm.score(matrix(signals, self.features)) + self.balance)

    def alarms(self, signals: Mapping[str, Floats]) -> NDArray[np.bool_]:
        """(n,) is it sure enough to tell somebody?"""
        return np.asarray(self.sure(signals) >= self.threshold)

    def errors(self, signals: Mapping[str, Floats]) -> Floats:
        """(n,) probability that it is an entry error rather than a real change, at once."""
        return self.error.probability(matrix(signals, self.features))

    def errors_later(self, signals: Mapping[str, Floats]) -> Floats:
        """(n,) the same with what one more period showed; `signals` as `detectors.context.later` gives them."""
        return self.later.probability(matrix(signals, self.later_features))

    def to_arrays(self) -> dict[str, Any]:
        """Arrays for a file, each under the frequency."""
        forests = {name: getattr(self, name).to_arrays(f"{self.frequency}.{name}") for name in FORESTS}
        own = {
            "features": np.array(self.features),
            "later_features": np.array(self.later_features),
            "numbers": np.array([self.threshold, self.balance]),
        }
        named = {f"{self.frequency}.{key}": value for key, value in own.items()}
        return named | {key: value for arrays in forests.values() for key, value in arrays.items()}

    @classmethod
    def from_arrays(cls, kept: Mapping[str, Any], frequency: str) -> "Weights":
        """What `to_arrays` made; KeyError if there is nothing for the frequency."""
        threshold, balance = kept[f"{frequency}.numbers"].tolist()
        features, later = (tuple(kept[f"{frequency}.{key}"].tolist()) for key in ("features", "later_features"))
        alarm, error, told = (Forest.from_arrays(kept, f"{frequency}.{name}") for name in FORESTS)
        return cls(frequency, features, later, alarm, error, told, threshold, balance)


FORESTS: Final = ("alarm", "error", "later")


#: Before the name of a signal: its sign is turned so that up is the side on which the figure is off.
SIDED: Final = "~"
#: The signals that say on which side, at once and one period later.
SIDES: Final = ("off", "then_off")


def matrix(signals: Mapping[str, Floats], names: tuple[str, ...]) -> Floats:
    """(n, c) the named signals side by side; NaN for one that nobody worked out."""
    count = len(next(iter(signals.values()))) if signals else 0
    unknown = np.full(count, np.nan)
    side = np.sign(next((signals[name] for name in SIDES if name in signals), np.ones(count)))
    made = np.empty((count, len(names)))
    for place, name in enumerate(names):
        given = signals.get(name.removeprefix(SIDED), unknown)
        made[:, place] = given * side if name.startswith(SIDED) else given
    return made


def save(file: Path, learned: Mapping[str, Weights]) -> None:
    """Keep what was learned, by frequency, in one file."""
    arrays = {key: value for each in learned.values() for key, value in each.to_arrays().items()}
    with file.open("wb") as out:
        np.savez_compressed(out, **arrays)


def load(file: Path) -> dict[str, Weights]:
    """What `save` kept, by frequency; OSError or ValueError if the file is none."""
    with np.load(file, allow_pickle=False) as kept:
        arrays = dict(kept)
    frequencies = sorted({key.split(".")[0] for key in arrays})
    return {frequency: Weights.from_arrays(arrays, frequency) for frequency in frequencies}


@cache
def _shipped() -> dict[str, Weights]:
    return load(SHIPPED) if SHIPPED.exists() else {}


def shipped(frequency: str) -> Weights | None:
    """What comes with the product for a frequency, or for the nearest one; None: the rules of day one."""
    known = _shipped()
    return known.get(frequency) or known.get(NEAREST.get(frequency, ""))
