"""What a question is about, and which files and rows it can need."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from terrace.insight.warehouse.manifest import Bound, Part

#: No period is after this one.
LAST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Range:
    """Some indicators, years (first and last), levels, and cells of these; None where all are meant."""

    indicators: tuple[int, ...] | None = None
    years: tuple[int, int] | None = None
    levels: tuple[int, ...] | None = None
    periods: tuple[int, ...] | None = None
    breakdowns: tuple[int, ...] | None = None
    areas: tuple[int, ...] | None = None

    @property
    def condition(self) -> str:
        """The range in SQL; made of numbers alone."""
        lists = {
            "indicator": self.indicators,
            "level": self.levels,
            "period": self.periods,
            "breakdown": self.breakdowns,
            "area": self.areas,
        }
        said = [f"{name} IN ({_listed(numbers)})" for name, numbers in lists.items() if numbers is not None]
        if self.years is not None:
            said.append("year BETWEEN {:d} AND {:d}".format(*self.years))
        return " AND ".join(said) or "true"

    def parts(self, parts: Sequence[Part]) -> list[Part]:
        """Those that can hold rows of the range; `parts` are in order."""
        return [part for part in parts if self._meets(part)]

    def _meets(self, part: Part) -> bool:
        """Years count within one level, indicators within one level and year."""
        level, year, indicator = unfolded(part.first)
        last_level, last_year, last_indicator = unfolded(part.last)
        if self.levels is not None and not any(level <= each <= last_level for each in self.levels):
            return False
        if level != last_level:
            return True
        if self.years is not None and (last_year < self.years[0] or self.years[1] < year):
            return False
        if self.indicators is None or year != last_year:
            return True
        return any(indicator <= each <= last_indicator for each in self.indicators)

    def holds(self, level: int, year: int, indicator: int) -> bool:
        """Whether rows of this level, year and indicator belong to the range."""
        return (
            (self.levels is None or level in self.levels)
            and (self.years is None or self.years[0] <= year <= self.years[1])
            and (self.indicators is None or indicator in self.indicators)
        )

    def any_of(self, there: Iterable[tuple[int, int, int]]) -> bool:
        return any(self.holds(*each) for each in there)


EVERYTHING = Range()


def unfolded(bound: Bound) -> tuple[int, int, int]:
    """Level, year and indicator of a bound.

    >>> unfolded(3_2026_0000000012_603)
    (3, 2026, 12)
    """
    level, rest = divmod(bound, 10**17)
    year, rest = divmod(rest, 10**13)
    return level, year, rest // 1000


def slot(parts: Sequence[Part], bound: Bound) -> int:
    """The number of the part that a row belongs to: the last that begins at or before it, else the first."""
    return max(bisect_right(parts, bound, key=lambda part: part.first) - 1, 0)


def _listed(numbers: Collection[int]) -> str:
    """Numbers for `IN`; nothing equals null."""
    return ", ".join(f"{number:d}" for number in numbers) or "null"
