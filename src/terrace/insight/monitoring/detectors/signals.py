"""All statistics of a batch of series in one dictionary: what the rules of day one and the learned combination read."""

from collections.abc import Callable

import numpy as np

from . import baselines, context, errors, levels, peers, repeats, residuals, robust, shapes
from .past import Past
from .robust import Floats
from .seen import Seen, look

#: The detectors' statistics.
STATISTICS: dict[str, Callable[[Seen], Floats]] = {
    "dhis2_z": baselines.dhis2_z,
    "dhis2_modified_z": baselines.dhis2_modified_z,
    "static_change": baselines.static_change,
    "residual": residuals.residual,
    "own": residuals.own,
    "robust_seasonal": residuals.robust_seasonal,
    "last_step": residuals.last_step,
    "joint": residuals.joint,
    "ewma": residuals.ewma,
    "peers": peers.peers,
    "seasonal_peers": peers.seasonal_peers,
    "times_ten": errors.times_ten,
    "thousand": errors.thousand,
    "unit_slip": errors.unit_slip,
    "digits_swapped": errors.digits_swapped,
    "copied": errors.copied,
    "copied_year": errors.copied_year,
    "year_to_date": errors.year_to_date,
    "sign": errors.sign,
    "zero": errors.zero,
    "missing": errors.missing,
    "level_shift": shapes.level_shift,
    "trend_break": shapes.trend_break,
    "drift": shapes.drift,
}


def _length(seen: Seen) -> Floats:
    return seen.number


def _noise(seen: Seen) -> Floats:
    return np.log(seen.noise)


def _own_noise(seen: Seen) -> Floats:
    return np.log(seen.own)


def _off(seen: Seen) -> Floats:
    return seen.off


def _counted(seen: Seen) -> Floats:
    """Log of the expected count, in units; NaN where nothing is counted."""
    return np.log(np.maximum(np.abs(seen.back(seen.hoped)) / seen.grain, 0.1))


def _zeros(seen: Seen) -> Floats:
    before = seen.past.values[:, :-1]
    return robust.ratio((before == 0).sum(axis=1), seen.number)


def _before(seen: Seen) -> Floats:
    """The error of the simple forecast in the period before: what is judged may only be the way back."""
    if seen.steps.shape[1] <= 1:
        return np.full(len(seen.logs), np.nan)
    return np.asarray(seen.steps[:, -2] / seen.own)


def _worst(seen: Seen) -> Floats:
    """The largest error of the simple forecast so far: how wild the series has been."""
    wild = np.abs(seen.steps[:, :-1]) / seen.own[:, None]
    found = np.where(np.isfinite(wild), wild, -1.0).max(axis=1, initial=-1.0)
    return np.where(found >= 0, found, np.nan)


#: What the learned combination also reads: how the series is, not how odd its last value is.
CONTEXT: dict[str, Callable[[Seen], Floats]] = {
    "peers_moved": peers.peers_moved,
    "copied_far": errors.copied_far,
    "explained": errors.explained,
    "off": _off,
    "length": _length,
    "noise": _noise,
    "own_noise": _own_noise,
    "counted": _counted,
    "zeros": _zeros,
    "before": _before,
    "worst": _worst,
    **context.CONTEXT,
    **repeats.CONTEXT,
    **levels.CONTEXT,
}


def signals(past: Past) -> dict[str, Floats]:
    """Every statistic (n,) by name, then the context; NaN where one cannot say. Expectations that are not given are
    those of the simple forecast (`past.completed` asks the engine).

    >>> from .past import past
    >>> found = signals(past([[10, 11, 10, 12, 11, 10, 11, 110]], "year"))
    >>> bool(found["times_ten"][0] > 3), bool(found["dhis2_z"][0] > 3)
    (True, False)
    """
    return read(look(past))


def read(seen: Seen) -> dict[str, Floats]:
    """The same of what is seen already."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        found = {name: each(seen) for name, each in (STATISTICS | CONTEXT).items()}
    return {name: np.where(np.isfinite(each), each, np.nan) for name, each in found.items()}
