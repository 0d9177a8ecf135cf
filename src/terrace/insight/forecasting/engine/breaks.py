"""Series with a known break (places merged, a definition or a unit changed): the past brought to what holds now.

A break of which the factor is known (1,000 for tonnes from then on kept in kilograms) multiplies what came before. One
of which it is not known is measured: the level after it against what the trend before it led to.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .series import Floats, row_of

#: So many values on either side of a break say how large it was.
NEAR = 4


def restate(values: Any, breaks: Sequence[tuple[int, float | None]]) -> Floats:
    """The values (1-D; None and NaN are missing), those before each break times its factor.

    A break is (index of the first value after it, factor or None where it must be measured). Breaks at or outside the
    ends change nothing; a factor that is not a positive number counts as unknown.
    """
    row = row_of(values)
    for place, factor in sorted(breaks, key=lambda each: each[0]):
        if 0 < place < len(row):
            row[:place] *= factor if factor is not None and usable(factor) else measured(row, place)
    return row


def usable(factor: float) -> bool:
    return bool(np.isfinite(factor)) and factor > 0


def measured(row: Floats, place: int) -> float:
    """The level just after the break over that just before it, drawn to the break along the steps on either side."""
    before, after = near(row[:place][::-1]), near(row[place:])
    if not len(before) or not len(after) or min(before.min(), after.min()) <= 0:
        return 1.0
    steps = np.concatenate([-np.diff(np.log(before)), np.diff(np.log(after))])
    growth = float(np.median(steps)) if len(steps) else 0.0
    gap = (len(before) + len(after)) / 2
    return float(np.exp(np.log(after).mean() - np.log(before).mean() - growth * gap))


def near(side: Floats) -> Floats:
    """The known values next to the break, the nearest first."""
    return np.asarray(side[np.isfinite(side)][:NEAR])
