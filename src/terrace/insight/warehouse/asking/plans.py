"""Targets of plans, for what is shown as per cent of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.targets import goals
from terrace.insight.targets import queries as targets
from terrace.insight.targets.goals import Goal, Share
from terrace.insight.warehouse.asking.steps import Span
from terrace.insight.warehouse.asking.worlds import World

Cell = tuple[int, int, int, int]


@dataclass
class Plans:
    """The targets that she may see, read once for the years of a question."""

    world: World
    _goals: dict[int, dict[Cell, Goal]] = field(default_factory=dict)
    _parts: dict[int, dict[Cell, list[Share]]] = field(default_factory=dict)

    def targets(self, spec: IndicatorSpec, span: Span) -> Iterator[tuple[int, int, Decimal]]:
        """Place, code and what is planned for the period itself, else for its year."""
        year, whole = span.last.year, _whole(span)
        if year not in self._goals:
            self._read(year)
        for cell, goal in self._goals[year].items():
            if cell[0] == spec.id:
                parts = {share.period: share.value for share in self._parts[year].get(cell, ())}
                yield cell[1], cell[2], parts.get(whole, goal.value) if whole else goal.value

    def _read(self, year: int) -> None:
        reader = self.world.reader
        wanted = {spec.id for spec in self.world.specs}
        held = goals.holding(reader.snapshot, reader.index, years=[year])
        seen = [goal for goal in held if goal.spec.id in wanted and targets.sees(reader, goal)]
        self._goals[year] = {goal.cell: goal for goal in seen}
        self._parts[year] = goals.shares(reader.snapshot, reader.index, seen)


def _whole(span: Span) -> Period | None:
    """The one period that a span is: itself, or the half, the nine months … that it has come to."""
    if span.single:
        return span.last
    year = span.last.year
    every = (
        Period(frequency, year, 1) for frequency in (Frequency.YEAR, Frequency.HALF, Frequency.NINE, Frequency.QUARTER)
    )
    return next((each for each in every if (each.start, each.end) == (span.first.start, span.last.end)), None)
