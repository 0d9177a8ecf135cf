"""Both sides of a cell: what two sources say, a total and its parts, a figure and the places below it.

The source that settles conflicts is no side, and a simulated source none against a real one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from terrace.base.kernel import periods
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.collection.checking import CellKey
from terrace.facts.pipeline.results import Basis
from terrace.facts.reconciliation.models import NO_SOURCE, Kind

#: The source in whose name a settled figure is put in force.
SETTLED = "settled"

#: A cell and a source → the value.
Said = dict[CellKey, dict[int, Decimal]]


class Sides(NamedTuple):
    """Two figures for one cell; sources by id, 0 for a sum."""

    kind: str
    cell: CellKey
    first_source: int
    second_source: int
    first: Decimal
    second: Decimal

    @property
    def key(self) -> tuple[object, ...]:
        return (self.kind, *self.cell, self.first_source, self.second_source)


_SAID = """
    SELECT o.indicator_id, o.period, o.breakdown_id, o.area_id, o.source_id, o.value
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) AS c (indicator, period, breakdown, area)
    JOIN collection_observation o ON o.indicator_id = c.indicator AND o.period = c.period
        AND o.breakdown_id = c.breakdown AND o.area_id = c.area
    WHERE o.reason = 0 AND NOT o.source_id = ANY (%s)
"""
_BELOW = """
    SELECT f.indicator_id, f.period, f.breakdown_id, f.area_id, f.value, f.below
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[]) AS c (indicator, period, breakdown, area)
    JOIN pipeline_figure f ON f.indicator_id = c.indicator AND f.period = c.period
        AND f.breakdown_id = c.breakdown AND f.area_id = c.area
    WHERE f.basis = %s AND f.value IS NOT NULL AND f.below IS NOT NULL
"""
_HEARD = """
    SELECT count(DISTINCT o.area_id) FROM collection_observation o
    WHERE o.indicator_id = %s AND o.period = %s AND o.breakdown_id = %s AND o.area_id = ANY (%s) AND o.reason <= 1
"""


class Finder:
    """Finds the sides of cells with one snapshot of catalogue and places."""

    def __init__(self, snapshot: Snapshot, index: Index) -> None:
        self.snapshot, self.index = snapshot, index
        self.aside = [each.id for each in snapshot.sources.values() if each.code == SETTLED]
        self.rank = {each.id: each.precedence for each in snapshot.sources.values()}
        self.simulated = {each.id for each in snapshot.sources.values() if each.simulated}

    def reported(self, cells: Iterable[CellKey]) -> list[Sides]:
        """What is said of the cells themselves, and of the totals that they belong to."""
        own = set(cells)
        totals = {whole for cell in own for whole in self._wholes(cell)}
        said = self._said(own | totals | {part for whole in totals for part in self._parts(whole)})
        return [
            *(sides for cell in sorted(own) for sides in self._sources(cell, said)),
            *(sides for whole in sorted(totals) for sides in self._totals(whole, said)),
        ]

    def touched(self, cells: Iterable[CellKey]) -> set[CellKey]:
        """The cells and the totals that they belong to: those whose conflicts may have changed."""
        own = set(cells)
        return own | {whole for cell in own for whole in self._wholes(cell)}

    def _wholes(self, cell: CellKey) -> Iterator[CellKey]:
        spec = self.snapshot.by_id[cell[0]]
        if cell[2] in spec.margins:
            yield cell
        for whole in spec.wholes.get(cell[2], ()):
            yield (cell[0], cell[1], whole, cell[3])

    def _parts(self, whole: CellKey) -> Iterator[CellKey]:
        for parts in self.snapshot.by_id[whole[0]].margins[whole[2]]:
            for part in parts:
                yield (whole[0], whole[1], part, whole[3])

    def _said(self, cells: set[CellKey]) -> Said:
        found: Said = defaultdict(dict)
        with connection.cursor() as cursor:
            cursor.execute(_SAID, [*_columns(cells), self.aside])
            for *cell, source, value in cursor.fetchall():
                found[cell[0], cell[1], cell[2], cell[3]][source] = value
        return found

    def _sources(self, cell: CellKey, said: Said) -> Iterator[Sides]:
        """Each pair of sources, the one of the higher precedence first."""
        ranked = sorted(said.get(cell, {}).items(), key=lambda each: self.rank[each[0]])
        for place, (first, value) in enumerate(ranked):
            for second, other in ranked[place + 1 :]:
                if (first in self.simulated) == (second in self.simulated):
                    yield Sides(Kind.SOURCES, cell, first, second, value, other)

    def _totals(self, whole: CellKey, said: Said) -> Iterator[Sides]:
        """A total of a source, and the sum of the parts that the same source gave, where it gave all."""
        spec = self.snapshot.by_id[whole[0]]
        for source, total in said.get(whole, {}).items():
            for parts in spec.margins[whole[2]]:
                given = [said.get((whole[0], whole[1], part, whole[3]), {}).get(source) for part in parts]
                known = [value for value in given if value is not None]
                if spec.area_rule == "sum" and len(known) == len(parts):
                    yield Sides(Kind.PARTS, whole, source, NO_SOURCE, total, sum(known, Decimal(0)))
                    break

    def below(self, cells: Iterable[CellKey]) -> list[Sides]:
        """Figures that a place reported itself, and the sum of the places below where all of them reported."""
        found = []
        with connection.cursor() as cursor:
            cursor.execute(_BELOW, [*_columns(cells), int(Basis.REPORTED)])
            rows = cursor.fetchall()
        said = self._said({(row[0], row[1], row[2], row[3]) for row in rows})
        for indicator, period, breakdown, area, value, below in rows:
            cell = (indicator, period, breakdown, area)
            speaker = min(said.get(cell, {}), key=lambda source: self.rank[source], default=None)
            if speaker is not None and self._complete(cell):
                found.append(Sides(Kind.PLACES, cell, speaker, NO_SOURCE, value, below))
        return found

    def _complete(self, cell: CellKey) -> bool:
        """Every place right below spoke, itself or through the places below it."""
        indicator, period, breakdown, area = cell
        if self.snapshot.by_id[indicator].formula:
            return False
        children = self.index.children(area, periods.from_id(period).end)
        with connection.cursor() as cursor:
            cursor.execute(_HEARD, [indicator, period, breakdown, list(children)])
            if cursor.fetchone()[0] == len(children):
                return bool(children)
            cursor.execute(_COVERED, [indicator, period, breakdown, list(children)])
            return bool(children) and cursor.fetchone()[0] == len(children)


#: Children of which every leaf reported, or that reported themselves.
_COVERED = """
    SELECT count(*) FROM pipeline_figure f WHERE f.indicator_id = %s AND f.period = %s AND f.breakdown_id = %s
        AND f.area_id = ANY (%s) AND f.basis > 0 AND f.reported >= f.expected
"""


def _columns(cells: Iterable[CellKey]) -> list[list[int]]:
    listed = list(cells)
    return [[cell[number] for cell in listed] for number in range(4)]
