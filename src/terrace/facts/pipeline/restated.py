"""History on today's map (`as_is`): figures of the places of then, by the shares that went to the place of now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.pipeline import results
from terrace.facts.pipeline.evaluation import Cell
from terrace.facts.pipeline.results import Basis, Result

#: The figure of a cell with the places as they were; None when there is none.
AsWas = Callable[[Cell], Result | None]


@dataclass(frozen=True, slots=True)
class Restated:
    """A result, and whether any share behind it is an estimate."""

    result: Result
    estimated: bool


@dataclass(slots=True)
class Restating:
    """Restates cells of places of the day `now`."""

    snapshot: Snapshot
    index: Index
    now: date
    as_was: AsWas

    def cell(self, indicator: int, area: int, period: int, breakdown: int) -> Restated | None:
        spec, when = self.snapshot.by_id[indicator], periods.from_id(period)
        parts = when.parts(spec.frequency)
        if self._unchanged(area, {when.end, *(part.end for part in parts)}):
            return _sure(self.as_was((indicator, area, period, breakdown)))
        if spec.formula:
            return self._by_formula(spec, area, when, breakdown)
        if len(parts) > 1 and spec.time_rule in ("sum", "mean"):
            return self._over_time(spec, area, parts, breakdown)
        return self._from_shares(spec, area, when, breakdown)

    def _unchanged(self, area: int, days: Iterable[date]) -> bool:
        """On all these days the place was what it is now: a year may begin on another map than it ends on."""
        return all(self._same(area, day) for day in days)

    def _same(self, area: int, then: date) -> bool:
        sources = self.index.sources(area, then, self.now)
        return len(sources) == 1 and sources[0].place_id == area and sources[0].weight == 1

    def _by_formula(self, spec: IndicatorSpec, area: int, period: Period, breakdown: int) -> Restated | None:
        found: dict[str, Restated] = {}
        for part in spec.inputs:
            read = self.snapshot.by_id[part]
            if (one := self.cell(part, area, period.id, read.fitting(breakdown))) is not None:
                found[read.code] = one
        codes = (self.snapshot.by_id[part].code for part in spec.inputs)
        values = {code: found[code].result.value if code in found else None for code in codes}
        value = spec.compiled.evaluate(values, spec.decimals) if spec.compiled else None
        if value is None or not found:
            return None
        whole = _together([one.result for one in found.values()])
        return Restated(replace(whole, value=value, basis=Basis.FORMULA), _estimated(found.values()))

    def _over_time(self, spec: IndicatorSpec, area: int, parts: tuple[Period, ...], breakdown: int) -> Restated | None:
        worked = (self.cell(spec.id, area, part.id, breakdown) for part in parts)
        found = [one for one in worked if one is not None]
        if not found:
            return None
        each = [one.result for one in found]
        whole = results.whole(each, Basis.PERIODS, max(one.expected for one in each) * len(parts))
        if spec.time_rule == "mean":
            count = Decimal(sum(one.value is not None for one in each))
            whole = replace(whole, value=results.quotient(whole.value, count, spec.decimals))
        return Restated(whole, _estimated(found))

    def _from_shares(self, spec: IndicatorSpec, area: int, period: Period, breakdown: int) -> Restated | None:
        found: list[tuple[Decimal, Result]] = []
        estimated = False
        for share in self.index.sources(area, period.end, self.now):
            if (one := self.as_was((spec.id, share.place_id, period.id, breakdown))) is not None:
                found.append((share.weight, one))
                estimated = estimated or share.estimated
        if not found or (spec.area_rule == "none" and len(found) > 1):
            return None
        return Restated(_shared(spec, found), estimated)


def _sure(result: Result | None) -> Restated | None:
    return None if result is None else Restated(result, estimated=False)


def _estimated(found: Iterable[Restated]) -> bool:
    return any(one.estimated for one in found)


def _shared(spec: IndicatorSpec, found: list[tuple[Decimal, Result]]) -> Result:
    whole = replace(_together([one for _, one in found]), basis=Basis.PLACES)
    if spec.area_rule == "mean":
        top = results.add(_times(weight, one.top) for weight, one in found)
        bottom = results.add(_times(weight, one.bottom) for weight, one in found)
        return replace(whole, value=results.quotient(top, bottom, spec.decimals), top=top, bottom=bottom)
    if spec.area_rule == "none":
        return replace(whole, value=found[0][1].value)
    value = results.add(_times(weight, one.value) for weight, one in found)
    split = any(weight != 1 for weight, _ in found)
    return replace(whole, value=results.rounded(value, spec.decimals) if split and value is not None else value)


def _times(weight: Decimal, value: Decimal | None) -> Decimal | None:
    if value is None or weight == 1:
        return value
    return results.EXACT.multiply(weight, value)


def _together(found: list[Result]) -> Result:
    return results.whole(found, Basis.PLACES, sum(one.expected for one in found))
