"""What is in force in some cells, for rules that compare with other figures.

    read(cells, source)     for one source
    held_in(cells)          for several: `Held.by(source)`, where `Held.say` adds what a batch says meanwhile

A cell's figure is that of the same source, else that of the source with the lowest precedence number. The answer is
the same at every door: a function of PostgreSQL gives it, which shows the web role the places that the person reports
for and their neighbours, and nothing else.
"""

from collections.abc import Collection, Iterator, Mapping

from django.db import connection

from terrace.facts.catalogue import snapshot
from terrace.facts.rules.cells import CellKey, Said

_READ = "SELECT * FROM collection_held(%s::int[], %s::int[], %s::int[], %s::int[])"


class Held:
    """What each source says of each cell."""

    def __init__(self, cells: Collection[CellKey]) -> None:
        self.wanted = cells
        self._said: dict[CellKey, dict[int, Said]] = {}
        self._order = {spec.id: spec.precedence for spec in snapshot.current().sources.values()}

    def say(self, cell: CellKey, source: int, said: Said) -> None:
        """From now on the source says this of the cell."""
        self._said.setdefault(cell, {})[source] = said

    def by(self, source: int) -> "BySource":
        """As the source sees it."""
        return BySource(self, source)

    def said(self, cell: CellKey, source: int) -> Said | None:
        """Its own figure, else that of the source that goes first; None when nobody said anything."""
        by_source = self._said.get(cell)
        if by_source is None:
            return None
        if source in by_source:
            return by_source[source]
        return by_source[min(by_source, key=lambda each: (self._order.get(each, 0), each))]

    def __iter__(self) -> Iterator[CellKey]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)


class BySource(Mapping[CellKey, Said]):
    """`Held` as a mapping, for one source."""

    def __init__(self, held: Held, source: int) -> None:
        self._held, self._source = held, source

    def __getitem__(self, cell: CellKey) -> Said:
        said = self._held.said(cell, self._source)
        if said is None:
            raise KeyError(cell)
        return said

    def __iter__(self) -> Iterator[CellKey]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def held_in(cells: Collection[CellKey]) -> Held:
    """What is in force; one query."""
    held = Held(cells)
    if cells:
        with connection.cursor() as cursor:
            cursor.execute(_READ, [list(column) for column in zip(*cells, strict=True)])
            for indicator, period, breakdown, area, source, reason, value in cursor:
                held.say((indicator, period, breakdown, area), source, value if reason == 0 else reason)
    return held


def read(cells: Collection[CellKey], source_id: int) -> dict[CellKey, Said]:
    """What is in force in the cells, for the source; cells of which nobody said anything are not there."""
    return dict(held_in(cells).by(source_id))
