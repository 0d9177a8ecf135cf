"""Look-ups by distinct keys: what is asked of a million rows is answered once for each key."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from terrace.facts.bulk.columns import Ints

#: Up to so many possible keys a table of all is made; else the keys are sorted.
DENSE = 8_000_000
_MOST = 2**62


def spread(columns: Sequence[tuple[NDArray[np.int32], int]], answer: Callable[..., int]) -> Ints:
    """The answer for each row; `columns` are codes below their size, `answer` takes one code of each.

    >>> spread([(np.array([0, 1, 0], np.int32), 2)], lambda code: code + 10).tolist()
    [10, 11, 10]
    """
    keys, size = packed(columns)
    sizes = [size for _, size in columns]
    if size > DENSE:
        distinct, places = np.unique(keys, return_inverse=True)
        return _answers(distinct, sizes, answer)[places]
    there = np.zeros(size, np.bool_)
    there[keys] = True
    distinct = np.flatnonzero(there)
    table = np.zeros(size, np.int64)
    table[distinct] = _answers(distinct, sizes, answer)
    return table[keys]


def packed(columns: Sequence[tuple[NDArray[np.integer], int]]) -> tuple[Ints, int]:
    """One number for each row, and how many numbers are possible. What would not fit is numbered anew on the way."""
    keys, size = np.zeros(len(columns[0][0]), np.int64), 1
    for codes, own in columns:
        if size * max(own, 1) >= _MOST:
            distinct, keys = np.unique(keys, return_inverse=True)
            size = len(distinct)
        keys = keys * max(own, 1) + codes
        size *= max(own, 1)
    return keys, size


def _answers(keys: Ints, sizes: Sequence[int], answer: Callable[..., int]) -> Ints:
    parts: list[list[int]] = []
    rest = keys
    for size in reversed(sizes):
        rest, part = np.divmod(rest, max(size, 1))
        parts.insert(0, part.tolist())
    return np.fromiter(map(answer, *parts), np.int64, len(keys))
