"""How often figures of a series come again by themselves: what tells whether the last one is a copy; and swaps of the
leading digits, which people make and which matter."""

from collections.abc import Callable

import numpy as np

from . import errors, robust
from .robust import Floats
from .seen import Seen

#: Changes that count as lately, and the share of all that are smaller than the typical small one.
LATELY, SMALL = 6, 0.25
#: Swaps of neighbours among the first digits.
LEADING = 2


def distinct(seen: Seen) -> Floats:
    """The share of figures before that are the first of their size."""
    ordered = np.sort(np.where(np.isfinite(_before(seen)), _before(seen), np.inf), axis=1)
    again = (ordered[:, 1:] == ordered[:, :-1]) & np.isfinite(ordered[:, 1:])
    return np.asarray(1 - again.sum(axis=1) / np.maximum(seen.number - 1, 1))


def ties(seen: Seen) -> Floats:
    """The share of figures, but the one before, that are the judged one once more."""
    same = _before(seen)[:, :-1] == seen.past.values[:, -1:]
    return np.asarray(same.sum(axis=1) / np.maximum(seen.number - 1, 1))


def repeats(seen: Seen) -> Floats:
    """The share of figures before that repeat the one before them; never 0."""
    return np.asarray((_same(seen).sum(axis=1) + 0.2) / (seen.number + 1))


def repeats_lately(seen: Seen) -> Floats:
    """How many of the last ones did."""
    return np.asarray(_same(seen)[:, -LATELY:].sum(axis=1), np.float64)


def free(seen: Seen) -> Floats:
    """The log of how many of the smallest written digits a small change is."""
    changes = np.abs(np.diff(_before(seen), axis=1))
    return np.log1p(robust.quantile(changes, SMALL) / errors.fine(seen))


def is_same(seen: Seen) -> Floats:
    """1 where the figure of the period before came once more."""
    rows = seen.past.values
    if rows.shape[1] <= 1:
        return np.full(len(rows), np.nan)
    return np.asarray(rows[:, -1] == rows[:, -2], np.float64)


def _before(seen: Seen) -> Floats:
    return seen.past.values[:, :-1]


def _same(seen: Seen) -> Floats:
    rows = _before(seen)
    return np.asarray(rows[:, 1:] == rows[:, :-1])


def swap_leading(seen: Seen) -> Floats:
    """How much nearer the figure comes to what was expected with two of its leading digits swapped back."""
    return errors.nearer(seen, errors.swaps(seen)[:, -LEADING:])


def swap_left(seen: Seen) -> Floats:
    """How far it then still is, in standard deviations."""
    instead = np.arcsinh(errors.swaps(seen)[:, -LEADING:] / (2 * seen.bend[:, None]))
    return np.asarray((np.abs(instead - seen.hoped[:, None]) / seen.noise[:, None]).min(axis=1))


CONTEXT: dict[str, Callable[[Seen], Floats]] = {
    "distinct": distinct,
    "ties": ties,
    "repeats": repeats,
    "repeats_lately": repeats_lately,
    "free": free,
    "is_same": is_same,
    "swap_leading": swap_leading,
    "swap_left": swap_left,
}
