"""Cells and what is said of them: the words in which rules are asked and answered."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from terrace.base.kernel.periods import MONTHS, Frequency
from terrace.facts.catalogue import expressions as ex

#: Ids of indicator, period, breakdown and place.
CellKey = tuple[int, int, int, int]
#: A value, or the number of the reason for none (as observations keep it).
Said = Decimal | int
NOT_APPLICABLE, MISSING, LATE = 1, 2, 3
REASONS = {NOT_APPLICABLE: "not_applicable", MISSING: "missing", LATE: "late"}

#: Fewer siblings than these with a value give no median.
PEERS_LEAST = 3
YEAR, FREQUENCY = 1000, 100
_HALF, _YES, _NO = Decimal("0.5"), Decimal(1), Decimal(0)


def look(cell: CellKey, *ledgers: Mapping[CellKey, Said]) -> Said | None:
    """What the first of these says of the cell; None when none says anything."""
    return next((found for ledger in ledgers if (found := ledger.get(cell)) is not None), None)


def number(said: Said | None) -> Decimal | None:
    """The value; None for a reason, and for nothing."""
    return said if isinstance(said, Decimal) else None


def mark(word: str, said: Said | None) -> Decimal | None:
    """1 or 0 for `missing` and `given`; None when nothing is said of the cell at all."""
    if said is None:
        return None
    holds = isinstance(said, Decimal) if word == "given" else said == MISSING and not isinstance(said, Decimal)
    return _YES if holds else _NO


def total(parts: Iterable[Said | None]) -> Decimal | None:
    """The sum of parts: those not applicable are nothing; None when one is not known, or none applies.

    >>> total([Decimal("1.5"), NOT_APPLICABLE, Decimal(2)]), total([Decimal(1), MISSING]), total([NOT_APPLICABLE])
    (Decimal('3.5'), None, None)
    """
    found = None
    for said in parts:
        if isinstance(said, Decimal):
            found = said if found is None else ex.EXACT.add(found, said)
        elif said != NOT_APPLICABLE:
            return None
    return found


def median(siblings: Iterable[Said | None]) -> Decimal | None:
    """The median of the values there; None when they are too few to compare with.

    >>> median([Decimal(3), Decimal(1), MISSING, Decimal(2), Decimal(9)]), median([Decimal(1)])
    (Decimal('2.5'), None)
    """
    values = sorted(said for said in siblings if isinstance(said, Decimal))
    if len(values) < PEERS_LEAST:
        return None
    low, high = values[(len(values) - 1) // 2], values[len(values) // 2]
    return low if len(values) % 2 else ex.EXACT.multiply(ex.EXACT.add(low, high), _HALF)


def before(period: int) -> int:
    """The id of the period before, of the same frequency.

    >>> before(2026610), before(2026601), before(2026101), before(2026401)
    (2026609, 2025612, 2025101, 2025404)
    """
    if period % FREQUENCY > 1:
        return period - 1
    return period - YEAR + len(MONTHS[Frequency(period % YEAR // FREQUENCY)]) - 1


def year_before(period: int) -> int:
    """The id of the same period of the year before.

    >>> year_before(2026610)
    2025610
    """
    return period - YEAR
