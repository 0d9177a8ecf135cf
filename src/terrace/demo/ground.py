"""The ground of the simulation: the communes of one province, today's and those it had before, with their sizes.

A former commune is made of parts of today's (the register's shares), so that figures before and after a merger
fit together: restated on today's boundaries a series has no break.
"""

import random
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median

from terrace.base.places.index import Index
from terrace.base.places.models import Boundary, Level

POPULATION, AREA, ONE = "population", "km2", "one"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of some time; `parts` are codes of today's communes with the share of each that lay in it."""

    code: str
    name: str
    place_id: int
    parts: tuple[tuple[str, float], ...]


class Ground:
    """The province that has the code today; `KeyError` when there is none."""

    def __init__(self, index: Index, province: str, today: date) -> None:
        self.index, self.today = index, today
        self.province = index.tree(today).codes[province]
        self._communes: dict[tuple[int, ...], tuple[Commune, ...]] = {}
        self._tilts: dict[tuple[str, str], float] = {}

    @cached_property
    def now(self) -> tuple[int, ...]:
        """Ids of today's communes."""
        return self.index.descendants(self.province, self.today, Level.COMMUNE)

    @cached_property
    def sizes(self) -> dict[str, dict[str, float]]:
        """Population and area of today's communes; where the population is unknown, that of a usual density."""
        rows = Boundary.objects.filter(place_id__in=self.now, valid__contains=self.today)
        held = {row.place_id: (float(row.area_km2 or 0), row.population) for row in rows}
        usual = median(people / area for area, people in held.values() if people and area)
        return {
            self._code(place, self.today): {AREA: area, POPULATION: people or area * usual, ONE: 1.0}
            for place, (area, people) in held.items()
        }

    def communes(self, day: date) -> tuple[Commune, ...]:
        """The communes of that day on what is the province's ground today, in order of code."""
        shares = self.index.sources(self.province, day, self.today)
        roots = [share.place_id for share in shares] or [self.province]
        ids = tuple(sorted(each for root in roots for each in self.index.descendants(root, day, Level.COMMUNE)))
        if ids not in self._communes:
            made = (self._commune(place, day) for place in ids)
            self._communes[ids] = tuple(sorted(made, key=lambda commune: commune.code))
        return self._communes[ids]

    def _commune(self, place: int, day: date) -> Commune:
        version = self.index.tree(day).versions[place]
        successors = self.index.successors(place, day, self.today)
        parts = [
            (self._code(share.place_id, self.today), self._part(place, share.place_id, day)) for share in successors
        ]
        return Commune(version.code, version.full_name, place, tuple(part for part in parts if part[0] in self.sizes))

    def _part(self, place: int, successor: int, day: date) -> float:
        """How much of the successor lay in the place."""
        sources = self.index.sources(successor, day, self.today)
        weights = {share.place_id: float(share.weight) for share in sources}
        return weights.get(place, 0.0) / (sum(weights.values()) or 1.0)

    def _code(self, place: int, day: date) -> str:
        version = self.index.version(place, day)
        return version.code if version else ""

    def size(self, commune: Commune, per: str, indicator: str, spread: float) -> float:
        """The commune's size for an indicator, tilted by what kind of commune it is."""
        each = (part * self.sizes[code][per] * self._tilt(code, indicator, spread) for code, part in commune.parts)
        return sum(each) if per != ONE else self.tilt(commune, indicator, spread)

    def tilt(self, commune: Commune, indicator: str, spread: float) -> float:
        """How the commune differs from a usual one; 1 for one like all."""
        whole = sum(part for _, part in commune.parts) or 1.0
        return sum(part * self._tilt(code, indicator, spread) for code, part in commune.parts) / whole

    def _tilt(self, code: str, indicator: str, spread: float) -> float:
        key = (code, indicator)
        if key not in self._tilts:
            self._tilts[key] = 1 + spread * wave(random.Random(f"{code}|{indicator}"))  # noqa: S311 - a simulation
        return self._tilts[key]


def wave(chance: random.Random) -> float:
    """Between -1 and 1, mostly near 0."""
    return (chance.random() + chance.random() + chance.random() - 1.5) / 1.5
