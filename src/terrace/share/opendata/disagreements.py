"""Where published totals are not what the parts published beside them come to: official tables do that now and then.

Worked out as figures are published, for totals that somebody reported; a sum that we made ourselves cannot disagree.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places.index import Index
from terrace.base.places.versions import Version
from terrace.facts.catalogue.models import AreaRule
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.pipeline.differing import differs
from terrace.facts.pipeline.results import Basis, Result
from terrace.share.opendata.datasets import Dataset, Shelf
from terrace.share.opendata.models import Disagreement
from terrace.share.opendata.suppression import Cell

#: Totals that are listed, the newest.
LISTED = 10
_COUNTS = """
    SELECT (SELECT count(*) FROM opendata_disagreement WHERE indicator_id = ANY (%s)),
        (SELECT coalesce(sum(compared), 0) FROM opendata_issue WHERE indicator_id = ANY (%s))
"""
_CLEAR = "DELETE FROM opendata_disagreement WHERE indicator_id = ANY (%s) AND period / 1000 = %s"
_COMPARED = "UPDATE opendata_issue SET compared = %s WHERE indicator_id = %s AND year = %s"


# as figures are published


@dataclass(frozen=True, slots=True)
class Compared:
    """A total and its parts."""

    cell: Cell
    total: Decimal
    parts: tuple[Decimal, ...]
    by_places: bool

    @property
    def come_to(self) -> Decimal:
        return sum(self.parts, Decimal(0))


def compared(snapshot: Snapshot, index: Index, shown: Mapping[Cell, Result]) -> Iterator[Compared]:
    """Each reported total all of whose parts are shown; `shown` are cells that are not kept back."""
    for cell, result in shown.items():
        if result.basis != Basis.REPORTED or result.value is None:
            continue
        for parts, by_places in _parts(index, snapshot.by_id[cell[0]], cell):
            held = [shown[part].value for part in parts if part in shown]
            known = [value for value in held if value is not None]
            if known and len(known) == len(parts):
                yield Compared(cell, result.value, tuple(known), by_places)


def _parts(index: Index, spec: IndicatorSpec, cell: Cell) -> Iterator[tuple[list[Cell], bool]]:
    """The parts of each breakdown, and the places right below."""
    indicator, area, number, breakdown = cell
    for ids in spec.margins.get(breakdown, ()):
        yield [(indicator, area, number, each) for each in ids], False
    if spec.area_rule == AreaRule.SUM:
        below = index.children(area, periods.from_id(number).end)
        yield [(indicator, each, number, breakdown) for each in below], True


def write(snapshot: Snapshot, year: int, indicators: Iterable[int], found: Iterable[Compared]) -> None:
    """Put those that differ in the place of what was found before, and count all."""
    counts = dict.fromkeys(indicators, 0)
    rows = []
    for each in found:
        counts[each.cell[0]] += 1
        if differs(snapshot.by_id[each.cell[0]], each.total, each.come_to, each.parts):
            rows.append(_row(each))
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR, [list(counts), year])
        cursor.executemany(_COMPARED, [(count, indicator, year) for indicator, count in counts.items()])
    Disagreement.objects.bulk_create(rows)


def _row(each: Compared) -> Disagreement:
    indicator, area, period, breakdown = each.cell
    return Disagreement(
        indicator_id=indicator,
        area_id=area,
        period=period,
        breakdown_id=breakdown,
        by_places=each.by_places,
        total=each.total,
        come_to=each.come_to,
    )


# as they are read


@dataclass(frozen=True, slots=True)
class Line:
    """A total and what its parts come to, as a page shows it."""

    spec: IndicatorSpec
    place: Version
    period: Period
    breakdown: str
    total: Decimal
    parts: Decimal
    by_places: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The newest disagreements, and of how many totals in all."""

    listed: tuple[Line, ...]
    count: int
    compared: int


def found(shelf: Shelf, dataset: Dataset, language: str = "vi") -> Found:
    """The disagreements of a dataset."""
    ids = [each.id for each in dataset.indicators]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [ids, ids])
        count, of = cursor.fetchone()
    rows = Disagreement.objects.filter(indicator_id__in=ids).order_by("-period", "indicator_id", "area_id", "id")
    return Found(tuple(_line(shelf, row, language) for row in rows[:LISTED]), count, of)


def _line(shelf: Shelf, row: Disagreement, language: str) -> Line:
    period = periods.from_id(row.period)
    place = shelf.index.version(row.area_id, period.end) or shelf.index.history(row.area_id)[-1]
    label = shelf.snapshot.cell_label(row.breakdown_id, language) if row.breakdown_id else ""
    return Line(shelf.snapshot.by_id[row.indicator_id], place, period, label, row.total, row.come_to, row.by_places)


def sums(dataset: Dataset) -> dict[Cell, Decimal]:
    """What the parts of a total come to, for each total of a dataset that says otherwise."""
    rows = Disagreement.objects.filter(indicator_id__in=[each.id for each in dataset.indicators]).order_by("id")
    return {(row.indicator_id, row.area_id, row.period, row.breakdown_id): row.come_to for row in rows}
