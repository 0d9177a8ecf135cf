"""Quotients of whole numbers in DuckDB, rounded half away from zero, and when that is all the rounding there is.

Values are whole numbers here: millionths, as HUGEINT. `results.quotient` and `expressions.Divide` round to 30 places
first, then to the decimals of the indicator. Two roundings differ from one only where the first moves a quotient onto
a half of the second. A quotient p / q, in units of the last decimal, that is no half is at least 1 / 2q away from one;
so both agree while q * 10**decimals < 10**30.
"""

from decimal import Decimal

from terrace.facts.pipeline.results import QUOTIENT

#: Places behind the point of all values.
PLACES = 6
#: One, in millionths.
ONE = 10**PLACES
#: The inverse of the last place to which quotients are rounded first.
FINEST = int(1 / QUOTIENT)
#: Whole numbers below this are divided in eight bytes, fifty times as fast as in sixteen.
QUICK = 2**61


def halves(top: str, bottom: str) -> str:
    """SQL: top by bottom, to a whole number, half away from zero; NULL where bottom is 0.

    >>> import duckdb
    >>> duckdb.sql(f"SELECT {halves('-5::HUGEINT', '2::HUGEINT')}").fetchall()
    [(-3,)]
    """
    half = "((2 * {top} + {bottom}) // nullif(2 * {bottom}, 0))"
    slow = half.format(top=f"abs({top})", bottom=f"abs({bottom})")
    quick = half.format(top=f"abs({top})::BIGINT", bottom=f"abs({bottom})::BIGINT")
    fits = f"abs({top}) < {QUICK} AND abs({bottom}) < {QUICK}"
    size = f"CASE WHEN {fits} THEN {quick}::HUGEINT ELSE {slow} END"
    return f"(CASE WHEN ({top} < 0) = ({bottom} < 0) THEN {size} ELSE -({size}) END)"


def mean(top: str, bottom: str) -> str:
    """SQL: the mean of a top in millionths of millionths and a bottom in millionths, to the decimals of `s.unit`."""
    guarded = f"CASE WHEN abs({bottom}) < {FINEST // ONE} THEN {bottom} ELSE error('too large to divide') END"
    return f"{halves(top, f'(({guarded}) * s.unit)')} * s.unit"


def average(total: str, there: str) -> str:
    """SQL: the total by a count, to the decimals of `s.unit`, the millionths of the last decimal."""
    return f"{halves(total, f'({there}::HUGEINT * s.unit)')} * s.unit"


def millionths(value: Decimal) -> int:
    """The whole number that stands for a value.

    >>> millionths(Decimal("1.5"))
    1500000
    """
    return int(value.scaleb(PLACES))
