"""Learn the tables of intervals that are shipped: `python -m benchmarks.forecast_tables`, with ../shared/data at hand.

Half-years and crop seasons are sums of months and quarters; such sums also teach years and quarters. In the tables
of years the competition and the provinces count alike; sums of months are too short to say much.
"""

import json
import sys
from typing import Any

import numpy as np

from benchmarks import forecast_sets as sets
from benchmarks.forecast_sets import Group
from terrace.insight.forecasting.engine import calibrating, intervals, weights

YEARS = {"year": 1.0, "office": 1.0, "quarter": 0.5, "month": 0.1}


def sources(groups: dict[str, list[Any]]) -> dict[str, list[tuple[list[Any], float]]]:
    """For each frequency lists of series, each with its weight."""
    months, quarters = groups["MONTHLY"], groups["QUARTERLY"]
    return {
        "year": [
            (groups["YEARLY"], YEARS["year"]),
            (groups["YEARLY (office)"], YEARS["office"]),
            (summed(quarters, 4), YEARS["quarter"]),
            (summed(months, 12), YEARS["month"]),
        ],
        "half-year": [(summed(quarters, 2), 1.0), (summed(months, 6), 1.0)],
        "season": [(summed(months, 4), 1.0)],
        "quarter": [(quarters, 1.0), (summed(months, 3), 1.0)],
        "month": [(months, 1.0)],
    }


def summed(series: list[Any], parts: int) -> list[Any]:
    """Sums of so many values each, the last one complete."""
    return [each[len(each) % parts :].reshape(-1, parts).sum(axis=1) for each in series]


def whole(group: Group) -> list[Any]:
    """Each series with what came later."""
    return [np.r_[past, came[~np.isnan(came)]] for past, came in zip(group.past, group.came, strict=True)]


def main() -> None:
    folder = sets.shared()
    if folder is None:
        sys.exit("../shared/data is not here: nothing to learn from")
    groups = [*sets.read(folder / "forecast" / "m1.csv"), sets.office(folder)]
    kept = {
        frequency: calibrating.learn_from(given, frequency, weights.predictor(frequency)).to_dict()
        for frequency, given in sources({group.label: whole(group.whole()) for group in groups}).items()
    }
    lines = ",\n".join(f"{json.dumps(frequency)}: {json.dumps(tables)}" for frequency, tables in kept.items())
    intervals.SHIPPED.write_text(f"{{{lines}}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
