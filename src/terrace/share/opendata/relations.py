"""What the public can hold against each other: totals and parts, places and those below, periods, formulas, weights."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from terrace.base.kernel import periods
from terrace.base.kernel.periods import COARSER, Frequency, Period
from terrace.base.places.index import Index
from terrace.facts.catalogue import expressions as ex
from terrace.facts.catalogue import formulas
from terrace.facts.catalogue.models import AreaRule, TimeRule
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.share.opendata.suppression import Cell, Relation, whole

#: The public knows too that the year is nine months and the last quarter, and so on.
JOINED = (("A1", ("N1", "Q4")), ("N1", ("S1", "Q3")))
#: For relations that are no sums: factors that stand in no simple ratio.
ODD = (7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)


class Relations:
    """The relations between published figures with a value; `releases`: indicator, period → finest level."""

    def __init__(
        self,
        snapshot: Snapshot,
        index: Index,
        values: Mapping[Cell, Decimal],
        releases: Mapping[tuple[int, int], int],
    ) -> None:
        self.snapshot, self.index, self.values, self.releases = snapshot, index, values, releases

    def every(self) -> Iterator[Relation]:
        """All relations, whole by whole."""
        for cell in self.values:
            spec = self.snapshot.by_id[cell[0]]
            for relation in (*self._parts(spec, cell), *self._places(spec, cell), *self._times(spec, cell)):
                if len(relation.cells) > 1:
                    yield relation
            yield from self._formula(spec, cell)

    def _held(self, cells: Iterator[Cell]) -> tuple[Cell, ...]:
        return tuple(cell for cell in cells if cell in self.values)

    def _parts(self, spec: IndicatorSpec, cell: Cell) -> Iterator[Relation]:
        """The parts of a breakdown."""
        indicator, area, period, breakdown = cell
        for parts in spec.margins.get(breakdown, ()):
            yield whole(cell, self._held((indicator, area, period, part) for part in parts))

    def _places(self, spec: IndicatorSpec, cell: Cell) -> Iterator[Relation]:
        """The places right below, when they are public."""
        indicator, area, period, breakdown = cell
        below = self.index.children(area, periods.from_id(period).end)
        finest = self.releases.get((indicator, period), -1)
        if not below or any(self.index.level(each) > finest for each in below):
            return
        held = self._held((indicator, each, period, breakdown) for each in below)
        if spec.area_rule == AreaRule.SUM:
            yield whole(cell, held)
        elif spec.area_rule == AreaRule.MEAN and spec.weight_id:
            weight = self.snapshot.by_id[spec.weight_id]
            yield _odd((*self._weights(weight, (cell, *held)), cell, *held))

    def _weights(self, weight: IndicatorSpec, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        fitting = ((weight.id, area, period, weight.fitting(breakdown)) for _, area, period, breakdown in cells)
        return self._held(fitting)

    def _times(self, spec: IndicatorSpec, cell: Cell) -> Iterator[Relation]:
        """The finer periods: all of them for a sum, the newest of the same value for a stock."""
        indicator, area, number, breakdown = cell
        for parts in _finer(periods.from_id(number), spec.frequency):
            there = [part for part in parts if self._released(indicator, part, area)]
            held = self._held((indicator, area, part, breakdown) for part in there)
            if spec.time_rule == TimeRule.SUM and len(there) == len(parts):
                yield whole(cell, held)
            elif spec.time_rule == TimeRule.LAST:
                same = [each for each in held if self.values[each] == self.values[cell]]
                yield whole(cell, same[-1:])

    def _released(self, indicator: int, period: int, area: int) -> bool:
        return self.releases.get((indicator, period), -1) >= self.index.level(area)

    def _formula(self, spec: IndicatorSpec, cell: Cell) -> Iterator[Relation]:
        """The inputs of a formula, when all that have a figure are public."""
        if not spec.formula:
            return
        _, area, period, breakdown = cell
        inputs = [self.snapshot.by_id[number] for number in spec.inputs]
        if any(not self._released(each.id, period, area) for each in inputs):
            return
        held = self._held((each.id, area, period, each.fitting(breakdown)) for each in inputs)
        if not held:
            return
        factors = linear(spec.formula) if len(held) == len(inputs) else None
        if factors and all(each == int(each) for each in factors):
            yield Relation((cell, *held), (-1, *(int(each) for each in factors)), sums=False)
        else:
            yield _odd((cell, *held))


def _odd(cells: tuple[Cell, ...]) -> Relation:
    """A relation that is no sum: whoever knows all of its figures but one knows that one too."""
    rounds = range(len(cells))
    return Relation(cells, tuple(ODD[each % len(ODD)] + 90 * (each // len(ODD)) for each in rounds), sums=False)


@cache
def _finer(period: Period, own: Frequency) -> tuple[tuple[int, ...], ...]:
    """Ways in which finer periods make up the period, down to the indicator's own frequency."""
    ways = []
    for frequency in Frequency:
        known = frequency is own or frequency in COARSER[own]
        if known and period.frequency in COARSER[frequency]:
            ways.append(tuple(part.id for part in period.parts(frequency)))
    for coarse, parts in JOINED:
        if periods.parse(f"{period.year}-{coarse}") == period:
            ways.append(tuple(periods.parse(f"{period.year}-{part}").id for part in parts))
    return tuple(ways)


@cache
def linear(text: str) -> tuple[Decimal, ...] | None:
    """The factor of each input when the formula is a weighted sum of them; else None.

    >>> linear("BIRTHS - DEATHS"), linear("PUPILS / TEACHERS"), linear("2 * (A + B)")
    ((Decimal('1'), Decimal('-1')), None, (Decimal('2'), Decimal('2')))
    """
    formula = formulas.parse(text)
    found = _linear(formula.root)
    return None if found is None or found.get("") else tuple(found.get(code, Decimal(0)) for code in formula.inputs)


def _linear(number: ex.Number) -> dict[str, Decimal] | None:
    """Factors by code; '' is the constant. None when it is no weighted sum."""
    match number:
        case ex.Constant():
            return {"": number.number}
        case ex.Input():
            return {number.code: Decimal(1)}
        case ex.Negative():
            return _times(_linear(number.of), Decimal(-1))
        case ex.Sum():
            left, right = _linear(number.left), _linear(number.right)
            return None if left is None or right is None else _plus(left, right, 1 if number.sign == "+" else -1)
        case ex.Product():
            return _product(_linear(number.left), _linear(number.right))
    return None


def _times(factors: dict[str, Decimal] | None, by: Decimal) -> dict[str, Decimal] | None:
    return None if factors is None else {code: each * by for code, each in factors.items()}


def _plus(left: dict[str, Decimal], right: dict[str, Decimal], sign: int) -> dict[str, Decimal]:
    return {code: left.get(code, Decimal(0)) + sign * right.get(code, Decimal(0)) for code in (*left, *right)}


def _product(left: dict[str, Decimal] | None, right: dict[str, Decimal] | None) -> dict[str, Decimal] | None:
    """A weighted sum times a number."""
    for one, other in ((left, right), (right, left)):
        if one is not None and set(one) <= {""}:
            return _times(other, one.get("", Decimal(0)))
    return None
