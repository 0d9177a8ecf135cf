"""Pupils, classes and schools of the past years: cohorts that were born, went to school, moved, repeated or left.

So a plan of school places has a past to learn from. All of it is simulated and says so. Which cells are filled is
what the packs say for plans (`cohorts.csv`); months that the simulation sends anyway are left alone.
"""

import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from terrace.base.access.actors import Actor
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.kernel.problems import Refused
from terrace.demo.ground import POPULATION, Commune, wave
from terrace.demo.history import BECAUSE, DOOR, SOURCE
from terrace.demo.simulation import Simulation
from terrace.facts.collection import actions
from terrace.facts.collection.actions import Delivery
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.collection.models import Submission
from terrace.insight.planning import flows, norms, outlines
from terrace.insight.planning.models import Role
from terrace.insight.planning.norms import Norms, Played

Array = NDArray[np.float64]
KEY = "demo:schools:1"
#: Years of pupils before the running one, and of classes; births reach back to the oldest pupils.
YEARS, CLASS_YEARS, WARM = 6, 2, 13
#: Births to a person and year in 2024, and what becomes of them.
BIRTHS, FALL, BASE = 0.0147, -0.01, 2024
ALIVE, PROMOTED, REPEATED, ONWARD = 0.978, 0.988, 0.006, (0.985, 0.79)
#: Pupils to a class as schools are filled now, by share of the norm; children of kindergarten by person.
FILLED, CHILDREN = (0.88, 1.16), 0.056
PUPILS_OF_SCHOOL = 520


def missing(simulation: Simulation, sender: Actor) -> list[Delivery]:
    """What was never sent, a submission for each year."""
    known = set(Submission.objects.filter(person_id=sender.person_id or 0, key__startswith=KEY).values_list("key"))
    wanted = [year for year in _Cohorts.of(simulation).sent if (_key(simulation, year),) not in known]
    cohorts = _Cohorts(simulation) if wanted else None
    return [_delivery(sender, simulation, cohorts, year) for year in wanted if cohorts]


def send(deliveries: Sequence[Delivery]) -> int:
    """Hand the years in; how many facts. Raises `Refused` when the simulation is at fault."""
    sent = 0
    for outcome in actions.submit_many(list(deliveries)):
        if isinstance(outcome, Refused):
            raise outcome
        sent += outcome.facts
    return sent


def _key(simulation: Simulation, year: int) -> str:
    return f"{KEY}:{simulation.ground.province}:{year}"


def _delivery(sender: Actor, simulation: Simulation, cohorts: "_Cohorts", year: int) -> Delivery:
    intake = Intake(SOURCE, list(cohorts.facts(year)), because=BECAUSE)
    return Delivery(sender, _key(simulation, year), DOOR, intake)


class _Cohorts:
    """Pupils of today's communes by year and grade, as they might have been."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation, self.ground, self.snapshot = simulation, simulation.ground, simulation.snapshot
        self.norms: Norms = norms.current(self.snapshot)
        self.now = self.ground.today.year
        self.communes = self.ground.communes(self.ground.today)
        self.row = {commune.code: number for number, commune in enumerate(self.communes)}

    @staticmethod
    def of(simulation: Simulation) -> "_Cohorts":
        return _Cohorts(simulation)

    @property
    def sent(self) -> range:
        """The years for which something is sent: births first, then pupils too."""
        return range(self.now - YEARS - self.entry_age, self.now + 1)

    @property
    def entry_age(self) -> int:
        return next((each.from_age for each in self.norms.stages if each.grades and each.grades[0] == 1), 6)

    @property
    def first(self) -> int:
        """The first year of the cohorts that are followed, long before the first that is sent."""
        return self.now - YEARS - WARM

    @cached_property
    def births(self) -> Array:
        """(communes, years from `first - entry_age` to now)."""
        years = range(self.first - self.entry_age, self.now + 1)
        sizes = [self.ground.size(each, POPULATION, "LIVE", 0.12) for each in self.communes]
        moved = self.migration
        found = np.empty((len(sizes), len(years)))
        for row, (commune, size) in enumerate(zip(self.communes, sizes, strict=True)):
            for column, year in enumerate(years):
                chance = random.Random(f"{commune.code}|born|{year}")  # noqa: S311 - a simulation
                grown = (1 + FALL + 0.5 * moved[row]) ** (year - BASE)
                found[row, column] = size * BIRTHS * grown * (1 + 0.06 * wave(chance))
        return found

    @cached_property
    def migration(self) -> Array:
        """How much more pupils come than go, a year: towns grow, the far communes shrink."""
        found = []
        for commune in self.communes:
            chance = random.Random(f"{commune.code}|moves")  # noqa: S311 - a simulation
            town = 0.026 if commune.name.startswith("Phường") else -0.003
            found.append(town + 0.03 * wave(chance))
        return np.asarray(found)

    @cached_property
    def pupils(self) -> tuple[Array, Array]:
        """Pupils and those who repeat (communes, years from `first` to now, grades)."""
        years, grades = self.now - self.first + 1, self.norms.grades
        now = np.stack([self.births[:, 0] * ALIVE * 0.99**grade for grade in range(grades)], axis=1)
        pupils, repeaters = np.empty((len(now), years, grades)), np.empty((len(now), years, grades))
        for year in range(years):
            now, repeaters[:, year] = self._after(now, year)
            pupils[:, year] = now
        return pupils, repeaters

    def _after(self, before: Array, year: int) -> tuple[Array, Array]:
        chance = np.random.default_rng(self.first + year)
        shaken = 1 + 0.012 * chance.standard_normal(before.shape)
        again = before * REPEATED * (1 + 0.3 * chance.random(before.shape))
        moved = (1 + self.migration)[:, None] * shaken
        after = again.copy()
        after[:, 1:] += (before * PROMOTED * moved)[:, :-1]
        age = self.entry_age
        after[:, 0] = again[:, 0] + self.births[:, year] * ALIVE * (1 + self.migration) ** age * shaken[:, 0]
        starts = [each.grades[0] - 1 for each in self.norms.stages if each.grades and each.grades[0] > 1]
        for number, first in enumerate(starts):
            rate = ONWARD[min(number, len(ONWARD) - 1)]
            goes = self.hosts if number == len(starts) - 1 else np.eye(len(before))
            after[:, first] = again[:, first] + (before[:, first - 1] * PROMOTED * rate * moved[:, first]) @ goes
        return after, again

    @cached_property
    def hosts(self) -> Array:
        """Where pupils of the last stage go: the nearest of the larger communes, which have its schools."""
        sizes = np.asarray([self.ground.size(each, POPULATION, "HOST", 0.3) for each in self.communes])
        teaches = sizes >= np.quantile(sizes, 0.62)
        ids = [commune.place_id for commune in self.communes]
        apart = flows.distances(outlines.centres(ids, self.ground.today))
        return flows.shares(apart, np.ones(len(sizes)), teaches.astype(float), 0.0)

    # what is handed in

    def facts(self, year: int) -> Iterator[Fact]:
        """The facts of a year, for the communes of its last day."""
        period = Period(Frequency.YEAR, year)
        parts = list(self._parts(year))
        for commune in self.ground.communes(min(period.end, self.ground.today)):
            for part, values in parts:
                yield self._fact(part, commune, period, values)

    def _parts(self, year: int) -> Iterator[tuple[Played, Array]]:
        """The cells of a year with a value for each of today's communes."""
        for part in self.norms.parts:
            spec = self.snapshot.by_id[part.cell[0]]
            values = self._of(part, year) if spec.frequency is Frequency.YEAR else None
            if values is not None:
                yield part, values

    def _of(self, part: Played, year: int) -> Array | None:
        if part.role == Role.BIRTHS:
            return self.births[:, year - self.first + self.entry_age] if year < self.now else None
        if year < self.now - YEARS:
            return None
        if part.role in (Role.PUPILS, Role.REPEATERS):
            held = self.pupils[0 if part.role == Role.PUPILS else 1]
            return np.rint(held[:, year - self.first, part.grade - 1])
        return self._buildings(part) if year > self.now - CLASS_YEARS else None

    def _buildings(self, part: Played) -> Array | None:
        """Classes, rooms and schools of a stage: made for the pupils of some years ago."""
        number = self.norms.stage(part.stage)
        if number is None or part.role not in (Role.CLASSES, Role.ROOMS, Role.SCHOOLS):
            return None
        norm = self.norms.stages[number]
        if norm.grades:
            held = self.pupils[0][:, -CLASS_YEARS - 3, norm.grades[0] - 1 : norm.grades[1]].sum(axis=1)
        else:
            held = np.asarray([self.ground.size(each, POPULATION, "CHILD", 0.1) * CHILDREN for each in self.communes])
        low, high = FILLED
        filled = [low + (high - low) * self._part(f"{each.code}|{part.stage}") for each in self.communes]
        classes = np.asarray([ceil(each / (norm.class_size * full)) for each, full in zip(held, filled, strict=True)])
        if part.role == Role.SCHOOLS:
            return np.where(held > 0, np.maximum(1, np.rint(held / PUPILS_OF_SCHOOL)), 0.0)
        rooms = [0.8 + 0.3 * self._part(f"{each.code}|{part.stage}|rooms") for each in self.communes]
        return np.rint(classes * (np.asarray(rooms) if part.role == Role.ROOMS else 1.0))

    def _part(self, text: str) -> float:
        return random.Random(text).random()  # noqa: S311 - a simulation

    def _fact(self, part: Played, commune: Commune, period: Period, values: Array) -> Fact:
        """A commune of then has the parts of today's that lay in it."""
        spec = self.snapshot.by_id[part.cell[0]]
        value = sum(share * float(values[self.row[code]]) for code, share in commune.parts)
        code = self.snapshot.cells[part.cell[1]] if part.cell[1] else None
        return Fact(spec.code, commune.code, period.code, Decimal(round(value)), breakdown=code)
