"""What stands behind figures: observations in force (now or on a past day) and figures kept."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from terrace.base.kernel import periods
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.collection.models import Reason
from terrace.facts.pipeline.evaluation import Cell, Said
from terrace.facts.pipeline.results import Basis, Result

_COLUMNS = """indicator_id, area_id, period, breakdown_id, value, status, source_id, submission_id, revision,
    recorded_at, reason"""
_WHERE = """
    (indicator_id, breakdown_id) IN (SELECT * FROM unnest(%(indicators)s::int[], %(breakdowns)s::int[]))
    AND period = ANY (%(periods)s) AND area_id = ANY (%(areas)s)
"""
_FIGURES = """
    SELECT indicator_id, area_id, period, breakdown_id, value, status, simulated, reported, expected, basis, below,
        top, bottom
    FROM pipeline_figure
    WHERE (indicator_id, breakdown_id) IN (SELECT * FROM unnest(%(indicators)s::int[], %(breakdowns)s::int[]))
        AND period = ANY (%(periods)s) AND area_id = ANY (%(areas)s) AND basis > 0
"""


def in_force(columns: str, where: str, as_of: datetime | None) -> str:
    """The query of observations that are in force, or were at `as_of` (a parameter of that name)."""
    if as_of is None:
        return f"SELECT {columns} FROM collection_observation WHERE {where}"
    return f"""
        SELECT {columns} FROM collection_observation WHERE {where} AND recorded_at <= %(as_of)s
        UNION ALL
        SELECT {columns} FROM collection_observationrevision
        WHERE {where} AND recorded_at <= %(as_of)s AND superseded_at > %(as_of)s
    """


class Needs:
    """Which observations a cell can be made of: pairs of indicator and breakdown, and periods."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.pairs: set[tuple[int, int]] = set()
        self.periods: set[int] = set()

    def add(self, indicator: int, period: int, breakdown: int) -> "Needs":
        """Add what a cell reads, and what its parts and weights read."""
        spec = self.snapshot.by_id[indicator]
        self._add_periods(spec, period)
        if (indicator, breakdown) not in self.pairs:
            self.pairs.add((indicator, breakdown))
            self.pairs |= {(indicator, part) for parts in spec.margins.get(breakdown, ()) for part in parts}
            for part in (*spec.inputs, *([spec.weight_id] if spec.weight_id else [])):
                self.add(part, period, self.snapshot.by_id[part].fitting(breakdown))
        return self

    def _add_periods(self, spec: IndicatorSpec, number: int) -> None:
        self.periods.add(number)
        self.periods |= {part.id for part in periods.from_id(number).parts(spec.frequency)}

    def values(self, areas: Iterable[int]) -> dict[str, Any]:
        pairs = sorted(self.pairs)
        return {
            "indicators": [indicator for indicator, _ in pairs],
            "breakdowns": [breakdown for _, breakdown in pairs],
            "periods": sorted(self.periods),
            "areas": sorted(areas),
        }


#: Revision and time of the newest report.
Stamp = tuple[int, datetime]


@dataclass(frozen=True, slots=True)
class Book:
    """What was said of some cells: by whom it counts, why there is nothing, and since when."""

    said: dict[Cell, Said]
    gaps: dict[Cell, str]
    stamps: dict[Cell, Stamp]


NOTHING = Book({}, {}, {})


def read(needs: Needs, areas: Collection[int], as_of: datetime | None = None) -> Book:
    """What speaks for each cell: of the observations in force the one of the highest precedence that is no gap."""
    simulated = {source.id for source in needs.snapshot.sources.values() if source.simulated}
    precedence = {source.id: source.precedence for source in needs.snapshot.sources.values()}
    book = Book({}, {}, {})
    for row in sorted(observations(needs, areas, as_of), key=lambda row: precedence[row[6]], reverse=True):
        cell: Cell = row[:4]
        book.stamps[cell] = (row[8], row[9])
        if row[10] <= Reason.NOT_APPLICABLE:
            book.said[cell] = Said(row[4], row[5], row[6] in simulated)
        else:
            book.gaps[cell] = Reason(row[10]).label
    return book


def observations(needs: Needs, areas: Collection[int], as_of: datetime | None = None) -> list[tuple[Any, ...]]:
    """The rows in force, gaps included (columns as in `_COLUMNS`)."""
    with connection.cursor() as cursor:
        cursor.execute(in_force(_COLUMNS, _WHERE, as_of), {**needs.values(areas), "as_of": as_of})
        return list(cursor.fetchall())


def kept(needs: Needs, areas: Collection[int]) -> dict[Cell, Result]:
    """The figures kept for these places."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, needs.values(areas))
        return dict(_results(cursor.fetchall()))


def _results(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Cell, Result]]:
    for *cell, value, status, simulated, reported, expected, basis, below, top, bottom in rows:
        key: Cell = (cell[0], cell[1], cell[2], cell[3])
        yield key, Result(value, status, simulated, reported, expected, Basis(basis), below, top, bottom)


def below(snapshot: Snapshot, index: Index, cell: Cell) -> tuple[dict[Cell, Said], dict[Cell, Result]]:
    """What one step down from a cell was said and is kept: the places below, or the own periods of a coarser one."""
    indicator, area, number, breakdown = cell
    needs, period = Needs(snapshot).add(indicator, number, breakdown), periods.from_id(number)
    own = period.frequency is snapshot.by_id[indicator].frequency
    areas = {area, *(index.children(area, period.end) if own else ())}
    return read(needs, areas).said, kept(needs, areas)
