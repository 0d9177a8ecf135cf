"""A stand of series on one axis of time: what of it is forecast, from where, how far, and what belongs together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from terrace.base.kernel.periods import Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.forecasting.history import Floats, Past
from terrace.insight.forecasting.horizons import CYCLES

#: Place and breakdown.
Key = tuple[int, int]
#: A sum agrees with its parts when it differs by less than this share of it.
NEAR = 0.005
#: So many of the newest periods are looked at.
LOOKED = 3
#: A series that stopped so many periods (or a year) before the others is not carried on.
STALE = 2


@dataclass(frozen=True)
class Sheet:
    """An indicator at a root place and below. `fixed`: places whose forecasts are made elsewhere, and given."""

    spec: IndicatorSpec
    root: int
    members: tuple[int, ...]
    parents: tuple[int, ...]
    past: Past
    horizon: int
    fixed: frozenset[int] = frozenset()
    #: Of a formula: the past of the indicators that it reads.
    parts: Mapping[int, Past] = field(default_factory=dict)

    @cached_property
    def last(self) -> dict[Key, int]:
        """The position of the last known value of each series."""
        return {key: int(np.flatnonzero(~np.isnan(row))[-1]) for key, row in self.past.series.items()}

    @cached_property
    def origin(self) -> int:
        """The position of the last period known of the whole; of most of the places where the root has nothing."""
        if (self.root, 0) in self.last:
            return self.last[self.root, 0]
        totals = sorted(at for (_, cell), at in self.last.items() if cell == 0) or sorted(self.last.values())
        return totals[len(totals) // 2]

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The series that are carried on, in order of place in the tree, then of breakdown."""
        order = {place: number for number, place in enumerate(self.members)}
        alive = (key for key, at in self.last.items() if self.alive(at))
        return tuple(sorted(alive, key=lambda key: (order[key[0]], key[1])))

    def alive(self, at: int) -> bool:
        """Neither long over, nor known to beyond the horizon."""
        oldest = self.origin - max(STALE, CYCLES[self.spec.frequency])
        return oldest <= at < self.origin + self.horizon

    def steps(self, key: Key) -> int:
        """How many periods from its own last one to the end of the common horizon."""
        return self.origin + self.horizon - self.last[key]

    def values(self, key: Key) -> Floats:
        """The series from its first to its last known value."""
        return self.past.series[key][self.starts[key] : self.last[key] + 1]

    @cached_property
    def starts(self) -> dict[Key, int]:
        """The position of the first known value of each series."""
        return {key: int(np.argmax(~np.isnan(row))) for key, row in self.past.series.items()}

    @cached_property
    def floored(self) -> frozenset[Key]:
        """The series that never were below zero: nor are their forecasts."""
        return frozenset(key for key, row in self.past.series.items() if not np.nanmin(row) < 0)

    def first(self, key: Key) -> Period:
        """The period of the first known value."""
        return self.period(self.starts[key])

    def period(self, position: int) -> Period:
        """The period at a position of the axis, also beyond its end."""
        return self.past.axis[0].shifted(position)

    def grid(self, key: Key, made: Floats, known: float | None = None) -> Floats:
        """The common horizon of a series: what is known of it already (or `known` in its stead), then what was made."""
        ahead = max(self.last[key] - self.origin, 0)
        row = self.past.series[key][self.origin + 1 : self.origin + 1 + ahead]
        start = self.origin + ahead - self.last[key]
        rest = made[start : start + self.horizon - ahead]
        return np.concatenate([row if known is None else np.full(ahead, known), rest])

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """The members right below each member."""
        found: dict[int, list[int]] = {place: [] for place in self.members}
        for place, above in zip(self.members, self.parents, strict=True):
            if above >= 0:
                found[self.members[above]].append(place)
        return found

    def agree(self, whole: Key, parts: Sequence[Key]) -> bool:
        """True when the newest values of the parts add up to those of the whole."""
        row = self.past.series[whole]
        known = np.flatnonzero(~np.isnan(row))[-LOOKED:]
        if not parts:
            return False
        sums = np.nansum([self.past.series[part][known] for part in parts], axis=0)
        room = NEAR * np.abs(row[known]) + len(parts) * 10.0**-self.spec.decimals
        return bool((np.abs(row[known] - sums) <= room).all())
