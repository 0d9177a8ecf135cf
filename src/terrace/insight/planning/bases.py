"""What a scenario starts from: the reports behind figures, and what is likely where nothing is reported yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection.models import Status
from terrace.facts.pipeline import ledger
from terrace.facts.pipeline.evaluation import Cell, Evaluator, Said
from terrace.facts.pipeline.ledger import Needs
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.insight.forecasting import queries as forecasts


@dataclass(frozen=True, slots=True)
class Base:
    """What is said of each cell. `as_a_whole`: the figure of the place, since she may not see what it is made of."""

    said: dict[Cell, Said]
    as_a_whole: bool = False
    #: Some of it is a forecast.
    forecast: bool = False


def read(reader: Reader, specs: Sequence[IndicatorSpec], area: int, period: Period) -> Base:
    """The reports at and under the place; a period that is not over is filled up with forecasts."""
    needs = Needs(reader.snapshot)
    for spec in specs:
        needs.add(spec.id, period.id, 0)
    said = ledger.read(needs, reader.index.descendants(area, period.end)).said
    figures = reader.results([Asked(spec, area, period, 0) for spec in specs])
    worker = Evaluator.over(reader.snapshot, reader.index, said)
    worked = {cell: worker.result(*cell) for cell in figures}
    same = all((worked[cell] and worked[cell].value) == (one and one.value) for cell, one in figures.items())  # type: ignore[union-attr]
    if not same:
        return Base(_whole(reader, needs, area), as_a_whole=True)
    if period.end < timezone.localdate():
        return Base(said)
    more = _likely(reader, needs, area, period, said)
    return Base(said | more, forecast=bool(more))


def _whole(reader: Reader, needs: Needs, area: int) -> dict[Cell, Said]:
    """The kept figures of the place, as if it had reported them."""
    by_id = reader.snapshot.by_id
    return {
        cell: Said(found.value, found.status, found.simulated)
        for cell, found in ledger.kept(needs, [area]).items()
        if not by_id[cell[0]].formula and reader.sees(by_id[cell[0]], area, cell[2])
    }


def _likely(reader: Reader, needs: Needs, area: int, period: Period, said: dict[Cell, Said]) -> dict[Cell, Said]:
    """Forecasts of the places right below (of the place where there are none), for what is not reported yet."""
    by_id = reader.snapshot.by_id
    specs = {number for number, breakdown in needs.pairs if not breakdown and not by_id[number].formula}
    wanted = {part.id for number in specs for part in period.parts(by_id[number].frequency)}
    below = reader.index.children(area, min(period.end, timezone.localdate()))
    found = _steps(reader, specs, below, wanted) or _steps(reader, specs, (area,), wanted)
    spoken = {(cell[0], cell[1], cell[2]) for cell in said}
    return {cell: one for cell, one in found.items() if cell[:3] not in spoken}


def _steps(reader: Reader, specs: Iterable[int], places: Sequence[int], wanted: set[int]) -> dict[Cell, Said]:
    by_id = reader.snapshot.by_id
    cells = [forecasts.Asked(by_id[number], place) for number in sorted(specs) for place in places]
    return {
        (view.spec.id, view.place.place_id, step.period.id, 0): Said(step.likely, Status.PROVISIONAL, view.simulated)
        for view in forecasts.several(reader.actor, cells)
        for step in view.steps
        if step.period.id in wanted
    }


def coming() -> list[Period]:
    """The years that a scenario may be about although they are not over: this one and the next two."""
    now = periods.containing(timezone.localdate(), periods.Frequency.YEAR)
    return [now.shifted(2), now.next(), now]
