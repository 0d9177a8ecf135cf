"""Proof that every kept figure is what its observations say: all recomputed in plain Python, compared digit by digit.

`verify` reads observations and figures in one snapshot of the database, family by family of indicators, so that
it may run beside the road. It uses none of the statements of the roll-up.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from terrace.base.audit import sealing
from terrace.base.bus.models import Outbox
from terrace.base.kernel import periods
from terrace.base.places import index as places
from terrace.base.places.index import Index
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.collection.events import ACCEPTED
from terrace.facts.pipeline.evaluation import Cell, Evaluator, Said
from terrace.facts.pipeline.results import Result
from terrace.facts.pipeline.touched import Touched

_SAID = """
    SELECT indicator_id, area_id, period, breakdown_id, value, status, source_id, reason
    FROM collection_observation WHERE indicator_id = ANY (%s)
"""
_KEPT = """
    SELECT indicator_id, area_id, period, breakdown_id, value, status, simulated, reported, expected, basis, below,
        top, bottom
    FROM pipeline_figure WHERE indicator_id = ANY (%s) AND basis > 0
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A kept figure that is not what its observations say; either side may be missing."""

    cell: Cell
    #: Indicator, place, period and breakdown by their codes.
    words: tuple[str, str, str, str]
    kept: tuple[str, ...] | None
    recomputed: tuple[str, ...] | None


@dataclass(slots=True)
class Verdict:
    """What was compared, what differs, and which seals of the audit are broken."""

    observations: int = 0
    figures: int = 0
    waiting: int = 0
    differences: list[Difference] = field(default_factory=list)
    seals: list[int] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.differences and not self.seals


def verify(indicators: Iterable[str] = ()) -> Verdict:
    """Compare every figure (or those of some indicators' families) with its observations; check the audit chain."""
    snapshot, index = catalogue.current(), places.current()
    wanted = {snapshot.indicators[code].family for code in indicators}
    waiting = Outbox.objects.filter(type=ACCEPTED).count()
    verdict = Verdict(seals=list(sealing.broken()), waiting=waiting)
    for family, members in sorted(_families(snapshot).items()):
        if not wanted or family in wanted:
            _verify_family(snapshot, index, members, verdict)
    return verdict


def _families(snapshot: Snapshot) -> dict[int, list[int]]:
    families = defaultdict(list)
    for spec in snapshot.by_id.values():
        families[spec.family].append(spec.id)
    return families


def _verify_family(snapshot: Snapshot, index: Index, members: list[int], verdict: Verdict) -> None:
    said, kept = _read(snapshot, members)
    recomputed = _recomputed(snapshot, index, said)
    verdict.observations += len(said)
    verdict.figures += len(kept)
    for cell in sorted(kept.keys() | recomputed.keys()):
        if kept.get(cell) != recomputed.get(cell):
            words = in_words(snapshot, index, cell)
            verdict.differences.append(Difference(cell, words, kept.get(cell), recomputed.get(cell)))


def in_words(snapshot: Snapshot, index: Index, cell: Cell) -> tuple[str, str, str, str]:
    """Indicator, place, period and breakdown of a cell by their codes."""
    indicator, area, number, breakdown = cell
    period = periods.from_id(number)
    version = index.version(area, period.end) or index.history(area)[-1]
    return snapshot.by_id[indicator].code, version.code, period.code, snapshot.cells.get(breakdown, "")


def _read(snapshot: Snapshot, members: list[int]) -> tuple[dict[Cell, Said], dict[Cell, tuple[str, ...]]]:
    simulated = {source.id for source in snapshot.sources.values() if source.simulated}
    precedence = {source.id: source.precedence for source in snapshot.sources.values()}
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        rows = sorted(_rows(cursor, _SAID, members), key=lambda row: precedence[row[6]], reverse=True)
        said = {row[:4]: Said(row[4], row[5], row[6] in simulated) for row in rows if row[7] <= 1}
        kept = {row[:4]: written(row[4:]) for row in _rows(cursor, _KEPT, members)}
    return said, kept


def _rows(cursor: Any, statement: str, members: list[int]) -> Iterator[tuple[Any, ...]]:
    cursor.execute(statement, [members])
    while rows := cursor.fetchmany(10_000):
        yield from rows


def _recomputed(snapshot: Snapshot, index: Index, said: dict[Cell, Said]) -> dict[Cell, tuple[str, ...]]:
    """Every figure that should be kept, worked out from the observations alone."""
    worker = Evaluator.over(snapshot, index, said)
    touched = Touched(snapshot, index)
    for indicator, area, period, breakdown in said:
        touched.add((area, period, [indicator, breakdown]))
    found = {}
    for level in touched.deepest_first():
        for cell in touched.cells(level):
            if (result := worker.result(*cell)) is not None:
                found[cell] = written(_values(result))
    return found


def _values(result: Result) -> tuple[Any, ...]:
    counts = result.reported, result.expected, int(result.basis)
    return result.value, result.status, result.simulated, *counts, result.below, result.top, result.bottom


def written(values: Iterable[Any]) -> tuple[str, ...]:
    """Digit by digit: 1.50 and 1.5 differ."""
    return tuple(str(value) if not hasattr(value, "as_tuple") else format(value, "f") for value in values)
