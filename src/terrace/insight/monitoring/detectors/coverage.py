"""Sums of which not the same parts reported every time, made comparable."""

from typing import Any

import numpy as np

from . import robust
from .robust import Floats

#: Less of a sum than this says too little of the whole.
HALF = 0.5


def like_for_like(parts: Any) -> Floats:
    """(t,) the sum of the parts (k, t) that reported in the last column, as if they always had.

    A period in which some of them did not report is scaled up by the share that the missing ones usually have of the
    sum; one in which none of them did, or less than half of it, is NaN. Parts that report no more count nowhere.

    >>> like_for_like([[10, 10, 10], [30, 30, 30], [60, 60, float("nan")]]).tolist()
    [40.0, 40.0, 40.0]
    >>> like_for_like([[10, 10, 10], [10, float("nan"), 10]]).tolist()
    [20.0, 20.0, 20.0]
    """
    rows = np.array(parts, dtype=np.float64)
    rows = np.where(np.isfinite(rows), rows, np.nan).reshape(len(rows), -1)
    if not rows.size:
        return np.full(rows.shape[1], np.nan)
    kept = rows[np.isfinite(rows[:, -1])]
    weight = np.abs(np.nan_to_num(robust.mean(kept)))
    there = np.isfinite(kept)
    share = robust.ratio((there * weight[:, None]).sum(axis=0), np.full(kept.shape[1], weight.sum()))
    share = np.where(there.all(axis=0) & (len(kept) > 0), 1.0, share)
    sums = np.where(there, kept, 0.0).sum(axis=0)
    return np.where(np.nan_to_num(share) >= HALF, robust.ratio(sums, share), np.nan)
