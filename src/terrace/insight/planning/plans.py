"""A plan of school places for one reader: the communes of a place, six school years ahead, under given assumptions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from terrace.facts.pipeline.queries import Reader
from terrace.insight.planning import assumptions, births, capacity, cohorts, norms, problems, ranges, records, sites
from terrace.insight.planning.assumptions import AHEAD, Assumptions
from terrace.insight.planning.capacity import Building
from terrace.insight.planning.cohorts import Changes, Model, Past
from terrace.insight.planning.norms import Norm, Norms
from terrace.insight.planning.ranges import Errors
from terrace.insight.planning.rates import Array
from terrace.insight.planning.records import Records
from terrace.insight.planning.sites import Site

#: New schools that a plan ranks at the most.
RANKED = 10


@dataclass(frozen=True, slots=True)
class Learned:
    """What the past of these communes says: rates, and how far off they were."""

    model: Model
    errors: tuple[Errors, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """All communes of a plan in a stage and year: pupils with their range, places lacking and left over."""

    pupils: int
    low: int
    high: int
    lacking: int
    left_over: int


@dataclass(frozen=True)
class Plan:
    """Arrays are (communes, stages, years); `years` are those in which school years begin.

    `gap` is pupils without a place (positive) or places left over (negative). `half` is half the range of the pupils.
    """

    norms: Norms
    records: Records
    assumed: Assumptions
    learned: Learned
    years: tuple[int, ...]
    pupils: Array
    half: Array
    places: Array
    #: Pupils and places of the last year that is known (communes, stages).
    pupils_now: Array
    places_now: Array
    #: Of all that enter a stage, per cent, as it was; by code of the stage.
    rates: Mapping[str, float]

    @property
    def base(self) -> int:
        return self.records.years[-1]

    @property
    def gap(self) -> Array:
        return capacity.gaps(self.pupils, self.places)

    def size(self, stage: int) -> int:
        """Pupils to a class, as it is assumed."""
        norm = self.norms.stages[stage]
        return self.assumed.sizes.get(norm.code, norm.class_size)

    def near(self, stage: int) -> Array:
        """(n, n): which places a school of the stage can serve: within reach, or touching."""
        held = self.records
        within = held.apart <= self.norms.stages[stage].reach_km
        return np.asarray(within | ((held.touching > 0) & (self.norms.stages[stage].reach_km > 0)))

    def free(self, stage: int, year: int) -> Array:
        """(n,): places left over in the other places within reach."""
        spare = np.maximum(-self.gap[:, stage, year], 0.0)
        near = self.near(stage).astype(np.float64)
        np.fill_diagonal(near, 0.0)
        return np.asarray(near @ spare, dtype=np.float64)

    def sites(self, stage: int, year: int) -> list[Site]:
        """New schools of the usual size, the one first that serves the most pupils without a place."""
        seats = self.norms.stages[stage].school_classes * self.size(stage)
        return sites.ranked(self.gap[:, stage, year], self.near(stage), self.records.apart, seats, count=RANKED)

    def whole(self, stage: int, year: int) -> "Whole":
        """The stage in a year, all communes together."""
        pupils, gap = float(self.pupils[:, stage, year].sum()), self.gap[:, stage, year]
        half = pupils * float(self.learned.errors[stage].whole[year])
        bounds = (int(np.floor(pupils - half)), int(np.ceil(pupils + half)))
        return Whole(int(pupils), *bounds, int(gap[gap > 0].sum()), int(-gap[gap < 0].sum()))

    def missing(self) -> list[str]:
        """Codes of stages for which classes are not known anywhere, so that there is nothing to compare with."""
        known = np.isfinite(self.records.classes)
        return [each.code for number, each in enumerate(self.norms.stages) if not known[:, number].any()]


def plan(reader: Reader, area: int, asked: Mapping[str, Sequence[str]]) -> Plan:
    """The plan of a place under the assumptions of an address.

    Raises `planning.no_norms`, `planning.no_pupils` (404), `planning.assumption` (400).
    """
    held = norms.current(reader.snapshot)
    known = records.read(reader, area, held)
    assumed = assumptions.read(asked, held, known.years[-1] + 1)
    return _plan(reader, held, known, assumed)


def _plan(reader: Reader, held: Norms, known: Records, assumed: Assumptions) -> Plan:
    shapes = [each.shape for each in held.stages]
    learned = _learned(known, held)
    past = _expecting(known, float(assumed.births) / 100)(_past(known), known.years[-1] + AHEAD)
    entry = {code: float(rate) / 100 for code, rate in assumed.rates.items()}
    changes = Changes(float(assumed.migration) / 100, entry)
    course = cohorts.project(past, shapes, learned.model, AHEAD, changes)
    pupils = np.rint(cohorts.by_stage(course, shapes))
    half = np.stack([each.half(pupils[:, s]) for s, each in enumerate(learned.errors)], axis=1)
    now = np.nan_to_num(cohorts.known_by_stage(past, shapes)[:, :, -1])
    return Plan(
        held,
        known,
        assumed,
        learned,
        course.years,
        pupils,
        half,
        _places(reader, held, known, assumed, course.years),
        now,
        _places(reader, held, known, Assumptions(), (known.years[-1],))[:, :, 0],
        {code: 100 * each.rates.all for code, each in learned.model.entry.items()},
    )


def _places(reader: Reader, held: Norms, known: Records, assumed: Assumptions, years: Sequence[int]) -> Array:
    sizes = [assumed.sizes.get(each.code, each.class_size) for each in held.stages]
    sessions = [assumed.sessions.get(each.code, capacity.NOW) for each in held.stages]
    built = [_building(reader, held, known, each) for each in assumed.schools]
    return capacity.places(known.classes, known.rooms, sizes, sessions, years, buildings=built)


def _building(reader: Reader, held: Norms, known: Records, school: assumptions.School) -> Building:
    """Where the school stands; a place outside the plan is a fault of the address."""
    tree = {_code(reader, place): number for number, place in enumerate(known.places)}
    place, stage = tree.get(school.place), held.stage(school.stage)
    if place is None or stage is None:
        words = {"allowed_vi": "một xã, phường trong địa bàn này", "allowed_en": "a commune of this place"}
        raise problems.ASSUMPTION.problem("school", name="school", value=school.text, **words)
    return Building(place, stage, school.classes, school.year)


def _code(reader: Reader, place: int) -> str:
    return reader.index.history(place)[-1].code


def _past(known: Records) -> Past:
    """The records as arithmetic takes them, with the births that are counted."""
    return Past(
        known.years,
        tuple(year for year in known.births.years if year <= known.births.last),
        known.births.values[:, : sum(year <= known.births.last for year in known.births.years)],
        known.pupils,
        known.repeaters,
        known.children,
        known.apart,
    )


def _expecting(known: Records, change: float = 0.0) -> ranges.Expecting:
    """Adds to a past the births that were to be expected then."""

    def expecting(past: Past, until: int) -> Past:
        last = past.birth_years[-1] if past.birth_years else until
        today = last == known.births.last
        counted = known.births if today else births.Births(past.birth_years, past.births, last)
        share = known.share if today else np.zeros(len(past.births))
        made = births.coming(counted, share, until, change)
        return Past(past.years, made.years, made.values, past.pupils, past.repeaters, past.children, past.apart)

    return expecting


@lru_cache(maxsize=16)
def _learned_once(number: int, stages: tuple[Norm, ...]) -> Learned:
    known = _held[number]
    shapes = [each.shape for each in stages]
    errors = ranges.measure(_past(known), shapes, AHEAD, _expecting(known))
    return Learned(cohorts.learn(_past(known), shapes), tuple(errors))


_held: dict[int, Records] = {}


def _learned(known: Records, held: Norms) -> Learned:
    """Rates and errors of these records, worked out once as long as the records are kept."""
    number = id(known)
    if _held.get(number) is not known:
        _held.clear()
        _learned_once.cache_clear()
        _held[number] = known
    return _learned_once(number, held.stages)
