"""Arithmetic on what was found: share, growth, change, index, rank, average, plan, peers, gap; exact, two decimals.

Each compares a figure with others that are looked up in the same way, so that what may not be seen is not compared
with: a share of a hidden whole is hidden, a rank counts the visible only.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from terrace.base.kernel.periods import FIRST_YEAR
from terrace.base.places.models import Level
from terrace.facts.pipeline import results
from terrace.insight.warehouse.asking.found import HIDDEN, NO_BASE, NOT_ADDITIVE, Found, Value
from terrace.insight.warehouse.asking.layout import Layout
from terrace.insight.warehouse.asking.plans import Plans
from terrace.insight.warehouse.asking.steps import Codes, Side, Span, Spot, Step, together
from terrace.insight.warehouse.asking.values import Values
from terrace.insight.warehouse.asking.worlds import World
from terrace.insight.warehouse.questions import Measure

HUNDRED, DECIMALS = Decimal(100), 2
#: How many periods a moving average has.
MOVING = 3


@dataclass(frozen=True, slots=True)
class Spotted:
    """The coordinates of a cell."""

    spot: Spot
    span: Span
    codes: Codes


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Two decimals, half away from zero; the whole is not zero.

    >>> percent(Decimal(1), Decimal(8))
    Decimal('12.50')
    """
    ratio = results.EXACT.divide(results.EXACT.multiply(HUNDRED, part), whole)
    return ratio.quantize(Decimal(1).scaleb(-DECIMALS), rounding=ROUND_HALF_UP, context=results.EXACT)


@dataclass
class Arithmetic:
    """What is shown of figures, for one question."""

    world: World
    layout: Layout
    values: Values
    plans: Plans
    _values: dict[tuple[int, Span, Codes, int], list[Decimal]] = field(default_factory=dict)
    _kin: dict[tuple[int, int, int], Spot] = field(default_factory=dict)

    # what will be looked up

    def widen(self, measure: Measure, spots: set[Spot], spans: set[Span], codes: set[Codes]) -> None:
        """Add the places, spans and codes that cells of these are compared with."""
        if measure.show in {"growth", "change", "average", "index"}:
            spans |= {other for span in tuple(spans) for other in self._in_time(measure.show, span)}
        elif measure.show == "share" and measure.of != "parent":
            step = self._step(measure)
            spots |= {step.spot} if step and step.spot else set()
            spans |= {step.span} if step and step.span else set()
            codes |= {together(each, step.codes) for each in tuple(codes) if step}
        elif measure.show in {"share", "gap", "peers", "rank"}:
            self._widen_places(measure, spots, spans)

    def _widen_places(self, measure: Measure, spots: set[Spot], spans: set[Span]) -> None:
        days = {id(self.world.reader.index.tree(day)): day for day in map(self._day, spans)}
        single = [spot[0] for spot in spots if len(spot) == 1]
        for place, day in itertools.product(single, days.values()):
            if measure.show in {"peers", "rank"}:
                spots |= {(each,) for each in self._kin_of(place, day)[1]}
            elif above := self._above(measure, place, day):
                spots.add((above,))

    def _day(self, span: Span) -> date:
        """The day whose tree of places counts."""
        return self.world.now or span.last.end

    def _in_time(self, show: str, span: Span) -> list[Span]:
        if show == "growth":
            return [span.shifted(-1)] if _begins(span, 1) else []
        if show == "index":
            return [self._first]
        if not span.single and not span.to_date:
            return []
        steps = range(1, MOVING if show == "average" else 2)
        return [span.earlier(step) for step in steps if _begins(span, 2)]

    @cached_property
    def _first(self) -> Span:
        """The first span that is shown."""
        spans = [each.span for each in self._sides if each.span and (each.span.single or each.span.to_date)]
        return min([*spans, self.layout.range], key=lambda each: each.last.start) if spans else self.layout.range

    @cached_property
    def _sides(self) -> tuple[Side, ...]:
        return (*self.layout.rows, *self.layout.columns)

    def _step(self, measure: Measure) -> Step | None:
        return self.layout.column_whole if measure.of == "row" else self.layout.row_whole

    def _whole(self, measure: Measure, at: Spotted) -> Spotted | None:
        """The whole that a share is of."""
        if measure.of == "parent":
            return self._higher(measure, at)
        step = self._step(measure)
        return (
            at if step is None else Spotted(step.spot or at.spot, step.span or at.span, together(at.codes, step.codes))
        )

    def _higher(self, measure: Measure, at: Spotted) -> Spotted | None:
        """The same of the place above, or of its region."""
        above = self._above(measure, at.spot[0], self._day(at.span)) if len(at.spot) == 1 else None
        return replace(at, spot=(above,)) if above else None

    def _above(self, measure: Measure, place: int, day: date) -> int | None:
        index = self.world.reader.index
        chain = index.ancestors(place, day)
        if measure.of == "region":
            chain = tuple(each for each in chain if index.level(each) == Level.REGION)
        return chain[0] if chain else None

    def _kin_of(self, place: int, day: date) -> tuple[int, Spot]:
        """The place above, and the places of the same level under it; the place is one of them."""
        index = self.world.reader.index
        above = next(iter(index.ancestors(place, day)), 0)
        level = index.level(place)
        key = (above, level, id(index.tree(day)))
        if key not in self._kin:
            below = index.children(above, day) if above else (place,)
            self._kin[key] = tuple(each for each in below if index.level(each) == level)
        return above, self._kin[key]

    @cached_property
    def _on_axis(self) -> Spot:
        """The places that rows or columns run over."""
        own = (
            each.spot for each in self._sides if each.spot and not any(step.total and step.spot for step in each.steps)
        )
        return tuple(dict.fromkeys(spot[0] for spot in own if len(spot) == 1))

    # what is shown

    def shown(self, number: int, at: Spotted, base: Value) -> Value:
        """What a measure shows of a cell with this figure."""
        show = self.world.question.measures[number].show
        if show == "value" or not isinstance(base, Found) or base.value is None:
            return base
        return _SHOWN[show](self, number, at, base, base.value)

    def _other(self, number: int, at: Spotted | None) -> Value:
        if at is None:
            return NO_BASE
        return self.values.get(self.world.specs[number], at.spot, at.span, at.codes)

    def _against(
        self, number: int, at: Spotted | None, base: Found, work: Callable[[Decimal], Decimal | None]
    ) -> Value:
        """Work with another figure; a hidden one hides the outcome."""
        other = self._other(number, at)
        if other is HIDDEN:
            return HIDDEN
        if not isinstance(other, Found) or other.value is None:
            return NO_BASE
        value = work(other.value)
        if value is None:
            return NO_BASE
        return base._replace(
            value=value,
            status=min(base.status, other.status),
            simulated=base.simulated or other.simulated,
            estimated=base.estimated or other.estimated,
        )

    def growth(self, number: int, at: Spotted, base: Found, value: Decimal) -> Value:
        compared = self._in_time(self.world.question.measures[number].show, at.span)
        before = replace(at, span=compared[0]) if compared else None
        return self._against(number, before, base, lambda other: _growth(value, other))

    def index(self, number: int, at: Spotted, base: Found, value: Decimal) -> Value:
        first = replace(at, span=self._first)
        return self._against(number, first, base, lambda before: percent(value, before) if before else None)

    def share(self, number: int, at: Spotted, base: Found, value: Decimal) -> Value:
        spec, measure = self.world.specs[number], self.world.question.measures[number]
        if spec.area_rule != "sum":
            return NOT_ADDITIVE
        whole = self._whole(measure, at)
        return self._against(number, whole, base, lambda total: percent(value, total) if total else None)

    def gap(self, number: int, at: Spotted, base: Found, value: Decimal) -> Value:
        above = self._higher(self.world.question.measures[number], at)
        return self._against(number, above, base, lambda other: results.EXACT.subtract(value, other))

    def average(self, number: int, at: Spotted, base: Found, _: Decimal) -> Value:
        found = [
            base,
            *(
                self._other(number, each)
                for each in (replace(at, span=span) for span in self._in_time("average", at.span))
            ),
        ]
        if HIDDEN in found:
            return HIDDEN
        numbers = [each.value for each in found if isinstance(each, Found) and each.value is not None]
        if len(numbers) < MOVING:
            return NO_BASE
        decimals = self.world.specs[number].decimals
        mean = results.quotient(results.add(numbers), Decimal(len(numbers)), decimals)
        parts = [each for each in found if isinstance(each, Found)]
        return base._replace(
            value=mean,
            status=min(each.status for each in parts),
            simulated=any(each.simulated for each in parts),
            estimated=any(each.estimated for each in parts),
        )

    def rank(self, number: int, at: Spotted, base: Found, value: Decimal) -> Value:
        if len(at.spot) != 1:
            return NO_BASE
        axis = self._on_axis
        above, kin = (0, axis) if len(axis) > 1 and at.spot[0] in axis else self._kin_of(at.spot[0], self._day(at.span))
        found = self._visible(number, at, above, kin)
        return base._replace(value=Decimal(len(found) - bisect_right(found, value) + 1))

    def peers(self, number: int, at: Spotted, base: Found, value: Decimal) -> Value:
        if len(at.spot) != 1:
            return NO_BASE
        every = self._visible(number, at, *self._kin_of(at.spot[0], self._day(at.span)))
        own = bisect_left(every, value)
        median = _median([*every[:own], *every[own + 1 :]])
        return base._replace(value=percent(value, median)) if median else NO_BASE

    def _visible(self, number: int, at: Spotted, above: int, spots: Spot) -> list[Decimal]:
        """The values of these places that she may see, the smallest first; `above` names the places."""
        key = (number, at.span, at.codes, above)
        if key not in self._values:
            found = (self._other(number, replace(at, spot=(place,))) for place in spots)
            self._values[key] = sorted(one.value for one in found if isinstance(one, Found) and one.value is not None)
        return self._values[key]

    def plan(self, number: int, at: Spotted, base: Found, value: Decimal) -> Value:
        bunch = self.values.set_of(self.world.specs[number], at.codes)
        if len(at.spot) != 1 or bunch is None or len(bunch) != 1:
            return NO_BASE
        target = self.plans.target(self.world.specs[number], at.spot[0], at.span, bunch[0])
        return base._replace(value=percent(value, target)) if target else NO_BASE


_SHOWN: dict[str, Callable[[Arithmetic, int, Spotted, Found, Decimal], Value]] = {
    "share": Arithmetic.share,
    "growth": Arithmetic.growth,
    "change": Arithmetic.growth,
    "index": Arithmetic.index,
    "rank": Arithmetic.rank,
    "average": Arithmetic.average,
    "plan": Arithmetic.plan,
    "peers": Arithmetic.peers,
    "gap": Arithmetic.gap,
}


def _growth(value: Decimal, before: Decimal) -> Decimal | None:
    return percent(results.EXACT.subtract(value, before), abs(before)) if before else None


def _median(found: list[Decimal]) -> Decimal | None:
    if not found:
        return None
    middle = results.EXACT.add(found[(len(found) - 1) // 2], found[len(found) // 2])
    return results.EXACT.divide(middle, Decimal(2))


def _begins(span: Span, years: int) -> bool:
    """There are periods so many years back."""
    return span.first.year - years > FIRST_YEAR
