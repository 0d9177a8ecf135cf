"""What a commune would report: seeded, so that the same commune and month always give the same figures."""

import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.demo import profiles
from terrace.demo.ground import Commune, Ground, wave
from terrace.demo.profiles import Profile
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.collection.intake import Fact

#: Growth is counted from here.
BASE_YEAR = 2024


@dataclass
class Simulation:
    """Returns of the communes of one ground."""

    ground: Ground
    snapshot: Snapshot
    profiles: tuple[Profile, ...] = field(default_factory=profiles.read)

    def due(self, month: Period) -> list[tuple[Profile, IndicatorSpec, Period]]:
        """What is reported with a month: its own indicators, and those of quarters … that end with it."""
        found = []
        for profile in self.profiles:
            spec = self.snapshot.indicators.get(profile.indicator)
            if spec is not None and not spec.retired:
                period = periods.containing(month.end, spec.frequency)
                if period.end == month.end:
                    found.append((profile, spec, period))
        return found

    def sectors(self, month: Period) -> list[str]:
        """The sectors that ask something of a commune for the month."""
        return sorted({spec.sector for _, spec, _ in self.due(month)})

    def facts(
        self,
        commune: Commune,
        month: Period,
        sectors: Collection[str] | None = None,
        shaken: Mapping[str, float] | None = None,
    ) -> list[Fact]:
        """The return of a commune for a month: of all sectors or some; `shaken` multiplies indicators."""
        chance = random.Random(f"{commune.code}|{month.code}")  # noqa: S311 - a simulation
        said: dict[str, float] = {}
        found: list[Fact] = []
        for profile, spec, period in self.due(month):
            value = self._value(profile, commune, month, chance, said) * (shaken or {}).get(spec.code, 1.0)
            said[spec.code] = value
            if (sectors is None or spec.sector in sectors) and (not shaken or spec.code in shaken):
                found += _written(profile, spec, Fact(spec.code, commune.code, period.code), value, said)
        return found

    def _value(
        self, profile: Profile, commune: Commune, month: Period, chance: random.Random, said: Mapping[str, float]
    ) -> float:
        if profile.per in said:
            size = said[profile.per] * self.ground.tilt(commune, profile.indicator, profile.spread)
        else:
            size = self.ground.size(commune, profile.per, profile.indicator, profile.spread)
        years = month.year - BASE_YEAR + (month.index - 1) / profiles.MONTHS
        grown = (1 + profile.growth) ** int(years) * (1 + profile.growth * (years - int(years)))
        shake = 1 + profile.noise * wave(chance)
        return size * profile.rate * profile.months[month.index - 1] * grown * shake


def _written(
    profile: Profile, spec: IndicatorSpec, about: Fact, value: float, said: Mapping[str, float]
) -> Iterator[Fact]:
    """The observations of one indicator: the total, or the parts of each of its breakdown groups."""
    if profile.when and not round(said[profile.when], 1):
        yield Fact(about.indicator, about.area, about.period, reason="not_applicable")
        return
    units = _units(value, spec)
    if not profile.shares:
        yield _fact(about, units, spec)
    for group in profile.shares:
        for code, part in split(units, group):
            yield _fact(about, part, spec, code)


def _units(value: float, spec: IndicatorSpec) -> int:
    """The value in its smallest units, within the range of the indicator."""
    units = round(value * float(10**spec.decimals))
    if spec.minimum is not None:
        units = max(units, int(spec.minimum.scaleb(spec.decimals)))
    return units if spec.maximum is None else min(units, int(spec.maximum.scaleb(spec.decimals)))


def _fact(about: Fact, units: int, spec: IndicatorSpec, code: str | None = None) -> Fact:
    value = Decimal(units).scaleb(-spec.decimals)
    return Fact(about.indicator, about.area, about.period, value, breakdown=code)


def split(units: int, group: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Whole parts by weight that add up to the whole.

    >>> list(split(10, (("a", 1), ("b", 1), ("c", 1))))
    [('a', 3), ('b', 4), ('c', 3)]
    """
    held = tuple(group)
    whole = sum(weight for _, weight in held)
    gone, given = 0, 0
    for code, weight in held:
        gone += weight
        until = (units * gone * 2 + whole) // (whole * 2)
        yield code, until - given
        given = until
