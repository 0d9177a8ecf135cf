"""Chances while nothing of the year is known, and of figures that come once a year: from whole years alone."""

from collections.abc import Sequence

import numpy as np

from terrace.insight.forecasting import engine
from terrace.insight.targets.chances import UP, Chances
from terrace.insight.targets.members import Floats

#: Whole years that a chance needs; the width of 80 % of a standard normal; freedom of the errors of short series.
LEAST, WIDE, FREEDOM = 3, 2.563, 6


def chance(totals: Sequence[Floats], target: Floats, directions: Sequence[str]) -> Chances:
    """The chance that the year after the last one comes to the target, by the yearly forecast and its bounds; one row a
    series. Years at its end that are not known yet are forecast on the way.
    """
    from scipy import special  # takes long to load: no process waits for it at its start

    known = [_until_known(each) for each in totals]
    ahead = np.array([len(each) - len(part) for each, part in zip(totals, known, strict=True)], int)
    made = engine.forecast([each.tolist() for each in known] or [[]], int(ahead.max(initial=0)) + 1, frequency="year")
    rows = np.arange(len(totals))
    likely, low, high = (np.asarray(each)[rows, ahead].copy() for each in (made.likely, made.low[80], made.high[80]))
    short = np.array([np.isfinite(each).sum() < LEAST for each in totals])
    scale = np.maximum((high - low) / WIDE, 1e-9 * np.maximum(np.abs(likely), 1))
    met = special.stdtr(FREEDOM, (likely - target) / scale)
    met = np.where(np.array(directions) == UP, met, 1 - met)
    for each in (met, likely, low, high):
        each[short] = np.nan
    return Chances(met, likely, low, high)


def _until_known(years: Floats) -> Floats:
    """Without the years at the end of which nothing is known; all of them when none is."""
    known = np.flatnonzero(np.isfinite(years))
    return years[: known[-1] + 1] if len(known) else years
