"""What a question is asked in: the reader, the places and periods that it names, resolved."""

import difflib
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.kernel.periods import BY_LETTER, Frequency, Period
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.places.models import Level
from terrace.facts.catalogue.snapshot import IndicatorSpec, SourceSpec
from terrace.facts.collection.models import Status
from terrace.facts.pipeline.queries import Reader
from terrace.insight.warehouse import questions
from terrace.insight.warehouse.asking import problems
from terrace.insight.warehouse.asking.newest import Newest
from terrace.insight.warehouse.asking.steps import Spot
from terrace.insight.warehouse.questions import Question

LEVELS = {name: int(Level[name.upper()]) for name in questions.LEVELS}
#: How many periods a question without any is about, by frequency.
USUAL = {Frequency.MONTH: 12, Frequency.QUARTER: 8}
MANY_YEARS = 10


@dataclass
class World:
    """A question with everything that it names looked up; raises `Refused` for what is not there."""

    reader: Reader
    question: Question
    language: str
    newest: Newest

    def __post_init__(self) -> None:
        self.today = timezone.localdate()

    @cached_property
    def specs(self) -> tuple[IndicatorSpec, ...]:
        """The indicator of each measure."""
        return specs_of(self.reader, self.question)

    @cached_property
    def now(self) -> date | None:
        """The day whose map is the common base; None: each period has its own."""
        said = self.question.boundaries
        if said == questions.AS_WAS:
            return None
        return self.today if said == questions.AS_IS else date.fromisoformat(said)

    @cached_property
    def sources(self) -> tuple[SourceSpec, ...]:
        """The sources asked for; all when none is named. Raises `Refused`."""
        known = self.reader.snapshot.sources
        wanted = self.question.where.sources
        faults = [
            problems.SOURCE.fault("sources", code=code, allowed=", ".join(known))
            for code in wanted
            if code not in known
        ]
        if faults:
            raise Refused(faults)
        return tuple(known[code] for code in wanted or known)

    @property
    def detailed(self) -> bool:
        """It is worked out from observations, which only a grant shows: a past day, or one source alone."""
        asked = self.question
        return bool(asked.as_of or asked.where.sources or any(each.kind == "source" for each in asked.axes))

    @cached_property
    def statuses(self) -> frozenset[int]:
        """The statuses asked for; none: all."""
        return frozenset(int(Status[name.upper()]) for name in self.question.where.statuses)

    @cached_property
    def grain(self) -> Frequency:
        """The frequency asked for: that of the axis, else of the range, else of the indicators."""
        axis = next((each.level for each in reversed(self.question.axes) if each.kind == "period" and each.level), "")
        said = self.question.where.periods
        if axis or said.grain:
            return BY_LETTER[axis or said.grain]
        if said.first:
            return periods.parse(said.first).frequency
        return min(spec.frequency for spec in self.specs)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods of the range at the grain asked for, oldest first."""
        said = self.question.where.periods
        if not said.first:
            return self._last(said.count or self._usual)
        first, last = periods.parse(said.first), periods.parse(said.last)
        years = range(first.year, last.year + 1)
        every = (
            Period(self.grain, year, index) for year in years for index in range(1, len(periods.MONTHS[self.grain]) + 1)
        )
        found = tuple(each for each in every if each.start >= first.start and each.end <= last.end)
        if not found:
            raise problems.PERIOD.problem("periods", text=said.text)
        return found

    @property
    def _usual(self) -> int:
        if not any(each.kind == "period" for each in self.question.axes):
            return 1
        return USUAL.get(self.grain, MANY_YEARS)

    def _last(self, count: int) -> tuple[Period, ...]:
        newest = self.newest.period(self.grain, self.specs, self._today)
        if newest is None:
            running = periods.containing(self.today, self.grain)
            newest = running if running.end <= self.today else running.previous()
        steps = min(count, (newest.year - periods.FIRST_YEAR) * len(periods.MONTHS[self.grain]) + newest.index)
        return tuple(newest.shifted(-back) for back in reversed(range(steps)))

    @property
    def _today(self) -> Spot:
        """The places asked about, by their codes of today."""
        resolve = self.reader.index.resolve
        found = (resolve(code, self.today) for code in self.question.where.places)
        return tuple(place for place in found if place is not None) or (self._root(self.today),)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days whose places count, oldest first: the common base, or the last day of each period."""
        return (self.now,) if self.now else tuple(dict.fromkeys(each.end for each in self.periods))

    @cached_property
    def maps(self) -> tuple[date, ...]:
        """The first day of every map of places that held on one of the days."""
        return tuple(dict.fromkeys(map(self.reader.index.since, self.days)))

    @cached_property
    def base(self) -> Spot:
        """The places asked about; the country when none is named."""
        codes = self.question.where.places
        if not codes:
            return (self._root(self.days[-1]),)
        faults: list[Fault] = []
        found = [self._place(code, faults) for code in codes]
        if faults:
            raise Refused(faults)
        return tuple(dict.fromkeys(found))

    def _root(self, day: date) -> int:
        tree = self.reader.index.tree(day)
        return next(place for place, version in tree.versions.items() if version.parent_id is None)

    def _place(self, code: str, faults: list[Fault]) -> int:
        """The place that has the code on the newest of the days, else today."""
        for day in (*reversed(self.days), self.today):
            if (found := self.reader.index.resolve(code, day)) is not None:
                return found
        faults.append(problems.PLACE.fault("places", code=code[:20], day=self.days[-1].isoformat()))
        return 0

    def below(self, day: date, level: int) -> frozenset[int]:
        """The places of a level at or below those asked about, on a day."""
        index = self.reader.index
        return frozenset().union(*(index.descendants(place, day, level) for place in self.base))

    def name(self, vi: str, en: str) -> str:
        return en if self.language == "en" else vi


def specs_of(reader: Reader, question: Question) -> tuple[IndicatorSpec, ...]:
    """The indicators of the measures; raises `Refused` naming what was perhaps meant."""
    known = reader.snapshot.indicators
    faults = []
    for measure in question.measures:
        if measure.indicator not in known:
            near = difflib.get_close_matches(measure.indicator, known, 1)
            hint = (
                {"near_vi": f"Có phải {near[0]}?", "near_en": f"Is it {near[0]}?"}
                if near
                else dict.fromkeys(("near_vi", "near_en"), "")
            )
            faults.append(problems.INDICATOR.fault("measures", code=measure.indicator[:60], **hint))
    if faults:
        raise Refused(faults)
    return tuple(known[measure.indicator] for measure in question.measures)
