"""The parts of a formula. Each can be written for PostgreSQL and evaluated here, with the same exact answer.

Sums and products of decimals are exact in both. A quotient is the true quotient rounded once to 30 places,
half away from zero. PostgreSQL rounds a quotient twice: first to the scale it chooses, at least that of the
dividend, then to 30. `Divide` widens the dividend so far that the first rounding never crosses a half of the
second: with at most `digits` digits before the point of the divisor and at most `places` places behind it,
a quotient that is no half is at least 10**-(places + digits + 1) away from one, in units of the 30th place.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import cached_property, reduce

#: Places of a quotient.
PLACES = 30
#: What a value of an indicator has at most: digits before the point and places behind it.
VALUE = (24, 6)
EXACT = Context(prec=4000, traps=[Inexact, InvalidOperation, Overflow])
ROUNDING = Context(prec=4000, rounding=ROUND_HALF_UP)

Values = Mapping[str, Decimal | None]
Columns = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Size:
    """At most so many digits before the point and places behind it."""

    digits: int
    places: int

    def __or__(self, other: "Size") -> "Size":
        return Size(max(self.digits, other.digits), max(self.places, other.places))


class Number:
    """Something with a value: a decimal, or None when it is not known."""

    size: Size

    def sql(self, columns: Columns) -> str:
        raise NotImplementedError

    def value(self, values: Values) -> Decimal | None:
        raise NotImplementedError


class Truth:
    """Something that holds, does not hold, or is not known (None)."""

    def sql(self, columns: Columns) -> str:
        raise NotImplementedError

    def holds(self, values: Values) -> bool | None:
        raise NotImplementedError


@dataclass(frozen=True)
class Constant(Number):
    """A number as written."""

    number: Decimal

    @cached_property
    def size(self) -> Size:  # type: ignore[override]
        whole, _, places = f"{self.number:f}".partition(".")
        return Size(len(whole), len(places))

    def sql(self, columns: Columns) -> str:  # noqa: ARG002 - a number needs no columns
        return f"{self.number:f}::numeric"

    def value(self, values: Values) -> Decimal | None:  # noqa: ARG002
        return self.number


@dataclass(frozen=True)
class Input(Number):
    """The value of an indicator; `start` is where the formula names it."""

    code: str
    start: int
    size = Size(*VALUE)

    def sql(self, columns: Columns) -> str:
        return columns[self.code]

    def value(self, values: Values) -> Decimal | None:
        return values[self.code]


@dataclass(frozen=True)
class Negative(Number):
    of: Number

    @property
    def size(self) -> Size:  # type: ignore[override]
        return self.of.size

    def sql(self, columns: Columns) -> str:
        return f"(- {self.of.sql(columns)})"

    def value(self, values: Values) -> Decimal | None:
        value = self.of.value(values)
        return None if value is None else EXACT.minus(value)


@dataclass(frozen=True)
class Sum(Number):
    """left + right, left - right."""

    sign: str
    left: Number
    right: Number

    @cached_property
    def size(self) -> Size:  # type: ignore[override]
        both = self.left.size | self.right.size
        return Size(both.digits + 1, both.places)

    def sql(self, columns: Columns) -> str:
        return f"({self.left.sql(columns)} {self.sign} {self.right.sql(columns)})"

    def value(self, values: Values) -> Decimal | None:
        work = EXACT.add if self.sign == "+" else EXACT.subtract
        return _both(work, self.left.value(values), self.right.value(values))


@dataclass(frozen=True)
class Product(Number):
    left: Number
    right: Number

    @cached_property
    def size(self) -> Size:  # type: ignore[override]
        left, right = self.left.size, self.right.size
        return Size(left.digits + right.digits, left.places + right.places)

    def sql(self, columns: Columns) -> str:
        return f"({self.left.sql(columns)} * {self.right.sql(columns)})"

    def value(self, values: Values) -> Decimal | None:
        return _both(EXACT.multiply, self.left.value(values), self.right.value(values))


@dataclass(frozen=True)
class Divide(Number):
    """The quotient to 30 places; None when the divisor is zero."""

    left: Number
    right: Number

    @cached_property
    def size(self) -> Size:  # type: ignore[override]
        return Size(self.left.size.digits + self.right.size.places + 1, PLACES)

    @cached_property
    def widening(self) -> int:
        """Places of the dividend with which PostgreSQL's first rounding is harmless (see the module)."""
        places = max(self.left.size.places - PLACES, self.right.size.places)
        return PLACES + places + self.right.size.digits + 2

    def sql(self, columns: Columns) -> str:
        wide = f"({self.left.sql(columns)} + 0.{'0' * self.widening})"
        return f"round({wide} / nullif({self.right.sql(columns)}, 0), {PLACES})"

    def value(self, values: Values) -> Decimal | None:
        return _both(_quotient, self.left.value(values), self.right.value(values))


@dataclass(frozen=True)
class Absolute(Number):
    of: Number

    @property
    def size(self) -> Size:  # type: ignore[override]
        return self.of.size

    def sql(self, columns: Columns) -> str:
        return f"abs({self.of.sql(columns)})"

    def value(self, values: Values) -> Decimal | None:
        value = self.of.value(values)
        return None if value is None else value.copy_abs()


@dataclass(frozen=True)
class Rounded(Number):
    """Rounded half away from zero."""

    of: Number
    places: int

    @cached_property
    def size(self) -> Size:  # type: ignore[override]
        return Size(self.of.size.digits + 1, self.places)

    def sql(self, columns: Columns) -> str:
        return f"round({self.of.sql(columns)}, {self.places})"

    def value(self, values: Values) -> Decimal | None:
        value = self.of.value(values)
        return None if value is None else rounded(value, self.places)


@dataclass(frozen=True)
class NullIf(Number):
    """None when both are equal."""

    left: Number
    right: Number

    @property
    def size(self) -> Size:  # type: ignore[override]
        return self.left.size

    def sql(self, columns: Columns) -> str:
        return f"nullif({self.left.sql(columns)}, {self.right.sql(columns)})"

    def value(self, values: Values) -> Decimal | None:
        left, right = self.left.value(values), self.right.value(values)
        return None if left is not None and left == right else left


@dataclass(frozen=True)
class Coalesce(Number):
    """The first that is known."""

    items: tuple[Number, ...]

    @cached_property
    def size(self) -> Size:  # type: ignore[override]
        return reduce(Size.__or__, (item.size for item in self.items))

    def sql(self, columns: Columns) -> str:
        return f"coalesce({', '.join(item.sql(columns) for item in self.items)})"

    def value(self, values: Values) -> Decimal | None:
        found = (item.value(values) for item in self.items)
        return next((value for value in found if value is not None), None)


@dataclass(frozen=True)
class Extreme(Number):
    """The greatest or the least; unlike in PostgreSQL, None when one of them is not known."""

    name: str
    items: tuple[Number, ...]

    @cached_property
    def size(self) -> Size:  # type: ignore[override]
        return reduce(Size.__or__, (item.size for item in self.items))

    def sql(self, columns: Columns) -> str:
        items = [item.sql(columns) for item in self.items]
        known = " and ".join(f"({item}) is not null" for item in items)
        return f"(case when {known} then {self.name}({', '.join(items)}) end)"

    def value(self, values: Values) -> Decimal | None:
        found = [item.value(values) for item in self.items]
        known = [value for value in found if value is not None]
        if len(known) < len(found):
            return None
        return max(known) if self.name == "greatest" else min(known)


@dataclass(frozen=True)
class Choice(Number):
    """case when … then … else … end: the first branch whose condition holds."""

    branches: tuple[tuple[Truth, Number], ...]
    otherwise: Number | None

    @cached_property
    def size(self) -> Size:  # type: ignore[override]
        results = [result for _, result in self.branches]
        if self.otherwise is not None:
            results.append(self.otherwise)
        return reduce(Size.__or__, (result.size for result in results))

    def sql(self, columns: Columns) -> str:
        whens = " ".join(f"when {test.sql(columns)} then {then.sql(columns)}" for test, then in self.branches)
        last = "" if self.otherwise is None else f" else {self.otherwise.sql(columns)}"
        return f"(case {whens}{last} end)"

    def value(self, values: Values) -> Decimal | None:
        for test, then in self.branches:
            if test.holds(values):
                return then.value(values)
        return None if self.otherwise is None else self.otherwise.value(values)


COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


@dataclass(frozen=True)
class Compare(Truth):
    sign: str
    left: Number
    right: Number

    def sql(self, columns: Columns) -> str:
        return f"({self.left.sql(columns)} {self.sign} {self.right.sql(columns)})"

    def holds(self, values: Values) -> bool | None:
        left, right = self.left.value(values), self.right.value(values)
        return None if left is None or right is None else COMPARE[self.sign](left, right)


@dataclass(frozen=True)
class Junction(Truth):
    """left and right, left or right; what is not known stays so unless the other side decides."""

    word: str
    left: Truth
    right: Truth

    def sql(self, columns: Columns) -> str:
        return f"({self.left.sql(columns)} {self.word} {self.right.sql(columns)})"

    def holds(self, values: Values) -> bool | None:
        deciding = self.word == "or"
        sides = (self.left.holds(values), self.right.holds(values))
        if deciding in sides:
            return deciding
        return None if None in sides else not deciding


@dataclass(frozen=True)
class Opposite(Truth):
    of: Truth

    def sql(self, columns: Columns) -> str:
        return f"(not {self.of.sql(columns)})"

    def holds(self, values: Values) -> bool | None:
        found = self.of.holds(values)
        return None if found is None else not found


@dataclass(frozen=True)
class Mark(Truth):
    """What is not a number of its own but holds or not: 1 or 0 under this name among the values."""

    name: str

    def sql(self, columns: Columns) -> str:
        return f"({columns[self.name]} = 1)"

    def holds(self, values: Values) -> bool | None:
        found = values[self.name]
        return None if found is None else found == 1


def rounded(value: Decimal, places: int) -> Decimal:
    """Rounded half away from zero, with exactly so many places; never a negative zero.

    >>> rounded(Decimal("-0.5"), 0), rounded(Decimal("-0.04"), 1), rounded(Decimal("2"), 2)
    (Decimal('-1'), Decimal('0.0'), Decimal('2.00'))
    """
    found = value.quantize(Decimal(1).scaleb(-places), context=ROUNDING)
    return found or found.copy_abs()


def _both(
    work: Callable[[Decimal, Decimal], Decimal | None], left: Decimal | None, right: Decimal | None
) -> Decimal | None:
    return None if left is None or right is None else work(left, right)


def _quotient(left: Decimal, right: Decimal) -> Decimal | None:
    """left / right rounded once to 30 places, by whole numbers."""
    if not right:
        return None
    (top, top_parts), (bottom, bottom_parts) = left.as_integer_ratio(), right.as_integer_ratio()
    top, bottom = top * bottom_parts * 10**PLACES, bottom * top_parts
    size = (2 * abs(top) + abs(bottom)) // (2 * abs(bottom))
    return EXACT.scaleb(Decimal(size if (top < 0) == (bottom < 0) else -size), -PLACES)
