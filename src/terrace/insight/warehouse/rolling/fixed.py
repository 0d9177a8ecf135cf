"""Formulas of derived indicators in whole numbers of DuckDB, where that is provably the same.

What has no division is exact in fixed point: a whole number with so many places behind the point. A quotient of two
such parts, times a number like 100 and plus such a part, is rounded once (see `quotients`). `Unfit` says that a formula
is neither, or that its numbers could become too large: then it is worked out by the catalogue itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from terrace.facts.catalogue import expressions as ex
from terrace.insight.warehouse.rolling.quotients import FINEST, PLACES, halves

#: Sizes stay below this, so that doubling and adding cannot overflow sixteen bytes.
LARGEST = 2**124
#: Quotients within quotients repeat their parts; longer statements cost more than they save.
LONGEST = 20_000


class Unfit(Exception):  # noqa: N818 - an answer, no error
    """The formula, with numbers of this size, is beyond whole numbers of sixteen bytes."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """An exact number: `sql` is a HUGEINT, of which the last `places` digits are behind the point."""

    sql: str
    places: int
    #: No larger than this, as the whole number it is.
    most: int

    def __post_init__(self) -> None:
        if self.most >= LARGEST or len(self.sql) > LONGEST:
            raise Unfit

    def at(self, places: int) -> "Fixed":
        """The same with more places."""
        if places == self.places:
            return self
        factor = 10 ** (places - self.places)
        return Fixed(f"({self.sql} * {_whole(factor)})", places, self.most * factor)

    def rounded(self, places: int) -> "Fixed":
        """Half away from zero, to so many places."""
        if places >= self.places:
            return self.at(places)
        factor = 10 ** (self.places - places)
        return Fixed(halves(self.sql, _whole(factor)), places, self.most // factor + 1)

    def times(self, other: "Fixed") -> "Fixed":
        return Fixed(f"({self.sql} * {other.sql})", self.places + other.places, self.most * other.most)

    def plus(self, other: "Fixed", sign: str = "+") -> "Fixed":
        left, right = _aligned([self, other])
        return Fixed(f"({left.sql} {sign} {right.sql})", left.places, left.most + right.most)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A quotient (top / bottom) that was rounded to 30 places, times factors and plus parts since.

    `error` is how much the factors can have grown the error of the rounding; at an exact half of any last place that
    is asked for, the quotient has at most `tail` places more, and `least` at least: with 30 or less it was exact.
    """

    top: Fixed
    bottom: Fixed
    error: int = 1
    tail: int = 0
    least: int = 0

    def rounded(self, places: int) -> Fixed:
        top, bottom = self.division(places)
        return Fixed(halves(top.sql, bottom.sql), places, top.most + 1)

    def division(self, places: int) -> tuple[Fixed, Fixed]:
        """What is to be divided, and by what, for a whole number of so many places."""
        shift = places + self.bottom.places - self.top.places
        top, bottom = self._shifted(shift)
        if bottom.most * 10**places * self.error >= FINEST or max(places + 1, self.least) + self.tail > ex.PLACES:
            raise Unfit
        return top, bottom

    def _shifted(self, shift: int) -> tuple[Fixed, Fixed]:
        factor = constant(Decimal(10 ** abs(shift)))
        return (self.top.times(factor), self.bottom) if shift >= 0 else (self.top, self.bottom.times(factor))

    def times(self, number: Decimal) -> "Ratio":
        """Times a number whose inverse ends; of others a half could be missed."""
        tail = _ending(number)
        return Ratio(
            self.top.times(constant(number)),
            self.bottom,
            self.error * int(abs(number).to_integral_value(ROUND_CEILING)),
            self.tail + tail,
            self.least,
        )

    def plus(self, part: Fixed, sign: str) -> "Ratio":
        top = self.top.plus(part.times(self.bottom), sign)
        return Ratio(top, self.bottom, self.error, self.tail, max(self.least, part.places))


def _ending(number: Decimal) -> int:
    """How many places more x may have than x * number."""
    whole, _ = number.as_integer_ratio()
    whole, found = abs(whole), 0
    for prime in (2, 5):
        power = 0
        while whole and whole % prime == 0:
            whole, power = whole // prime, power + 1
        found = max(found, power)
    if whole != 1:
        raise Unfit
    return found


def _whole(number: int) -> str:
    return f"{number}::HUGEINT"


def constant(number: Decimal) -> Fixed:
    """A number as written."""
    places = max(0, -int(number.as_tuple().exponent))
    whole = int(number.scaleb(places))
    return Fixed(f"({_whole(whole)})", places, abs(whole))


def _aligned(parts: Sequence[Fixed]) -> list[Fixed]:
    places = max(part.places for part in parts)
    return [part.at(places) for part in parts]


@dataclass(frozen=True)
class Compiler:
    """Compiles one formula: the column and the largest size of each input, by code."""

    columns: Mapping[str, str]
    sizes: Mapping[str, int]

    def rounded(self, node: ex.Number, places: int) -> Fixed:
        """A part as it is after rounding to so many places; rounding keeps order, signs and what is not known."""
        if (rule := ROUNDED.get(type(node))) is not None:
            return rule(self, node, places)
        found = self.quotient(node)
        return found.rounded(places)

    def quotient(self, node: ex.Number) -> Fixed | Ratio:
        """A part as a quotient if it holds one, else exactly."""
        rule = QUOTIENTS.get(type(node))
        return rule(self, node) if rule else self.fixed(node)

    def fixed(self, node: ex.Number) -> Fixed:
        """A part without quotients, or with rounded ones."""
        if (rule := FIXED.get(type(node))) is None:
            raise Unfit
        return rule(self, node)

    def several(self, nodes: Sequence[ex.Number]) -> list[Fixed]:
        return _aligned([self.fixed(node) for node in nodes])

    def truth(self, node: ex.Truth) -> str:
        """A condition; NULL where it is not known."""
        if isinstance(node, ex.Compare):
            left, right = self.several([node.left, node.right])
            return f"({left.sql} {node.sign} {right.sql})"
        if isinstance(node, ex.Junction):
            return f"({self.truth(node.left)} {node.word} {self.truth(node.right)})"
        if isinstance(node, ex.Opposite):
            return f"(not {self.truth(node.of)})"
        raise Unfit


Rule = Callable[[Compiler, Any], Fixed]


def _negative(part: Fixed) -> Fixed:
    return Fixed(f"(- {part.sql})", part.places, part.most)


def _absolute(part: Fixed) -> Fixed:
    return Fixed(f"abs({part.sql})", part.places, part.most)


def _coalesced(parts: Sequence[Fixed]) -> Fixed:
    listed = ", ".join(part.sql for part in parts)
    return Fixed(f"coalesce({listed})", parts[0].places, max(part.most for part in parts))


def _extreme(name: str, parts: Sequence[Fixed]) -> Fixed:
    known = " and ".join(f"({part.sql}) is not null" for part in parts)
    listed = ", ".join(part.sql for part in parts)
    sql = f"(case when {known} then {name}({listed}) end)"
    return Fixed(sql, parts[0].places, max(part.most for part in parts))


def _null_if(compiler: Compiler, node: ex.NullIf) -> Fixed:
    left, right = compiler.several([node.left, node.right])
    return Fixed(f"nullif({left.sql}, {right.sql})", left.places, left.most)


def _choice(compiler: Compiler, node: ex.Choice, work: Callable[[Sequence[ex.Number]], list[Fixed]]) -> Fixed:
    results = [result for _, result in node.branches]
    parts = work([*results, *([node.otherwise] if node.otherwise is not None else [])])
    tests = [compiler.truth(test) for test, _ in node.branches]
    whens = " ".join(f"when {test} then {part.sql}" for test, part in zip(tests, parts, strict=False))
    last = f" else {parts[-1].sql}" if node.otherwise is not None else ""
    return Fixed(f"(case {whens}{last} end)", parts[0].places, max(part.most for part in parts))


FIXED: dict[type[ex.Number], Rule] = {
    ex.Constant: lambda _, node: constant(node.number),
    ex.Input: lambda work, node: Fixed(work.columns[node.code], PLACES, work.sizes[node.code]),
    ex.Negative: lambda work, node: _negative(work.fixed(node.of)),
    ex.Sum: lambda work, node: work.fixed(node.left).plus(work.fixed(node.right), node.sign),
    ex.Product: lambda work, node: work.fixed(node.left).times(work.fixed(node.right)),
    ex.Absolute: lambda work, node: _absolute(work.fixed(node.of)),
    ex.Rounded: lambda work, node: work.rounded(node.of, node.places),
    ex.NullIf: _null_if,
    ex.Coalesce: lambda work, node: _coalesced(work.several(node.items)),
    ex.Extreme: lambda work, node: _extreme(node.name, work.several(node.items)),
    ex.Choice: lambda work, node: _choice(work, node, work.several),
}


def _all_rounded(compiler: Compiler, places: int) -> Callable[[Sequence[ex.Number]], list[Fixed]]:
    return lambda nodes: [compiler.rounded(node, places) for node in nodes]


#: Parts whose rounding is the same as that of what they are made of.
ROUNDED: dict[type[ex.Number], Callable[[Compiler, Any, int], Fixed]] = {
    ex.Negative: lambda work, node, places: _negative(work.rounded(node.of, places)),
    ex.Absolute: lambda work, node, places: _absolute(work.rounded(node.of, places)),
    ex.Rounded: lambda work, node, places: work.rounded(node.of, node.places).rounded(places),
    ex.Coalesce: lambda work, node, places: _coalesced(_all_rounded(work, places)(node.items)),
    ex.Extreme: lambda work, node, places: _extreme(node.name, _all_rounded(work, places)(node.items)),
    ex.Choice: lambda work, node, places: _choice(work, node, _all_rounded(work, places)),
}


def _sum(compiler: Compiler, node: ex.Sum) -> Fixed | Ratio:
    left, right = compiler.quotient(node.left), compiler.quotient(node.right)
    if isinstance(left, Fixed) and isinstance(right, Fixed):
        return left.plus(right, node.sign)
    if isinstance(left, Ratio) and isinstance(right, Fixed):
        return left.plus(right, node.sign)
    if isinstance(left, Fixed) and isinstance(right, Ratio):
        return (right.times(Decimal(-1)) if node.sign == "-" else right).plus(left, "+")
    raise Unfit


def _product(compiler: Compiler, node: ex.Product) -> Fixed | Ratio:
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(one, ex.Constant) and isinstance(ratio := compiler.quotient(other), Ratio):
            return ratio.times(one.number)
    return compiler.fixed(node)


def _divide(compiler: Compiler, node: ex.Divide) -> Ratio:
    return Ratio(compiler.fixed(node.left), compiler.fixed(node.right))


QUOTIENTS: dict[type[ex.Number], Callable[[Compiler, Any], Fixed | Ratio]] = {
    ex.Divide: _divide,
    ex.Sum: _sum,
    ex.Product: _product,
}


def compiled(root: ex.Number, columns: Mapping[str, str], sizes: Mapping[str, int], decimals: int) -> tuple[str, str]:
    """SQL: what is to be divided, and by what, for the value of a formula in units of its last decimal."""
    work = Compiler(columns, sizes)
    if type(root) in ROUNDED:
        return work.rounded(root, decimals).sql, _whole(1)
    found = work.quotient(root)
    if isinstance(found, Fixed):
        found = Ratio(found, constant(Decimal(1)))
    top, bottom = found.division(decimals)
    return top.sql, bottom.sql
