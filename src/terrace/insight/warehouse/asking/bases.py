"""What a question is read from: the cube as it is; figures worked out anew, as they were known on a past day or as one
source alone has them; or either restated on the map of one day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from terrace.base.kernel import periods
from terrace.insight.warehouse import rolling
from terrace.insight.warehouse.asking import restating
from terrace.insight.warehouse.asking.reading import ESTIMATED, Book, Cells
from terrace.insight.warehouse.asking.values import Values
from terrace.insight.warehouse.asking.worlds import World
from terrace.insight.warehouse.pruning import Range


@dataclass(frozen=True, slots=True)
class Worked:
    """A table worked out for one question, read as the cube is."""

    table: Any

    def within(self, _: Range) -> Any:
        """All of it: there is nothing to prune."""
        return self.table

    def rows(self, _: Range, names: Sequence[str]) -> pa.Table:
        """What was estimated too, where that is known."""
        known = [ESTIMATED] if ESTIMATED in self.table.columns else []
        return self.table.select(*names, *known).to_pyarrow()


@dataclass(frozen=True, slots=True)
class Books:
    """Opens the book of a question."""

    world: World
    cube: Any

    def book(self, values: Values, source: str = "") -> Book:
        """The figures to look up in, for what was named in `values`."""
        index, wanted = self.world.reader.index, values.wanted()
        if self.world.now is None:
            return Book(self._cube(wanted, source), index)
        under = Book(self._cube([restating.under(self.world, each) for each in wanted], source), index)
        return Book(Worked(ibis.memtable(restating.table(self.world, wanted, under))), index)

    def _cube(self, wanted: Iterable[Cells], source: str) -> Any:
        if not self.world.detailed:
            return self.cube
        return Worked(self._worked_out(list(wanted), source))

    def _worked_out(self, wanted: list[Cells], source: str) -> Any:
        """Figures from observations: those known on the day, those of the sources."""
        world = self.world
        indicators = sorted({number for each in wanted for number in each.indicators})
        years = [number // 1000 for each in wanted for number in each.periods]
        areas = sorted(self._below(wanted))
        said = rolling.observed(indicators, (min(years), max(years)), areas, _end(world.question.as_of))
        if source or world.question.where.sources:
            numbers = [each.id for each in world.sources if source in {"", each.code}]
            said = said.filter(pc.is_in(said["source"], pa.array(numbers, said["source"].type)))
        con = duckdb.connect()
        reader = world.reader
        name = rolling.figures(con, said, reader.snapshot, reader.index, indicators, leaves_only=False)
        return ibis.duckdb.from_connection(con).table(name)

    def _below(self, wanted: list[Cells]) -> Iterator[int]:
        """The places, and all below them at the end of any period needed."""
        index, found = self.world.reader.index, set[int]()
        for cells in wanted:
            for day in set(map(index.since, _days(self.world, cells))):
                for area in cells.areas:
                    found.update(index.descendants(area, day))
        return iter(found)


def _days(world: World, cells: Cells) -> Iterator[date]:
    for number in cells.periods:
        for part in (periods.from_id(number), *_parts(world, cells, number)):
            yield part.end


def _parts(world: World, cells: Cells, number: int) -> Iterator[periods.Period]:
    for indicator in cells.indicators:
        yield from periods.from_id(number).parts(world.reader.snapshot.by_id[indicator].frequency)


def _end(day: date | None) -> datetime | None:
    """The end of a day in Viet Nam, never after now."""
    if day is None:
        return None
    last = datetime.combine(day + timedelta(days=1), time()) - timedelta(microseconds=1)
    return min(timezone.make_aware(last), timezone.now())
