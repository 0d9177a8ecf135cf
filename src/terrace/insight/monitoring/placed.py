"""A history with its axis of time: what is judged of it, and how its figures are shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np

from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.monitoring import expectations
from terrace.insight.monitoring.found import Series
from terrace.insight.monitoring.histories import History

#: Days since the end of the newest period, from which on a series is history and nobody is warned of it.
FRESH: Final = {
    Frequency.YEAR: 900,
    Frequency.HALF: 450,
    Frequency.NINE: 900,
    Frequency.QUARTER: 300,
    Frequency.SEASON: 450,
    Frequency.MONTH: 190,
}


def is_fresh(period: Period, today: date) -> bool:
    """Not so old that it is history."""
    return period.end >= today - timedelta(days=FRESH[period.frequency])


@dataclass(frozen=True)
class Placed:
    """A history with its axis of time; `values` end with the newest period known."""

    history: History
    axis: Sequence[Period]

    @property
    def series(self) -> Series:
        return self.history.series

    @property
    def newest(self) -> int:
        return self.history.newest

    @property
    def period(self) -> Period:
        return self.axis[self.newest]

    @property
    def frequency(self) -> Frequency:
        return self.axis[0].frequency

    @property
    def values(self) -> expectations.Floats:
        return self.history.values[: self.newest + 1]

    def is_fresh(self, today: date) -> bool:
        """Not so old that it is history."""
        return is_fresh(self.period, today)

    def at(self, period: int) -> int:
        """The position of a period; -1 when it is off the axis."""
        return next((number for number, each in enumerate(self.axis) if each.id == period), -1)

    def judged(self, since: int | None, standing: Iterable[int], today: date) -> set[int]:
        """The newest, the one before it where that moved or stands, and older ones that stand."""
        found = {at for at in map(self.at, standing) if 0 <= at <= self.newest}
        if not self.is_fresh(today):
            return found
        before = self.newest - 1
        if before >= 0 and (since is None or since <= self.axis[before].id):
            found.add(before)
        return found | {self.newest}

    def exactly(self, spec: IndicatorSpec) -> "Exactly":
        return Exactly(spec)


@dataclass(frozen=True, slots=True)
class Exactly:
    """From what detectors count with to what is shown: rounded to the indicator's decimals."""

    spec: IndicatorSpec

    def __call__(self, value: float) -> Decimal | None:
        if not np.isfinite(value):
            return None
        return Decimal(f"{value:.{self.spec.decimals}f}") + 0

    def least(self, value: float) -> Decimal | None:
        """The same; what is never negative is at least zero."""
        least = self.spec.minimum
        return self(max(value, 0.0) if least is not None and least >= 0 else value)
