"""Comparing figures with others, cell by cell side by side: exact, two decimals, half away from zero."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from terrace.insight.warehouse.asking import exact
from terrace.insight.warehouse.asking.exact import Numbers, Whole
from terrace.insight.warehouse.asking.figures import Array, Figures, State

DECIMALS = 2
#: Per cent, with its decimals.
UNIT = 100 * 10**DECIMALS
Work = Callable[[Numbers, Numbers], Numbers]


def percent(part: Numbers, whole: Numbers) -> Numbers:
    """Of a whole; none where it is 0.

    >>> one, eight = (Numbers(np.array([each]), np.array([True]), 0) for each in (1, 8))
    >>> percent(one, eight).decimal(0, DECIMALS)
    Decimal('12.50')
    """
    top, bottom = exact.aligned(part, whole)
    there = top.there & bottom.there & (bottom.whole != 0)
    above, below = np.where(there, top.whole, 0), np.where(there, bottom.whole, 1)
    return Numbers(exact.halves(exact.times(above, UNIT), below), there, DECIMALS)


def difference(value: Numbers, other: Numbers) -> Numbers:
    one, two = exact.aligned(value, other)
    return Numbers(exact.plus(one.whole, -two.whole), one.there & two.there, one.scale)


def growth(value: Numbers, before: Numbers) -> Numbers:
    """Per cent of the size before; none where that is 0."""
    return percent(difference(value, before), Numbers(np.abs(before.whole), before.there, before.scale))


def against(base: Figures, other: Figures, work: Work) -> Figures:
    """Work with other figures, where there is a number; a hidden one hides the outcome."""
    asked = base.valued
    value = work(base.value, other.value.only(other.found)).only(asked & other.valued)
    state = np.where(asked & ~value.there, np.int8(State.NO_BASE), base.state)
    state[asked & (other.state == State.HIDDEN)] = State.HIDDEN
    return _with(base, [other], value, state)


def mean_of(base: Figures, others: list[Figures], decimals: int) -> Figures:
    """The mean with others; none where one has no number, hidden where one is hidden."""
    asked, every = base.valued, [base, *others]
    values = exact.stacked(each.value.only(each.found) for each in every)
    whole, there = (each.reshape(len(every), -1) for each in (values.whole, values.there))
    total = Numbers(exact.summed(whole, lambda each: each.sum(axis=0)), np.logical_or.reduce(there), values.scale)
    count = there.sum(axis=0)
    divisor = Numbers(np.maximum(count, 1), np.ones(len(count), bool), 0)
    value = exact.quotient(total, divisor, decimals).only(asked & (count == len(every)))
    state = np.where(asked & ~value.there, np.int8(State.NO_BASE), base.state)
    state[asked & np.any([each.state == State.HIDDEN for each in others], axis=0)] = State.HIDDEN
    return _with(base, others, value, state)


def _with(base: Figures, others: list[Figures], value: Numbers, state: Array) -> Figures:
    """The outcome: no better known than the least of what it is made of."""
    status, simulated, estimated = base.status, base.simulated, base.estimated
    for other in others:
        counts = value.there & other.found
        status = np.where(counts, np.minimum(status, other.status), status)
        simulated, estimated = simulated | (counts & other.simulated), estimated | (counts & other.estimated)
    return replace(base, state=state, value=value, status=status, simulated=simulated, estimated=estimated)


def shown(base: Figures, value: Numbers, gap: State) -> Figures:
    """Another number in the place of each that there is; a gap where there is none."""
    asked = base.valued
    return replace(base, state=np.where(asked & ~value.there, np.int8(gap), base.state), value=value.only(asked))


@dataclass(frozen=True, slots=True)
class Ranking:
    """Numbers in groups, in order within each; `keys` stand for group and size."""

    keys: Array
    values: Whole
    sizes: Whole

    @classmethod
    def of(cls, groups: Array, values: Whole) -> "Ranking":
        sizes, at = np.unique(values, return_inverse=True)
        keys = groups * max(1, len(sizes)) + at
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], values[order], sizes)

    def ranks(self, groups: Array, values: Whole) -> Array:
        """1 is the largest; equals share the better rank. The values are among those of their groups."""
        last = np.searchsorted(self.keys, self._keys(groups, values), "right")
        return self._ends(groups) - last + 1

    def median_of_others(self, groups: Array, values: Whole) -> tuple[Whole, Array]:
        """Twice the median of the group without the value itself, and whether there are others."""
        begins = np.searchsorted(self.keys, groups * max(1, len(self.sizes)), "left")
        own = np.searchsorted(self.keys, self._keys(groups, values), "left") - begins
        others = self._ends(groups) - begins - 1
        there = others > 0
        middle = [begins + at + (at >= own) for at in ((others - 1) // 2, others // 2)]
        low, high = (self.values[np.where(there, at, 0)] if len(self.values) else values for at in middle)
        return np.where(there, exact.plus(low, high), 0), there

    def _keys(self, groups: Array, values: Whole) -> Array:
        return groups * max(1, len(self.sizes)) + np.searchsorted(self.sizes, values)

    def _ends(self, groups: Array) -> Array:
        return np.searchsorted(self.keys, (groups + 1) * max(1, len(self.sizes)), "left")
