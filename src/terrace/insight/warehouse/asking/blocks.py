"""The figures of one indicator as a block: spots by spans by sets of codes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.warehouse.asking import figures
from terrace.insight.warehouse.asking.figures import Array, Figures, State
from terrace.insight.warehouse.asking.reading import Ids
from terrace.insight.warehouse.asking.steps import Span, Spot


@dataclass
class Block:
    """`where` says for each spot, span and set which of the figures it is; the first of those are gaps."""

    spots: dict[Spot, int]
    spans: dict[Span, int]
    sets: dict[Ids, int]
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
    spots: list[Spot]
    spans: list[Span]
    sets: list[Ids]
    #: The periods of each span; none where the indicator has none that fit.
    of_spans: list[Ids]
    _where: Array = field(init=False)
    _figures: list[Figures] = field(default_factory=lambda: [figures.gaps()])
    _count: int = len(State)

    def __post_init__(self) -> None:
        self._where = np.full((len(self.spots), len(self.times), len(self.sets)), State.MISSING, np.int64)

    @cached_property
    def times(self) -> list[Ids]:
        """The periods of all spans, each once."""
        return list(dict.fromkeys(each for each in self.of_spans if each))

    @cached_property
    def _time(self) -> Array:
        """The number of the time of each span; -1 where there is none."""
        numbers = {each: at for at, each in enumerate(self.times)}
        return np.array([numbers.get(each, -1) for each in self.of_spans], np.int64)

    # which of them

    def spots_of(self, *, many: bool) -> list[Spot]:
        return _sized(self.spots, many=many)

    def times_of(self, *, many: bool) -> list[Ids]:
        return _sized(self.times, many=many)

    def sets_of(self, *, many: bool) -> list[Ids]:
        return _sized(self.sets, many=many)

    @cached_property
    def single(self) -> Array:
        """Spots by times by sets: one figure of the warehouse."""
        return _crossed(_ones(self.spots), _ones(self.times), _ones(self.sets))

    @cached_property
    def sums(self) -> Array:
        """Spots by spans by sets: what a formula is worked out for."""
        return ~_crossed(_ones(self.spots), _ones(self.of_spans), _ones(self.sets))

    # filling it

    def put(
        self, found: Figures, spots: Sequence[Spot], times: Sequence[Ids], sets: Sequence[Ids], keys: tuple[Array, ...]
    ) -> None:
        """Figures whose keys are numbers of these spots, times and sets."""
        at = tuple(
            np.array([numbers[each] for each in own], np.int64)[key]
            for numbers, own, key in zip(self._numbers, (spots, times, sets), keys, strict=True)
        )
        self._where[at] = self._count + np.arange(len(found))
        self._figures.append(found)
        self._count += len(found)

    def single_at(self, area: int, period: int, breakdown: int) -> tuple[int, int, int]:
        """Where a single figure is: the numbers of its spot, time and set."""
        spots, times, sets = self._numbers
        return spots[area,], times[period,], sets[breakdown,]

    @cached_property
    def _numbers(self) -> tuple[dict[tuple[int, ...], int], ...]:
        return tuple({each: at for at, each in enumerate(own)} for own in (self.spots, self.times, self.sets))

    def leave_out(self) -> None:
        """What does not add up by the rules of the indicator."""
        spec = self.spec
        places = ~_ones(self.spots) if spec.area_rule == "none" else np.zeros(len(self.spots), bool)
        times = ~_ones(self.times) if spec.time_rule == "none" else np.zeros(len(self.times), bool)
        sets = ~_ones(self.sets) if spec.area_rule != "sum" else np.zeros(len(self.sets), bool)
        self._where[~_crossed(~places, ~times, ~sets)] = State.NOT_ADDITIVE

    def hide(self, hidden: Array, among: Array) -> None:
        """Cells (of some) of spots by times that may not be seen."""
        self._where[hidden[:, :, None] & among] = State.HIDDEN

    def hide_weighed(self, hidden: Array) -> None:
        """Means of several places whose weights may not be seen: they tell of them."""
        many = ~_ones(self.spots)[:, None]
        self._where[(hidden & many)[:, :, None] & (self._where != State.NOT_ADDITIVE)] = State.HIDDEN

    def block(self) -> Block:
        """What was read."""
        where = np.full((len(self.spots), len(self.spans), len(self.sets)), State.MISSING, np.int64)
        known = self._time >= 0
        where[:, known] = self._where[:, self._time[known]]
        spots, _, sets = self._numbers
        spans = {each: at for at, each in enumerate(self.spans)}
        return Block(spots, spans, sets, where, figures.stacked(self._figures))

    def of_sums(self, hidden: Array) -> Array:
        """Spots by spans by sets: sums among what is hidden by spots and times."""
        by_span = hidden[:, self._time] & (self._time >= 0) if len(self.times) else np.zeros(self.sums.shape[:2], bool)
        return by_span[:, :, None] & self.sums


def _sized(groups: Sequence[tuple[int, ...]], *, many: bool) -> list[tuple[int, ...]]:
    return [each for each in groups if (len(each) > 1) == many]


def _ones(groups: Sequence[tuple[int, ...]]) -> Array:
    return np.array([len(each) == 1 for each in groups], bool)


def _crossed(spots: Array, times: Array, sets: Array) -> Array:
    """Where all three hold."""
    return spots[:, None, None] & times[None, :, None] & sets[None, None, :]
