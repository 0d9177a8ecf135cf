"""Numbers of foreign messages: digits → decimals, times a factor, rounded only where a pack says so."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, localcontext

from terrace.base.kernel.problems import Fault, Kind
from terrace.facts.gateways import problems

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
#: More digits than any value of a statistic; `Inexact` is trapped, so a longer product is refused, not cut.
EXACT = Context(prec=120, rounding=ROUND_HALF_UP, traps=[Inexact])
LONGEST = 60
LEAST_POWER, LARGEST_POWER = -15, 15


class Wrong(ValueError):  # noqa: N818 - it reads better where it is raised
    """A text that gives no number, with the kind of problem that it is."""

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(text)
        self.kind, self.text = kind, text

    def fault(self, pointer: str) -> Fault:
        return self.kind.fault(pointer, text=self.text[:40])


def number(text: str) -> Decimal:
    """The number of these digits. Raises `Wrong`.

    >>> number("103.02090153599998"), number("1e3")
    (Decimal('103.02090153599998'), Decimal('1E+3'))
    """
    if len(text) > LONGEST or not NUMBER.fullmatch(text):
        raise Wrong(problems.VALUE_TEXT, text)
    return Decimal(text)


def power(text: str) -> Decimal:
    """Ten to the power that UNIT_MULT names; nothing is 0. Raises `Wrong`.

    >>> power("3"), power("")
    (Decimal('1E+3'), Decimal('1'))
    """
    exponent = text or "0"
    if not re.fullmatch(r"[+-]?\d{1,2}", exponent) or not LEAST_POWER <= int(exponent) <= LARGEST_POWER:
        raise Wrong(problems.MULTIPLIER, text)
    return Decimal(1).scaleb(int(exponent))


def times(one: Decimal, other: Decimal) -> Decimal:
    """The exact product.

    >>> times(Decimal("1E+3"), Decimal("0.001"))
    Decimal('1.000')
    """
    with localcontext(EXACT):
        return one * other


def scaled(value: Decimal, factor: Decimal, decimals: int | None = None) -> Decimal:
    """Value × factor in plain digits, exact; rounded half away from zero when `decimals` says so.

    >>> scaled(Decimal("86025"), Decimal("1E+3") * Decimal("0.001"), 1), scaled(Decimal("1.50"), Decimal(1))
    (Decimal('86025.0'), Decimal('1.50'))
    >>> scaled(Decimal("103.02090153599998"), Decimal(1), 4)
    Decimal('103.0209')
    """
    with localcontext(EXACT) as context:
        found = value if factor == 1 else value * factor
        if decimals is not None:
            context.traps[Inexact] = False
            return found.quantize(Decimal(1).scaleb(-decimals))
        return found.quantize(Decimal(1)) if found.as_tuple().exponent > 0 else found  # type: ignore[operator]
