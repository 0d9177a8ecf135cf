"""How far two figures may differ."""

from dataclasses import dataclass
from decimal import Decimal

from terrace.facts.reconciliation.models import Tolerance

#: For an indicator that no pack speaks of: one per cent, ten days.
ORDINARY = ("", Decimal(1), Decimal(0), 10)


@dataclass(frozen=True, slots=True)
class Limit:
    """A tolerance: `relative` in per cent of the greater figure, `absolute` in the unit; the wider of both counts.

    >>> Limit(Decimal(1), Decimal(0), 10).exceeded(Decimal(100), Decimal(101))
    False
    >>> Limit(Decimal(1), Decimal(0), 10).exceeded(Decimal(100), Decimal("101.1"))
    True
    >>> Limit(Decimal(1), Decimal(2), 10).exceeded(Decimal(0), Decimal(2))
    False
    """

    relative: Decimal
    absolute: Decimal
    days: int

    def exceeded(self, first: Decimal, second: Decimal) -> bool:
        """True when the figures differ by more than is allowed."""
        greater = max(abs(first), abs(second))
        return 100 * abs(first - second) > max(100 * self.absolute, self.relative * greater)


class Limits:
    """The tolerances of the packs, read once."""

    def __init__(self) -> None:
        rows = Tolerance.objects.filter(retired=False).values_list("indicator", "relative", "absolute", "days")
        self._kept = {row[0]: Limit(*row[1:]) for row in (ORDINARY, *rows)}

    def of(self, code: str) -> Limit:
        return self._kept.get(code) or self._kept[""]
