"""What workers do: bring the published figures to what holds now.

All indicators of a family (those that formulas and weights connect) are published together for a year, since small
cells of one can be seen through another. What differs from what is open in `opendata_figure` is closed and written
anew, so the table tells what stood there at any moment.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.results import Result
from terrace.share.opendata import suppression
from terrace.share.opendata.models import Rule
from terrace.share.opendata.relations import Relations
from terrace.share.opendata.suppression import Cell

#: Indicators and years of one round; seconds between two: an embargo ends at most so late. Cells read at once.
MOST, SECONDS, CHUNK = 50, 15, 20_000
#: Finest level by period, of an indicator and year.
Levels = dict[int, int]

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
    SELECT indicator_id, area_id, period, breakdown_id FROM opendata_figure
    WHERE indicator_id = ANY (%s) AND period / 1000 = %s AND until IS NULL AND suppressed
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
    UPDATE opendata_figure f SET until = %s
    WHERE f.indicator_id = ANY (%s) AND f.period / 1000 = %s AND f.until IS NULL
        AND NOT EXISTS (SELECT FROM opendata_new n WHERE {_SAME})
    RETURNING f.indicator_id
"""
_OPEN = f"""
    INSERT INTO opendata_figure (indicator_id, area_id, period, breakdown_id, value, status, simulated, reported,
        expected, suppressed, since)
    SELECT n.*, %s FROM opendata_new n WHERE NOT EXISTS (SELECT FROM opendata_figure f WHERE {_SAME})
    RETURNING indicator_id
"""
_LOOKED = """
    INSERT INTO opendata_issue AS kept (indicator_id, year, looked_at, changed_at)
    SELECT each, %(year)s, %(now)s, %(now)s FROM unnest(%(looked)s::int[]) AS each
    ON CONFLICT (indicator_id, year) DO UPDATE SET looked_at = excluded.looked_at, changed_at =
        CASE WHEN kept.indicator_id = ANY (%(changed)s) THEN excluded.changed_at ELSE kept.changed_at END
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
            _Edition(reader, specs, year).publish()


class _Edition:
    """A family of indicators and a year, published once."""

    def __init__(self, reader: Reader, specs: list[IndicatorSpec], year: int) -> None:
        self.reader, self.year = reader, year
        self.specs = {spec.id: spec for spec in specs}
        self.ids = sorted(self.specs)

    def publish(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [self.specs[self.ids[0]].family * 1000 + self.year % 1000])
            now = _now(cursor)
            releases = self._releases(cursor, now)
            found = self._figures(releases)
            hidden = self._hidden(cursor, found, releases)
            changed = self._write(cursor, found, hidden, now)
            looked: dict[str, Any] = {
                "year": self.year,
                "now": now,
                "looked": sorted({each for each, _ in releases} | changed),
            }
            cursor.execute(_LOOKED, {**looked, "changed": sorted(changed)})

    def _releases(self, cursor: Any, now: datetime) -> dict[tuple[int, int], int]:
        cursor.execute(_LEVELS, [self.ids, self.year, now])
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}

    def _figures(self, releases: Mapping[tuple[int, int], int]) -> dict[Cell, Result]:
        """Every published cell that has a figure, exactly as `Reader` shows it."""
        found: dict[Cell, Result] = {}
        for asked in _chunks(self._asked(releases)):
            results = self.reader.results(asked)
            found.update((cell, result) for cell, result in results.items() if result is not None)
        return found

    def _asked(self, releases: Mapping[tuple[int, int], int]) -> Iterator[Asked]:
        for (indicator, number), level in sorted(releases.items()):
            spec, period = self.specs[indicator], periods.from_id(number)
            places = self.reader.index.tree(period.end).versions
            for area in sorted(each for each in places if self.reader.index.level(each) <= level):
                for breakdown in sorted({0} | spec.cells):
                    yield Asked(spec, area, period, breakdown)

    def _hidden(
        self, cursor: Any, found: Mapping[Cell, Result], releases: Mapping[tuple[int, int], int]
    ) -> frozenset[Cell]:
        """Small cells and those beside them; what was kept back stays so while anything of the family is small."""
        values = {cell: result.value for cell, result in found.items() if result.value is not None}
        small = set(self._small(values))
        if not small:
            return frozenset()
        cursor.execute(_KEPT_BACK, [self.ids, self.year])
        before = {row for row in cursor.fetchall() if row in values}
        relations = list(Relations(self.reader.snapshot, self.reader.index, values, releases).every())
        return suppression.hidden(values, small | before, relations, self._least)

    def _least(self, cell: Cell) -> Decimal:
        return Decimal(1).scaleb(-self.specs[cell[0]].decimals)

    def _small(self, values: Mapping[Cell, Decimal]) -> Iterator[Cell]:
        least = {row.indicator: row.least for row in Rule.objects.filter(retired=False)}
        limits = {spec.id: least[spec.code] for spec in self.specs.values() if spec.code in least}
        return (cell for cell, value in values.items() if cell[0] in limits and 0 < value < limits[cell[0]])

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
