"""The rules that DHIS2 has, faithfully, and a plain change in per cent: what ours are measured against.

DHIS2 keeps the judged value inside its own mean and deviation: with n values |x − mean| never exceeds (n − 1) / √n
deviations of the sample, so under 11 values a limit of 3 can never be passed.
"""

import numpy as np

from . import robust
from .robust import Floats
from .seen import Seen

#: The modified z-score of Iglewicz and Hoaglin (1993).
HALF = 0.6745


def dhis2_z(seen: Seen) -> Floats:
    """Deviations from the mean; the judged value is in both."""
    rows = seen.past.values
    return robust.ratio(seen.value - robust.mean(rows), robust.deviation(rows))


def dhis2_modified_z(seen: Seen) -> Floats:
    """0.6745 × (x − median) / MAD; the judged value is in both. NaN where the MAD is 0, as DHIS2 passes those over."""
    rows = seen.past.values
    middle = robust.median(rows)
    return np.asarray(HALF * robust.ratio(seen.value - middle, robust.mad(rows, middle)))


def static_change(seen: Seen) -> Floats:
    """The change against the period before, as a part of it; NaN after 0."""
    rows = seen.past.values
    if rows.shape[1] <= 1:
        return np.full(len(rows), np.nan)
    return robust.ratio(rows[:, -1] - rows[:, -2], np.abs(rows[:, -2]))
