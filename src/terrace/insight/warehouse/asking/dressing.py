"""Dressing: numbers into cells with all that they must be shown with; then order, limit and notes."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from terrace.base.kernel import periods
from terrace.base.places.versions import Version
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection.models import Status
from terrace.facts.pipeline.evaluation import expected
from terrace.insight.warehouse.answers import Answer, Cell, Heading, Key, Shown
from terrace.insight.warehouse.asking import notes as noting
from terrace.insight.warehouse.asking import ordering, wording
from terrace.insight.warehouse.asking.arithmetic import DECIMALS, Arithmetic, Spotted
from terrace.insight.warehouse.asking.found import HIDDEN, OTHER_STATUS, Found, Gap, Value
from terrace.insight.warehouse.asking.layout import Layout
from terrace.insight.warehouse.asking.notes import Said, Single
from terrace.insight.warehouse.asking.steps import Codes, Side, Span, Spot, together
from terrace.insight.warehouse.asking.worlds import World

STATUS = {int(status): str(status.label) for status in Status}
#: What is shown in per cent, whatever the unit of the indicator.
PERCENTS = frozenset({"share", "growth", "change", "index", "plan", "peers"})
Grid = list[list[tuple[Cell, Said] | None]]


def dress(world: World, layout: Layout, works: Mapping[str, Arithmetic], fresh_at: datetime, began: float) -> Answer:
    """The answer of a question whose numbers are read; `works` by source ('' for all together)."""
    dresser = Dresser(world, layout, works)
    grid: Grid = [[dresser.cell(row, column) for column in layout.columns] for row in layout.rows]
    order = ordering.order(world.question, layout, [[one[0] if one else None for one in row] for row in grid])
    kept = [grid[at] for at in order]
    said = [one[1] for row in kept for one in row if one is not None]
    rows, columns = [layout.rows[at] for at in order], layout.columns
    by_row = any(each.measure >= 0 for each in rows)
    return Answer(
        question=world.question,
        measures=tuple(_shown(world, number) for number in range(len(world.specs))),
        rows=tuple(heading(each) for each in rows),
        columns=tuple(heading(each) for each in columns),
        cells=tuple(tuple(one[0] if one else None for one in row) for row in kept),
        notes=noting.notes(world, said),
        fresh_at=fresh_at,
        elapsed=time.perf_counter() - began,
        found=len(grid),
        row_measures=tuple(max(0, each.measure) for each in rows) if by_row else (),
        column_measures=() if by_row else tuple(max(0, each.measure) for each in columns),
    )


def heading(side: Side) -> Heading:
    """The heading of a row or a column."""
    return Heading(tuple(step.member for step in side.steps))


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


@dataclass(frozen=True, slots=True)
class Frame:
    """What all places of an answer share in a measure, a span and some codes."""

    spec: IndicatorSpec
    #: Period and breakdown (ids) where a cell is a single figure.
    single: tuple[int, int] | None
    periods: tuple[str, ...]
    breakdown: str
    versions: Mapping[int, Version]
    #: The places that were there, and under what is asked about.
    there: dict[int, frozenset[int]]


@dataclass
class Dresser:
    """Makes cells; what many cells share is worked out once."""

    world: World
    layout: Layout
    works: Mapping[str, Arithmetic]
    _codes: dict[tuple[Codes, Codes], Codes] = field(default_factory=dict)
    _frames: dict[tuple[int, int, int], Frame] = field(default_factory=dict)

    def cell(self, row: Side, column: Side) -> tuple[Cell, Said] | None:
        """The cell of a row and a column; None where there can be none."""
        spot, span = column.spot or row.spot or self.layout.rest.spot, self._span(row, column)
        if column.spot and row.spot:
            spot = self._deeper(row.spot, column.spot)
        if span is None or not spot:
            return None
        number, at = max(row.measure, column.measure, 0), Spotted(spot, span, self._together(row, column))
        work = self.works[column.source or row.source]
        frame = self._frame(number, at, work)
        if not self._stands(frame, at):
            return None
        base = self._base(frame, at, work)
        found = work.shown(number, at, base)
        if base is None or not _has(base, column.status or row.status):
            return None
        if self.world.statuses and isinstance(base, Found) and base.status not in self.world.statuses:
            found = base = OTHER_STATUS
        return self._dressed(frame, at, found, base)

    def _frame(self, number: int, at: Spotted, work: Arithmetic) -> Frame:
        key = (number, id(at.span), id(at.codes))
        if key not in self._frames:
            self._frames[key] = self._framed(self.world.specs[number], at, work)
        return self._frames[key]

    def _framed(self, spec: IndicatorSpec, at: Spotted, work: Arithmetic) -> Frame:
        numbers, bunch = work.values.span_of(spec, at.span), work.values.set_of(spec, at.codes)
        single = (numbers[0], bunch[0]) if len(numbers) == 1 and bunch is not None and len(bunch) == 1 else None
        codes = tuple(periods.from_id(number).code for number in numbers) or (at.span.last.code,)
        said = ";".join(f"{name}={'|'.join(each)}" for name, each in at.codes if each)
        versions = self.world.reader.index.tree(self.world.now or at.span.last.end).versions
        return Frame(spec, single, codes, said, versions, {})

    def _base(self, frame: Frame, at: Spotted, work: Arithmetic) -> Value:
        """The figure that a cell shows, or is made from."""
        if frame.single and len(at.spot) == 1:
            return work.values.single(frame.spec, at.spot[0], *frame.single)
        return work.values.get(frame.spec, at.spot, at.span, at.codes)

    def _span(self, row: Side, column: Side) -> Span | None:
        """The finer of both; None when they do not meet."""
        if row.span is None or column.span is None:
            return row.span or column.span or self.layout.range
        outer, inner = sorted((row.span, column.span), key=lambda each: each.last.end - each.first.start, reverse=True)
        return inner if outer.first.start <= inner.last.start and inner.last.end <= outer.last.end else None

    def _deeper(self, first: Spot, second: Spot) -> Spot:
        """The place that lies in the other; none when neither does."""
        index = self.world.reader.index
        for inner, outer in ((first, second), (second, first)):
            if inner == outer or any(index.ancestors(inner[0], day).count(outer[0]) for day in self.world.days):
                return inner
        return ()

    def _stands(self, frame: Frame, at: Spotted) -> bool:
        """The place was there, and under what is asked about, at the end of the span (or on the common base)."""
        if len(at.spot) > 1:
            return True
        level = self.world.reader.index.level(at.spot[0])
        if level not in frame.there:
            frame.there[level] = self.world.below(self.world.now or at.span.last.end, level)
        return at.spot[0] in frame.there[level]

    def _together(self, row: Side, column: Side) -> Codes:
        key = (row.codes, column.codes)
        if key not in self._codes:
            self._codes[key] = together(together(self.layout.rest.codes, row.codes), column.codes)
        return self._codes[key]

    def _dressed(self, frame: Frame, at: Spotted, found: Value, base: Value) -> tuple[Cell, Said]:
        areas = tuple(frame.versions[place].code for place in at.spot if place in frame.versions)
        key = Key(frame.spec.code, areas, frame.periods, frame.breakdown)
        said = Said(base, found, self._single(frame, at))
        if isinstance(found, Found):
            reason = "not_applicable" if found.value is None else None
            rest = (found.simulated, found.reported, found.expected, found.estimated, False, key)
            return Cell(found.value, reason, STATUS[found.status], *rest), said
        reason = found.reason if isinstance(found, Gap) else "missing"
        count = 0 if found is HIDDEN else self._expected(frame.spec, at)
        return Cell(None, reason, None, False, 0, count, False, found is HIDDEN, key), said

    def _expected(self, spec: IndicatorSpec, at: Spotted) -> int:
        index, day = self.world.reader.index, at.span.last.end
        return sum(expected(index, place, day, spec.reported_at) for place in at.spot)

    def _single(self, frame: Frame, at: Spotted) -> Single | None:
        if not frame.single or len(at.spot) > 1 or self.world.now:
            return None
        return frame.spec.id, at.spot[0], *frame.single


def _has(base: Value, status: int) -> bool:
    """It is of the status asked for (0: any)."""
    return not status or (isinstance(base, Found) and base.status == status)
