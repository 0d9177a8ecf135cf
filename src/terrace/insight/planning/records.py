"""The figures behind a school plan: every commune of a place, year by year, on today's map.

What a commune reported before it was merged counts by the shares that went to today's commune (`places.index`), as
everywhere where history is shown on today's map. Read at once for all communes, and kept in the process until one of
these figures changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from terrace.base.kernel.periods import FIRST_YEAR, Frequency, Period
from terrace.base.places.models import Level
from terrace.facts.pipeline import ledger
from terrace.facts.pipeline.evaluation import Evaluator
from terrace.facts.pipeline.ledger import Needs
from terrace.facts.pipeline.queries import Reader
from terrace.insight.planning import flows, outlines, problems
from terrace.insight.planning.births import Births
from terrace.insight.planning.models import Role
from terrace.insight.planning.norms import CellKey, Norms, Played
from terrace.insight.planning.rates import Array

#: So many years of pupils at the most.
BACK = 12
#: A year of births is whole when so much of it is reported; less than half of a place's year says nothing.
FULL, HALF = 0.95, 0.5

_CHANGED = """
    SELECT count(*), max(recorded_at) FROM collection_observation WHERE indicator_id = ANY (%s)
"""


@dataclass(frozen=True)
class Records:
    """Arrays of n communes; NaN is not known. `carried`: the last year's pupils are those of the year before."""

    places: tuple[int, ...]
    years: tuple[int, ...]
    births: Births
    #: Part of the year after the last full one for which births are reported.
    share: Array
    pupils: Array
    repeaters: Array
    children: Array
    #: (n, stages): classes, rooms and schools of the last year.
    classes: Array
    rooms: Array
    schools: Array
    apart: Array
    touching: Array
    carried: tuple[int, ...]
    simulated: bool


_kept: dict[tuple[Any, ...], Records] = {}
KEPT = 8


def read(reader: Reader, area: int, norms: Norms) -> Records:
    """The records of the communes of a place that she may see; raises `planning.no_pupils`."""
    places = _places(reader, area, norms)
    key = (reader.actor.person_id, reader.actor.grants, area, places, norms, *_mark(reader, norms))
    if key not in _kept:
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = _Reading(reader, area, places, norms).records()
    return _kept[key]


def _mark(reader: Reader, norms: Norms) -> tuple[Any, ...]:
    """What changes when one of the figures does, or the map, or the day."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [sorted({each.cell[0] for each in norms.parts})])
        count, last = cursor.fetchone()
    return count, last, reader.index.revision, reader.snapshot.mark, timezone.localdate()


def _places(reader: Reader, area: int, norms: Norms) -> tuple[int, ...]:
    """Today's communes whose pupils she may see."""
    today = timezone.localdate()
    now, specs = Period(Frequency.YEAR, today.year).id, {each.cell[0] for each in norms.cells(Role.PUPILS)}
    found = reader.index.descendants(area, today, Level.COMMUNE)
    by_id = reader.snapshot.by_id
    return tuple(each for each in found if all(reader.sees(by_id[spec], each, now) for spec in specs))


class _Reading:
    """One reading of all figures."""

    def __init__(self, reader: Reader, area: int, places: tuple[int, ...], norms: Norms) -> None:
        self.reader, self.norms, self.today = reader, norms, timezone.localdate()
        self.area = area
        self._sources: dict[tuple[int, date], list[tuple[int, float]]] = {}
        self.places = places
        self.years = self._years()
        self.simulated = False
        #: Years and cells of which anything was said at all.
        self.spoken: set[tuple[int, int]] = set()
        self.evaluator = self._evaluator() if self.places else None

    def _years(self) -> tuple[int, ...]:
        return tuple(range(max(FIRST_YEAR + 1, self.today.year - BACK), self.today.year + 1))

    def _birth_years(self, years: Sequence[int]) -> tuple[int, ...]:
        oldest = max((each.from_age for each in self.norms.stages if each.grades == self._first), default=0)
        return tuple(range(max(FIRST_YEAR, years[0] - max(oldest, self._oldest)), self.today.year + 1))

    @property
    def _first(self) -> tuple[int, int] | None:
        return next((each.grades for each in self.norms.stages if each.grades and each.grades[0] == 1), None)

    @property
    def _oldest(self) -> int:
        return max((each.to_age for each in self.norms.stages if each.grades is None), default=0)

    def _evaluator(self) -> Evaluator:
        """Everything that was said of these cells by today's communes and those they were made of."""
        needs = Needs(self.reader.snapshot)
        periods = [Period(Frequency.YEAR, year) for year in self._birth_years(self.years)]
        for period in periods:
            for each in self.norms.parts:
                if each.role == Role.BIRTHS or period.year in self.years:
                    needs.add(each.cell[0], period.id, each.cell[1])
        areas = {share for period in periods for share, _ in self._shares(self.places, period.end)}
        book = ledger.read(needs, areas)
        self.spoken = {(cell[0], cell[2] // 1000) for cell in book.said}
        return Evaluator.over(self.reader.snapshot, self.reader.index, book.said)

    def _shares(self, places: Iterable[int], day: date) -> list[tuple[int, float]]:
        """The places of that day that make these up, with the part of each."""
        then = min(day, self.today)
        return [each for place in places for each in self._made_of(place, then)]

    def _made_of(self, place: int, then: date) -> list[tuple[int, float]]:
        if (place, then) not in self._sources:
            found = self.reader.index.sources(place, then, self.today)
            self._sources[place, then] = [(share.place_id, float(share.weight)) for share in found]
        return self._sources[place, then]

    def _result(self, cell: CellKey, place: int, year: int) -> tuple[float, float] | None:
        """The figure of a leaf place in a year, and which part of the year it is of; None where nobody said it."""
        if (cell[0], year) not in self.spoken or self.evaluator is None:
            return None
        period = Period(Frequency.YEAR, year).id
        said = self.evaluator.said.get((cell[0], place, period, cell[1]))
        if said is not None:  # a direct report stands before all else
            self.simulated |= said.simulated
            return None if said.value is None else (float(said.value), 1.0)
        found = self.evaluator.result(cell[0], place, period, cell[1])
        if found is None or found.value is None:
            return None
        self.simulated |= found.simulated
        return float(found.value), min(1.0, found.reported / max(found.expected, 1))

    def _value(self, cell: CellKey, place: int, year: int) -> float:
        """The value of today's place; NaN when nothing is known of any of its parts."""
        day = Period(Frequency.YEAR, year).end
        found = [
            (weight, one[0])
            for source, weight in self._made_of(place, min(day, self.today))
            if (one := self._result(cell, source, year)) is not None
        ]
        return sum(weight * value for weight, value in found) if found else float("nan")

    def _columns(self, parts: Sequence[Played], years: Sequence[int]) -> Array:
        """(n, years, parts)."""
        return np.asarray(
            [[[self._value(each.cell, place, year) for each in parts] for year in years] for place in self.places]
        ).reshape(len(self.places), len(years), len(parts))

    def records(self) -> Records:
        pupils = self._pupils()
        there = np.flatnonzero(np.isfinite(pupils).any(axis=2).any(axis=0))
        years = [self.years[number] for number in there]
        run = _last_run(years)
        if len(run) < 2:  # noqa: PLR2004 - one step from year to year
            raise problems.NO_PUPILS.problem(place=self._name())
        pupils = pupils[:, [self.years.index(year) for year in run]]
        carried = _carry(pupils)
        births, share = self._births(run)
        return Records(
            self.places,
            tuple(run),
            births,
            share,
            pupils,
            self._graded(Role.REPEATERS, run),
            self._children(run),
            self._stages(Role.CLASSES, run[-1]),
            self._stages(Role.ROOMS, run[-1]),
            self._stages(Role.SCHOOLS, run[-1]),
            flows.distances(outlines.centres(self.places, self.today)),
            outlines.touching(self.places, self.today),
            tuple(self.places[number] for number in carried),
            self.simulated,
        )

    def _name(self) -> str:
        return (self.reader.index.version(self.area, self.today) or self.reader.index.history(self.area)[-1]).full_name

    def _pupils(self) -> Array:
        if not self.places:
            return np.full((0, len(self.years), max(self.norms.grades, 1)), np.nan)
        return self._graded(Role.PUPILS, self.years)

    def _graded(self, role: str, years: Sequence[int]) -> Array:
        """(n, years, grades)."""
        found = np.full((len(self.places), len(years), self.norms.grades), np.nan)
        parts = [each for each in self.norms.cells(role) if each.grade]
        if parts:
            found[:, :, [each.grade - 1 for each in parts]] = self._columns(parts, years)
        return found

    def _children(self, years: Sequence[int]) -> Array:
        """(n, years): children of the stages without grades."""
        parts = self.norms.cells(Role.CHILDREN)
        if not parts:
            return np.full((len(self.places), len(years)), np.nan)
        found = self._columns(parts, years)
        whole = np.nansum(found, axis=2)
        return np.where(np.isfinite(found).any(axis=2), whole, np.nan)

    def _stages(self, role: str, year: int) -> Array:
        """(n, stages) of the year, or of the one before where a place did not say."""
        found = np.full((len(self.places), len(self.norms.stages)), np.nan)
        for each in self.norms.cells(role):
            stage = self.norms.stage(each.stage)
            if stage is not None:
                two = self._columns([each], [year - 1, year])[:, :, 0]
                found[:, stage] = np.where(np.isfinite(two[:, 1]), two[:, 1], two[:, 0])
        return found

    # births

    def _births(self, years: Sequence[int]) -> tuple[Births, Array]:
        """Births by year; the year that is not over holds what is counted so far."""
        wanted = self._birth_years(years)
        found = np.asarray([[self._born(place, year) for year in wanted] for place in self.places])
        values, share = found[:, :, 0], found[:, :, 1]
        reporting = (share > 0).any(axis=1)
        covered = share[reporting].mean(axis=0) if reporting.any() else np.zeros(len(wanted))
        full = int(np.flatnonzero(covered >= FULL).max(initial=-1)) + 1
        whole = np.where(share[:, :full] >= HALF, values[:, :full] / np.maximum(share[:, :full], HALF), np.nan)
        begun = share[:, full] if full < len(wanted) else np.zeros(len(self.places))
        kept = np.column_stack([whole, values[:, full : full + 1]])
        last = wanted[full - 1] if full else wanted[0] - 1
        return Births(wanted[: full + 1], kept, last), begun

    def _born(self, place: int, year: int) -> tuple[float, float]:
        """Births of today's place in a year, and for which part of the year they are reported."""
        whole, weight, part = 0.0, 0.0, 0.0
        for source, share in self._shares([place], Period(Frequency.YEAR, year).end):
            value, reported = self._born_there(source, year)
            if reported:
                whole, weight, part = whole + share * value, weight + share, part + share * reported
        return (whole, part / weight) if weight else (float("nan"), 0.0)

    def _born_there(self, source: int, year: int) -> tuple[float, float]:
        """The first cell that has the whole year, else the one that has most of it."""
        best = (0.0, 0.0)
        for each in self.norms.cells(Role.BIRTHS):
            found = self._result(each.cell, source, year)
            if found is not None:
                best = max(best, (found[1], found[0]), key=lambda pair: pair[0])
        return best[1], best[0]


def _last_run(years: Sequence[int]) -> list[int]:
    """The newest years without a gap between them."""
    run = list(years[-1:])
    while run and run[0] - 1 in years:
        run.insert(0, run[0] - 1)
    return run


def _carry(pupils: Array) -> list[int]:
    """Fill the last year from the one before where a place has not said anything of it; which places (numbers)."""
    silent = ~np.isfinite(pupils[:, -1]).any(axis=1) & np.isfinite(pupils[:, -2]).any(axis=1)
    pupils[silent, -1] = pupils[silent, -2]
    return [int(each) for each in np.flatnonzero(silent)]
