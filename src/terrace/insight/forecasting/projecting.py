"""Calls of the engine: one for all series of a stand that look equally far ahead.

What is in a call is a matter of the stand alone, not of what else happens to be made with it: the last bits of a matrix
product depend on how many rows it has, and forecasts are to be the same to the last digit whenever they are made.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.places.index import Index
from terrace.insight.forecasting import engine, training
from terrace.insight.forecasting.engine import breaks
from terrace.insight.forecasting.history import Floats
from terrace.insight.forecasting.horizons import CYCLES, WORDS
from terrace.insight.forecasting.models import Break
from terrace.insight.forecasting.sheets import Key, Sheet

#: Significant digits that are kept of what the engine says: its last bits depend on the processor.
DIGITS = 10
#: A spread that is not known is this share of the value.
GUESS = 0.1


@dataclass(frozen=True, slots=True)
class Projection:
    """What the engine says of one series: (h,) each, and its back-tests (origins, h)."""

    likely: Floats
    low80: Floats
    high80: Floats
    low95: Floats
    high95: Floats
    spread: Floats
    tried: Floats
    came: Floats
    ago: tuple[int, ...]
    method: str
    shares: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A series to be carried on."""

    sheet: int
    key: Key
    values: Floats
    steps: int
    frequency: Frequency
    start: int
    headline: bool = False


def project(wanted: Iterable[Wanted], *, members: bool = False) -> dict[tuple[int, Key], Projection]:
    """The projections by sheet and series; `members`: headlines with the slower models too."""
    groups: dict[tuple[int, Frequency, int, bool], list[Wanted]] = defaultdict(list)
    for one in wanted:
        groups[one.sheet, one.frequency, one.steps, members and one.headline].append(one)
    found: dict[tuple[int, Key], Projection] = {}
    for (_, frequency, steps, thorough), each in groups.items():
        found |= _call(each, steps, WORDS[frequency], members=thorough)
    return found


def _call(wanted: list[Wanted], steps: int, word: str, *, members: bool) -> dict[tuple[int, Key], Projection]:
    own = training.learned(word)
    values = [one.values for one in wanted]
    made = engine.forecast(
        values, steps, frequency=word, members=members, weights=own.weights, calibration=own.calibration
    )
    likely, spread = steady(made.likely), steady(made.spread)
    low80, high80, low95, high95 = (steady(side[level]) for level in (80, 95) for side in (made.low, made.high))
    tried, came = steady(made.tried), steady(made.actual)
    return {
        (one.sheet, one.key): Projection(
            likely[row],
            low80[row],
            high80[row],
            low95[row],
            high95[row],
            _sure(spread[row], likely[row]),
            tried[row],
            came[row],
            tuple(made.ago),
            made.methods[row],
            made.shares[row],
            made.notes[row],
        )
        for row, one in enumerate(wanted)
    }


def _sure(spread: Floats, likely: Floats) -> Floats:
    """A spread is never zero nor unknown: reconciliation divides by it."""
    guess = np.maximum(np.abs(likely) * GUESS, 1e-9)
    return np.where(np.isfinite(spread) & (spread > 0), spread, guess)


def steady(numbers: Floats) -> Floats:
    """Rounded to `DIGITS` significant digits.

    >>> steady(np.array([1 / 3, 0.0, np.nan])).tolist()
    [0.3333333333, 0.0, nan]
    """
    size = np.abs(numbers)
    usable = np.isfinite(size) & (size > 0)
    power = np.where(usable, DIGITS - 1 - np.floor(np.log10(np.where(usable, size, 1.0))), 0.0)
    scale = 10.0 ** np.abs(power)
    up, down = numbers * scale, numbers / scale
    return np.asarray(np.where(power >= 0, np.rint(up) / scale, np.rint(down) * scale))


class Breaks:
    """Where series changed their meaning, from the tables of packs; restated before anything is forecast."""

    def __init__(self, index: Index) -> None:
        self.index = index
        rows = Break.objects.filter(retired=False).order_by("period")
        self._kept: dict[str, list[Break]] = defaultdict(list)
        for row in rows:
            self._kept[row.indicator].append(row)

    def restated(self, sheet: Sheet, key: Key, values: Floats) -> tuple[Floats, bool]:
        """The values, those before a break brought to what came after; and whether there was one."""
        first = sheet.last[key] + 1 - len(values)
        found: list[tuple[int, float | None]] = []
        for row in self._kept.get(sheet.spec.code, ()):
            at = self._position(sheet, row) - first
            if 0 < at < len(values) and self._about(row, key[0]):
                found.append((at, None if row.factor is None else float(row.factor)))
        return (breaks.restate(values.copy(), found), True) if found else (values, False)

    def _position(self, sheet: Sheet, row: Break) -> int:
        begins = periods.containing(periods.from_id(row.period).start, sheet.spec.frequency)
        axis = sheet.past.axis[0]
        cycle = CYCLES[sheet.spec.frequency]
        return (begins.year - axis.year) * cycle + begins.index - axis.index

    def _about(self, row: Break, place: int) -> bool:
        if not row.place:
            return True
        return self.index.resolve(row.place, periods.from_id(row.period).end) == place

    def mark(self, code: str) -> list[tuple[str, int, Decimal | None]]:
        """What of it goes into a digest."""
        return [(row.place, row.period, row.factor) for row in self._kept.get(code, ())]
