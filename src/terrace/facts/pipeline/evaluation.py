"""What the figure of a cell is: the definition, in plain Python.

For an indicator that is reported, at its own frequency:
  1. what the place itself reported (the source of the highest precedence);
  2. else the sum, or the weighted mean, over the places right below on the last day of the period;
  3. else the sum of the finest parts of the breakdown that the place reported.
In a coarser period, a flow is the sum (or mean) of the place's own finer periods; a stock is that of its newest own
period for which nearly as many reported (nine tenths) as for the fullest: one date for all places below. A derived
indicator is its formula over figures of the same cell, except where the place reported it directly.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.pipeline import results
from terrace.facts.pipeline.results import Basis, Result

#: Ids of indicator, place, period and breakdown.
Cell = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Said:
    """What speaks for a cell at one place: the observation in force of the highest precedence."""

    value: Decimal | None
    status: int
    simulated: bool


@dataclass(slots=True)
class Evaluator:
    """Works out cells from observations; `known` are figures to take as they are, for whole cells."""

    snapshot: Snapshot
    index: Index
    said: Mapping[Cell, Said]
    known: Mapping[Cell, Result]
    _done: dict[Cell, Result | None]
    _areas: dict[int, set[int]]
    _speaking: dict[tuple[int, date], set[int]]

    @classmethod
    def over(
        cls, snapshot: Snapshot, index: Index, said: Mapping[Cell, Said], known: Mapping[Cell, Result] | None = None
    ) -> "Evaluator":
        areas: dict[int, set[int]] = defaultdict(set)
        for indicator, area, *_ in (*said, *(known or ())):
            areas[indicator].add(area)
        return cls(snapshot, index, said, known or {}, {}, areas, {})

    def result(self, indicator: int, area: int, period: int, breakdown: int) -> Result | None:
        """The figure of a cell; None when nothing was reported for it anywhere below."""
        cell = (indicator, area, period, breakdown)
        if cell in self.known:
            return self.known[cell]
        if cell not in self._done:
            self._done[cell] = self._work_out(self.snapshot.by_id[indicator], area, period, breakdown)
        return self._done[cell]

    def _work_out(self, spec: IndicatorSpec, area: int, number: int, breakdown: int) -> Result | None:
        period = periods.from_id(number)
        reported = self._reported(spec, area, period, breakdown) if spec.reported_at is not None else None
        if not spec.formula:
            return reported
        computed = self._computed(spec, area, number, breakdown)
        if reported is None or computed is None:
            return reported or computed
        return replace(reported, below=computed.value)

    def _reported(self, spec: IndicatorSpec, area: int, period: Period, breakdown: int) -> Result | None:
        if spec.formula:
            return self._direct(spec, area, period, breakdown)
        if period.frequency is spec.frequency:
            return self._in_own_period(spec, area, period, breakdown)
        parts = period.parts(spec.frequency)
        if not parts or spec.time_rule == "none":
            return None
        if spec.time_rule == "last":
            return self._last(spec, area, parts, breakdown)
        return self._over_time(spec, area, period, parts, breakdown)

    # at the indicator's own frequency

    def _in_own_period(self, spec: IndicatorSpec, area: int, period: Period, breakdown: int) -> Result | None:
        direct = self._direct(spec, area, period, breakdown)
        below = self._below(spec, area, period, breakdown)
        margin = self._margin(spec, area, period, breakdown)
        return _first(direct, below, margin)

    def _direct(self, spec: IndicatorSpec, area: int, period: Period, breakdown: int) -> Result | None:
        said = self.said.get((spec.id, area, period.id, breakdown))
        if said is None:
            return None
        count = self._expected(spec, area, period)
        top, bottom = self._weighed(spec, area, period.id, breakdown, said.value)
        return Result(said.value, said.status, said.simulated, count, count, Basis.REPORTED, top=top, bottom=bottom)

    def _margin(self, spec: IndicatorSpec, area: int, period: Period, breakdown: int) -> Result | None:
        """The sum of the finest parts; of several ways to break down, the first in which something was reported."""
        if spec.area_rule != "sum":
            return None
        for parts in spec.margins.get(breakdown, ()):
            there = (self.said.get((spec.id, area, period.id, part)) for part in parts)
            found = [Result(each.value, each.status, each.simulated, 0, 0, Basis.PARTS) for each in there if each]
            if found:
                count = self._expected(spec, area, period)
                whole = results.total(found, Basis.PARTS, count)
                return replace(whole, reported=count) if whole else None
        return None

    def _below(self, spec: IndicatorSpec, area: int, period: Period, breakdown: int) -> Result | None:
        if spec.area_rule == "none":
            return None
        found = list(self._children(spec, area, period, breakdown))
        if not found:
            return None
        expected = self._expected(spec, area, period)
        if spec.area_rule == "sum":
            return results.total((each for _, each in found), Basis.PLACES, expected)
        return self._mean(spec, [each for _, each in found], expected)

    def _children(self, spec: IndicatorSpec, area: int, period: Period, breakdown: int) -> Iterator[tuple[int, Result]]:
        children = self.index.children(area, period.end)
        speaking = self._speaking_on(spec.id, period.end) if children else ()
        for child in children:
            if child in speaking and (each := self.result(spec.id, child, period.id, breakdown)) is not None:
                yield child, each

    def _speaking_on(self, indicator: int, day: date) -> set[int]:
        """The places from which, or from under which, anything about the indicator came: others need no visit."""
        key = (indicator, day)
        if key not in self._speaking:
            areas = self._areas.get(indicator, set())
            self._speaking[key] = areas.union(*(self.index.ancestors(area, day) for area in areas))
        return self._speaking[key]

    def _mean(self, spec: IndicatorSpec, found: Sequence[Result], expected: int) -> Result | None:
        whole = results.total([each for each in found if each.bottom is not None], Basis.PLACES, expected)
        if whole is None:
            return None
        top = results.add(each.top for each in found)
        bottom = results.add(each.bottom for each in found)
        value = results.quotient(top, bottom, spec.decimals)
        return replace(whole, value=value, top=top, bottom=bottom)

    def _weighed(
        self, spec: IndicatorSpec, area: int, period: int, breakdown: int, value: Decimal | None
    ) -> tuple[Decimal | None, Decimal | None]:
        """The value times its weight, and the weight; both None when either is unknown."""
        if spec.weight_id is None or value is None:
            return None, None
        weight = self.result(spec.weight_id, area, period, self.snapshot.by_id[spec.weight_id].fitting(breakdown))
        if weight is None or weight.value is None:
            return None, None
        return results.EXACT.multiply(value, weight.value), weight.value

    # in a coarser period

    def _over_time(
        self, spec: IndicatorSpec, area: int, period: Period, parts: Sequence[Period], breakdown: int
    ) -> Result | None:
        worked = (self.result(spec.id, area, part.id, breakdown) for part in parts)
        found = [each for each in worked if each is not None]
        if not found:
            return None
        whole = results.whole(found, Basis.PERIODS, self._expected(spec, area, period) * len(parts))
        if spec.time_rule == "sum":
            return whole
        there = sum(each.value is not None for each in found)
        return replace(whole, value=results.quotient(whole.value, Decimal(there), spec.decimals))

    def _last(self, spec: IndicatorSpec, area: int, parts: Sequence[Period], breakdown: int) -> Result | None:
        """The newest of the place's own periods that is nearly as complete as the fullest: one date for all below."""
        worked = (self.result(spec.id, area, part.id, breakdown) for part in parts)
        found = [each for each in worked if each is not None]
        fullest = max((each.reported for each in found), default=0)
        near = [each for each in found if each.reported * 10 >= fullest * 9]
        return replace(near[-1], basis=Basis.PERIODS) if near else None

    # by formula

    def _computed(self, spec: IndicatorSpec, area: int, period: int, breakdown: int) -> Result | None:
        worked = {
            self.snapshot.by_id[part].code: self.result(
                part, area, period, self.snapshot.by_id[part].fitting(breakdown)
            )
            for part in spec.inputs
        }
        found = [each for each in worked.values() if each is not None]
        values = {code: each.value if each else None for code, each in worked.items()}
        value = spec.compiled.evaluate(values, spec.decimals) if spec.compiled else None
        if value is None or not found:
            return None
        return Result(
            value,
            min(each.status for each in found),
            any(each.simulated for each in found),
            min(each.reported for each in found),
            max(each.expected for each in found),
            Basis.FORMULA,
        )

    def _expected(self, spec: IndicatorSpec, area: int, period: Period) -> int:
        return expected(self.index, area, period.end, spec.reported_at)


def expected(index: Index, area: int, day: date, level: int | None) -> int:
    """How many places of a level are to report under a place; at least one, the place itself."""
    return max(1, index.count(area, day, level or 0))


def _first(direct: Result | None, below: Result | None, margin: Result | None) -> Result | None:
    """The first that is there; what was reported carries what the rest would say."""
    other = below or margin
    if direct is not None and other is not None:
        return replace(direct, below=other.value)
    return direct or other
