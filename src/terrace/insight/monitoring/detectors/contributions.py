"""Which parts (communes) explain how much of the change of a sum."""

from typing import Any

import numpy as np

from .robust import Floats

#: Below this part of the parts' own movements the sum has not moved, and shares of it mean nothing.
STILL = 1e-9


def contributions(before: Any, now: Any, expected: Any = None) -> Floats:
    """(n,) the share of each part in how far the sum is off: 1 in total, below 0 where a part moved against the rest.

    `before`, `now` (n,): the parts in the period before and in the judged one; `expected` (n,): what was expected of
    each. A part is off by now − expected; where nothing was expected, by now − before. NaN (not reported) is as if it
    had been as expected: 0 for what was known of neither period. All 0 where the sum is where it was to be.

    >>> contributions([10, 10, 10], [11, 10, 19]).tolist()
    [0.1, 0.0, 0.9]
    """
    earlier, later = _numbers(before), _numbers(now)
    hoped = np.full_like(earlier, np.nan) if expected is None else _numbers(expected)
    against = np.where(np.isfinite(hoped), hoped, earlier)
    moved = np.where(np.isfinite(later) & np.isfinite(against), later - against, 0.0)
    total = moved.sum()
    return moved / total if abs(total) > STILL * np.abs(moved).sum() else np.zeros_like(moved)


def _numbers(given: Any) -> Floats:
    found = np.array(given, dtype=np.float64)
    return np.where(np.isfinite(found), found, np.nan)
