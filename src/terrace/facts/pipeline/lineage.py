"""The way down: from a figure to its parts, to the places below, to what was said, to who handed it in."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places.versions import Version
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection import queries as collection
from terrace.facts.collection.models import Reason, Status
from terrace.facts.collection.queries import SubmissionView
from terrace.facts.pipeline import ledger
from terrace.facts.pipeline.ledger import Needs
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.views import FigureView

#: At the most so many observations are listed; the count says how many there are.
LISTED = 2_000


@dataclass(frozen=True, slots=True)
class Said:
    """One observation under a figure, with the submission that said it (None when the reader may not see it)."""

    spec: IndicatorSpec
    place: Version
    period: Period
    breakdown: str
    value: Decimal | None
    reason: str | None
    status: str
    source: str
    simulated: bool
    revision: int
    recorded_at: datetime
    submission_id: int
    submission: SubmissionView | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """What stands behind a figure."""

    figure: FigureView
    formula: str
    parts: list[FigureView]
    places: list[FigureView]
    periods: list[FigureView]
    observations: list[Said]
    count: int


def lineage(reader: Reader, asked: Asked) -> Lineage:
    """The figure and one step down in each direction, and every observation under it."""
    figure = reader.figure(asked)
    rows = _under(reader, asked)
    return Lineage(
        figure=figure,
        formula=asked.spec.formula,
        parts=_parts(reader, asked),
        places=reader.across(asked),
        periods=_periods(reader, asked),
        observations=_said(reader, rows[:LISTED]),
        count=len(rows),
    )


def _parts(reader: Reader, asked: Asked) -> list[FigureView]:
    """The figures that the formula reads."""
    cells = []
    for part in asked.spec.inputs:
        spec = reader.snapshot.by_id[part]
        cells.append(replace(asked, spec=spec, breakdown=spec.fitting(asked.breakdown)))
    return reader.tiles(cells)


def _periods(reader: Reader, asked: Asked) -> list[FigureView]:
    """The finer periods that it is made of."""
    parts = asked.period.parts(asked.spec.frequency)
    return reader.series(asked, parts) if len(parts) > 1 else []


def _under(reader: Reader, asked: Asked) -> list[tuple[Any, ...]]:
    """Observations in force under the figure, newest first, as far as the reader may see them."""
    needs = Needs(reader.snapshot).add(asked.spec.id, asked.period.id, asked.breakdown)
    rows = ledger.observations(needs, _areas(reader, asked, needs), asked.as_of)
    seen = (row for row in rows if reader.sees(reader.snapshot.by_id[row[0]], row[1], row[2]))
    return sorted(seen, key=lambda row: row[9], reverse=True)


def _areas(reader: Reader, asked: Asked, needs: Needs) -> set[int]:
    """The place and all below it, at the end of every period needed; for `as_is`, of the places it came from."""
    found: set[int] = set()
    for day in {periods.from_id(number).end for number in needs.periods}:
        roots = [asked.area]
        if asked.boundaries == "as_is":
            roots += [share.place_id for share in reader.index.sources(asked.area, day, asked.day)]
        for root in roots:
            found |= {root, *reader.index.descendants(root, day)}
    return found


def _said(reader: Reader, rows: list[tuple[Any, ...]]) -> list[Said]:
    handed = collection.submissions({row[7] for row in rows})
    sources = {source.id: source for source in reader.snapshot.sources.values()}
    found = []
    for row in rows:
        period, source = periods.from_id(row[2]), sources[row[6]]
        version = reader.index.version(row[1], period.end) or reader.index.history(row[1])[-1]
        found.append(
            Said(
                spec=reader.snapshot.by_id[row[0]],
                place=version,
                period=period,
                breakdown=reader.snapshot.cells[row[3]] if row[3] else "",
                value=row[4],
                reason=Reason(row[10]).label if row[10] else None,
                status=Status(row[5]).label,
                source=source.code,
                simulated=source.simulated,
                revision=row[8],
                recorded_at=row[9],
                submission_id=row[7],
                submission=handed.get(row[7]),
            )
        )
    return found
