"""Dressing: figures with all that must be shown with them; then order, limit, notes. A cell is made when it is seen."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np

from terrace.base.kernel import periods
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection.models import Status
from terrace.facts.pipeline.evaluation import expected
from terrace.insight.warehouse.answers import Answer, Cell, Heading, Key, Made, Shown
from terrace.insight.warehouse.asking import figures, ordering, wording
from terrace.insight.warehouse.asking import notes as noting
from terrace.insight.warehouse.asking.arithmetic import Arithmetic
from terrace.insight.warehouse.asking.comparing import DECIMALS
from terrace.insight.warehouse.asking.figures import Array, Figures, State
from terrace.insight.warehouse.asking.grid import Grid
from terrace.insight.warehouse.asking.layout import Layout
from terrace.insight.warehouse.asking.sides import Sides
from terrace.insight.warehouse.asking.steps import Codes, Span
from terrace.insight.warehouse.asking.worlds import World

STATUS = {int(status): str(status.label) for status in Status}
#: What is shown in per cent, whatever the unit of the indicator.
PERCENTS = frozenset({"share", "growth", "change", "index", "plan", "peers"})
NOT_APPLICABLE = "not_applicable"
REASONS = {
    State.MISSING: "missing",
    State.HIDDEN: "hidden",
    State.NOT_ADDITIVE: "not_additive",
    State.NO_BASE: "no_base",
    State.OTHER_STATUS: "other_status",
}


def dress(
    world: World, layout: Layout, grid: Grid, works: Mapping[str, Arithmetic], *, fresh_at: datetime, began: float
) -> Answer:
    """The answer of a question whose figures are read; `works` by source ('' for all together)."""
    sheet = Sheet.of(world, grid, works)
    order = ordering.order(world.question, layout, sheet.figures.value, sheet.where)
    cells = Dresser(world, grid, sheet, works, order)
    rows, columns = layout.rows, layout.columns
    by_row = bool((rows.measures >= 0).any())
    return Answer(
        question=world.question,
        measures=tuple(_shown(world, number) for number in range(len(world.specs))),
        rows=_headings(rows, order),
        columns=_headings(columns, np.arange(len(columns))),
        cells=Made(len(order), cells.row),
        notes=noting.notes(world, grid, works, sheet, order),
        fresh_at=fresh_at,
        elapsed=time.perf_counter() - began,
        found=len(rows),
        row_measures=tuple(np.maximum(rows.measures[order], 0).tolist()) if by_row else (),
        column_measures=() if by_row else tuple(np.maximum(columns.measures, 0).tolist()),
        empty=sheet.empty(order),
    )


def _headings(sides: Sides, order: Array) -> Made[Heading]:
    return Made(len(order), lambda at: sides.heading(order[at]))


def _shown(world: World, number: int) -> Shown:
    measure, spec, language = world.question.measures[number], world.specs[number], world.language
    unit, decimals = world.reader.snapshot.unit(spec, language), spec.decimals
    if measure.show in PERCENTS:
        unit, decimals = wording.PERCENT, DECIMALS
    elif measure.show == "rank":
        unit, decimals = "", 0
    label = wording.measure(spec, measure, language)
    additive = spec.area_rule == "sum" and not spec.formula and measure.show in {"value", "average"}
    return Shown(measure.text, spec.code, measure.show, label, unit, decimals, spec.nature, additive)


# all cells at once


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the cells of a grid show: for each of them which figure it is; the first figures are gaps."""

    figures: Figures
    #: Rows by columns.
    where: Array
    #: A figure stands behind what is shown.
    based: Array

    @classmethod
    def of(cls, world: World, grid: Grid, works: Mapping[str, Arithmetic]) -> "Sheet":
        parts, count = [figures.gaps()], len(State)
        where, based = np.full(grid.measure.shape, State.NONE, np.int64), np.zeros(grid.measure.shape, bool)
        there = _there(world, grid)
        for at, source in enumerate(grid.sources):
            for number in range(len(world.specs)):
                mask = there & (grid.source == at) & (grid.measure == number)
                if mask.any():
                    shown, base = _worked(world, grid, works[source], number, mask)
                    where[mask] = count + np.arange(len(shown))
                    based[mask] = base.found
                    parts.append(shown)
                    count += len(shown)
        return cls(figures.stacked(parts), where, based)

    @property
    def state(self) -> Array:
        return self.figures.state[self.where]

    def empty(self, rows: Array) -> dict[str, int]:
        """How many cells of these rows have no value, by the reason."""
        state = self.state[rows]
        counts = {reason: int(np.count_nonzero(state == each)) for each, reason in REASONS.items()}
        found = int(np.count_nonzero(state == State.FOUND))
        valued = int(np.count_nonzero(self.figures.valued[self.where[rows]]))
        return counts | {NOT_APPLICABLE: found - valued}


def _worked(world: World, grid: Grid, work: Arithmetic, number: int, mask: Array) -> tuple[Figures, Figures]:
    """What a measure shows of some cells, and the figures behind; only of the statuses that are asked for."""
    cells = grid.cells.at(mask)
    base = work.base(number, cells)
    shown = work.shown(number, cells, base)
    status = grid.status[mask]
    if status.any():
        none = (status > 0) & ~(base.found & (base.status == status))
        base, shown = base.but(none, State.NONE), shown.but(none, State.NONE)
    if world.statuses:
        other = base.found & ~np.isin(base.status, list(world.statuses))
        base, shown = base.but(other, State.OTHER_STATUS), shown.but(other, State.OTHER_STATUS)
    return shown, base


def _there(world: World, grid: Grid) -> Array:
    """Row and column meet, and the place was there and under what is asked about, at the end of the span (or on the
    common base).
    """
    cells = grid.cells
    days = [world.reader.index.since(world.now or span.last.end) for span in grid.spans]
    by_map = {day: _under(world, grid, day) for day in set(days)}
    table = np.array([by_map[day] for day in days], bool).reshape(len(days), len(grid.spots))
    meet = (cells.spot >= 0) & (cells.span >= 0)
    there: Array = meet & table[cells.span, cells.spot] if table.size else meet
    return there


def _under(world: World, grid: Grid, day: date) -> Array:
    """By spot of the grid: it was at or below what is asked about; several places always are."""
    first = grid.spots.first.tolist()
    below = set[int]().union(*(world.below(day, level) for level in world.reader.index.levels(first)))
    found: Array = ~grid.spots.single | np.fromiter(map(below.__contains__, first), bool, len(first))
    return found


# one cell, when somebody looks


@dataclass(frozen=True, slots=True)
class Frame:
    """What all places of an answer share in a measure, a span and some codes."""

    spec: IndicatorSpec
    periods: tuple[str, ...]
    breakdown: str


@dataclass
class Dresser:
    """Makes cells; what many cells share is worked out once."""

    world: World
    grid: Grid
    sheet: Sheet
    works: Mapping[str, Arithmetic]
    order: Array
    _frames: dict[tuple[int, int, int], Frame] = field(default_factory=dict)
    _codes: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    _counts: dict[tuple[int, int, int], int] = field(default_factory=dict)

    def row(self, at: int) -> Made[Cell | None]:
        """The cells of a row that is shown."""
        row = self.order[at]
        return Made(self.sheet.where.shape[1], lambda column: self._cell(row, column))

    def _cell(self, row: int, column: int) -> Cell | None:
        at = int(self.sheet.where[row, column])
        every = self.sheet.figures
        state = State(every.state[at])
        if state == State.NONE:
            return None
        number = int(self.grid.measure[row, column])
        cells = self.grid.cells
        spot, span = int(cells.spot[row, column]), int(cells.span[row, column])
        frame = self._frame(number, span, int(cells.codes[row, column]))
        key = Key(frame.spec.code, self._areas(spot, span), frame.periods, frame.breakdown)
        if state != State.FOUND:
            hidden = state == State.HIDDEN
            count = 0 if hidden else self._expected(number, spot, span)
            return Cell(None, REASONS[state], None, False, 0, count, False, hidden, key)
        value = every.value.decimal(at, self._decimals(number))
        reason = NOT_APPLICABLE if value is None else None
        counts = (
            bool(every.simulated[at]),
            int(every.reported[at]),
            int(every.expected[at]),
            bool(every.estimated[at]),
        )
        return Cell(value, reason, STATUS[int(every.status[at])], *counts, False, key)

    def _decimals(self, number: int) -> int:
        show = self.world.question.measures[number].show
        return DECIMALS if show in PERCENTS else 0 if show == "rank" else self.world.specs[number].decimals

    def _areas(self, spot: int, span: int) -> tuple[str, ...]:
        """The codes of the places on the map of the cell."""
        if (spot, span) not in self._codes:
            day = self.world.now or self.grid.spans[span].last.end
            versions = self.world.reader.index.tree(day).versions
            codes = (versions[place].code for place in self.grid.spots[spot] if place in versions)
            self._codes[spot, span] = tuple(codes)
        return self._codes[spot, span]

    def _expected(self, number: int, spot: int, span: int) -> int:
        """How many reports are expected where there is no figure."""
        key = (number, spot, span)
        if key not in self._counts:
            index, day, level = (
                self.world.reader.index,
                self.grid.spans[span].last.end,
                self.world.specs[number].reported_at,
            )
            self._counts[key] = sum(expected(index, place, day, level) for place in self.grid.spots[spot])
        return self._counts[key]

    def _frame(self, number: int, span: int, codes: int) -> Frame:
        key = (number, span, codes)
        if key not in self._frames:
            self._frames[key] = self._framed(self.world.specs[number], self.grid.spans[span], self.grid.codes[codes])
        return self._frames[key]

    def _framed(self, spec: IndicatorSpec, span: Span, codes: Codes) -> Frame:
        values = next(iter(self.works.values())).values
        said = ";".join(f"{name}={'|'.join(each)}" for name, each in codes if each)
        numbers = tuple(periods.from_id(number).code for number in values.time_of(spec, span)) or (span.last.code,)
        return Frame(spec, numbers, said)
