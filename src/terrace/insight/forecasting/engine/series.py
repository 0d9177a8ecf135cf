"""Series of different lengths as one matrix: the last values stand in the last column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.intp]

#: Values in one seasonal cycle of each frequency.
CYCLES = {"year": 1, "half-year": 2, "season": 3, "quarter": 4, "month": 12}


@dataclass(frozen=True)
class Aligned:
    """`values` (n, T) right-aligned, NaN only to the left of a series; `lengths` (n,); `missing` (n,) where filled."""

    values: Floats
    lengths: Counts
    missing: Flags


def align(series: Any) -> Aligned:
    """One series or several (None and NaN are missing) as one matrix; missing values within are interpolated."""
    rows = [row_of(each) for each in several(series)]
    values = stacked(rows)
    known = np.isfinite(values)
    lengths = np.where(known.any(axis=1), values.shape[1] - known.argmax(axis=1), 0)
    inside = columns(values) >= values.shape[1] - lengths[:, None]
    return Aligned(filled(values, inside & ~known), lengths, (inside & ~known).any(axis=1))


def several(series: Any) -> Sequence[Any]:
    """A list of series, whether one or several were given."""
    if isinstance(series, np.ndarray) and series.ndim > 1:
        return list(series)
    listed = list(series)
    return listed if listed and all(isinstance(each, Iterable) for each in listed) else [listed]


def row_of(values: Any) -> Floats:
    """Numbers as floats; what is missing or infinite is NaN."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiu":
        row = values.astype(np.float64)
    else:
        row = np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    row[~np.isfinite(row)] = np.nan
    return row


def stacked(rows: Sequence[Floats]) -> Floats:
    """The rows right-aligned in one matrix, at least one column wide."""
    matrix = np.full((len(rows), max([1, *(len(row) for row in rows)])), np.nan)
    for place, row in enumerate(rows):
        if len(row):
            matrix[place, -len(row) :] = row
    return matrix


def columns(values: Floats) -> Counts:
    return np.arange(values.shape[1])[None, :]


def filled(values: Floats, gaps: Flags) -> Floats:
    """The gaps on the straight line between their neighbours; after the last value, that value."""
    if not gaps.any():
        return values
    rows = np.flatnonzero(gaps.any(axis=1))
    part, known = values[rows], np.isfinite(values[rows])
    places = np.broadcast_to(columns(part), part.shape)
    before = np.maximum.accumulate(np.where(known, places, 0), axis=1)
    after = np.minimum.accumulate(np.where(known, places, part.shape[1])[:, ::-1], axis=1)[:, ::-1]
    after = np.where(after == part.shape[1], before, after)
    low, high = np.take_along_axis(part, before, 1), np.take_along_axis(part, after, 1)
    share = (places - before) / np.maximum(after - before, 1)
    done = values.copy()
    done[rows] = np.where(gaps[rows], low + (high - low) * share, part)
    return done


def lengths_of(values: Floats) -> Counts:
    """How many values each row of a right-aligned matrix has."""
    return np.asarray(np.isfinite(values).sum(axis=1))


def shifted(values: Floats, back: int) -> Floats:
    """The rows as they were so many periods ago, right-aligned again."""
    if not back:
        return values
    rows = np.full_like(values, np.nan)
    rows[:, back:] = values[:, :-back]
    return rows
