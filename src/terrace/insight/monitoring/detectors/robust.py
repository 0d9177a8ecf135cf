"""Medians and the like over rows in which NaN is missing: vectorised, no warnings, NaN where nothing is known."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.intp]

#: The median absolute deviation of a normal distribution times this is its standard deviation.
NORMAL = 1.4826
#: The share of the 80th percentile of sizes that a deviation is at least; of a normal distribution it would be 0.78.
UPPER = 0.6


def count(rows: Floats) -> Floats:
    """(n,) how many values are known."""
    return np.asarray(np.isfinite(rows).sum(axis=1), dtype=np.float64)


def median(rows: Floats) -> Floats:
    """(n,) medians."""
    return quantile(rows, 0.5)


def quantile(rows: Floats, share: float) -> Floats:
    """(n,) quantiles, on a straight line between neighbours."""
    if not rows.shape[1]:
        return np.full(len(rows), np.nan)
    ordered = np.sort(np.where(np.isfinite(rows), rows, np.nan), axis=1)
    place = np.maximum(count(rows) - 1, 0) * share
    low = np.floor(place).astype(np.intp)
    high = np.ceil(place).astype(np.intp)
    first = np.take_along_axis(ordered, low[:, None], 1)[:, 0]
    second = np.take_along_axis(ordered, high[:, None], 1)[:, 0]
    return np.asarray(first + (second - first) * (place - low))


def mean(rows: Floats) -> Floats:
    """(n,) means."""
    known = np.isfinite(rows)
    return ratio(np.where(known, rows, 0.0).sum(axis=1), known.sum(axis=1))


def deviation(rows: Floats, *, around: Floats | None = None) -> Floats:
    """(n,) standard deviations of the sample (n − 1), NaN with fewer than two values."""
    middle = mean(rows) if around is None else around
    known = np.isfinite(rows)
    squares = np.where(known, (rows - middle[:, None]) ** 2, 0.0).sum(axis=1)
    return np.sqrt(ratio(squares, np.where(known.sum(axis=1) > 1, known.sum(axis=1) - 1, 0)))


def mad(rows: Floats, middle: Floats | None = None) -> Floats:
    """(n,) median absolute deviations, not scaled."""
    centre = median(rows) if middle is None else middle
    return median(np.abs(rows - centre[:, None]))


def spread(rows: Floats, usual: Floats, *, worth: float = 4.0) -> Floats:
    """(n,) standard deviations around 0, robust, drawn towards `usual` as if that were `worth` values more.

    Where most are the same and some are not (counts that are mostly 0), a part of the upper ones counts.
    """
    sizes = np.abs(rows)
    own = np.fmax(NORMAL * median(sizes), UPPER * quantile(sizes, 0.8))
    number = count(rows)
    squares = (number * np.nan_to_num(own) ** 2 + worth * usual**2) / (number + worth)
    return np.asarray(np.sqrt(squares))


def ratio(above: Floats, below: Floats) -> Floats:
    """Quotients; NaN where the divisor is 0 or not known."""
    sound = np.isfinite(below) & (below != 0)
    return np.asarray(np.where(sound, above / np.where(sound, below, 1.0), np.nan), dtype=np.float64)


def last(rows: Floats, width: int) -> Floats:
    """The last columns, NaN to the left where there are fewer."""
    if rows.shape[1] >= width:
        return rows[:, rows.shape[1] - width :]
    return np.concatenate([np.full((len(rows), width - rows.shape[1]), np.nan), rows], axis=1)
