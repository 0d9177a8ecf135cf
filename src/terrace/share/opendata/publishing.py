"""What workers do: bring the published figures to what holds now.

All indicators of a family (those that formulas and weights connect) are published together for a year, since small
cells of one can be seen through another. What differs from what is open in `pipeline_published` is closed and written
anew, so the table tells what stood there at any moment.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.results import Result
from terrace.share.opendata import disagreements, suppression
from terrace.share.opendata.relations import Relations
from terrace.share.opendata.suppression import Cell, Relation

#: Indicators and years of one round; seconds between two: an embargo ends at most so late. Cells read at once.
MOST, SECONDS, CHUNK = 50, 15, 20_000

_TAKE = """
    DELETE FROM opendata_due WHERE (indicator_id, year) IN (
        SELECT indicator_id, year FROM opendata_due ORDER BY since LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING indicator_id, year
"""
#: Releases that hold by now and were not looked at since: among them those whose embargo has just ended.
_ENDED = """
    SELECT DISTINCT r.indicator_id, r.period / 1000 FROM catalogue_release r
    LEFT JOIN opendata_issue i ON i.indicator_id = r.indicator_id AND i.year = r.period / 1000
    WHERE r.released_at <= %s AND (i.looked_at IS NULL OR i.looked_at < r.released_at) LIMIT %s
"""
_LEVELS = """
    SELECT indicator_id, period, level FROM catalogue_release
    WHERE indicator_id = ANY (%s) AND period / 1000 = %s AND released_at <= %s
"""
_KEPT_BACK = """
    SELECT indicator_id, area_id, period, breakdown_id FROM pipeline_published
    WHERE indicator_id = ANY (%s) AND period / 1000 = %s AND until IS NULL AND suppressed
"""
_SPEAKING = """
    SELECT DISTINCT area_id FROM collection_observation WHERE indicator_id = ANY (%s) AND period BETWEEN %s AND %s
"""
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('opendata'), %s)"
_NEW = """
    CREATE TEMP TABLE opendata_new ON COMMIT DROP AS SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[],
        %s::numeric[], %s::smallint[], %s::bool[], %s::int[], %s::int[], %s::bool[])
    AS n (indicator_id, area_id, period, breakdown_id, value, status, simulated, reported, expected, suppressed)
"""
_SAME = """
    f.indicator_id = n.indicator_id AND f.area_id = n.area_id AND f.period = n.period
    AND f.breakdown_id = n.breakdown_id AND f.until IS NULL
    AND (f.value, f.status, f.simulated, f.reported, f.expected, f.suppressed)
    IS NOT DISTINCT FROM (n.value, n.status, n.simulated, n.reported, n.expected, n.suppressed)
"""
_CLOSE = f"""
    UPDATE pipeline_published f SET until = %s
    WHERE f.indicator_id = ANY (%s) AND f.period / 1000 = %s AND f.until IS NULL
        AND NOT EXISTS (SELECT FROM opendata_new n WHERE {_SAME})
    RETURNING f.indicator_id
"""
_OPEN = f"""
    INSERT INTO pipeline_published (indicator_id, area_id, period, breakdown_id, value, status, simulated, reported,
        expected, suppressed, since)
    SELECT n.*, %s FROM opendata_new n WHERE NOT EXISTS (SELECT FROM pipeline_published f WHERE {_SAME})
    RETURNING indicator_id
"""
_LOOKED = """
    INSERT INTO opendata_issue AS kept (indicator_id, year, looked_at, changed_at, finest, compared)
    SELECT each, %(year)s, %(now)s, %(now)s, level, 0
    FROM unnest(%(looked)s::int[], %(finest)s::int[]) AS n (each, level)
    ON CONFLICT (indicator_id, year) DO UPDATE SET looked_at = excluded.looked_at, finest = excluded.finest,
        changed_at = CASE WHEN kept.indicator_id = ANY (%(changed)s) THEN excluded.changed_at ELSE kept.changed_at END
"""


def work() -> bool:
    """Publish what is due or has just been released; True when there may be more."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [MOST])
            taken = set(cursor.fetchall())
            cursor.execute(_ENDED, [timezone.now(), MOST])
            taken |= set(cursor.fetchall())
        publish(taken)
    return len(taken) >= MOST


def publish(moved: Iterable[tuple[int, int]]) -> None:
    """Bring the families of these indicators (ids) and years to what holds now."""
    reader = Reader(SYSTEM)
    units = {(reader.snapshot.by_id[number].family, year) for number, year in moved}
    for family, year in sorted(units):
        specs = [spec for spec in reader.snapshot.by_id.values() if spec.family == family]
        with transaction.atomic():
            Edition(reader, specs, year).publish()


class Edition:
    """A family of indicators and a year, published once."""

    def __init__(self, reader: Reader, specs: list[IndicatorSpec], year: int) -> None:
        self.reader, self.year = reader, year
        self.specs = {spec.id: spec for spec in specs}
        self.ids = sorted(self.specs)

    def publish(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [self.specs[self.ids[0]].family * 1000 + self.year % 1000])
            now = _now(cursor)
            releases = self.releases(now)
            found = self.figures(releases)
            hidden = self._hidden(cursor, found, releases)
            changed = self._write(cursor, found, hidden, now)
            finest = dict.fromkeys(changed, -1) | _finest(releases)
            looked = {"looked": list(finest), "finest": list(finest.values()), "changed": sorted(changed)}
            cursor.execute(_LOOKED, {"year": self.year, "now": now, **looked})
        shown = {cell: result for cell, result in found.items() if cell not in hidden}
        compared = disagreements.compared(self.reader.snapshot, self.reader.index, shown)
        disagreements.write(self.reader.snapshot, self.year, finest, compared)

    def releases(self, now: datetime) -> dict[tuple[int, int], int]:
        """What is public by then: indicator and period → finest level."""
        with connection.cursor() as cursor:
            cursor.execute(_LEVELS, [self.ids, self.year, now])
            return {(row[0], row[1]): row[2] for row in cursor.fetchall()}

    def figures(self, releases: Mapping[tuple[int, int], int]) -> dict[Cell, Result]:
        """Every published cell that has a figure, exactly as `Reader` shows it."""
        found: dict[Cell, Result] = {}
        for asked in _chunks(self._asked(releases)):
            results = self.reader.results(asked)
            found.update((cell, result) for cell, result in results.items() if result is not None)
        return found

    def _asked(self, releases: Mapping[tuple[int, int], int]) -> Iterator[Asked]:
        """All cells that can have a figure: of places from which, or from under which, anything came."""
        speaking = self._speaking()
        places: dict[date, list[int]] = {}
        for (indicator, number), level in sorted(releases.items()):
            spec, period = self.specs[indicator], periods.from_id(number)
            if period.end not in places:
                places[period.end] = self._places(speaking, period.end)
            for area in (each for each in places[period.end] if self.reader.index.level(each) <= level):
                for breakdown in sorted({0} | spec.cells):
                    yield Asked(spec, area, period, breakdown)

    def _speaking(self) -> list[int]:
        """The places that said anything of the family in the year."""
        with connection.cursor() as cursor:
            cursor.execute(_SPEAKING, [self.ids, self.year * 1000, self.year * 1000 + 999])
            return [row[0] for row in cursor.fetchall()]

    def _places(self, speaking: Iterable[int], day: date) -> list[int]:
        """They and all above them, as far as they were there on the day."""
        index = self.reader.index
        there = index.tree(day).versions
        return sorted({each for area in speaking for each in (area, *index.ancestors(area, day)) if each in there})

    def _hidden(
        self, cursor: Any, found: Mapping[Cell, Result], releases: Mapping[tuple[int, int], int]
    ) -> frozenset[Cell]:
        """Small cells and those beside them; what was kept back stays so while anything of the family is small."""
        values = valued(found)
        small = set(self.small(values))
        if not small:
            return frozenset()
        cursor.execute(_KEPT_BACK, [self.ids, self.year])
        before = {row for row in cursor.fetchall() if row in values}
        return suppression.hidden(values, small | before, self.relations(values, releases), self._least)

    def relations(self, values: Mapping[Cell, Decimal], releases: Mapping[tuple[int, int], int]) -> list[Relation]:
        """What the public can hold against each other."""
        return list(Relations(self.reader.snapshot, self.reader.index, values, releases).every())

    def _least(self, cell: Cell) -> Decimal:
        return Decimal(1).scaleb(-self.specs[cell[0]].decimals)

    def small(self, values: Mapping[Cell, Decimal]) -> Iterator[Cell]:
        """Counts of people that are too small to be shown."""
        least = self.reader.snapshot.least
        return (cell for cell, value in values.items() if cell[0] in least and 0 < value < least[cell[0]])

    def _write(self, cursor: Any, found: Mapping[Cell, Result], hidden: frozenset[Cell], now: datetime) -> set[int]:
        """Close what is not so any more, open what is new; the indicators that changed."""
        rows = [(*cell, *_shown(result, cell in hidden)) for cell, result in found.items()]
        columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(10)]
        cursor.execute(_NEW, columns)
        cursor.execute(_CLOSE, [now, self.ids, self.year])
        changed = {row[0] for row in cursor.fetchall()}
        cursor.execute(_OPEN, [now])
        changed |= {row[0] for row in cursor.fetchall()}
        cursor.execute("DROP TABLE opendata_new")
        return changed


def _shown(result: Result, kept_back: bool) -> tuple[object, ...]:
    value = None if kept_back else result.value
    return value, result.status, result.simulated, result.reported, result.expected, kept_back


def valued(found: Mapping[Cell, Result]) -> dict[Cell, Decimal]:
    """The values of those that have one."""
    return {cell: result.value for cell, result in found.items() if result.value is not None}


def _finest(releases: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """The finest level of each indicator."""
    found: dict[int, int] = {}
    for (indicator, _), level in sorted(releases.items()):
        found[indicator] = max(level, found.get(indicator, -1))
    return found


def _now(cursor: Any) -> datetime:
    """After the lock: later than anything that another worker wrote of this family."""
    cursor.execute("SELECT clock_timestamp()")
    found: datetime = cursor.fetchone()[0]
    return found


def _chunks(asked: Iterable[Asked]) -> Iterator[list[Asked]]:
    """So many cells at once, never across two indicators."""
    held: dict[int, list[Asked]] = defaultdict(list)
    for one in asked:
        held[one.spec.id].append(one)
    for cells in held.values():
        yield from (cells[start : start + CHUNK] for start in range(0, len(cells), CHUNK))
