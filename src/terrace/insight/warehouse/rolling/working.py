"""One piece of work in DuckDB: tables made, filled rank by rank and level by level, and taken away again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import duckdb
import pyarrow as pa

from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.warehouse.rolling import arrows, by_catalogue, fixed, statements
from terrace.insight.warehouse.rolling.catalogue_tables import Catalogue
from terrace.insight.warehouse.rolling.place_tables import FINER, Places
from terrace.insight.warehouse.rolling.quotients import PLACES

#: What DuckDB says when a number is beyond sixteen bytes (the last by `quotients.mean`).
BEYOND = (duckdb.OutOfRangeException, duckdb.ConversionException, duckdb.InvalidInputException, OverflowError)
#: Up to so many observations, fewer statements are quicker than fewer rows.
FEW = 50_000
TABLES = ("said", "own", "up", "whole", "cell", "span", "last", "input")


@dataclass
class Work:
    """Figures of some indicators and years into the table `into`."""

    con: duckdb.DuckDBPyConnection
    catalogue: Catalogue
    index: Index
    years: tuple[int, int]
    leaves_only: bool
    into: str
    places: Places = field(init=False)
    _registered: set[str] = field(default_factory=set)
    #: Which of the tables about the catalogue and the places hold anything.
    _filled: set[str] = field(default_factory=set)
    _few: bool = False

    def run(self, observations: str) -> None:
        """From observations to figures."""
        self._open(observations)
        for rank, specs in enumerate(self.catalogue.by_rank):
            if any(not spec.formula for spec in specs):
                self._reported(rank, [spec for spec in specs if not spec.formula])
            if derived := [spec for spec in specs if spec.formula]:
                self._derived(rank, derived)
        self.con.execute(statements.outcome(self.into))

    def close(self) -> None:
        """Take everything away again."""
        for name in TABLES:
            self.con.execute(f"DROP TABLE IF EXISTS w_{name}")
        for name in self._registered:
            self.con.execute(f"DROP TABLE IF EXISTS {name}")
        self._registered.clear()

    def _register(self, name: str, table: pa.Table) -> None:
        self.con.register("m_arrow", table)
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE m_{name} AS SELECT * FROM m_arrow")
        self.con.unregister("m_arrow")
        self._registered.add(f"m_{name}")
        if table.num_rows:
            self._filled.add(name)

    # what was said

    def _open(self, observations: str) -> None:
        for name, table in self.catalogue.tables.items():
            self._register(name, table)
        count, areas, numbers, sources, largest = self._outline(observations)
        self._few = count <= FEW
        self.places = Places.of(self.index, areas, numbers)
        for name, table in self.places.tables(self.catalogue.reporting).items():
            self._register(name, table)
        narrow = largest < statements.NARROW
        self.con.execute(statements.said(observations, self.years, sources=sources, narrow=narrow))
        if self.leaves_only and "kept" in self._filled:
            self.con.execute(statements.LEAVES)
        self.con.execute(statements.CELL)

    def _outline(self, observations: str) -> tuple[int, list[int], list[int], int, Decimal]:
        """How many observations, the places, the periods, how many sources, and the largest value."""
        found = self.con.execute(statements.OUTLINE.format(observations=observations), self._span()).fetchall()
        count, areas, numbers, sources, largest = found[0]
        return count, areas or [], numbers or [], sources, largest or Decimal(0)

    def _span(self) -> list[int]:
        return [self.years[0] * 1000, self.years[1] * 1000 + 999]

    # what is reported, at its own frequency and in coarser periods

    def _reported(self, rank: int, specs: Sequence[IndicatorSpec]) -> None:
        wholes = rank == 0 and "piece" in self._filled
        self.con.execute(statements.OWN)
        if wholes:
            self.con.execute(statements.WHOLES)
        self.con.execute(statements.first(rank, wholes=wholes))
        if not self.leaves_only:
            self._by_levels(rank, wholes=wholes)
        self.con.execute(statements.KEEP_OWN)
        rules = {spec.time_rule for spec in specs}
        if rules & {"sum", "mean"}:
            self._flows()
        if "last" in rules:
            self._stocks()
        self._drop("own", "up", "whole", "span", "last")

    def _by_levels(self, rank: int, *, wholes: bool) -> None:
        """The deepest places first, so that each finds what is below it done."""
        self.con.execute(statements.UP)
        waiting = {level for (level,) in self.con.execute(statements.WAITING).fetchall()} if wholes else set()
        deepest_first = sorted(set(self.places.areas.values()), reverse=True)
        for level in deepest_first:
            if level != deepest_first[0]:
                self.con.execute(statements.below(rank, level))
            if level in waiting:
                self.con.execute(statements.parts_unless_below(level))
            if level != deepest_first[-1]:
                self.con.execute(statements.up(rank, level))

    def _flows(self) -> None:
        self.con.execute(statements.SPAN)
        for grain in self._coarser():
            self.con.execute(statements.span(grain))
        self.con.execute(statements.KEEP_SPAN)

    def _stocks(self) -> None:
        self.con.execute(statements.LAST)
        for grain in self._coarser():
            self.con.execute(statements.last(grain, leaves_only=self.leaves_only))
        self.con.execute(statements.KEEP_LAST)
        if not self.leaves_only:
            self.con.execute(statements.NEWEST)

    def _coarser(self) -> list[int | None]:
        """The grains of coarser periods, each after those it is summed up from; of few cells all at once."""
        there = {period.frequency for period in self.places.times}
        return [None] if self._few else [int(grain) for grain in FINER if grain in there]

    # what is derived

    def _derived(self, rank: int, specs: Sequence[IndicatorSpec]) -> None:
        if any(spec.reported_at is not None for spec in specs):
            self.con.execute(statements.SAID_OF_DERIVED.format(rank=rank))
        self._register("input", self.catalogue.inputs(specs))
        self.con.execute(statements.inputs(max(len(spec.inputs) for spec in specs)))
        sizes = self._sizes(specs)
        divisions, others = self._compiled(specs, sizes)
        if others:
            self._work_out(others)
            divisions |= {spec.id: ("worked", f"{10 ** (PLACES - spec.decimals)}::HUGEINT") for spec in others}
        tops, bottoms = (_cases({key: both[side] for key, both in divisions.items()}) for side in (0, 1))
        self.con.execute(statements.computed(tops, bottoms, rank, worked=bool(others)))
        self._drop("input")

    def _sizes(self, specs: Sequence[IndicatorSpec]) -> dict[int, int]:
        """The largest value of each input."""
        parts = sorted({part for spec in specs for part in spec.inputs})
        rows = self.con.execute(statements.SIZES, [parts]).fetchall()
        return dict.fromkeys(parts, 0) | dict(rows)

    def _compiled(
        self, specs: Sequence[IndicatorSpec], sizes: dict[int, int]
    ) -> tuple[dict[int, tuple[str, str]], list[IndicatorSpec]]:
        """The divisions of the formulas that whole numbers can work out, and the other indicators."""
        found, others = {}, []
        for spec in specs:
            if (formula := spec.compiled) is None:
                continue
            codes = [self.catalogue.snapshot.by_id[part].code for part in spec.inputs]
            names = {code: f"v{slot}" for slot, code in enumerate(codes)}
            most = {code: sizes[part] for code, part in zip(codes, spec.inputs, strict=True)}
            try:
                found[spec.id] = fixed.compiled(formula.root, names, most, spec.decimals)
            except fixed.Unfit:
                others.append(spec)
        return found, others

    def _work_out(self, specs: Sequence[IndicatorSpec]) -> None:
        """The formulas beyond whole numbers, by the catalogue itself."""
        found = [row for spec in specs for row in by_catalogue.rows(self.con, self.catalogue.snapshot, spec)]
        self._register("worked", arrows.table(by_catalogue.WORKED, found))

    def _drop(self, *names: str) -> None:
        for name in names:
            self.con.execute(f"DROP TABLE IF EXISTS w_{name}")


def _cases(branches: dict[int, str]) -> str:
    """A branch for each derived indicator."""
    return f"CASE derived {' '.join(f'WHEN {key} THEN {sql}' for key, sql in branches.items())} END"
