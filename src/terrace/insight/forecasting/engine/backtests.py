"""Back-tests: what would have been forecast at earlier origins, for all series at once.

The pool runs once over all origins of all series (`records`); nothing later than its origin is seen. Origins lie where
the records of the members need runs of the pool anyway: more of them cost little.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .series import Floats, lengths_of

#: How many periods before the end the origins lie.
AGO: Mapping[str, tuple[int, ...]] = {
    "year": (1, 2, 3, 4, 5, 6),
    "half-year": (1, 2, 3, 4, 5, 6),
    "season": (1, 2, 3, 4, 5, 6),
    "quarter": (2, 4, 6, 8),
    "month": (3, 6, 9, 12),
}
#: Fewer values than this before an origin are no trial.
FEWEST = 3

#: Right-aligned rows, a horizon and origins (periods before the end) in; (rows, origins, h) likely values, and how far
#: the members lie apart, out: each origin from the values up to it only.
Predict = Callable[[Floats, int, tuple[int, ...]], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Trials:
    """`tried`, `actual`, `errors` (actual - tried): (n, origins, h), NaN where nothing came or too little was known.

    Origin k lies `ago[k]` periods before the end.
    """

    ago: tuple[int, ...]
    tried: Floats
    actual: Floats

    @property
    def errors(self) -> Floats:
        return self.actual - self.tried


@dataclass(frozen=True)
class Rolled:
    """What is likely (n, h), how far the members of the pool lie apart (n, h), and the trials."""

    likely: Floats
    apart: Floats
    trials: Trials


def roll(values: Floats, horizon: int, frequency: str, predict: Predict) -> Rolled:
    """Forecasts from the end and from each earlier origin that leaves enough values."""
    ago = origins(values, frequency)
    return rolled(values, *predict(values, horizon, (0, *ago)), ago)


def origins(values: Floats, frequency: str) -> tuple[int, ...]:
    """The periods before the end of the origins that the longest series has."""
    return tuple(back for back in AGO[frequency] if back + FEWEST <= values.shape[1])


def rolled(values: Floats, likely: Floats, apart: Floats, ago: tuple[int, ...]) -> Rolled:
    """What was forecast from the end and from the origins, (n, 1 + origins, h), beside what came."""
    actual = came(values, likely.shape[2], ago)
    tried = np.where(np.isfinite(actual), likely[:, 1:], np.nan)
    enough = lengths_of(values)[:, None] - np.array(ago, int) >= FEWEST
    tried[~enough] = np.nan
    return Rolled(likely[:, 0], apart[:, 0], Trials(ago, tried, actual))


def came(values: Floats, horizon: int, ago: tuple[int, ...]) -> Floats:
    """(n, origins, h) the values after each origin; NaN beyond the end."""
    actual = np.full((len(values), len(ago), horizon), np.nan)
    for place, back in enumerate(ago):
        seen = min(back, horizon)
        start = values.shape[1] - back
        actual[:, place, :seen] = values[:, start : start + seen]
    return actual
