"""The sides of an answer, its rows and its columns: ways through the steps of their axes, as arrays."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np

from terrace.base.places.index import Index
from terrace.insight.warehouse.answers import Heading, Member
from terrace.insight.warehouse.asking.figures import Array
from terrace.insight.warehouse.asking.groups import Groups
from terrace.insight.warehouse.asking.steps import Codes, Span, Spot, Step, together

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Along(Generic[Said]):
    """What every row says of one thing: the number of what is said, -1 where nothing is."""

    said: Sequence[Said]
    at: Array


class Steps(tuple[Step, ...]):  # noqa: SLOT001 - it keeps what it was asked
    """The steps of an axis. What they say is worked out once: those of places stay between questions."""

    @cached_property
    def spots(self) -> Along[Spot]:
        along = _along(step.spot or None for step in self)
        return Along(Groups(along.said), along.at)

    @cached_property
    def spans(self) -> Along[Span]:
        return _along(step.span for step in self)

    @cached_property
    def sources(self) -> Along[str]:
        return _along(step.source or None for step in self)

    @cached_property
    def codes(self) -> bool:
        return any(step.codes for step in self)

    @cached_property
    def measures(self) -> Array:
        return np.array([step.measure for step in self], np.int64)

    @cached_property
    def statuses(self) -> Array:
        return np.array([step.status for step in self], np.int64)

    @cached_property
    def totals(self) -> Array:
        return np.array([step.total for step in self], bool)


def _used(said: Sequence[Said], at: Array) -> Along[Said]:
    """Only what is said by any row."""
    used = np.unique(at[at >= 0])
    if len(used) == len(said):
        return Along(said, at)
    return Along([said[each] for each in used.tolist()], np.where(at >= 0, np.searchsorted(used, at), -1))


def _along(picked: Iterable[Said | None]) -> Along[Said]:
    said: dict[Said, int] = {}
    at = [-1 if each is None else said.setdefault(each, len(said)) for each in picked]
    return Along(list(said), np.array(at, np.int64))


@dataclass(frozen=True)
class Sides:
    """Rows (or columns): for each its step on every axis, outermost first."""

    axes: tuple[Steps, ...]
    #: Rows by axes: numbers of steps.
    at: Array

    def __len__(self) -> int:
        return len(self.at)

    def heading(self, row: int) -> Heading:
        return Heading(self.members(row))

    def members(self, row: int) -> tuple[Member, ...]:
        return tuple(axis[step].member for axis, step in zip(self.axes, self.at[row].tolist(), strict=True))

    # what they say

    @cached_property
    def spots(self) -> Along[Spot]:
        return self._innermost(lambda axis: axis.spots)

    @property
    def places(self) -> Groups:
        """The spots that they say."""
        return Groups.of(self.spots.said)

    @cached_property
    def spans(self) -> Along[Span]:
        return self._innermost(lambda axis: axis.spans)

    @cached_property
    def sources(self) -> Along[str]:
        return self._innermost(lambda axis: axis.sources)

    @cached_property
    def measures(self) -> Array:
        """The number of the measure; -1 where none is said."""
        return self._number(lambda axis: axis.measures, -1)

    @cached_property
    def statuses(self) -> Array:
        """0: of any."""
        return self._number(lambda axis: axis.statuses, 0)

    @cached_property
    def codes(self) -> Along[Codes]:
        """Of all axes together."""
        said: list[Codes] = [()]
        at = np.zeros(len(self), np.int64)
        for number, axis in enumerate(self.axes):
            if axis.codes:
                both, at = np.unique(at * len(axis) + self.at[:, number], return_inverse=True)
                said = [together(said[each // len(axis)], axis[each % len(axis)].codes) for each in both.tolist()]
        return Along(said, at)

    @cached_property
    def whole_of_places(self) -> Array:
        """Rows of which a step is a total that says places."""
        found: Array = np.logical_or.reduce(self._steps(lambda axis: axis.totals & (axis.spots.at >= 0)), axis=1)
        return found

    @cached_property
    def wholes(self) -> Array:
        """Rows of which all steps are totals, or say a measure."""
        found: Array = np.logical_and.reduce(self._steps(lambda axis: axis.totals | (axis.measures >= 0)), axis=1)
        return found

    def showing(self, measure: str) -> Array:
        """Rows that say no other measure than the one with this key."""

        def fit(axis: Steps) -> Array:
            return np.array([step.measure < 0 or step.member.key == measure for step in axis], bool)

        found: Array = np.logical_and.reduce(self._steps(fit), axis=1)
        return found

    def _steps(self, marks: Callable[[Steps], Array]) -> Array:
        """Rows by axes: what holds of their steps."""
        marked = [marks(axis)[self.at[:, number]] for number, axis in enumerate(self.axes)]
        return np.stack(marked, axis=1) if marked else np.zeros((len(self), 0), bool)

    def _innermost(self, along: Callable[[Steps], Along[Said]]) -> Along[Said]:
        several = [(number, own) for number, axis in enumerate(self.axes) if (own := along(axis)).said]
        if len(several) == 1:
            ((number, own),) = several
            return _used(own.said, own.at[self.at[:, number]])
        said: dict[Said, int] = {}
        found = np.full(len(self), -1)
        for number, own in several:
            numbers = np.array([said.setdefault(each, len(said)) for each in own.said], np.int64)
            here = own.at[self.at[:, number]]
            found = np.where(here >= 0, numbers[here], found)
        return _used(list(said), found)

    def _number(self, numbers: Callable[[Steps], Array], nothing: int) -> Array:
        found = np.full(len(self), nothing)
        for number, axis in enumerate(self.axes):
            here = numbers(axis)[self.at[:, number]]
            found = np.where(here != nothing, here, found)
        return found


def through(index: Index, maps: Sequence[date], axes: Sequence[Steps]) -> Sides:
    """All ways through the axes whose places and periods lie in each other, the outermost first."""
    at = np.zeros((1, 0), np.int64)
    for number, axis in enumerate(axes):
        fits = np.ones((len(at), len(axis)), bool)
        for outer in range(number):
            if axis and axes[outer] and axes[outer][0].member.kind == axis[0].member.kind:
                fits &= _nested(index, maps, axes[outer], axis)[at[:, outer]]
        before, step = np.nonzero(fits)
        at = np.column_stack([at[before], step])
    return Sides(tuple(axes), at)


def _nested(index: Index, maps: Sequence[date], outer: tuple[Step, ...], inner: tuple[Step, ...]) -> Array:
    """Outer by inner steps of one kind: the inner lies in the outer. What is a whole fits everywhere."""
    wholes: Array = np.array([step.total for step in outer])[:, None] | np.array([step.total for step in inner])
    if outer[0].member.kind == "place":
        wholes |= _places_in(index, maps, [step.spot for step in outer], [step.spot for step in inner])
    elif outer[0].member.kind == "period":
        wholes |= np.array([[not (a.span and b.span) or lies_in(b.span, a.span) for b in inner] for a in outer])
    else:
        wholes[:] = True
    return wholes


def _places_in(index: Index, maps: Sequence[date], outer: Sequence[Spot], inner: Sequence[Spot]) -> Array:
    """Outer by inner places: the inner was below the outer on one of the maps."""
    found = np.zeros((len(outer), len(inner)), bool)
    rows: dict[int, list[int]] = {}
    for number, spot in enumerate(outer):
        rows.setdefault(spot[0], []).append(number)
    for number, spot in enumerate(inner):
        for above in above_of(index, maps, spot[0]):
            for row in rows.get(above, ()):
                found[row, number] = True
    return found


def above_of(index: Index, maps: Sequence[date], place: int) -> set[int]:
    """All that the place was below on one of the maps."""
    return {above for day in maps for above in index.ancestors(place, day)}


def lies_in(inner: Span, outer: Span) -> bool:
    """The end of the inner is in the outer."""
    return outer.first.start <= inner.last.start and inner.last.end <= outer.last.end
