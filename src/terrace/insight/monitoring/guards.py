"""What looks odd and is not: small counts, seasons that are not known yet, sums of few places. Pure.

Detectors compare with a forecast. A forecast of less than three years does not know the season, and one of a count that
hardly moves is surer than chance allows. In both cases a warning would be false; so it needs a second reason.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Years from which on a forecast knows the season.
YEARS: Final = 3
#: Standard deviations that chance explains; from the median absolute deviation to one of them.
FAR: Final = 3.0
_NORMAL: Final = 1.4826
#: Changes from one year to the next vary by so much (log) at the least.
LEAST: Final = 0.05
#: Of the greatest figure of the last year, a difference that is a trifle.
TRIFLE: Final = 0.05
#: Against the greatest step so far, a step that was never seen.
UNSEEN: Final = 1.5
FEWEST: Final = 4


def is_usual(values: Floats, cycle: int, hoped: float, *, counted: bool, flow: bool) -> bool:
    """The last figure is what chance or the season explains, although it is off what was hoped; or it is the first
    of a stock that was zero so far: a register that somebody began to keep.

    `counted`: whole numbers of things; `flow`: of events, so that their number itself varies by chance.
    """
    if counted and abs(values[-1] - hoped) <= chance(values, hoped, flow=flow):
        return True
    if not flow and not np.nan_to_num(values[:-1]).any():
        return True
    known = int((~np.isnan(values[:-1])).sum())
    return cycle > 1 and known < YEARS * cycle and _is_seasonal(values, cycle)


def chance(values: Floats, hoped: float, *, flow: bool) -> float:
    """By how much a count varies by chance alone.

    >>> round(chance(np.array([12.0, 12.0, 10.0]), 12.0, flow=True), 1)
    11.4
    """
    if flow:
        about = abs(hoped) if np.isfinite(hoped) else 0.0
    else:
        steps = np.abs(np.diff(values[:-1]))
        about = float(np.nanmedian(steps)) if (~np.isnan(steps)).any() else 0.0
    return float(FAR * np.sqrt(max(about, 1.0)) + 1)


def _is_seasonal(values: Floats, cycle: int) -> bool:
    """As it was in the same period of last year, moved as the other periods moved since then."""
    now = values[-1]
    before = values[-1 - cycle] if len(values) > cycle else np.nan
    if np.isnan(before):
        return not _is_unseen(values)
    great = float(np.nanmax(np.abs(values[-1 - cycle : -1])))
    if abs(now - before) <= TRIFLE * great:
        return True
    if now <= 0 or before <= 0:
        return False
    middle, spread = _years(values, cycle)
    return abs(float(np.log(now / before)) - middle) <= FAR * spread


def _years(values: Floats, cycle: int) -> tuple[float, float]:
    """How the other periods moved (log) from one year to the next: median and spread."""
    later, earlier = values[cycle:-1], values[: -1 - cycle]
    sound = (later > 0) & (earlier > 0)
    moves = np.log(later[sound] / earlier[sound])[-cycle:]
    if len(moves) < FEWEST:
        return 0.0, 2 * LEAST
    middle = float(np.median(moves))
    return middle, max(_NORMAL * float(np.median(np.abs(moves - middle))), LEAST)


def _is_unseen(values: Floats) -> bool:
    """Of a first year: a step far greater than any before."""
    known = values[~np.isnan(values)]
    if (known[-2:] <= 0).any():
        return bool(known[-1] > UNSEEN * np.max(np.abs(known[:-1]), initial=0.0)) and len(known) > FEWEST
    sound = known[known > 0]
    steps = np.abs(np.diff(np.log(sound)))
    return len(steps) > FEWEST and float(steps[-1]) > UNSEEN * max(float(np.max(steps[:-1])), LEAST)
