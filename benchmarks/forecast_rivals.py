"""The others in the benchmark of forecasts: seasonal naive, and models of statsforecast, one series after the other."""

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.forecast_sets import Group

LEVELS = (80, 95)
# Half the width of a normal interval, in deviations.
DEVIATES = {80: 1.2816, 95: 1.9600}


@dataclass(frozen=True)
class Said:
    """What a method said of a group: (n, h) likely values and bounds by level; CPU seconds; series where it failed."""

    group: Group
    likely: Any
    low: dict[int, Any]
    high: dict[int, Any]
    seconds: float
    failed: int = 0


def timed(group: Group, work: Callable[[], tuple[Any, dict[int, Any], dict[int, Any], int]]) -> Said:
    """The answer of a method and its CPU time (of the process, all its threads)."""
    started = time.process_time()
    likely, low, high, failed = work()
    return Said(group, likely, low, high, time.process_time() - started, failed)


def seasonal_naive(group: Group) -> Said:
    """As one cycle ago; normal intervals from the errors that it made in the past."""
    return timed(group, lambda: _stacked([_naive(past, group.cycle, group.horizon) for past in group.past]))


def _naive(past: Any, cycle: int, horizon: int) -> dict[str, Any]:
    reach = cycle if len(past) > cycle else 1
    steps = np.arange(horizon)
    likely = past[-reach:][steps % reach]
    errors = past[reach:] - past[:-reach]
    spread = np.sqrt(np.mean(errors**2)) if len(errors) else np.nan
    wide = spread * np.sqrt(steps // reach + 1)
    bounds = {f"{side}-{level}": likely + sign * DEVIATES[level] * wide for level in LEVELS for side, sign in SIDES}
    return {"mean": likely} | bounds


SIDES = (("lo", -1), ("hi", 1))


def models() -> dict[str, Callable[[Group], Said]]:
    """Methods of statsforecast by name; compiled code is warmed up, so that no clock runs for it."""
    from statsforecast.models import AutoETS, AutoTheta, DynamicOptimizedTheta

    made = {each.__name__: _method(each) for each in (AutoETS, DynamicOptimizedTheta, AutoTheta)}
    line = np.exp(np.sin(np.arange(40.0)))
    for method in made.values():
        method(Group("", "quarter", ("warm",), ("",), (line,), np.zeros((1, 2))))
    return made


def _method(model: Any) -> Callable[[Group], Said]:
    def forecast(group: Group) -> Said:
        return timed(group, lambda: _stacked([_one(model, past, group) for past in group.past]))

    return forecast


def _one(model: Any, past: Any, group: Group) -> dict[str, Any]:
    """One series by one model; where it fails, as seasonal naive."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            made: dict[str, Any] = model(season_length=group.cycle).forecast(
                y=past, h=group.horizon, level=list(LEVELS)
            )
            if np.isfinite(made["mean"]).all():
                return made
        except Exception:  # noqa: BLE001 - any failure of a rival is counted below, not hidden
            pass
    return _naive(past, group.cycle, group.horizon) | {"failed": True}


def _stacked(each: list[dict[str, Any]]) -> tuple[Any, dict[int, Any], dict[int, Any], int]:
    low, high = ({level: np.stack([one[f"{side}-{level}"] for one in each]) for level in LEVELS} for side, _ in SIDES)
    return np.stack([one["mean"] for one in each]), low, high, sum("failed" in one for one in each)
