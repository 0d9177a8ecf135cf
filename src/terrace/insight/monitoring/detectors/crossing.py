"""Will the next period cross a limit?"""

from typing import Any

import numpy as np

from .robust import Floats, ratio

UP, DOWN = "up", "down"
#: Errors of forecasts have heavier tails than a normal distribution: Student's t of so many degrees.
FREEDOM = 5.0


def crossing(likely: Any, spread: Any, limit: Any, direction: str = UP) -> Floats:
    """(n,) the probability that the next figure is at or beyond `limit`: above it for "up", below it for "down".

    `likely` and `spread` (one standard deviation) of the forecast of the next period. NaN where one is not known; a
    spread of 0 makes it certain. ValueError for another direction.

    >>> crossing([100.0, 100.0], [10.0, 10.0], [100.0, 130.0]).round(2).tolist()
    [0.5, 0.01]
    """
    from scipy import special  # takes long to load: no process waits for it at its start

    if direction not in (UP, DOWN):
        raise ValueError(f"{direction!r} is neither {UP!r} nor {DOWN!r}")
    middle, wide, goal = (np.asarray(each, dtype=np.float64) for each in (likely, spread, limit))
    side = 1.0 if direction == UP else -1.0
    ahead = np.atleast_1d(side * (middle - goal))
    scale = np.broadcast_to(np.sqrt((FREEDOM - 2) / FREEDOM) * wide, ahead.shape)
    smooth = special.stdtr(FREEDOM, ratio(ahead, np.where(scale > 0, scale, np.nan)))
    certain = np.where(ahead >= 0, 1.0, 0.0)
    said = np.where(scale > 0, smooth, np.where(scale == 0, certain, np.nan))
    return np.where(np.isfinite(ahead) & np.isfinite(scale), said, np.nan)
