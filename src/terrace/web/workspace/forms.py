"""What is asked of a place in a period: the indicators of a sector with their breakdowns, as rows of a grid."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places.models import Level
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot, SourceSpec
from terrace.facts.collection.models import Reason
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.web.ui.components import EntryCell, EntryGroup

_HELD = """
    SELECT indicator_id, breakdown_id, value, reason, recorded_at FROM collection_observation
    WHERE indicator_id = ANY (%s) AND period = %s AND area_id = %s AND source_id = %s
"""


@dataclass(frozen=True, slots=True)
class Form:
    """One grid: a place, a period, a sector, and the source in whose name it is filled in."""

    area: int
    period: Period
    sector: str
    source: SourceSpec
    specs: tuple[IndicatorSpec, ...]

    @property
    def cells(self) -> Iterator[tuple[IndicatorSpec, int]]:
        """Every (indicator, breakdown) that may be filled in."""
        for spec in self.specs:
            for breakdown in asked_for(spec):
                yield spec, breakdown


@dataclass(frozen=True, slots=True)
class Held:
    """What the server holds for a cell of the form."""

    value: Decimal | None
    reason: str
    recorded_at: datetime


def asked_for(spec: IndicatorSpec) -> list[int]:
    """The total first, then the finest cells of each breakdown, group after group."""
    parts = (part for way in spec.margins.get(0, ()) for part in way)
    return list(dict.fromkeys((0, *parts)))


def source_of(snapshot: Snapshot, level: int, sector: str) -> SourceSpec:
    """A commune reports as `commune`, a department as `dept-SECTOR` where the packs have such a source."""
    wanted = "commune" if level == Level.COMMUNE else f"dept-{sector}"
    return snapshot.sources.get(wanted) or next(iter(snapshot.sources.values()))


def collected(snapshot: Snapshot, level: int) -> list[IndicatorSpec]:
    """The indicators that places of this level report."""
    return [
        spec
        for spec in snapshot.indicators.values()
        if spec.reported_at == level and not (spec.retired or spec.formula)
    ]


def forms(reader: Reader, area: int, sectors: Iterable[str], today: date) -> list[Form]:
    """What a place is to fill in now: for each sector and frequency the running period and the one before."""
    found = []
    specs = collected(reader.snapshot, reader.index.level(area))
    for sector in sectors:
        for frequency in sorted({spec.frequency for spec in specs if spec.sector == sector}, reverse=True):
            running = periods.containing(today, frequency)
            found += [form(reader, area, period, sector) for period in (running.previous(), running)]
    return [each for each in found if reader.index.version(area, min(each.period.end, today))]


def form(reader: Reader, area: int, period: Period, sector: str) -> Form:
    """The form of a place, period and sector; it has no rows when nothing is collected."""
    level = reader.index.level(area)
    specs = tuple(
        spec
        for spec in collected(reader.snapshot, level)
        if spec.sector == sector and spec.frequency is period.frequency
    )
    return Form(area, period, sector, source_of(reader.snapshot, level, sector), specs)


def held(form: Form) -> dict[tuple[int, int], Held]:
    """What the form's source said before, by (indicator, breakdown)."""
    with connection.cursor() as cursor:
        ids = [spec.id for spec in form.specs]
        cursor.execute(_HELD, [ids, form.period.id, form.area, form.source.id])
        return {
            (row[0], row[1]): Held(row[2], Reason(row[3]).label if row[3] else "", row[4]) for row in cursor.fetchall()
        }


def filled(form: Form) -> tuple[int, int]:
    """How many of the indicators have an answer, of how many."""
    return len({indicator for indicator, _ in held(form)}), len(form.specs)


def groups(reader: Reader, form: Form, language: str) -> list[EntryGroup]:
    """The rows of the grid, an indicator with its breakdowns together."""
    before = _before(reader, form)
    kept = held(form)
    return [
        EntryGroup(
            spec.name(language) if len(asked_for(spec)) > 1 else "",
            tuple(
                replace(
                    _empty(reader.snapshot, spec, breakdown, language),
                    last=before.get((spec.id, breakdown)),
                    **_said(kept.get((spec.id, breakdown))),
                )
                for breakdown in asked_for(spec)
            ),
        )
        for spec in form.specs
    ]


def _before(reader: Reader, form: Form) -> dict[tuple[int, int], Decimal | None]:
    """The figures of the period before."""
    previous = form.period.previous()
    asked = [Asked(spec, form.area, previous, breakdown) for spec, breakdown in form.cells]
    return {(view.spec.id, view.breakdown_id): view.value for view in reader.tiles(asked)}


def _said(kept: Held | None) -> dict[str, Any]:
    return {"value": kept.value, "reason": kept.reason} if kept else {}


def _empty(snapshot: Snapshot, spec: IndicatorSpec, breakdown: int, language: str) -> EntryCell:
    """The row of a cell for which nothing was said yet."""
    return EntryCell(
        indicator=spec.code,
        label=snapshot.cell_label(breakdown, language) if breakdown else spec.name(language),
        unit=snapshot.unit(spec, language),
        decimals=spec.decimals,
        breakdown=snapshot.cells[breakdown] if breakdown else "",
        minimum=spec.minimum,
        maximum=spec.maximum,
    )
