"""What cells are compared with: earlier spans, the whole of a row or a column, the places above and beside."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from terrace.base.kernel.periods import FIRST_YEAR
from terrace.base.places.models import Level
from terrace.insight.warehouse.asking.figures import Array
from terrace.insight.warehouse.asking.grid import Grid
from terrace.insight.warehouse.asking.groups import Groups
from terrace.insight.warehouse.asking.layout import Layout
from terrace.insight.warehouse.asking.steps import Codes, Span, Step, together
from terrace.insight.warehouse.asking.worlds import World
from terrace.insight.warehouse.questions import Measure

#: How many periods a moving average has.
MOVING = 3
#: Places that are siblings: the one above, and their level.
Family = tuple[int, int]


@dataclass
class Asked:
    """What is looked up for a measure: every combination of these, in this order."""

    spots: Groups
    spans: dict[Span, None]
    codes: dict[Codes, None]


@dataclass(frozen=True)
class Relations:
    """Of the cells of one grid."""

    world: World
    layout: Layout
    grid: Grid

    def widened(self, measure: Measure) -> "Asked":
        """The spots, spans and codes of the grid, and those that its cells are compared with."""
        grid = self.grid
        asked = Asked(grid.spots, dict.fromkeys(grid.spans), dict.fromkeys(grid.codes))
        if measure.show in {"growth", "change", "average", "index"}:
            asked.spans |= dict.fromkeys(each for span in grid.spans for each in self.in_time(measure.show, span))
        elif measure.show == "share" and measure.of != "parent":
            self._widen_by_whole(measure, asked)
        elif measure.show in {"share", "gap"}:
            above = (self.above(measure, place, day) for day in self.maps for place in self._single)
            asked.spots = asked.spots.joined((place,) for place in above if place is not None)
        elif measure.show in {"peers", "rank"}:
            alone = self.ranked if measure.show == "rank" else frozenset()
            siblings = self._siblings([place for place in self._single if place not in alone])
            asked.spots = asked.spots.joined((place,) for place in siblings)
        return asked

    def _widen_by_whole(self, measure: Measure, asked: "Asked") -> None:
        if step := self.whole(measure):
            asked.spots = asked.spots.joined([step.spot] if step.spot else [])
            asked.spans |= {step.span: None} if step.span else {}
            asked.codes |= dict.fromkeys(together(each, step.codes) for each in self.grid.codes)

    @cached_property
    def _single(self) -> list[int]:
        """Places that are shown alone."""
        spots = self.grid.spots
        found: list[int] = spots.first[spots.single].tolist()
        return found

    def _siblings(self, places: Iterable[int]) -> Iterator[int]:
        for day in self.maps:
            for above, level in dict.fromkeys(self.family(place, day) for place in places):
                yield from self._children(above, level, day)

    # in time

    def in_time(self, show: str, span: Span) -> list[Span]:
        """The spans that one is compared with."""
        if show == "growth":
            return [span.shifted(-1)] if _begins(span, 1) else []
        if show == "index":
            return [self._first]
        if not span.single and not span.to_date:
            return []
        steps = range(1, MOVING if show == "average" else 2)
        return [span.earlier(step) for step in steps if _begins(span, 2)]

    @cached_property
    def _first(self) -> Span:
        """The first span that is shown."""
        said = (*self.layout.rows.spans.said, *self.layout.columns.spans.said)
        shown = [span for span in said if span.single or span.to_date]
        return min([*shown, self.layout.range], key=lambda each: each.last.start) if shown else self.layout.range

    # the whole

    def whole(self, measure: Measure) -> Step | None:
        """What a share of the column, or of the row, is of."""
        return self.layout.column_whole if measure.of == "row" else self.layout.row_whole

    # in space

    @cached_property
    def _days(self) -> list[date]:
        """By span of the grid: the first day of its map of places."""
        world = self.world
        return [world.reader.index.since(world.now or span.last.end) for span in self.grid.spans]

    @cached_property
    def maps(self) -> list[date]:
        """The first day of every map of places that the cells are on."""
        return list(dict.fromkeys(self._days))

    @cached_property
    def map_of_span(self) -> Array:
        """By span of the grid: the number of its map."""
        return np.array([self.maps.index(day) for day in self._days], np.int64)

    def above(self, measure: Measure, place: int, day: date) -> int | None:
        """The place above, or the region."""
        index = self.world.reader.index
        chain = index.ancestors(place, day)
        if measure.of == "region":
            chain = tuple(each for each in chain if index.level(each) == Level.REGION)
        return chain[0] if chain else None

    def family(self, place: int, day: date) -> Family:
        """What it has in common with its siblings; a place below no other has none."""
        index = self.world.reader.index
        return next(iter(index.ancestors(place, day)), -place), index.level(place)

    def _children(self, above: int, level: int, day: date) -> Iterable[int]:
        index = self.world.reader.index
        return (each for each in index.children(above, day) if index.level(each) == level)

    @cached_property
    def ranked(self) -> frozenset[int]:
        """The places shown that rows or columns run over, when they are several: these are ranked among each other."""
        found, shown = set[int](), set(self._single)
        for sides in (self.layout.rows, self.layout.columns):
            own = sides.spots.at[~sides.whole_of_places]
            here, spots = np.unique(own[own >= 0]), sides.places
            found |= set(spots.first[here[spots.single[here]]].tolist())
        both = frozenset(found & shown)
        return both if len(both) > 1 else frozenset()


def _begins(span: Span, years: int) -> bool:
    """There are periods so many years back."""
    return span.first.year - years > FIRST_YEAR
