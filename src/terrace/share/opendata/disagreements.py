"""Where published totals are not the sum of the parts published beside them: official tables do that now and then."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db import connection

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places.models import Level
from terrace.base.places.versions import Version
from terrace.facts.catalogue.models import AreaRule
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.share.opendata.datasets import Dataset, Shelf
from terrace.share.opendata.suppression import Cell

#: Years that are looked at, the newest; totals that are listed.
YEARS, LISTED = 10, 10
_VALUES = """
    SELECT f.indicator_id, f.area_id, f.period, f.breakdown_id, f.value FROM opendata_figure f
    JOIN places_place p ON p.id = f.area_id
    WHERE f.indicator_id = ANY (%s) AND f.period >= %s AND f.until IS NULL AND f.value IS NOT NULL AND p.level <= %s
"""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A total and what its parts come to: the places below it, or the parts of a breakdown."""

    spec: IndicatorSpec
    place: Version
    period: Period
    total: Decimal
    parts: Decimal
    by_places: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The newest disagreements, and of how many totals in all."""

    listed: tuple[Disagreement, ...]
    count: int
    compared: int


def found(shelf: Shelf, dataset: Dataset) -> Found:
    """The disagreements of a dataset; looked for once after each change of it."""
    return _found(dataset.id, shelf.snapshot.mark, shelf.index.revision, dataset.changed_at.isoformat(), _Held(shelf))


class _Held:
    """A shelf that does not count when answers are looked up."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _found(name: str, mark: str, revision: int, changed: str, held: _Held) -> Found:
    del mark, revision, changed
    dataset = held.shelf.datasets[name]
    with connection.cursor() as cursor:
        first = (dataset.years[1] - YEARS + 1) * 1000
        cursor.execute(_VALUES, [[each.id for each in dataset.indicators], first, Level.PROVINCE])
        values: dict[Cell, Decimal] = {row[:4]: row[4] for row in cursor.fetchall()}
    counts: Counter[bool] = Counter()
    wrong = []
    for each, differs in _compared(held.shelf, values):
        counts[differs] += 1
        wrong += [each] if differs else []
    wrong.sort(key=lambda each: (-each.period.end.toordinal(), each.spec.position, each.place.code))
    return Found(tuple(wrong[:LISTED]), counts[True], counts.total())


def _compared(shelf: Shelf, values: dict[Cell, Decimal]) -> Iterator[tuple[Disagreement, bool]]:
    """Each total whose parts are all public, and whether they differ by more than rounding explains."""
    for cell, total in values.items():
        spec, period = shelf.snapshot.by_id[cell[0]], periods.from_id(cell[2])
        place = shelf.index.version(cell[1], period.end)
        for parts, by_places in _parts(shelf, spec, cell, period):
            held = [values[part] for part in parts if part in values]
            if place is None or not held or len(held) < len(parts):
                continue
            come_to = sum(held, Decimal(0))
            rounding = Decimal(5).scaleb(-spec.decimals - 1) * (len(held) + 1)
            yield Disagreement(spec, place, period, total, come_to, by_places), abs(total - come_to) > rounding


def _parts(shelf: Shelf, spec: IndicatorSpec, cell: Cell, period: Period) -> Iterator[tuple[list[Cell], bool]]:
    indicator, area, number, breakdown = cell
    for ids in spec.margins.get(breakdown, ()):
        yield [(indicator, area, number, each) for each in ids], False
    if spec.area_rule == AreaRule.SUM:
        yield [(indicator, each, number, breakdown) for each in shelf.index.children(area, period.end)], True
