"""A condition over columns of floats, each with a bound of its error: which rows it may be broken for.

A number is `value` ± `error` in units of 10^-`scale`. Values of cells have at most six decimals, so in millionths they
are whole numbers, and a float holds whole numbers up to 2^53 without error: sums and comparisons of cells, ties on the
border included, are then decided at once. What is too near to decide goes into `doubt`, which the caller judges
with decimals. Bounds are generous (2^-50 a step), never tight.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from terrace.facts.catalogue import expressions as ex

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

STEP, TINY = 2.0**-50, 1e-290
#: Whole floats below this are exact.
LIMIT = 2.0**53
#: Decimals of values of cells.
PLACES = 6
#: Scales beyond this are given up: the powers of ten are no longer exact.
DEEP = 18
_TRUE = np.True_


@dataclass(slots=True)
class Column:
    """Numbers: rows where `known` is False have none. `whole`: every value is a whole float."""

    value: Any
    error: Any
    known: Any
    scale: int = 0
    whole: bool = False


@dataclass(slots=True)
class Truths:
    """Rows that surely hold and surely do not; the rest is not known, or in doubt."""

    yes: Any
    no: Any


def cell(value: Floats, known: Bools) -> Column:
    """The column of a term, from floats nearest to decimals of at most six places."""
    scaled = np.where(known, value, 0.0) * 10.0**PLACES
    whole = np.rint(scaled)
    size = np.abs(scaled)
    # up to 2^50 rounding finds the very number of millionths; what is off that far has more decimals
    error = np.where(size > 2.0**50, size * STEP, 0.0) + np.where(np.abs(scaled - whole) > size * STEP, 1.0, 0.0)
    return Column(whole, error, known, PLACES, whole=True)


def suspects(root: ex.Truth, columns: Mapping[str, Column], rows: int) -> Bools:
    """The rows for which the condition is broken, or may be."""
    reader = _Reader(columns, rows)
    with np.errstate(all="ignore"):
        broken = reader.truth(root).no
    return np.broadcast_to(broken | reader.doubt, (rows,))


class _Reader:
    """Evaluates one condition; collects rows in doubt."""

    def __init__(self, columns: Mapping[str, Column], rows: int) -> None:
        self.columns, self.doubt = columns, np.zeros(rows, np.bool_)

    def number(self, part: ex.Number) -> Column:
        return NUMBERS[type(part)](self, part)

    def truth(self, part: ex.Truth) -> Truths:
        match part:
            case ex.Mark(name):
                held = self.columns[name]
                return Truths(held.known & (held.value != 0), held.known & (held.value == 0))
            case ex.Opposite(of):
                found = self.truth(of)
                return Truths(found.no, found.yes)
            case ex.Junction(word, left, right):
                one, other = self.truth(left), self.truth(right)
                if word == "and":
                    return Truths(one.yes & other.yes, one.no | other.no)
                return Truths(one.yes | other.yes, one.no & other.no)
            case ex.Compare(sign, left, right):
                return self.compare(sign, self.number(left), self.number(right))
        raise TypeError(part)

    def compare(self, sign: str, left: Column, right: Column) -> Truths:
        difference, known = self.difference(left, right)
        holds = SIGNS[sign](difference)
        return Truths(known & holds, known & ~holds)

    def difference(self, left: Column, right: Column) -> tuple[Any, Any]:
        """left - right, whose sign is right wherever it is not in doubt; and where both are known."""
        left, right = _aligned([left, right])
        known, error = left.known & right.known, left.error + right.error
        difference = left.value - right.value
        near = ~(np.abs(difference) > error) & (error > 0) | ~np.isfinite(difference) | ~np.isfinite(error)
        self.doubt |= known & near
        return difference, known

    def constant(self, part: ex.Constant) -> Column:
        return _constant(part.number)

    def input(self, part: ex.Input) -> Column:
        return self.columns[part.code]

    def negative(self, part: ex.Negative) -> Column:
        found = self.number(part.of)
        return Column(-found.value, found.error, found.known, found.scale, found.whole)

    def absolute(self, part: ex.Absolute) -> Column:
        found = self.number(part.of)
        return Column(np.abs(found.value), found.error, found.known, found.scale, found.whole)

    def sum(self, part: ex.Sum) -> Column:
        left, right = _aligned([self.number(part.left), self.number(part.right)])
        value = left.value + right.value if part.sign == "+" else left.value - right.value
        whole = left.whole and right.whole
        return settled(value, left.error + right.error, left.known & right.known, left.scale, whole=whole)

    def product(self, part: ex.Product) -> Column:
        return _product(self.number(part.left), self.number(part.right))

    def divide(self, part: ex.Divide) -> Column:
        left = self.number(part.left)
        if (inverse := _inverse(part.right)) is not None and left.whole and left.scale + DEEP <= ex.PLACES:
            return _product(left, _constant(inverse))
        right = self.number(part.right)
        known = left.known & right.known & (right.value != 0)
        least = np.abs(right.value) - right.error
        self.doubt |= left.known & right.known & (right.error > 0) & ~(least > 0)
        shift = 10.0 ** (right.scale - left.scale)
        value = np.where(known, left.value / right.value, 0.0) * shift
        spread = (np.abs(value) * right.error + left.error * shift) / np.where(known, least, 1.0)
        rounded = 10.0**-ex.PLACES + np.abs(value) * STEP
        return Column(value, np.where(known, spread * (1 + STEP) + rounded + TINY, 0.0), known)

    def rounded(self, part: ex.Rounded) -> Column:
        found = self.number(part.of)
        if found.whole and found.scale <= part.places:
            return found
        shift = 10.0 ** (part.places - found.scale)
        middle = found.value * shift
        width = found.error * shift * (1 + STEP) + np.abs(middle) * 8 * STEP + TINY
        low, high = _half_away(middle - width), _half_away(middle + width)
        return settled(low, high - low, found.known, part.places, whole=True)

    def null_if(self, part: ex.NullIf) -> Column:
        left, right = self.number(part.left), self.number(part.right)
        difference, known = self.difference(left, right)
        return Column(left.value, left.error, left.known & ~(known & (difference == 0)), left.scale, left.whole)

    def coalesce(self, part: ex.Coalesce) -> Column:
        items = _aligned([self.number(item) for item in part.items])
        return _first([(item.known, item) for item in items])

    def extreme(self, part: ex.Extreme) -> Column:
        items = _aligned([self.number(item) for item in part.items])
        best: Callable[[Any, Any], Any] = np.maximum if part.name == "greatest" else np.minimum
        found = items[0]
        for item in items[1:]:
            value, error = best(found.value, item.value), np.maximum(found.error, item.error)
            whole = found.whole and item.whole
            found = Column(value, error, found.known & item.known, found.scale, whole)
        return found

    def choice(self, part: ex.Choice) -> Column:
        tests = [self.truth(test).yes for test, _ in part.branches]
        results = [self.number(result) for _, result in part.branches]
        if part.otherwise is not None:
            tests.append(_TRUE)
            results.append(self.number(part.otherwise))
        return _first(list(zip(tests, _aligned(results), strict=True)))


NUMBERS: dict[type[ex.Number], Callable[[_Reader, Any], Column]] = {
    ex.Constant: _Reader.constant,
    ex.Input: _Reader.input,
    ex.Negative: _Reader.negative,
    ex.Sum: _Reader.sum,
    ex.Product: _Reader.product,
    ex.Divide: _Reader.divide,
    ex.Absolute: _Reader.absolute,
    ex.Rounded: _Reader.rounded,
    ex.NullIf: _Reader.null_if,
    ex.Coalesce: _Reader.coalesce,
    ex.Extreme: _Reader.extreme,
    ex.Choice: _Reader.choice,
}
SIGNS: dict[str, Callable[[Any], Any]] = {
    "=": lambda difference: difference == 0,
    "<>": lambda difference: difference != 0,
    "<": lambda difference: difference < 0,
    "<=": lambda difference: difference <= 0,
    ">": lambda difference: difference > 0,
    ">=": lambda difference: difference >= 0,
}


def _constant(number: Decimal) -> Column:
    scale = max(0, -int(number.as_tuple().exponent))
    digits = int(number.scaleb(scale, ex.EXACT))
    error = abs(digits) * STEP if abs(digits) >= LIMIT else 0.0
    return Column(np.float64(digits), np.float64(error), _TRUE, scale, whole=True)


def _inverse(part: ex.Number) -> Decimal | None:
    """1 / constant, where that is a short decimal."""
    if not isinstance(part, ex.Constant) or not part.number:
        return None
    top, bottom = part.number.as_integer_ratio()
    digits, rest = divmod(bottom * 10**DEEP, top)
    return None if rest else Decimal(digits).scaleb(-DEEP, ex.EXACT).normalize(ex.EXACT)


def settled(value: Any, error: Any, known: Any, scale: int, *, whole: bool) -> Column:
    """The result of one step: its own rounding goes into the error."""
    size = np.abs(value)
    rounding = np.where(size >= LIMIT, size * STEP, 0.0) if whole else size * STEP + TINY
    return Column(value, error * (1 + STEP) + rounding, known, scale, whole)


def _product(left: Column, right: Column) -> Column:
    spread = np.abs(left.value) * right.error + np.abs(right.value) * left.error + left.error * right.error
    whole, scale = left.whole and right.whole, left.scale + right.scale
    found = settled(left.value * right.value, spread, left.known & right.known, scale, whole=whole)
    return found if scale <= DEEP else _shallow(found)


def _shallow(found: Column) -> Column:
    """The same in units of one."""
    value = found.value / 10.0**found.scale
    error = found.error / 10.0**found.scale * (1 + 4 * STEP) + np.abs(value) * 4 * STEP + TINY
    return Column(value, error, found.known)


def _aligned(items: Sequence[Column]) -> list[Column]:
    """All in the finest units of any."""
    scale = max(item.scale for item in items)
    return [item if item.scale == scale else _finer(item, scale) for item in items]


def _finer(item: Column, scale: int) -> Column:
    times = 10.0 ** (scale - item.scale)
    return settled(item.value * times, item.error * times, item.known, scale, whole=item.whole)


def _first(items: Sequence[tuple[Any, Column]]) -> Column:
    """Of each row the first item whose condition holds; not known where none does."""
    last = items[-1][1]
    value, error, known = last.value, last.error, items[-1][0] & last.known
    for holds, item in reversed(items[:-1]):
        value, error = np.where(holds, item.value, value), np.where(holds, item.error, error)
        known = np.where(holds, item.known, known)
    return Column(value, error, known, last.scale, all(item.whole for _, item in items))


def _half_away(value: Any) -> Any:
    return np.copysign(np.floor(np.abs(value) + 0.5), value)
