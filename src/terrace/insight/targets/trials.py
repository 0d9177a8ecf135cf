"""Trying chances on years that are over: the Brier score against the office's pro-rata rule.

The plan of a year is the year before times a growth that plans have (`GROWTH`). Each year with three years before it is
tried, after three, six and nine months; what came later is never shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from terrace.insight.targets import chances
from terrace.insight.targets.members import SUM, Floats

GROWTH: Final = (0.95, 1.0, 1.05, 1.1)
BEFORE: Final = 3
#: How softly the softened pro-rata rule answers: a lead of so much of the due share is a chance of 73 %.
SOFT: Final = 0.05


@dataclass(frozen=True, slots=True)
class Tried:
    """Cases of one moment: chances by the forecast, by the pro-rata rule and its softened form; what came (0, 1)."""

    chance: Floats
    pro_rata: Floats
    softened: Floats
    came: Floats

    def brier(self) -> dict[str, float]:
        """Mean squared distance of each from what came."""
        rules = {"chance": self.chance, "pro_rata": self.pro_rata, "softened": self.softened}
        return {name: float(np.mean((said - self.came) ** 2)) for name, said in rules.items()}


def pro_rata(so_far: Floats, target: Floats, share: float) -> Floats:
    """The rule of offices: on course when at least the share of time of the target is done, else not.

    >>> pro_rata(np.array([24.0, 26.0]), np.array([100.0, 100.0]), 0.25).tolist()
    [0.0, 1.0]
    """
    return np.asarray(so_far >= share * target, float)


def softened(so_far: Floats, target: Floats, share: float) -> Floats:
    """The same as a gentle slope around the due share."""
    lead = so_far / (share * target) - 1
    return np.asarray(1 / (1 + np.exp(-np.clip(lead / SOFT, -50, 50))))


def whole_years(series: Iterable[Sequence[float]], cycle: int = 12) -> list[Floats]:
    """Series as (n, Y, c), an array for each number of years; left out: fewer than four years, or gaps."""
    groups: dict[int, list[Floats]] = {}
    for each in series:
        values = np.asarray(each, float)
        years = len(values) // cycle
        if years > BEFORE and np.isfinite(values).all():
            groups.setdefault(years, []).append(values[: years * cycle].reshape(years, cycle))
    return [np.stack(group) for _, group in sorted(groups.items())]


def tried(series: Iterable[Sequence[float]], known: int, cycle: int = 12, kind: str = SUM) -> Tried:
    """Every year of every series that has three before it, with `known` periods seen, for each growth."""
    cases = [
        _year(group, y, known, kind) for group in whole_years(series, cycle) for y in range(BEFORE, group.shape[1])
    ]
    parts = [np.concatenate(part) for part in zip(*cases, strict=True)]
    return Tried(*parts)


def _year(group: Floats, y: int, known: int, kind: str) -> tuple[Floats, ...]:
    seen, past = group[:, y, :known], group[:, max(0, y - chances.YEARS) : y]
    before, total = (group[:, each].sum(axis=1) if kind == SUM else group[:, each, -1] for each in (y - 1, y))
    made: list[tuple[Any, ...]] = []
    for growth in GROWTH:
        target, share = before * growth, known / group.shape[2]
        so_far = seen.sum(axis=1) if kind == SUM else seen[:, -1] * share
        met = chances.chance(past, seen, target, kind=kind).met
        rules = pro_rata(so_far, target, share), softened(so_far, target, share)
        made.append((met, *rules, (total >= target).astype(float)))
    return tuple(np.concatenate(part) for part in zip(*made, strict=True))


def brier(series: Sequence[Sequence[float]], known: Sequence[int] = (3, 6, 9)) -> dict[int, dict[str, float]]:
    """Brier scores by the number of months known: {3: {"chance": …, "pro_rata": …, "softened": …}}."""
    return {each: tried(series, each).brier() for each in known}
