"""Pupils of the coming years: each cohort goes on, repeats or leaves, and a new one enters with each year.

The reconstructed cohort method of school statistics: of the pupils of a grade a share is in the next grade a year later
(promotion), a share in the same one (repetition), the rest left (or more came than left). Those who enter a stage are
a share of the births so many years before, or of the last grade of the stage before, and may go to another commune.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from terrace.insight.planning import flows, rates
from terrace.insight.planning.rates import Array, Rates

#: Who goes where is learnt from so many years: schools open and close.
RECENT = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """A stage as the arithmetic sees it: ages, and columns of grades (first, last + 1); none: counted by ages."""

    code: str
    from_age: int
    to_age: int
    grades: tuple[int, int] | None
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of n places. Years of schooling are `years`, oldest first; births have years of their own.

    births (n, birth years), pupils and repeaters (n, years, grades), children (n, years): NaN is not known; apart:
    kilometres (n, n).
    """

    years: tuple[int, ...]
    birth_years: tuple[int, ...]
    births: Array
    pupils: Array
    repeaters: Array
    children: Array
    apart: Array

    def until(self, year: int) -> "Past":
        """What was known at the end of an earlier year."""
        kept, born = sum(each <= year for each in self.years), sum(each <= year for each in self.birth_years)
        return Past(
            self.years[:kept],
            self.birth_years[:born],
            self.births[:, :born],
            self.pupils[:, :kept],
            self.repeaters[:, :kept],
            self.children[:, :kept],
            self.apart,
        )

    def born(self, year: int) -> Array:
        """Births of a year (n,); NaN where they are not known."""
        if year not in self.birth_years:
            return np.full(len(self.births), np.nan)
        return np.asarray(self.births[:, self.birth_years.index(year)], dtype=np.float64)

    def aged(self, year: int, shape: Shape) -> Array:
        """Children born who are of the stage's ages in a year."""
        ages = range(shape.from_age, shape.to_age + 1)
        return np.asarray(sum(self.born(year - age) for age in ages), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Entry:
    """How a stage begins: what share enters, and where they go."""

    rates: Rates
    shares: Array


@dataclass(frozen=True, slots=True)
class Model:
    """What the past says: promotion and repetition of each grade, and the entry into each stage."""

    promotion: tuple[Rates, ...]
    repetition: tuple[Rates, ...]
    entry: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is assumed to differ: `migration` a year (parts of one), `entry` the share that enters a stage (of all)."""

    migration: float = 0.0
    entry: Mapping[str, float] = field(default_factory=dict)


def learn(past: Past, shapes: Sequence[Shape]) -> Model:
    """The rates of the past; at least two years of pupils in a row are needed."""
    repeated = np.nan_to_num(past.repeaters)
    new = past.pupils - repeated
    count = past.pupils.shape[2]
    promotion = tuple(rates.estimate(new[:, 1:, g + 1], past.pupils[:, :-1, g]) for g in range(count - 1))
    repetition = tuple(rates.estimate(repeated[:, 1:, g], past.pupils[:, :-1, g]) for g in range(count))
    return Model(promotion, repetition, {each.code: _entry(past, new, each) for each in shapes})


def _entry(past: Past, new: Array, shape: Shape) -> Entry:
    n = len(past.births)
    if shape.grades is None:
        of = np.column_stack([past.aged(year, shape) for year in past.years])
        return Entry(rates.estimate(past.children, of), np.eye(n))
    first = shape.grades[0]
    if first == 0:
        of = np.column_stack([past.born(year - shape.from_age) for year in past.years])
        return Entry(rates.estimate(new[:, :, 0], of), np.eye(n))
    return _onward(past.pupils[:, :-1, first - 1], new[:, 1:, first], past.apart, shape.spread)


def _onward(leaving: Array, arriving: Array, apart: Array, spread: float) -> Entry:
    """Into a stage from the one before: one rate for all where pupils go elsewhere, else each place's own."""
    there = np.isfinite(leaving) & np.isfinite(arriving)
    left, came = np.where(there, leaving, 0.0), np.where(there, arriving, 0.0)
    newest = slice(-RECENT, None)
    taught = came[:, newest].sum(axis=1) * (came[:, -1] > 0)
    shares = flows.shares(apart, left[:, newest].sum(axis=1), taught, spread)
    if spread <= 0:
        home = shares.T @ np.nan_to_num(left)
        return Entry(rates.estimate(np.where(home > 0, came, np.nan), home), shares)
    of_all = float(came.sum() / left.sum()) if left.sum() else float("nan")
    n = len(leaving)
    return Entry(Rates(np.full(n, of_all), of_all, np.zeros(n)), shares)


@dataclass(frozen=True, slots=True)
class Course:
    """Pupils of the coming years: (n, years, grades), and children of the stages without grades (n, years)."""

    years: tuple[int, ...]
    pupils: Array
    children: Mapping[str, Array]


def project(past: Past, shapes: Sequence[Shape], model: Model, ahead: int, changes: Changes | None = None) -> Course:
    """The next `ahead` years after the last one of `past`, whose births hold the coming years as well."""
    return _Walk(past, shapes, model, changes or Changes()).course(ahead)


@dataclass(frozen=True, slots=True)
class _Walk:
    """The way of all cohorts from one year to the next."""

    past: Past
    shapes: Sequence[Shape]
    model: Model
    assumed: Changes

    def course(self, ahead: int) -> Course:
        now, base = np.nan_to_num(self.past.pupils[:, -1]), self.past.years[-1]
        found = np.empty((len(now), ahead, now.shape[1]))
        for step in range(ahead):
            now = self.year(now, step + 1)
            found[:, step] = now
        years = tuple(range(base + 1, base + 1 + ahead))
        ages = (each for each in self.shapes if each.grades is None)
        return Course(years, found, {each.code: self.children(each, years) for each in ages})

    def year(self, before: Array, step: int) -> Array:
        """All grades (n, grades) a year later, `step` years after the last known one."""
        moved, after = 1 + self.assumed.migration, np.empty_like(before)
        for g in range(before.shape[1]):
            after[:, g] = _kept(self.model.repetition[g].own, before[:, g]) * moved
            if g:
                after[:, g] += _kept(self.model.promotion[g - 1].own, before[:, g - 1]) * moved
        for shape in self.shapes:
            if shape.grades is not None:
                first = shape.grades[0]
                again = _kept(self.model.repetition[first].own, before[:, first]) * moved
                after[:, first] = again + self.entering(shape, first, before, step)
        return after

    def entering(self, shape: Shape, first: int, before: Array, step: int) -> Array:
        """Those who begin a stage: born so many years before, or come from the grade below."""
        entry, moved = self.model.entry[shape.code], 1 + self.assumed.migration
        rate = self.rate(shape)
        if first == 0:
            born = self.past.born(self.past.years[-1] + step - shape.from_age)
            return np.nan_to_num(rate * born) * moved**step
        return _kept(rate, before[:, first - 1] @ entry.shares) * moved

    def rate(self, shape: Shape) -> Array:
        """Each place's rate, all in the proportion in which the assumed rate of all differs from that of the past."""
        found, wanted = self.model.entry[shape.code].rates, self.assumed.entry.get(shape.code)
        own = np.where(np.isfinite(found.own), found.own, found.all)
        return own if wanted is None or not found.all else own * (wanted / found.all)

    def children(self, shape: Shape, years: Sequence[int]) -> Array:
        """(n, years): children of a stage that is counted by ages."""
        rate, moved = self.rate(shape), 1 + self.assumed.migration
        columns = [
            np.nan_to_num(rate * self.past.aged(year, shape)) * moved**step for step, year in enumerate(years, start=1)
        ]
        return np.column_stack(columns)


def _kept(rate: Array, of: Array) -> Array:
    return np.where(np.isfinite(rate), rate, 0.0) * of


def by_stage(course: Course, shapes: Sequence[Shape]) -> Array:
    """(n, stages, years): pupils of each stage."""
    parts = [
        course.children[each.code]
        if each.grades is None
        else course.pupils[:, :, each.grades[0] : each.grades[1]].sum(axis=2)
        for each in shapes
    ]
    return np.stack(parts, axis=1)


def known_by_stage(past: Past, shapes: Sequence[Shape]) -> Array:
    """(n, stages, years) of the past; NaN where the stage is not known at all."""
    parts = []
    for each in shapes:
        if each.grades is None:
            parts.append(past.children)
        else:
            held = past.pupils[:, :, each.grades[0] : each.grades[1]]
            whole = np.nansum(held, axis=2)
            parts.append(np.where(np.isfinite(held).any(axis=2), whole, np.nan))
    return np.stack(parts, axis=1)
