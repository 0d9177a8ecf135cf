"""The year so far: an indicator from the start of a year to the end of a period.

The rules are those of questions to date (`insight.warehouse`): flows are summed, of a stock the newest counts, a
formula is worked out over what its inputs are so far. The figures are those of `pipeline.queries.Reader`, since a
report has to come out where the warehouse is behind or not built; a test holds the two ways equal.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from terrace.base.kernel.periods import Period
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.pipeline import results
from terrace.facts.pipeline.queries import Asked
from terrace.insight.reports.snapshots import Figure
from terrace.insight.warehouse.asking.steps import Span

MISSING, INCOMPLETE, NOT_APPLICABLE = "missing", "incomplete", "not_applicable"
_FIRMNESS: Final = ("provisional", "estimated", "final")
Find = Callable[[Asked], Figure]


@dataclass(frozen=True, slots=True)
class SoFar:
    """What is asked of one indicator, place and cell of a breakdown: from the first period of the year to `last`."""

    snapshot: Snapshot
    spec: IndicatorSpec
    area: int
    breakdown: int
    last: Period

    def kept(self) -> Asked | None:
        """The kept figure that it is: of nine months after nine months, of a stock that of `last`."""
        periods = self._periods()
        return self._asked(periods[0]) if len(periods) == 1 else None

    @property
    def grows(self) -> bool:
        """It is more than the figure of `last`: not of stocks, nor of formulas over stocks."""
        if self.spec.formula:
            return any(each.grows for each in self._inputs())
        return self.spec.time_rule != "last"

    def asked(self) -> Iterator[Asked]:
        """Every figure that it is made of, and those that tell whether it is whole."""
        yield from map(self._asked, dict.fromkeys([*self._periods(), *self._own()]))
        for each in self._inputs():
            yield from each.asked()

    def figure(self, find: Find) -> Figure:
        """The figure; where periods of it have none its reason is `incomplete`."""
        found = self._figure(find)
        gap = found.value is not None and not self.whole(find)
        return replace(found, reason=INCOMPLETE) if gap else found

    # what it is made of

    def _asked(self, period: Period) -> Asked:
        return Asked(self.spec, self.area, period, self.breakdown)

    def _periods(self) -> tuple[Period, ...]:
        """The periods whose figures make it up."""
        first = Period(self.last.frequency, self.last.year, 1)
        return Span(first, self.last, to_date=True).periods(self.spec)

    def _own(self) -> list[Period]:
        """The indicator's own periods, where each adds to the whole."""
        adds = self.spec.time_rule in {"sum", "mean"}
        return [part for period in self._periods() for part in period.parts(self.spec.frequency)] if adds else []

    def _inputs(self) -> list["SoFar"]:
        """The same of what a formula reads."""
        read = (self.snapshot.by_id[number] for number in self.spec.inputs)
        return [replace(self, spec=spec, breakdown=spec.fitting(self.breakdown)) for spec in read]

    def whole(self, find: Find) -> bool:
        """Every period has a figure."""
        own = all(_there(find(self._asked(period))) for period in self._own())
        return own and all(each.whole(find) for each in self._inputs())

    # what it comes to

    def _figure(self, find: Find) -> Figure:
        periods = self._periods()
        if len(periods) == 1:
            return find(self._asked(periods[0]))
        if self.spec.formula:
            return self._by_formula(find)
        if self.spec.time_rule not in {"sum", "mean"}:
            return Figure(None, MISSING)
        return self._over_time([find(self._asked(period)) for period in periods])

    def _over_time(self, every: list[Figure]) -> Figure:
        there = [each for each in every if _there(each)]
        if not there:
            return Figure(None, MISSING)
        value = results.add(each.value for each in there)
        if self.spec.time_rule == "mean":
            count = Decimal(sum(each.value is not None for each in there))
            value = results.quotient(value, count, self.spec.decimals)
        expected = max(each.expected for each in every) * len(every)
        return _together(there, value, sum(each.reported for each in there), expected)

    def _by_formula(self, find: Find) -> Figure:
        found = {each.spec.code: each.figure(find) for each in self._inputs()}
        there = [each for each in found.values() if _there(each)]
        values = {code: each.value for code, each in found.items()}
        value = self.spec.compiled.evaluate(values, self.spec.decimals) if self.spec.compiled else None
        if value is None or not there:
            return Figure(None, MISSING)
        counts = min(each.reported for each in there), max(each.expected for each in there)
        return _together(there, value, *counts)


def _there(figure: Figure) -> bool:
    return figure.value is not None or figure.reason == NOT_APPLICABLE


def _together(there: list[Figure], value: Decimal | None, reported: int, expected: int) -> Figure:
    """As firm as the least firm, simulated as soon as one is."""
    status = min((each.status for each in there if each.status), key=_FIRMNESS.index, default="")
    simulated = any(each.simulated for each in there)
    return Figure(value, "" if value is not None else NOT_APPLICABLE, status, simulated, reported, expected)
