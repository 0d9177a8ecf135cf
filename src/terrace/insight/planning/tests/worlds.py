"""Made-up schools: four communes on a line, eight years, five grades of primary and four of lower secondary."""

import numpy as np

from terrace.insight.planning import flows
from terrace.insight.planning.cohorts import Past, Shape

KINDER = Shape("KINDER", 3, 5, None)
PRIMARY = Shape("PRIMARY", 6, 10, (0, 5))
LOWER = Shape("LOWER", 11, 14, (5, 9))
STAGES = (KINDER, PRIMARY, LOWER)
GRADES, YEARS, N = 9, tuple(range(2019, 2027)), 4
BIRTH_YEARS = tuple(range(2008, 2033))


def past(births=None, promotion=1.0, repetition=0.0, enter=1.0, seed=None) -> Past:
    """Schools that follow these rates exactly, or (with a seed) nearly."""
    chance = np.random.default_rng(0 if seed is None else seed)
    n = N if births is None else len(births)
    born = np.full((n, len(BIRTH_YEARS)), 100.0) if births is None else np.asarray(births, dtype=float)
    pupils, repeaters = np.zeros((n, len(YEARS), GRADES)), np.zeros((n, len(YEARS), GRADES))
    now = np.full((n, GRADES), 100.0)
    for number, year in enumerate(YEARS):
        again = now * repetition
        after = again.copy()
        after[:, 1:] += now[:, :-1] * promotion
        after[:, 0] = again[:, 0] + enter * born[:, BIRTH_YEARS.index(year - 6)]
        if seed is not None:
            after *= 1 + 0.01 * chance.standard_normal(after.shape)
        repeaters[:, number], pupils[:, number], now = again, after, after
    children = np.stack([sum(born[:, BIRTH_YEARS.index(year - age)] for age in (3, 4, 5)) * 0.8 for year in YEARS], 1)
    centres = np.column_stack([105 + 0.05 * np.arange(n), np.full(n, 22.0)])
    return Past(YEARS, BIRTH_YEARS, born, pupils, repeaters, children, flows.distances(centres))
