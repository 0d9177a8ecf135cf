"""Proof that what is published is the released figure, digit by digit, or rightly kept back, and that nothing else is.

Figures are asked of `pipeline.queries.Reader` once more. That small counts are kept back and cannot be worked out is
shown by elimination over all relations at once, not by the search that chose the cells.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from terrace.base.access.policy import SYSTEM
from terrace.facts.pipeline import verifying
from terrace.facts.pipeline.queries import Reader
from terrace.facts.pipeline.results import Result
from terrace.facts.pipeline.verifying import Difference
from terrace.share.opendata import suppression
from terrace.share.opendata.models import Due
from terrace.share.opendata.publishing import Edition, valued
from terrace.share.opendata.suppression import Cell

#: What stands in the place of values that may not be shown.
KEPT_BACK, EXPOSED = ("kept back",), ("to be kept back",)
_YEARS = """
    SELECT DISTINCT period / 1000 FROM pipeline_published WHERE indicator_id = ANY (%s) AND until IS NULL
    UNION SELECT DISTINCT period / 1000 FROM catalogue_release WHERE indicator_id = ANY (%s) AND released_at <= %s
"""
_OPEN = """
    SELECT indicator_id, area_id, period, breakdown_id, value, status, simulated, reported, expected, suppressed
    FROM pipeline_published WHERE indicator_id = ANY (%s) AND period / 1000 = %s AND until IS NULL
"""


@dataclass(slots=True)
class Verdict:
    """Published figures that were compared, how many are kept back, years that wait, and those that differ."""

    rows: int = 0
    suppressed: int = 0
    waiting: int = 0
    differences: list[Difference] = field(default_factory=list)


def verify(indicators: Iterable[str] = ()) -> Verdict:
    """Compare all that is published, or that of some indicators' families."""
    reader, verdict = Reader(SYSTEM), Verdict(waiting=Due.objects.count())
    wanted = {reader.snapshot.indicators[code].family for code in indicators}
    for family in sorted({spec.family for spec in reader.snapshot.by_id.values()}):
        if not wanted or family in wanted:
            _family(reader, family, verdict)
    return verdict


def _family(reader: Reader, family: int, verdict: Verdict) -> None:
    specs = [spec for spec in reader.snapshot.by_id.values() if spec.family == family]
    ids = [spec.id for spec in specs]
    with connection.cursor() as cursor:
        cursor.execute(_YEARS, [ids, ids, timezone.now()])
        years = sorted(row[0] for row in cursor.fetchall())
    for year in years:
        with transaction.atomic():
            _Compared(Edition(reader, specs, year), verdict).run()


class _Compared:
    """A family and a year."""

    def __init__(self, edition: Edition, verdict: Verdict) -> None:
        self.edition, self.verdict = edition, verdict
        self.releases = edition.releases(timezone.now())
        self.figures = edition.figures(self.releases)

    def run(self) -> None:
        rows = self._rows()
        gone = {cell for cell, row in rows.items() if row[-1]}
        self.verdict.rows += len(rows)
        self.verdict.suppressed += len(gone)
        wrong = dict(self._differing(rows)) | dict.fromkeys(self._exposed(gone), (KEPT_BACK, EXPOSED))
        self.verdict.differences += [self._difference(cell, *sides) for cell, sides in sorted(wrong.items())]

    def _rows(self) -> dict[Cell, tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(_OPEN, [self.edition.ids, self.edition.year])
            return {row[:4]: row[4:] for row in cursor.fetchall()}

    def _differing(self, rows: Mapping[Cell, tuple[Any, ...]]) -> Iterator[tuple[Cell, tuple[Any, Any]]]:
        """Cells whose row is not the released figure, small ones that are shown, and any kept back for nothing."""
        small = set(self.edition.small(valued(self.figures)))
        for cell in rows.keys() | self.figures.keys():
            row, shown = rows.get(cell), _shown(self.figures.get(cell))
            if row is not None and shown is not None and row[-1] and small:
                if row[1:-1] != shown[1:]:
                    yield cell, (row[:-1], shown)
            elif row is not None and cell in small:
                yield cell, (row[:-1], EXPOSED)
            elif row is None or row[-1] or _written(row[:-1]) != _written(shown):
                yield cell, (None if row is None else KEPT_BACK if row[-1] else row[:-1], shown)

    def _exposed(self, gone: set[Cell]) -> set[Cell]:
        """Kept-back cells that follow from what is shown."""
        if not gone:
            return set()
        values = valued(self.figures)
        return suppression.exposed_cells(gone, self.edition.relations(values, self.releases))

    def _difference(self, cell: Cell, kept: Any, shown: Any) -> Difference:
        words = verifying.in_words(self.edition.reader.snapshot, self.edition.reader.index, cell)
        return Difference(cell, words, _written(kept), _written(shown))


def _shown(result: Result | None) -> tuple[Any, ...] | None:
    """The released figure; None where there is none, or none that is released."""
    if result is None:
        return None
    return result.value, result.status, result.simulated, result.reported, result.expected


def _written(row: Iterable[Any] | None) -> tuple[str, ...] | None:
    return None if row is None else verifying.written(row)
