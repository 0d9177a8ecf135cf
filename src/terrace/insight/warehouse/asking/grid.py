"""The grid of an answer: what each cell is about, as rows by columns of numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from terrace.insight.warehouse.asking import sides
from terrace.insight.warehouse.asking.figures import Array
from terrace.insight.warehouse.asking.groups import Groups
from terrace.insight.warehouse.asking.layout import Layout
from terrace.insight.warehouse.asking.sides import Along
from terrace.insight.warehouse.asking.steps import Codes, Span, Spot, together
from terrace.insight.warehouse.asking.worlds import World

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Cells:
    """Some cells of a grid: numbers of their spots, spans and codes."""

    spot: Array
    span: Array
    codes: Array

    def at(self, mask: Array) -> "Cells":
        return Cells(self.spot[mask], self.span[mask], self.codes[mask])


@dataclass(frozen=True, slots=True)
class Grid:
    """What is said together by a row and its column; -1 in `cells` where both do not meet."""

    spots: Groups
    spans: list[Span]
    codes: list[Codes]
    sources: list[str]
    #: All of these are rows by columns.
    cells: Cells
    measure: Array
    source: Array
    status: Array


def lay(world: World, layout: Layout) -> Grid:
    """The grid of a layout."""
    rows, columns = layout.rows, layout.columns
    spots = _crossed(rows.spots, columns.spots, lambda row, column: _deeper(world, layout, row, column))
    spans = _crossed(rows.spans, columns.spans, lambda row, column: _finer(layout, row, column))
    codes = _crossed(rows.codes, columns.codes, lambda row, column: _codes(layout, row, column))
    sources = _crossed(rows.sources, columns.sources, lambda row, column: column or row or "")
    return Grid(
        Groups.of(spots.said),
        list(spans.said),
        list(codes.said),
        list(sources.said) or [""],
        Cells(spots.at, spans.at, codes.at),
        np.maximum(np.maximum.outer(rows.measures, columns.measures), 0),
        sources.at,
        np.where(columns.statuses[None, :] > 0, columns.statuses[None, :], rows.statuses[:, None]),
    )


def _crossed(
    rows: Along[Said], columns: Along[Said], both: Callable[[Said | None, Said | None], Said | None]
) -> Along[Said]:
    """What rows and columns say together; what one of them says alone is said as it is. What is said by neither stands
    last in the table, where -1 finds it.
    """
    if not columns.said and len(rows.at) and rows.at.min() >= 0:
        return Along(rows.said, np.repeat(rows.at[:, None], len(columns.at), axis=1))
    if not rows.said and len(columns.at) and columns.at.min() >= 0:
        return Along(columns.said, np.repeat(columns.at[None, :], len(rows.at), axis=0))
    said: dict[Said, int] = {}
    table = np.full((len(rows.said) + 1, len(columns.said) + 1), -1)
    used = np.zeros(table.shape, bool)
    used[np.ix_(np.unique(rows.at), np.unique(columns.at))] = True
    for row, column in zip(*np.nonzero(used), strict=True):
        one = rows.said[row] if row < len(rows.said) else None
        other = columns.said[column] if column < len(columns.said) else None
        if (found := both(one, other)) is not None:
            table[row, column] = said.setdefault(found, len(said))
    return Along(list(said), table[rows.at[:, None], columns.at[None, :]])


def _deeper(world: World, layout: Layout, row: Spot | None, column: Spot | None) -> Spot | None:
    """The place that lies in the other; none when neither does."""
    if row is None or column is None:
        return row or column or layout.rest.spot
    for inner, outer in ((row, column), (column, row)):
        if inner == outer or outer[0] in sides.above_of(world.reader.index, world.maps, inner[0]):
            return inner
    return None


def _finer(layout: Layout, row: Span | None, column: Span | None) -> Span | None:
    """The finer of both; none when they do not meet."""
    if row is None or column is None:
        return row or column or layout.range
    outer, inner = sorted((row, column), key=lambda each: each.last.end - each.first.start, reverse=True)
    return inner if sides.lies_in(inner, outer) else None


def _codes(layout: Layout, row: Codes | None, column: Codes | None) -> Codes:
    return together(together(layout.rest.codes, row or ()), column or ())
