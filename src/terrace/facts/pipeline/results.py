"""The outcome for one cell: what is shown, and what stands behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import IntEnum

#: Enough digits for any sum and product of stored values to be exact.
EXACT = Context(prec=120, rounding=ROUND_HALF_UP)
#: Quotients are rounded to so many decimals first, in Python and in PostgreSQL alike.
QUOTIENT = Decimal(1).scaleb(-30)


class Basis(IntEnum):
    """Where the value of a cell comes from."""

    NONE = 0
    REPORTED = 1
    PLACES = 2
    PARTS = 3
    PERIODS = 4
    FORMULA = 5


@dataclass(frozen=True, slots=True)
class Result:
    """A cell worked out. `value` is None when all that was reported is `not applicable`.

    `reported` of `expected` reports stand behind it; `below` is what the places or parts below say where the
    place itself reported; `top` and `bottom` are the sums behind a weighted mean.
    """

    value: Decimal | None
    status: int
    simulated: bool
    reported: int
    expected: int
    basis: Basis
    below: Decimal | None = None
    top: Decimal | None = None
    bottom: Decimal | None = None


def total(results: Iterable[Result], basis: Basis, expected: int) -> Result | None:
    """The sum of results; None when there are none."""
    found = list(results)
    return whole(found, basis, expected) if found else None


def whole(found: Sequence[Result], basis: Basis, expected: int) -> Result:
    """The sum of at least one result."""
    return Result(
        value=add(each.value for each in found),
        status=min(each.status for each in found),
        simulated=any(each.simulated for each in found),
        reported=sum(each.reported for each in found),
        expected=expected,
        basis=basis,
    )


def add(values: Iterable[Decimal | None]) -> Decimal | None:
    """The exact sum of what is there; None when nothing is.

    >>> add([Decimal("1.10"), None, Decimal("2")])
    Decimal('3.10')
    """
    there = [value for value in values if value is not None]
    if not there:
        return None
    result = there[0]
    for value in there[1:]:
        result = EXACT.add(result, value)
    return result


def quotient(top: Decimal | None, bottom: Decimal | None, decimals: int) -> Decimal | None:
    """Top by bottom, rounded half away from zero as PostgreSQL's `round(numeric, n)` does.

    >>> quotient(Decimal(1), Decimal(8), 2)
    Decimal('0.13')
    """
    if top is None or not bottom:
        return None
    return rounded(EXACT.divide(top, bottom).quantize(QUOTIENT, context=EXACT), decimals)


def rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), context=EXACT)
