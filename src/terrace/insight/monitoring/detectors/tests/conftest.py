"""Series that behave, of every frequency: a level, a season, some noise; the same each time."""

from typing import Any

import numpy as np
import pytest

from terrace.insight.forecasting.engine.series import CYCLES
from terrace.insight.monitoring.detectors.robust import Floats

LENGTHS = {"year": 14, "half-year": 20, "season": 24, "quarter": 36, "month": 60}
#: The tests that need no engine still find series of this many rows.
ROWS = 40


def series(frequency: str, rows: int = ROWS, noise: float = 0.04, seed: int = 3) -> Floats:
    """Values around a thousand, rounded as a clerk would."""
    chance = np.random.default_rng(seed)
    time = np.arange(LENGTHS[frequency])
    season = 0.15 * np.sin(2 * np.pi * time / CYCLES[frequency]) if CYCLES[frequency] > 1 else 0 * time
    level = 7 + 0.02 * time / CYCLES[frequency] + season
    return np.asarray(np.round(np.exp(level + chance.normal(0, noise, (rows, len(time))))), dtype=np.float64)


@pytest.fixture(params=list(LENGTHS), scope="module")
def frequency(request: Any) -> str:
    return str(request.param)
