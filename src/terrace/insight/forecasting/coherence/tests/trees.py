"""Random trees and plain, dense answers for them."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from terrace.insight.forecasting.coherence.trees import Floats, Ints, Tree


@st.composite
def forecasts(draw: st.DrawFn, most: int = 12, low: float = -50.0) -> tuple[Ints, Floats, Floats]:
    """Parents of a shuffled tree, forecasts and spreads of two steps."""
    size = draw(st.integers(1, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    above = np.array([-1, *(rng.integers(0, node) for node in range(1, size))])
    shuffled = rng.permutation(size)
    parents = np.full(size, -1)
    parents[shuffled] = np.where(above >= 0, shuffled[above], -1)
    return parents, rng.uniform(low, 50, (size, 2)), rng.uniform(0.1, 5, (size, 2))


def summing(parents: Any) -> Floats:
    """(n, leaves) which leaves each node is made of."""
    leaves = np.flatnonzero(Tree.of(parents).leaves)
    matrix = np.zeros((len(parents), len(leaves)))
    for column, leaf in enumerate(leaves):
        node = leaf
        while node >= 0:
            matrix[node, column] = 1
            node = parents[node]
    return matrix


def nearest(matrix: Floats, base: Floats, spread: Floats) -> Floats:
    """Dense least squares over everything that `matrix` makes of its ends, column by column."""
    columns = []
    for value, width in zip(base.T, spread.T, strict=True):
        ends = np.linalg.lstsq(matrix / width[:, None], value / width, rcond=None)[0]
        columns.append(matrix @ ends)
    return np.stack(columns, axis=1)
