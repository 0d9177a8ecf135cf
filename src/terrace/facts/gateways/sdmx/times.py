"""TIME_PERIOD in the forms of SDMX → periods.

>>> period("2026-M10").code, period("2026-10").code, period("2026-10-31", "M").code, period("2026", "A").code
('2026-M10', '2026-M10', '2026-M10', '2026')
>>> period("2026-07-01/P3M").code, period("2026-A1").code, period("2026-S2").code
('2026-Q3', '2026', '2026-S2')
>>> period("2026-07-01/P3M", "C").code, period("2026-01-01/P6M", "C").code
('2026-C2', '2026-C1')
"""

import re
from datetime import date
from functools import cache

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period

#: Letters of the code list of frequencies that Terrace has; the two without a letter of SDMX are its own.
FREQUENCIES = {"A": Frequency.YEAR, "S": Frequency.HALF, "Q": Frequency.QUARTER, "M": Frequency.MONTH} | {
    "N": Frequency.NINE,
    "C": Frequency.SEASON,
}
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T00:00:00)?", re.ASCII)
RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T00:00:00)?/P(?:1Y|(1|3|6|9|12)M)", re.ASCII)
BY_MONTHS = {
    "1": Frequency.MONTH,
    "3": Frequency.QUARTER,
    "6": Frequency.HALF,
    "9": Frequency.NINE,
    "12": Frequency.YEAR,
}


@cache
def period(text: str, frequency: str = "") -> Period:
    """The period; with `frequency` (FREQ) it must be of that one. Raises ValueError.

    >>> period("2026-10", "Q")
    Traceback (most recent call last):
    ValueError: 2026-10 is not of the frequency Q
    """
    wanted = _wanted(frequency)
    found = _of_day(text, wanted) or _of_range(text, wanted) or periods.parse(text)
    if wanted is not None and found.frequency is not wanted:
        raise ValueError(f"{text} is not of the frequency {frequency}")
    return found


def _wanted(frequency: str) -> Frequency | None:
    if frequency and frequency not in FREQUENCIES:
        raise ValueError(f"no period of the frequency {frequency}")
    return FREQUENCIES.get(frequency)


def _of_day(text: str, wanted: Frequency | None) -> Period | None:
    """A day stands for the period that holds it, when the frequency says which."""
    if not (match := DAY.fullmatch(text)):
        return None
    if wanted is None:
        raise ValueError(f"{text} is a day; FREQ must say of which frequency the period is")
    day = date(*map(int, match.groups()))
    found = periods.containing(day, wanted)
    if not found.start <= day <= found.end:
        raise ValueError(f"{text} is in no period of the frequency")
    return found


def _of_range(text: str, wanted: Frequency | None) -> Period | None:
    """So many months from a day; those of a crop season are a quarter's or a half-year's too."""
    if not (match := RANGE.fullmatch(text)):
        return None
    frequency = Frequency.SEASON if wanted is Frequency.SEASON else BY_MONTHS[match[2] or "12"]
    start = date.fromisoformat(match[1])
    found = periods.containing(start, frequency)
    if found.start != start or found.end.month - found.start.month + 1 != int(match[2] or 12):
        raise ValueError(f"{text} is no period of the frequency")
    return found
