"""Steps: the members of an axis, resolved to what they stand for."""

from dataclasses import dataclass, replace

from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.warehouse.answers import Member

#: Places (ids) that are looked at as one.
Spot = tuple[int, ...]
#: Codes wanted of each dimension, by name of the dimension.
Codes = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """From one period to another of the same frequency; `to_date`: begun at the start of its year."""

    first: Period
    last: Period
    to_date: bool = False

    @property
    def single(self) -> bool:
        return self.first == self.last

    def shifted(self, years: int) -> "Span":
        """The same span some years later."""
        return replace(self, first=_later(self.first, years), last=_later(self.last, years))

    def earlier(self, steps: int) -> "Span":
        """The span so many periods before; those to date begin at the start of their own year."""
        last = self.last.shifted(-steps)
        if self.to_date:
            return Span(Period(last.frequency, last.year, 1), last, True)
        return replace(self, first=self.first.shifted(-steps), last=last)

    def periods(self, spec: IndicatorSpec) -> tuple[Period, ...]:
        """The periods whose figures make it up for an indicator: one that is kept where there is one."""
        if self.single:
            return (self.last,)
        if self.to_date and spec.time_rule == "last":
            return (self.last,)
        return self._kept(spec) or self._own(spec)

    def _kept(self, spec: IndicatorSpec) -> tuple[Period, ...]:
        """The coarser period that begins and ends with it."""
        found = (
            Period(frequency, self.last.year, 1)
            for frequency in (Frequency.YEAR, Frequency.HALF, Frequency.NINE, Frequency.QUARTER)
        )
        for whole in found:
            if (whole.start, whole.end) == (self.first.start, self.last.end) and whole.parts(spec.frequency):
                return (whole,)
        return ()

    def _own(self, spec: IndicatorSpec) -> tuple[Period, ...]:
        """All of the indicator's own periods from its first day to its last; none where they do not fit."""
        years = range(self.first.year, self.last.year + 1)
        every = (part for year in years for part in Period(Frequency.YEAR, year).parts(spec.frequency))
        found = tuple(part for part in every if part.start >= self.first.start and part.end <= self.last.end)
        fits = found and found[0].start == self.first.start and found[-1].end == self.last.end
        return found if fits else ()


def _later(period: Period, years: int) -> Period:
    return Period(period.frequency, period.year + years, period.index)


@dataclass(frozen=True, slots=True)
class Step:
    """A member with what it stands for; only what its kind says is set."""

    member: Member
    spot: Spot = ()
    span: Span | None = None
    codes: Codes = ()
    measure: int = -1
    status: int = 0
    source: str = ""
    #: The whole of its axis, or of all of them.
    total: bool = False


def together(first: Codes, second: Codes) -> Codes:
    """Both; of a dimension that is in both the second. An empty tuple of codes is the total and says nothing more.

    >>> together((("SEX", ("F", "M")), ("AGE", ("Y0",))), (("SEX", ("F",)),))
    (('AGE', ('Y0',)), ('SEX', ('F',)))
    """
    if not second:
        return first
    return tuple(sorted((dict(first) | dict(second)).items()))
