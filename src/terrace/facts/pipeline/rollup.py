"""Roll-up: the touched figures recomputed from what is in force, in sets, by PostgreSQL.

Recomputing (instead of adding differences) makes it idempotent, independent of the order of arrival, and right for
stocks, ratios and late corrections alike. The definition is that of `evaluation`; the statements here say it
for many cells at once. Levels go from the deepest up, so that each finds the figures below it done.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db import connection

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.pipeline import ledger, statements
from terrace.facts.pipeline.evaluation import Cell, Evaluator, expected
from terrace.facts.pipeline.figures import Changed
from terrace.facts.pipeline.results import Result
from terrace.facts.pipeline.touched import Touched

#: First of the advisory locks, one for each partition.
LOCKS = 0x7E55_0000


def lock(partition: int) -> None:
    """Wait for the partition: its figures have one writer at a time, in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCKS + partition])


def recompute(touched: Touched) -> list[Changed]:
    """Bring the touched figures up to date; those that changed."""
    changed: list[Changed] = []
    for level in touched.deepest_first():
        changed += Level(touched.snapshot, touched.index, list(touched.cells(level))).recompute()
    return changed


@dataclass(slots=True)
class Columns:
    """Rows for `unnest`, column by column, as array literals."""

    rows: list[tuple[object, ...]] = field(default_factory=list)

    def literals(self, count: int) -> list[str]:
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * count
        return [_literal(column) for column in columns]


@dataclass
class Level:
    """The touched cells of places of one level."""

    snapshot: Snapshot
    index: Index
    cells: Sequence[Cell]
    _parts: dict[tuple[int, Frequency], tuple[str, int]] = field(default_factory=dict)
    _counts: dict[tuple[int, int, int | None], int] = field(default_factory=dict)
    _days: dict[int, date] = field(default_factory=dict)

    def recompute(self) -> list[Changed]:
        """Reported ones first, then means, then formulas over them by depth."""
        from_places, over_time, newest, means, derived = self._sorted()
        changed = self._from_places(from_places)
        changed += self._over_time(over_time)
        changed += self._newest(newest)
        changed += self._means(means)
        for depth in sorted({self._spec(cell).depth for cell in derived}):
            changed += self._by_formula([cell for cell in derived if self._spec(cell).depth == depth])
        return changed

    def _spec(self, cell: Cell) -> IndicatorSpec:
        return self.snapshot.by_id[cell[0]]

    def _sorted(self) -> list[list[Cell]]:
        """The cells by the statement that computes them."""
        kinds: list[list[Cell]] = [[], [], [], [], []]
        for cell in self.cells:
            kinds[self._kind(cell)].append(cell)
        return kinds

    def _kind(self, cell: Cell) -> int:
        spec = self._spec(cell)
        if spec.formula:
            return 4
        if spec.area_rule == "mean":
            return 3
        if periods.from_id(cell[2]).frequency is spec.frequency:
            return 0
        return 2 if spec.time_rule == "last" else 1

    # sums over places

    def _from_places(self, cells: Sequence[Cell]) -> list[Changed]:
        wholes = [cell for cell in cells if cell[3] in self._spec(cell).margins]
        others = [cell for cell in cells if cell[3] not in self._spec(cell).margins]
        return [*self._summed(others, wholes=False), *self._summed(wholes, wholes=True)]

    def _summed(self, cells: Sequence[Cell], *, wholes: bool) -> list[Changed]:
        if not cells:
            return []
        kin = Kin(self.index)
        rows = Columns([self._place_row(number, cell, kin) for number, cell in enumerate(cells)])
        pieces = Columns(list(self._pieces({(cell[0], cell[3]) for cell in cells})))
        values = [*rows.literals(7), *kin.columns.literals(3), *pieces.literals(4), *self._sources]
        return _run(statements.FROM_PLACES[wholes], values)

    def _place_row(self, number: int, cell: Cell, kin: "Kin") -> tuple[object, ...]:
        spec = self._spec(cell)
        day = None if spec.area_rule == "none" else self._day(cell[2])
        return number, kin.of(cell[1], day), *cell, self._expected(cell[1], cell[2], spec.reported_at)

    def _pieces(self, pairs: Iterable[tuple[int, int]]) -> Iterable[tuple[object, ...]]:
        """The finest parts of the wholes among the cells: indicator, whole, position of the group, parts."""
        for indicator, breakdown in pairs:
            for position, parts in enumerate(self.snapshot.by_id[indicator].margins.get(breakdown, ()), start=1):
                yield indicator, breakdown, position, _nested(parts)

    @cached_property
    def _sources(self) -> tuple[str, str]:
        """The sources that are simulated, and all in the order of their precedence."""
        ranked = sorted(self.snapshot.sources.values(), key=lambda source: source.precedence)
        simulated = (source.id for source in ranked if source.simulated)
        return _literal(simulated), _literal(source.id for source in ranked)

    # sums and means over the place's own periods

    def _over_time(self, cells: Sequence[Cell]) -> list[Changed]:
        if not cells:
            return []
        rows = Columns([self._time_row(cell) for cell in cells])
        return _run(statements.OVER_TIME, rows.literals(8))

    def _time_row(self, cell: Cell) -> tuple[object, ...]:
        spec = self._spec(cell)
        slots, parts = self._slots(cell)
        reports = self._expected(cell[1], cell[2], spec.reported_at) * parts
        return *cell, reports, slots, spec.time_rule == "mean", spec.decimals

    def _newest(self, cells: Sequence[Cell]) -> list[Changed]:
        if not cells:
            return []
        rows = Columns([(*cell, self._slots(cell)[0]) for cell in cells])
        return _run(statements.NEWEST, rows.literals(5))

    def _slots(self, cell: Cell) -> tuple[str, int]:
        """The own periods of a coarser one, as a literal, and how many."""
        key = (cell[2], self._spec(cell).frequency)
        if (found := self._parts.get(key)) is None:
            parts = periods.from_id(cell[2]).parts(key[1])
            found = self._parts[key] = (_nested(part.id for part in parts), len(parts))
        return found

    def _expected(self, area: int, period: int, level: int | None) -> int:
        """`evaluation.expected`, looked up once for a place and period."""
        key = (area, period, level)
        if (found := self._counts.get(key)) is None:
            found = self._counts[key] = expected(self.index, area, self._day(period), level)
        return found

    def _day(self, period: int) -> date:
        if (found := self._days.get(period)) is None:
            found = self._days[period] = periods.from_id(period).end
        return found

    # weighted means: few, so by the definition itself

    def _means(self, cells: Sequence[Cell]) -> list[Changed]:
        if not cells:
            return []
        worked: dict[Cell, Result | None] = {}
        stale = set(cells)
        own_first = sorted(cells, key=lambda cell: -(cell[2] // 100 % 10))
        for cell in own_first:
            said, kept = ledger.below(self.snapshot, self.index, cell)
            fresh = {each: result for each, result in worked.items() if result is not None}
            known = {each: result for each, result in kept.items() if each not in stale} | fresh
            worked[cell] = Evaluator.over(self.snapshot, self.index, said, known).result(*cell)
        return _run(statements.AS_WORKED, statements.as_worked(worked.items()))

    # formulas

    def _by_formula(self, cells: Sequence[Cell]) -> list[Changed]:
        changed: list[Changed] = []
        for indicator in {cell[0] for cell in cells}:
            spec = self.snapshot.by_id[indicator]
            own = [cell for cell in cells if cell[0] == indicator]
            rows = Columns([self._formula_row(spec, cell) for cell in own])
            statement = statements.by_formula(spec, self.snapshot)
            changed += _run(statement, [*rows.literals(5 + len(spec.inputs)), *self._sources])
        return changed

    def _formula_row(self, spec: IndicatorSpec, cell: Cell) -> tuple[object, ...]:
        fitting = (self.snapshot.by_id[part].fitting(cell[3]) for part in spec.inputs)
        return *cell, self._expected(cell[1], cell[2], spec.reported_at), *fitting


class Kin:
    """The places right below a place on a day, each distinct pair once: leaves and those with places below."""

    def __init__(self, index: Index) -> None:
        self.index, self.columns = index, Columns()
        self._numbers: dict[tuple[int, date | None], int] = {}

    def of(self, area: int, day: date | None) -> int:
        """The number of the row of kin; with no day, a place without any."""
        key = (area, day)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers)
            self.columns.rows.append((self._numbers[key], *self._below(area, day)))
        return self._numbers[key]

    def _below(self, area: int, day: date | None) -> tuple[str, str]:
        if day is None:
            return _nested(()), _nested(())
        children = self.index.children(area, day)
        leaves = [child for child in children if self.index.is_leaf(child, day)]
        return _nested(leaves), _nested(set(children) - set(leaves))


def _literal(column: Iterable[object]) -> str:
    return "{" + ",".join(map(str, column)) + "}"


def _nested(numbers: Iterable[int]) -> str:
    """An array inside an array literal."""
    return f'"{_literal(numbers)}"'


def _run(statement: str, values: Sequence[str]) -> list[Changed]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Changed(*row) for row in cursor.fetchall()]
