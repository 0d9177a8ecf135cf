"""Boosted trees: learned with scikit-learn, which is imported only here, and laid out for `trees`."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .trees import Floats, Forest

#: Levels of a tree: enough for interplay, few enough to answer at once.
DEPTH: Final = 5
#: The threshold of a split between what is missing and what is not: any figure is below, what is missing is beyond.
HIGHEST: Final = 1e308
#: The most values at which a signal may be split.
STEPS: Final = 250
SETTINGS: Final = {
    "max_iter": 240,
    "learning_rate": 0.05,
    "max_features": 0.4,
    "max_leaf_nodes": 16,
    "max_depth": DEPTH,
    "min_samples_leaf": 40,
    "l2_regularization": 10.0,
    "early_stopping": False,
}


def fit(matrix: Floats, wanted: NDArray[np.bool_], counts: Floats, seed: int) -> Forest:
    """Trees for what is `wanted` (n,) by the signals (n, c), each case counting `counts` (n,)."""
    steps = [ladder(column) for column in matrix.T]
    return laid_out(fitted(rungs(matrix, steps), wanted, counts, seed), steps)


def fitted(matrix: Floats, wanted: NDArray[np.bool_], counts: Floats, seed: int) -> Any:
    """The classifier of scikit-learn."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    least = max(5, min(SETTINGS["min_samples_leaf"], len(matrix) // 50))
    settings = {**SETTINGS, "min_samples_leaf": least, "random_state": seed}
    return HistGradientBoostingClassifier(**settings).fit(matrix, wanted, sample_weight=counts)


def ladder(column: Floats) -> Floats:
    """Values between which a signal may be split, upwards. scikit-learn takes a hundred times longer to find them where
    cases count differently."""
    known = np.sort(column[np.isfinite(column)])
    distinct = known[np.r_[True, known[1:] != known[:-1]]] if len(known) else known
    if len(distinct) <= STEPS:
        return np.asarray((distinct[1:] + distinct[:-1]) / 2)
    return np.unique(known[np.linspace(0, len(known) - 1, STEPS + 2).astype(np.intp)[1:-1]])


def rungs(matrix: Floats, steps: list[Floats]) -> Floats:
    """(n, c) how many of the values of its ladder each signal is above; NaN where it is missing."""
    made = np.full(matrix.shape, np.nan)
    for place, own in enumerate(steps):
        known = ~np.isnan(matrix[:, place])
        made[known, place] = np.searchsorted(own, matrix[known, place], side="left")
    return made


def laid_out(model: Any, steps: list[Floats]) -> Forest:
    """A model fitted on rungs as arrays for the signals themselves. Leaves keep the 24 bits that are stored."""
    trees = [stage[0].nodes for stage in model._predictors]  # noqa: SLF001 - no public way to the nodes
    inner, leaves = 2**DEPTH - 1, 2**DEPTH
    made = Forest(
        float(np.ravel(model._baseline_prediction)[0]),  # noqa: SLF001
        np.zeros((len(trees), inner), np.int16),
        np.full((len(trees), inner), np.inf),
        np.zeros((len(trees), leaves)),
    )
    for tree, nodes in enumerate(trees):
        records = [dict(zip(nodes.dtype.names, node, strict=True)) for node in nodes.tolist()]
        _lay(made, tree, records, (0, 0), steps)
    return replace(made, leaves=made.leaves.astype(np.float32).astype(np.float64))


def _lay(made: Forest, tree: int, nodes: list[dict[str, Any]], at: tuple[int, int], steps: list[Floats]) -> None:
    """A node (its place in the full tree, its number) and what hangs below it; a leaf is handed down to the end."""
    place, number = at
    found = nodes[number]
    if place >= made.split.shape[1]:
        made.leaves[tree, place - made.split.shape[1]] = found["value"]
        return
    below = (number, number) if found["is_leaf"] else (int(found["left"]), int(found["right"]))
    if not found["is_leaf"]:
        column, rung = found["feature_idx"], found["num_threshold"]
        made.split[tree, place] = column + (0 if found["missing_go_to_left"] else len(steps))
        made.at[tree, place] = steps[column][int(rung)] if rung < len(steps[column]) else HIGHEST
    for side, child in enumerate(below):
        _lay(made, tree, nodes, (2 * place + 1 + side, child), steps)
