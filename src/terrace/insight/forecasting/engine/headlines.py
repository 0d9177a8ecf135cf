"""Models of statsforecast beside the pool, for the few hundred series that are looked at most.

AutoETS, AutoCES, AutoARIMA and the dynamic optimised Theta: their median (SCUM, Petropoulos and Svetunkov 2020) and the
pool count half each. They take tenths of a second a series.
"""

import warnings
from typing import Any

import numpy as np

from .series import Aligned, Floats
from .weights import constant, nonnegative

#: Fewer values than this are left to the pool.
FEWEST = 10


def joined(given: Aligned, likely: Floats, cycle: int) -> Floats:
    """(n, h) the mean of the pool and the models; of the pool alone where a series is short, constant or fails."""
    made = likely.copy()
    for row in np.flatnonzero((given.lengths >= FEWEST) & ~constant(given.values)):
        values = given.values[row, -given.lengths[row] :]
        made[row] = np.nanmean([likely[row], median(values, likely.shape[1], cycle)], axis=0)
    return np.asarray(np.where(nonnegative(given.values)[:, None], np.maximum(made, 0.0), made))


def median(values: Floats, horizon: int, cycle: int) -> Floats:
    """(h,) the median of the models that answer; NaN where none does."""
    size = np.abs(values).mean()
    told = [each for model in models(cycle) if (each := told_by(model, values / size, horizon)) is not None]
    return np.median(told, axis=0) * size if told else np.full(horizon, np.nan)


def told_by(model: Any, values: Floats, horizon: int) -> Floats | None:
    """What one model forecasts; None where it cannot, or says what is far out of reach."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            made = np.asarray(model.forecast(values, horizon)["mean"], dtype=np.float64)
        except Exception:  # noqa: BLE001 - a model that cannot fit a series may say so in any way; the others answer
            return None
    reach = 10 * np.ptp(values)
    return made if np.isfinite(made).all() and np.abs(made - values[-1]).max() <= reach else None


def models(cycle: int) -> list[Any]:
    """Imported when first needed: statsforecast takes a second."""
    from statsforecast.models import AutoARIMA, AutoCES, AutoETS, DynamicOptimizedTheta

    return [each(season_length=cycle) for each in (AutoETS, AutoCES, AutoARIMA, DynamicOptimizedTheta)]
