"""The figures of one indicator as a block: spots by spans by sets of codes."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.warehouse.asking import figures
from terrace.insight.warehouse.asking.figures import Array, Figures, State
from terrace.insight.warehouse.asking.groups import Groups, Ids
from terrace.insight.warehouse.asking.steps import Span


@dataclass
class Block:
    """`where` says for each spot, span and set which of the figures it is; the first of those are gaps."""

    spots: Groups
    spans: dict[Span, int]
    sets: Groups
    where: Array
    figures: Figures

    def at(self, spots: Array, spans: Array, sets: Array) -> Figures:
        """Those at some positions; where one is -1 there can be no such cell."""
        known = (spots >= 0) & (spans >= 0) & (sets >= 0)
        where = np.full(known.shape, State.NONE, np.int64)
        where[known] = self.where[spots[known], spans[known], sets[known]]
        return self.figures.take(where)

    def put(self, at: tuple[Array, ...], found: Figures) -> None:
        """Figures at some positions, in the place of what was there."""
        self.where[at] = len(self.figures) + np.arange(len(found))
        self.figures = figures.stacked([self.figures, found])

    def without(self, hidden: Array) -> "Block":
        """The same with cells hidden."""
        where = np.where(hidden, np.int64(State.HIDDEN), self.where)
        return Block(self.spots, self.spans, self.sets, where, self.figures)


@dataclass
class Draft:
    """A block while it is read. Several spans can be the same periods (`times`): those are read once."""

    spec: IndicatorSpec
    spots: Groups
    spans: list[Span]
    sets: Groups
    #: The periods of each span; none where the indicator has none that fit.
    of_spans: list[Ids]
    _where: Array = field(init=False)
    _figures: list[Figures] = field(default_factory=lambda: [figures.gaps()])
    _count: int = len(State)

    def __post_init__(self) -> None:
        self._where = np.full((len(self.spots), len(self.times), len(self.sets)), State.MISSING, np.int64)

    @cached_property
    def times(self) -> Groups:
        """The periods of all spans, each once."""
        return Groups.of(each for each in self.of_spans if each)

    @cached_property
    def _time(self) -> Array:
        """The number of the time of each span; -1 where there is none."""
        return np.array([self.times.at.get(each, -1) for each in self.of_spans], np.int64)

    # which of them

    @property
    def groups(self) -> tuple[Groups, Groups, Groups]:
        return self.spots, self.times, self.sets

    @cached_property
    def single(self) -> Array:
        """Spots by times by sets: one figure of the warehouse."""
        return _crossed(*(each.single for each in self.groups))

    @cached_property
    def sums(self) -> Array:
        """Spots by spans by sets: what a formula is worked out for."""
        spans = np.array([len(each) == 1 for each in self.of_spans], bool)
        return ~_crossed(self.spots.single, spans, self.sets.single)

    # filling it

    def put(self, at: tuple[Array, ...], found: Figures) -> None:
        """Figures at some numbers of spots, times and sets."""
        self._where[at] = self._count + np.arange(len(found))
        self._figures.append(found)
        self._count += len(found)

    def single_at(self, area: int, period: int, breakdown: int) -> tuple[int, int, int]:
        """Where a single figure is: the numbers of its spot, time and set."""
        return self.spots.at[area,], self.times.at[period,], self.sets.at[breakdown,]

    def leave_out(self) -> None:
        """What does not add up by the rules of the indicator."""
        spec = self.spec
        alone = spec.area_rule == "none", spec.time_rule == "none", spec.area_rule != "sum"
        adding = (each.single | (not rule) for each, rule in zip(self.groups, alone, strict=True))
        self._where[~_crossed(*adding)] = State.NOT_ADDITIVE

    def hide(self, hidden: Array, among: Array) -> None:
        """Cells (of some) of spots by times that may not be seen."""
        self._where[hidden[:, :, None] & among] = State.HIDDEN

    def hide_weighed(self, hidden: Array) -> None:
        """Means of several places whose weights may not be seen: they tell of them."""
        many = ~self.spots.single[:, None]
        self._where[(hidden & many)[:, :, None] & (self._where != State.NOT_ADDITIVE)] = State.HIDDEN

    def block(self) -> Block:
        """What was read."""
        where = np.full((len(self.spots), len(self.spans), len(self.sets)), State.MISSING, np.int64)
        known = self._time >= 0
        where[:, known] = self._where[:, self._time[known]]
        spans = {each: at for at, each in enumerate(self.spans)}
        return Block(self.spots, spans, self.sets, where, figures.stacked(self._figures))

    def of_sums(self, hidden: Array) -> Array:
        """Spots by spans by sets: sums among what is hidden by spots and times."""
        by_span = hidden[:, self._time] & (self._time >= 0) if len(self.times) else np.zeros(self.sums.shape[:2], bool)
        return by_span[:, :, None] & self.sums


def _crossed(spots: Array, times: Array, sets: Array) -> Array:
    """Where all three hold."""
    return spots[:, None, None] & times[None, :, None] & sets[None, None, :]
