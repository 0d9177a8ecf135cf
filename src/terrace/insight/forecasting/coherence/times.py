"""Months make quarters, half-years and the year: the tree of one year, and reconciling along it.

A flow is the sum of its parts, a stock that of the last part, a mean the mean of the parts.
"""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from .squares import Missing, reconcile
from .trees import Floats, Tree

Rule = Literal["sum", "last", "mean"]
#: Parts of a year, from fine to coarse; crop seasons make the year only.
PARTS: Mapping[str, int] = {"month": 12, "quarter": 4, "season": 3, "half-year": 2, "year": 1}


def tree(frequencies: Any, rule: Rule = "sum") -> Tree:
    """The nodes of one year, those of the finest frequency first; each goes into the next coarser one that it fits.

    >>> tree(("year", "quarter")).parents.tolist()
    [4, 4, 4, 4, -1]
    """
    names = ordered(frequencies)
    counts = [PARTS[name] for name in names]
    first = np.cumsum([0, *counts])
    parents, coefficients = [], []
    for place, count in enumerate(counts):
        above = next((later for later in range(place + 1, len(counts)) if count % counts[later] == 0), None)
        for index in range(count):
            size = 1 if above is None else count // counts[above]
            parents.append(-1 if above is None else int(first[above]) + index // size)
            coefficients.append(_counts(rule, index % size, size))
    return Tree.of(parents, coefficients=coefficients)


def ordered(frequencies: Any) -> tuple[str, ...]:
    """Names from fine to coarse. Raises ValueError for other names."""
    if unknown := set(frequencies) - set(PARTS):
        raise ValueError(f"{', '.join(sorted(unknown))}: not a frequency of a year")
    return tuple(name for name in PARTS if name in set(frequencies))


def _counts(rule: Rule, place: int, size: int) -> float:
    if rule == "last":
        return float(place == size - 1)
    return 1.0 if rule == "sum" else 1.0 / size


def months_to_year(
    base: Mapping[str, Any],
    spread: Mapping[str, Any],
    rule: Rule = "sum",
    *,
    missing: Missing = "unknown",
    nonnegative: bool = False,
) -> dict[str, Floats]:
    """Forecasts by frequency, made coherent: name → (n, years · parts of a year), from a January on.

    Months that are known have a spread of 0 and stay as they are; a coarser period that nobody forecast (NaN) is made
    of its parts. Raises ValueError when the frequencies do not cover the same years.
    """
    names = ordered(base)
    values = _stacked(base, names)
    made = reconcile(tree(names, rule), values, _stacked(spread, names), missing=missing, nonnegative=nonnegative)
    series = np.asarray(base[names[0]]).shape[0]
    edges = np.cumsum([PARTS[name] for name in names])[:-1]
    pieces = np.split(made, edges)
    return {name: _unstacked(piece, series) for name, piece in zip(names, pieces, strict=True)}


def _stacked(found: Mapping[str, Any], names: tuple[str, ...]) -> Floats:
    """(nodes of a year, n · years)."""
    pieces = [_years(np.asarray(found[name], dtype=np.float64), PARTS[name]) for name in names]
    if len({piece.shape[1] for piece in pieces}) > 1:
        raise ValueError("the frequencies do not cover the same years of the same series")
    return np.concatenate(pieces)


def _years(values: Floats, parts: int) -> Floats:
    if values.ndim != 2 or values.shape[1] % parts:  # noqa: PLR2004
        raise ValueError(f"whole years of {parts} parts are needed, not {values.shape}")
    return values.reshape(-1, parts).T


def _unstacked(piece: Floats, series: int) -> Floats:
    return np.ascontiguousarray(piece.T).reshape(series, -1)
