"""Returns as the NATS door takes them, encoded before the clock starts."""

from collections.abc import Iterator, Sequence
from itertools import count, product

import msgspec

from benchmarks.catalogue import MARKER, Asked

#: Months since the communes of today exist.
MONTHS = [f"2025-M{month:02}" for month in range(7, 13)] + [f"2026-M{month:02}" for month in range(1, 11)]
DECIMALS = {"AREA": 2, "OUTPUT": 2, "PRICE": 1}


def body(form: Sequence[Asked], commune: str, month: str, seed: int, marker: int = 1) -> bytes:
    """One commune's return of a month; values depend on the seed."""
    return msgspec.json.encode(
        {
            "source": "commune",
            "observations": [
                {
                    "indicator": asked.indicator,
                    "area": commune,
                    "period": month,
                    **({"breakdown": asked.breakdown} if asked.breakdown else {}),
                    "value": marker if asked.indicator == MARKER else _value(asked.indicator, seed + 7 * number),
                }
                for number, asked in enumerate(form)
            ],
        }
    )


def _value(indicator: str, seed: int) -> float:
    """Whole numbers, and decimals where the indicator has them (as JSON writes them)."""
    places = next((places for start, places in DECIMALS.items() if indicator.startswith(start)), 0)
    number = 100 + seed * 7919 % 9001
    return number / 10**places if places else number


def monthly(form: Sequence[Asked], communes: Sequence[str], most: int) -> list[bytes]:
    """At the most so many returns: month by month, every commune of each; then corrections of all of them."""
    found: list[bytes] = []
    for turn in count():
        for month, commune in product(MONTHS, communes):
            if len(found) >= most:
                return found
            found.append(body(form, commune, month, turn * 31 + len(found)))
    return found


def keys(prefix: str) -> Iterator[str]:
    return (f"{prefix}-{number}" for number in count())
