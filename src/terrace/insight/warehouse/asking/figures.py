"""Figures side by side, and why there is none: what was `found` for many cells at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import Any

import numpy as np

from terrace.facts.pipeline.published import Row
from terrace.insight.warehouse.asking import exact
from terrace.insight.warehouse.asking.exact import Numbers

Array = np.ndarray[Any, Any]


class State(IntEnum):
    """What a cell is."""

    #: There can be no such cell.
    NONE = 0
    MISSING = 1
    HIDDEN = 2
    #: Parts that are no sum: ratios without their inputs, codes or places of what does not add up.
    NOT_ADDITIVE = 3
    #: Nothing to compare with, or zero.
    NO_BASE = 4
    #: Its status is not one of those asked for.
    OTHER_STATUS = 5
    #: A figure; without a value when all that was reported is `not applicable`.
    FOUND = 6


@dataclass(frozen=True, slots=True)
class Figures:
    """Arrays of one length. Of what is not `FOUND` only the state says something."""

    state: Array
    value: Numbers
    status: Array
    simulated: Array
    reported: Array
    expected: Array
    estimated: Array

    def __len__(self) -> int:
        return len(self.state)

    @property
    def found(self) -> Array:
        found: Array = self.state == State.FOUND
        return found

    @property
    def valued(self) -> Array:
        """There is a number."""
        valued: Array = self.found & self.value.there
        return valued

    def take(self, at: Array) -> "Figures":
        """Those at some positions."""
        value = self.value.take(at)
        return Figures(self.state[at], value, *(getattr(self, name)[at] for name in _PLAIN))

    def but(self, mask: Array, state: State) -> "Figures":
        """Where the mask is true a gap."""
        return replace(self, state=np.where(mask, np.int8(state), self.state), value=self.value.only(~mask))


_PLAIN = [each.name for each in fields(Figures) if each.name not in {"state", "value"}]


def gaps() -> Figures:
    """One of each state, at the position that is its number: what has no figure of its own is found there."""
    count = len(State)
    flags = np.zeros(count, bool)
    numbers = np.zeros(count, np.int64)
    states = np.arange(count, dtype=np.int8)
    return Figures(states, exact.nothing(count), np.zeros(count, np.int8), flags, numbers, numbers, flags)


def stacked(parts: Iterable[Figures]) -> Figures:
    """One after the other."""
    several = list(parts)
    value = exact.stacked(each.value for each in several)
    state = np.concatenate([each.state for each in several])
    return Figures(state, value, *(np.concatenate([getattr(each, name) for each in several]) for name in _PLAIN))


def of_published(rows: Sequence[Row]) -> Figures:
    """Figures as they were published."""
    return Figures(
        np.full(len(rows), State.FOUND, np.int8),
        exact.of_decimals([row.value for row in rows]),
        np.array([row.status for row in rows], np.int8),
        np.array([row.simulated for row in rows], bool),
        np.array([row.reported for row in rows], np.int64),
        np.array([row.expected for row in rows], np.int64),
        np.zeros(len(rows), bool),
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Figures in groups: those of a group stand together, the first of each at `starts`. No group is empty."""

    figures: Figures
    starts: Array

    def sum(self, numbers: Numbers) -> Numbers:
        """Sums of what is there; none where nothing is."""
        whole = exact.summed(numbers.whole, lambda each: np.add.reduceat(each, self.starts))
        return Numbers(whole, np.logical_or.reduceat(numbers.there, self.starts), numbers.scale)

    def least_status(self) -> Array:
        return np.minimum.reduceat(np.where(self.figures.found, self.figures.status, np.int8(127)), self.starts)

    def any(self, flags: Array) -> Array:
        """Whether one that was found is marked."""
        return np.logical_or.reduceat(flags & self.figures.found, self.starts)

    def total(self, numbers: Array) -> Array:
        return np.add.reduceat(np.where(self.figures.found, numbers, 0), self.starts)

    def most(self, numbers: Array) -> Array:
        return np.maximum.reduceat(np.where(self.figures.found, numbers, 0), self.starts)

    def together(self, value: Numbers, expected: Array) -> Figures:
        """What `pipeline.results.whole` is to results: one figure of each group, missing where none was found."""
        state = np.where(self.any(self.figures.found), np.int8(State.FOUND), np.int8(State.MISSING))
        return Figures(
            state,
            value,
            self.least_status(),
            self.any(self.figures.simulated),
            self.total(self.figures.reported),
            expected,
            self.any(self.figures.estimated),
        )
