"""Learn the weights that are shipped: `python -m benchmarks.monitoring_weights`, with ../shared/data at hand.

Months and quarters of the competition have no sibling places; series made up by chance teach what siblings tell.
Their share is small, and the threshold is the one for real series. Half-years and crop seasons lean on quarters.
"""

import sys
from dataclasses import replace

import numpy as np

from benchmarks import monitoring_sets as sets
from benchmarks.forecast_sets import shared
from terrace.insight.monitoring.learning import cases, scoring, training, trees
from terrace.insight.monitoring.learning.cases import Cases, Panel
from terrace.insight.monitoring.learning.trees import Weights

MOST = {"month": 617, "quarter": 203, "year": 900}
TAUGHT = 1_500
FREQUENCIES = tuple(MOST)
BUDGET, FOLDS = 9.0, 4


def learned(real: Panel, made_up: Panel, frequency: str) -> Weights:
    """The trees from both, the threshold from the real ones."""
    own = training.cases_of(real, most=MOST[frequency], seed=0)
    taught = cases.joined([own, training.more(real, own, most=TAUGHT, seed=0)])
    beside = training.cases_of(made_up, seed=1)
    groups = training.groups_of(real, taught)
    sure = np.full(len(taught), np.nan)
    for out in training.folds(groups, FOLDS):
        rest = training.fit(both(taught.only(~out), beside), frequency)
        sure[out] = rest.sure(taught.only(out).signals)
    limit = scoring.threshold(sure[taught.clean], BUDGET)
    return replace(training.fit(both(taught, beside), frequency), threshold=limit)


def both(one: Cases, other: Cases) -> Cases:
    """The cases of two panels, numbered apart."""
    first = int(one.series.max(initial=-1)) + 1
    return cases.joined([one, replace(other, series=other.series + first)])


def main() -> None:
    if shared() is None:
        sys.exit("../shared/data is not here: nothing to learn from")
    real, made_up = sets.sets(None)[1], sets.made_up(180)
    kept = {frequency: learned(real[frequency], made_up[frequency], frequency) for frequency in FREQUENCIES}
    trees.save(trees.SHIPPED, kept)
    print({frequency: round(each.threshold, 3) for frequency, each in kept.items()}, trees.SHIPPED.stat().st_size)


if __name__ == "__main__":
    main()
