"""Reading figures: one, a series over time, all places below a place, and the way down to submissions.

The actor comes first. A figure is shown to whom its area and sector are granted, and to all once it is released;
row-level security asks the same of every row. Of indicators connected to small counts of people (`guarded`) a release
opens only what was published (`published`), for they are public as far as nothing small can be worked out from them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places import index as places
from terrace.base.places.index import Index
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.collection.models import Reason, Status
from terrace.facts.pipeline import ledger, problems, published
from terrace.facts.pipeline.evaluation import Cell, Evaluator, expected
from terrace.facts.pipeline.ledger import Book, Needs, Stamp
from terrace.facts.pipeline.restated import AsWas, Restated, Restating
from terrace.facts.pipeline.results import Basis, Result
from terrace.facts.pipeline.touched import is_kept
from terrace.facts.pipeline.views import SUPPRESSED, FigureView

READ = "figure.read"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one cell: everything resolved to ids."""

    spec: IndicatorSpec
    area: int
    period: Period
    breakdown: int
    boundaries: str = "as_was"
    as_of: datetime | None = None

    @property
    def cell(self) -> Cell:
        return self.spec.id, self.area, self.period.id, self.breakdown

    @property
    def day(self) -> date:
        """The day whose places the question is about."""
        return timezone.localdate() if self.boundaries == "as_is" else self.period.end


class Reader:
    """Reads figures for one actor with one snapshot of catalogue and places."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.snapshot: Snapshot = catalogue.current()
        self.index: Index = places.current()
        self.scope = policy.which(actor, READ)
        self._releases: dict[int, dict[int, int]] = {}

    # what may be seen

    def sees(self, spec: IndicatorSpec, area: int, period: int) -> bool:
        """All that there is of it: in her scope, or released to all and not guarded."""
        if self.scope.holds(area, spec.sector):
            return True
        return not self.guards(spec) and self._released(spec, area, period)

    def guards(self, spec: IndicatorSpec) -> bool:
        """To the public it is what was published: small counts hang together with it."""
        return spec.id in self.snapshot.guarded

    def _released(self, spec: IndicatorSpec, area: int, period: int) -> bool:
        if spec.id not in self._releases:
            with connection.cursor() as cursor:
                cursor.execute(_RELEASED, [spec.id, timezone.now()])
                self._releases[spec.id] = dict(cursor.fetchall())
        return self.index.level(area) <= self._releases[spec.id].get(period, -1)

    def _whole(self, asked: Asked) -> bool:
        """She sees the figure itself; what was known on a past day only in her scope."""
        if asked.as_of and not self.scope.holds(asked.area, asked.spec.sector):
            return False
        return self.sees(asked.spec, asked.area, asked.period.id)

    # one figure

    def figure(self, asked: Asked) -> FigureView:
        """The figure of one cell; its `value` is None with a reason when nothing was reported."""
        if found := self.tiles([asked]):
            return found[0]
        if asked.as_of and self.sees(asked.spec, asked.area, asked.period.id):
            raise problems.EVALUATION_UNPUBLISHED.problem()
        raise problems.FIGURE_UNPUBLISHED.problem()

    def _restated(self, asked: Asked) -> FigureView:
        today = timezone.localdate()
        restating = Restating(self.snapshot, self.index, today, self._as_was(asked))
        found = restating.cell(*asked.cell)
        return _view(self, asked, found.result if found else None, found)

    def _as_was(self, asked: Asked) -> AsWas:
        """A function from a cell to its result with the places of its own day."""

        def as_was(cell: Cell) -> Result | None:
            one = replace(
                asked,
                spec=self.snapshot.by_id[cell[0]],
                area=cell[1],
                period=periods.from_id(cell[2]),
                breakdown=cell[3],
                boundaries="as_was",
            )
            return self.results([one])[one.cell]

        return as_was

    # many figures

    def series(self, asked: Asked, periods_wanted: Iterable[Period]) -> list[FigureView]:
        """The same cell in many periods; only periods in which the place was there."""
        there = [
            replace(asked, period=period)
            for period in periods_wanted
            if asked.boundaries == "as_is" or self.index.version(asked.area, period.end)
        ]
        return self.tiles(there)

    def across(self, asked: Asked, areas: Iterable[int] | None = None) -> list[FigureView]:
        """The same cell for the places right below (or for the given places)."""
        below = self.index.children(asked.area, asked.day) if areas is None else areas
        return self.tiles([replace(asked, area=area) for area in below])

    def tiles(self, asked: Sequence[Asked]) -> list[FigureView]:
        """Different cells at once, as a board shows them; those that may not be seen are left out."""
        whole = [one for one in asked if self._whole(one)]
        if any(one.boundaries == "as_is" for one in asked):
            return [self._restated(one) for one in whole]
        views = self._views(whole)
        if len(whole) == len(asked):
            return views
        found = {one.cell: view for one, view in zip(whole, views, strict=True)} | self._published(asked)
        return [found[one.cell] for one in asked if one.cell in found]

    def _published(self, asked: Sequence[Asked]) -> dict[Cell, FigureView]:
        """Guarded figures outside her scope as the public sees them; of a past day nothing."""
        wanted = [one for one in asked if self.guards(one.spec) and not one.as_of]
        public = {one.cell: one for one in wanted if not self.scope.holds(one.area, one.spec.sector)}
        return {cell: _public(self, public[cell], row) for cell, row in published.of(public).items()}

    def _views(self, asked: Sequence[Asked]) -> list[FigureView]:
        if not any(one.as_of for one in asked) and not self._any_unkept(asked):
            return self._kept_views(asked)
        found, book = self._work_out(asked)
        stamps = book.stamps | self._stamps(asked)
        return [_view(self, one, found[one.cell], None, stamps=stamps, gaps=book.gaps) for one in asked]

    def _kept_views(self, asked: Sequence[Asked]) -> list[FigureView]:
        """Figures of places that have places under them: one statement, and nothing to work out."""
        rows = self._kept(asked)
        found = {cell: _result(row) for cell, row in rows.items()}
        stamps = {cell: (row[0], row[1]) for cell, row in rows.items()}
        return [_view(self, one, found.get(one.cell), None, stamps=stamps) for one in asked]

    def results(self, asked: Sequence[Asked]) -> dict[Cell, Result | None]:
        """Kept figures as they are kept; those of leaf places, or of a past day, worked out."""
        return self._work_out(asked)[0]

    def _work_out(self, asked: Sequence[Asked]) -> tuple[dict[Cell, Result | None], Book]:
        if not asked:
            return {}, ledger.NOTHING
        needs = Needs(self.snapshot)
        for one in asked:
            needs.add(*_needed(one))
        as_of = asked[0].as_of
        areas = {one.area for one in asked}
        known = {} if as_of else ledger.kept(needs, areas)
        if as_of:
            areas = self._under(areas, needs)
        leaves = as_of or self._any_unkept(asked)
        book = ledger.read(needs, areas, as_of) if leaves else ledger.NOTHING
        worker = Evaluator.over(self.snapshot, self.index, book.said, known)
        return {one.cell: self._result(worker, one, known, as_of) for one in asked}, book

    def _result(
        self, worker: Evaluator, one: Asked, known: dict[Cell, Result], as_of: datetime | None
    ) -> Result | None:
        if as_of is None and is_kept(self.index, one.area, one.period):
            return known.get(one.cell)
        return worker.result(*one.cell)

    def _any_unkept(self, asked: Sequence[Asked]) -> bool:
        return not all(is_kept(self.index, one.area, one.period) for one in asked)

    def _under(self, areas: Iterable[int], needs: Needs) -> set[int]:
        """The places, and all that were below them at the end of any period needed."""
        days = {periods.from_id(number).end for number in needs.periods}
        return {below for area in areas for day in days for below in (area, *self.index.descendants(area, day))}

    def _stamps(self, asked: Sequence[Asked]) -> dict[Cell, Stamp]:
        """Revision and time of change of kept figures."""
        kept = [one for one in asked if is_kept(self.index, one.area, one.period) and not one.as_of]
        return {cell: (row[0], row[1]) for cell, row in self._kept(kept).items()}

    def _kept(self, asked: Sequence[Asked]) -> dict[Cell, tuple[Any, ...]]:
        """The rows of kept figures, by cell: revision and time of change first."""
        if not asked:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(_KEPT, [list(column) for column in zip(*(one.cell for one in asked), strict=True)])
            return {row[:4]: row[4:] for row in cursor.fetchall()}


_RELEASED = "SELECT period, level FROM catalogue_release WHERE indicator_id = %s AND released_at <= %s"
_KEPT = """
    SELECT f.indicator_id, f.area_id, f.period, f.breakdown_id, f.revision, f.changed_at, f.value, f.status,
        f.simulated, f.reported, f.expected, f.basis, f.below, f.top, f.bottom
    FROM pipeline_figure f JOIN unnest(%s::int[], %s::int[], %s::int[], %s::int[])
        AS c (indicator, area, period, breakdown)
    ON f.indicator_id = c.indicator AND f.area_id = c.area AND f.period = c.period
        AND f.breakdown_id = c.breakdown
"""


def _result(row: tuple[Any, ...]) -> Result | None:
    """The result of a kept row; None where all reports were taken back."""
    _, _, value, status, simulated, reported, expected, basis, *rest = row
    return Result(value, status, simulated, reported, expected, Basis(basis), *rest) if basis else None


def _needed(asked: Asked) -> tuple[int, int, int]:
    return asked.spec.id, asked.period.id, asked.breakdown


def _view(
    reader: Reader,
    asked: Asked,
    found: Result | None,
    restated: Restated | None,
    *,
    stamps: dict[Cell, Stamp] | None = None,
    gaps: dict[Cell, str] | None = None,
) -> FigureView:
    """Dress a result; a missing one says why."""
    version = reader.index.version(asked.area, asked.day) or reader.index.history(asked.area)[-1]
    revision, changed = (stamps or {}).get(asked.cell, (0, None))
    reason = None
    if found is None:
        reason = (gaps or {}).get(asked.cell, Reason.MISSING.label)
    elif found.value is None:
        reason = Reason.NOT_APPLICABLE.label
    return FigureView(
        spec=asked.spec,
        place=version,
        period=asked.period,
        breakdown=reader.snapshot.cells[asked.breakdown] if asked.breakdown else "",
        breakdown_id=asked.breakdown,
        value=found.value if found else None,
        reason=reason,
        status=Status(found.status).label if found else None,
        simulated=bool(found and found.simulated),
        reported=found.reported if found else 0,
        expected=found.expected if found else _expected(reader.index, asked),
        basis=found.basis if found else Basis.NONE,
        below=found.below if found else None,
        revision=revision,
        changed_at=changed,
        boundaries=asked.boundaries,
        estimated=bool(restated and restated.estimated),
        as_of=asked.as_of,
    )


def _public(reader: Reader, asked: Asked, row: published.Row) -> FigureView:
    """Dress what was published: no more than open data tells."""
    found = Result(row.value, row.status, row.simulated, row.reported, row.expected, Basis.NONE)
    view = _view(reader, asked, found, None)
    reason = SUPPRESSED if row.suppressed else view.reason
    return replace(view, reason=reason, changed_at=row.since, published=True)


def _expected(index: Index, asked: Asked) -> int:
    return expected(index, asked.area, asked.period.end, asked.spec.reported_at)
