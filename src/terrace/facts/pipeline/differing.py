"""Totals and what their parts come to: when two figures differ by more than rounding explains."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from terrace.facts.catalogue.models import AreaRule
from terrace.facts.catalogue.snapshot import IndicatorSpec

#: No table is printed in coarser units.
COARSEST = Decimal(1_000_000)


def differs(spec: IndicatorSpec, total: Decimal, come_to: Decimal, parts: Sequence[Decimal]) -> bool:
    """Whether a total is not what these parts come to, each of them rounded as all of them are written.

    The roundings of a sum add up; those of a mean do not.
    """
    roundings = 2 if spec.area_rule == AreaRule.MEAN else len(parts) + 1
    return abs(total - come_to) > grain((total, *parts), spec.decimals) / 2 * roundings


def grain(values: Collection[Decimal], decimals: int) -> Decimal:
    """The unit in which the values were written: the last decimal, or as coarse as all of them are.

    >>> grain([Decimal("215656.0"), Decimal("71.0")], 1), grain([Decimal(269000), Decimal(31000)], 0)
    (Decimal('1'), Decimal('1E+3'))
    """
    found = Decimal(1).scaleb(-decimals)
    while found < COARSEST and not any(value % found.scaleb(1) for value in values):
        found = found.scaleb(1)
    return found
