"""The warehouse made anew from PostgreSQL, year by year: the whole, or some indicators.

No figure reaches over the end of a year, so each year is put in force by itself. What is heard meanwhile is written as
recent rows, which are newer than what was read and stay on top.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime

import duckdb
from django.db import connection as database

from terrace.facts.catalogue import snapshot as catalogue
from terrace.insight.warehouse import freshness, making
from terrace.insight.warehouse.columns import TABLE
from terrace.insight.warehouse.folder import Folder
from terrace.insight.warehouse.folding import Fold, workshop
from terrace.insight.warehouse.manifest import Manifest
from terrace.insight.warehouse.pruning import Range, unfolded
from terrace.insight.warehouse.recent import newest

#: Called with the number of years done, of all, and the rows of the warehouse.
Progress = Callable[[int, int, int], None]
_YEARS = """
    SELECT DISTINCT period / 1000 FROM collection_observation WHERE indicator_id = ANY (%(indicators)s)
    UNION SELECT DISTINCT period / 1000 FROM pipeline_figure WHERE indicator_id = ANY (%(indicators)s)
"""


def build(folder: Folder, progress: Progress | None = None) -> None:
    """Make the whole warehouse anew; readers see the old figures of a year until the new ones are there."""
    begun = datetime.now(UTC)
    _begin(folder)
    with folder.folding():
        _build(folder, begun, progress)


def ensure(folder: Folder) -> None:
    """Make the warehouse unless it is there; of several that ask at once one does it."""
    begun = datetime.now(UTC)
    _begin(folder)
    with folder.folding():
        if not (folder.manifest() or Manifest()).built:
            _build(folder, begun, None)


def rebuild(folder: Folder, indicators: Collection[int], since: int = 0) -> None:
    """Make some indicators anew from a year on, if there is a warehouse."""
    with folder.folding():
        if folder.manifest() is not None:
            _rebuild(folder, indicators, since, None)


def _build(folder: Folder, begun: datetime, progress: Progress | None) -> None:
    _rebuild(folder, catalogue.current().by_id, 0, progress)
    with folder.writing():
        now = folder.manifest() or Manifest()
        folder.replace(now, now.changed(built=True, made_at=begun))
    freshness.note(folder, begun)


def _rebuild(folder: Folder, indicators: Collection[int], since: int, progress: Progress | None) -> None:
    years = _years(folder, indicators, folder.manifest() or Manifest(), since)
    for done, year in enumerate(years, start=1):
        manifest = _year(folder, Range(tuple(sorted(indicators)), (year, year)))
        if progress:
            progress(done, len(years), manifest.rows)


def _begin(folder: Folder) -> None:
    """From now on what is heard is written."""
    with folder.writing():
        if folder.manifest() is None:
            folder.replace(Manifest(), Manifest(version=1))


def _years(folder: Folder, indicators: Collection[int], manifest: Manifest, since: int) -> list[int]:
    """The years that have, or had, figures of the indicators."""
    years = years_of(indicators)
    for part in manifest.parts:
        (level, first, _), (last_level, last, _) = unfolded(part.first), unfolded(part.last)
        years |= set(range(first, last + 1)) if level == last_level else {first, last}
    if manifest.recents:
        with duckdb.connect() as connection:
            found = connection.execute(f"SELECT DISTINCT year FROM ({newest(folder, manifest)})").fetchall()
        years |= {int(row[0]) for row in found}
    return sorted(year for year in years if year >= since)


def years_of(indicators: Collection[int]) -> set[int]:
    """The years in which anything was said or is kept of the indicators."""
    with database.cursor() as cursor:
        cursor.execute(_YEARS, {"indicators": list(indicators)})
        return {int(row[0]) for row in cursor.fetchall()}


def _year(folder: Folder, replaced: Range) -> Manifest:
    with folder.writing():
        start = folder.manifest() or Manifest()
    with workshop(folder) as connection:
        connection.execute(f"CREATE TABLE changes ({TABLE})")
        making.fill("changes", replaced, connection)
        return Fold(folder, connection, start, replaced).run()
