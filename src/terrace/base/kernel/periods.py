"""Periods of time in the codes of SDMX: `2026`, `2026-S1`, `2026-Q3`, `2026-M10`.

Two frequencies that SDMX does not have are needed by Vietnamese reports and written in the same manner:
`2026-N1` (the first nine months) and `2026-C1` … `2026-C3` (crop seasons: spring, summer-autumn, winter).

>>> parse("2026-Q3")
Period(frequency=<Frequency.QUARTER: 4>, year=2026, index=3)
>>> parse("2026-Q3").end
datetime.date(2026, 9, 30)
>>> [whole.code for whole in parse("2026-M10").wholes()]
['2026', '2026-S2', '2026-Q4']
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from functools import cache

FIRST_YEAR, LAST_YEAR = 1980, 2100


class Frequency(IntEnum):
    """How often; the number orders them from coarse to fine and is stored."""

    YEAR = 1
    HALF = 2
    NINE = 3
    QUARTER = 4
    SEASON = 5
    MONTH = 6


LETTERS = {
    Frequency.YEAR: "A",
    Frequency.HALF: "S",
    Frequency.NINE: "N",
    Frequency.QUARTER: "Q",
    Frequency.SEASON: "C",
    Frequency.MONTH: "M",
}
BY_LETTER = {letter: frequency for frequency, letter in LETTERS.items()}
#: First and last month of each period of a frequency. A crop season is counted in the months of its harvest.
MONTHS = {
    Frequency.YEAR: [(1, 12)],
    Frequency.HALF: [(1, 6), (7, 12)],
    Frequency.NINE: [(1, 9)],
    Frequency.QUARTER: [(1, 3), (4, 6), (7, 9), (10, 12)],
    Frequency.SEASON: [(1, 6), (7, 9), (10, 12)],
    Frequency.MONTH: [(month, month) for month in range(1, 13)],
}
#: A finer frequency adds up to these coarser ones.
COARSER = {
    Frequency.MONTH: (Frequency.YEAR, Frequency.HALF, Frequency.NINE, Frequency.QUARTER),
    Frequency.QUARTER: (Frequency.YEAR, Frequency.HALF, Frequency.NINE),
    Frequency.HALF: (Frequency.YEAR,),
    Frequency.SEASON: (Frequency.YEAR,),
    Frequency.NINE: (),
    Frequency.YEAR: (),
}
SHAPE = re.compile(r"(\d{4})(?:-?([ASNQCM])(\d{1,2}))?", re.ASCII)
ISO_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """One period; compare periods of one frequency only.

    >>> Period(Frequency.MONTH, 2026, 10).id, str(Period(Frequency.MONTH, 2026, 10).end)
    (2026610, '2026-10-31')
    """

    frequency: Frequency
    year: int
    index: int = 1
    #: The stored number: year, digit of the frequency, two digits of the index.
    id: int = field(init=False, repr=False, compare=False)
    #: The last day: roll-ups use the places of this day.
    end: date = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"year {self.year} is outside {FIRST_YEAR}-{LAST_YEAR}")
        if not 1 <= self.index <= len(MONTHS[self.frequency]):
            raise ValueError(f"no {self.frequency.name.lower()} {self.index} in a year")
        object.__setattr__(self, "id", self.year * 1000 + self.frequency * 100 + self.index)
        month = MONTHS[self.frequency][self.index - 1][1]
        after = date(self.year + month // 12, month % 12 + 1, 1)
        object.__setattr__(self, "end", after - timedelta(days=1))

    @property
    def code(self) -> str:
        """The code of SDMX; months with two digits.

        >>> Period(Frequency.MONTH, 2026, 3).code, Period(Frequency.YEAR, 2026).code
        ('2026-M03', '2026')
        """
        if self.frequency is Frequency.YEAR:
            return str(self.year)
        width = 2 if self.frequency is Frequency.MONTH else 1
        return f"{self.year}-{LETTERS[self.frequency]}{self.index:0{width}}"

    @property
    def start(self) -> date:
        return date(self.year, MONTHS[self.frequency][self.index - 1][0], 1)

    def wholes(self) -> "tuple[Period, ...]":
        """The coarser periods that this one is a part of."""
        return _wholes(self)

    def parts(self, frequency: Frequency) -> "tuple[Period, ...]":
        """The periods of a finer frequency that make this one up; itself when the frequency is its own.

        >>> [part.code for part in parse("2026-Q3").parts(Frequency.MONTH)]
        ['2026-M07', '2026-M08', '2026-M09']
        """
        return _parts(self, frequency)

    def shifted(self, steps: int) -> "Period":
        """The period so many steps later (earlier when negative).

        >>> parse("2026-M01").shifted(-1).code, parse("2026-Q3").shifted(4).code
        ('2025-M12', '2027-Q3')
        """
        count = len(MONTHS[self.frequency])
        years, index = divmod(self.index - 1 + steps, count)
        return Period(self.frequency, self.year + years, index + 1)

    def previous(self) -> "Period":
        return self.shifted(-1)

    def next(self) -> "Period":
        return self.shifted(1)

    def label(self, language: str = "vi") -> str:
        """How people write it.

        >>> parse("2026-M10").label(), parse("2026-Q3").label("en"), parse("2026-C2").label()
        ('Tháng 10/2026', 'Q3 2026', 'Vụ hè thu 2026')
        """
        return _LABELS[language if language in _LABELS else "vi"](self)


@cache
def _wholes(period: Period) -> tuple[Period, ...]:
    first, last = MONTHS[period.frequency][period.index - 1]
    found = []
    for frequency in COARSER[period.frequency]:
        for index, (start, end) in enumerate(MONTHS[frequency], start=1):
            if start <= first and last <= end:
                found.append(Period(frequency, period.year, index))
    return tuple(found)


@cache
def _parts(period: Period, frequency: Frequency) -> tuple[Period, ...]:
    if frequency is period.frequency:
        return (period,)
    finer = (Period(frequency, period.year, index) for index in range(1, len(MONTHS[frequency]) + 1))
    return tuple(part for part in finer if period in part.wholes())


@cache
def parse(text: str) -> Period:
    """The period that a code names; `2026-10` and `2026M10` are read as well.

    >>> parse("2026-10").code, parse("2026-A1").code
    ('2026-M10', '2026')
    >>> parse("2026-M13")
    Traceback (most recent call last):
    ValueError: no month 13 in a year
    """
    if month := ISO_MONTH.fullmatch(text):
        return Period(Frequency.MONTH, int(month[1]), int(month[2]))
    if not (match := SHAPE.fullmatch(text)):
        raise ValueError(f"{text!r} is not a period")
    year, letter, index = match.groups()
    return Period(BY_LETTER[letter or "A"], int(year), int(index or 1))


@cache
def from_id(number: int) -> Period:
    """The period of a stored number.

    >>> from_id(2026610).code
    '2026-M10'
    """
    year, rest = divmod(number, 1000)
    frequency, index = divmod(rest, 100)
    return Period(Frequency(frequency), year, index)


def containing(day: date, frequency: Frequency) -> Period:
    """The period of this frequency that the day falls in.

    >>> containing(date(2026, 11, 21), Frequency.QUARTER).code
    '2026-Q4'
    """
    for index, (first, last) in enumerate(MONTHS[frequency], start=1):
        if first <= day.month <= last:
            return Period(frequency, day.year, index)
    return Period(frequency, day.year, len(MONTHS[frequency]))


_SEASONS_VI = ("Vụ xuân", "Vụ hè thu", "Vụ mùa")
_SEASONS_EN = ("Spring crop", "Summer-autumn crop", "Winter crop")
_ROMAN = ("I", "II", "III", "IV")


def _label_vi(period: Period) -> str:
    year, index = period.year, period.index
    return {
        Frequency.YEAR: f"Năm {year}",
        Frequency.HALF: f"6 tháng {('đầu', 'cuối')[(index - 1) % 2]} năm {year}",
        Frequency.NINE: f"9 tháng năm {year}",
        Frequency.QUARTER: f"Quý {_ROMAN[(index - 1) % 4]}/{year}",
        Frequency.SEASON: f"{_SEASONS_VI[(index - 1) % 3]} {year}",
        Frequency.MONTH: f"Tháng {index}/{year}",
    }[period.frequency]


def _label_en(period: Period) -> str:
    year, index = period.year, period.index
    return {
        Frequency.YEAR: str(year),
        Frequency.HALF: f"H{index} {year}",
        Frequency.NINE: f"Nine months {year}",
        Frequency.QUARTER: f"Q{index} {year}",
        Frequency.SEASON: f"{_SEASONS_EN[(index - 1) % 3]} {year}",
        Frequency.MONTH: f"{period.start:%B} {year}",
    }[period.frequency]


_LABELS = {"vi": _label_vi, "en": _label_en}
