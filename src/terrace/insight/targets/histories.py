"""What is known of the years behind a target: the years before as numbers, this year as the figures that are shown.

The years before are on today's ground (`forecasting.history`); gaps of a few periods are filled between their
neighbours. This year is read exactly, through the same door as every page. A formula is worked out over the year so
far.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from django.utils import timezone

from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline import results
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.views import FigureView
from terrace.insight.forecasting import territory
from terrace.insight.forecasting.history import Book
from terrace.insight.targets import paths, rules
from terrace.insight.targets.chances import YEARS
from terrace.insight.targets.goals import Goal
from terrace.insight.targets.members import LAST, SUM, Floats

#: Of the expected reports, so many make a period known; of a year's periods, so many may be missing and are filled.
ENOUGH, GAPS = 0.9, 4
#: Years back of figures that come once a year; decimals with which a formula is tried.
LONG, ROUNDED = 20, 9


@dataclass(frozen=True, slots=True)
class History:
    """A target with what is known: `past` (Y, c) oldest first, `known` (m,) of this year, as the model takes them.

    `rule` is the model's: sums of a formula's periods count as `SUM`. `so_far` is the exact figure through the last
    period known, `reported` that of all that is in, also of periods under way. `totals`: whole years, oldest first.
    """

    goal: Goal
    rule: str
    cycle: int
    past: Floats
    known: Floats
    totals: Floats
    last: Period | None
    so_far: Decimal | None
    reported: Decimal | None
    views: tuple[FigureView, ...] = ()
    filled: bool = False
    simulated: bool = False


def histories(reader: Reader, goals: Sequence[Goal]) -> list[History]:
    """What is known for each target; two statements for each frequency and place, one for this year."""
    found = []
    for group in _alike(goals):
        read = _Years(reader, group)
        found += [read.history(goal) for goal in group]
    at = {goal.cell: number for number, goal in enumerate(goals)}
    return sorted(found, key=lambda each: at[each.goal.cell])


def _alike(goals: Iterable[Goal]) -> list[list[Goal]]:
    """Targets of one frequency, year and stand of places."""
    groups: dict[tuple[Frequency, int], list[Goal]] = {}
    for goal in goals:
        if rules.rule(goal.spec):
            groups.setdefault((goal.spec.frequency, goal.year), []).append(goal)
    return list(groups.values())


@dataclass
class _Years:
    """Reads for targets of one frequency and year."""

    reader: Reader
    goals: list[Goal]
    past: dict[int, dict[tuple[int, int], Floats]] = field(default_factory=dict)
    now: dict[tuple[int, int, int], list[FigureView]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.frequency, self.year = self.goals[0].spec.frequency, self.goals[0].year
        self.cycle = rules.CYCLES[self.frequency]
        whole = Period(Frequency.YEAR, self.year)
        self.periods = whole.parts(self.frequency)
        self.back = LONG if self.cycle == 1 else YEARS
        self._read_past()
        self._read_now()

    def _needed(self, spec: IndicatorSpec) -> list[IndicatorSpec]:
        """The indicators whose periods are read: the inputs of a formula all the way down, or itself."""
        if not self._is_worked_out(spec):
            return [spec]
        parts = (self.reader.snapshot.by_id[each] for each in spec.inputs)
        return [each for part in parts for each in self._needed(part)]

    def _read_past(self) -> None:
        ground = territory.current(self.reader.index, timezone.localdate())
        members = sorted({goal.area for goal in self.goals})
        wanted = {spec.id for goal in self.goals for spec in self._needed(goal.spec)}
        book = Book(self.reader.snapshot, ground, members, self.frequency).read(wanted)
        at = {period: position for position, period in enumerate(book.axis)}
        first = [Period(self.frequency, year) for year in range(self.year - self.back, self.year)]
        starts = [at.get(period) for period in first]
        for number in wanted:
            series = book.past(self.reader.snapshot.by_id[number]).series
            self.past[number] = {key: _folded(values, starts, self.cycle) for key, values in series.items()}

    def _read_now(self) -> None:
        asked: list[Asked] = []
        for goal in self.goals:
            for spec in {each.id: each for each in (*self._needed(goal.spec), goal.spec)}.values():
                cell = spec.fitting(goal.breakdown)
                asked += [Asked(spec, goal.area, period, cell) for period in self.periods]
        asked = list({one.cell: one for one in asked}.values())
        started = [one for one in asked if one.period.start <= timezone.localdate()]
        for view in self.reader.tiles([one for one in started if self.reader.index.version(one.area, one.day)]):
            key = view.spec.id, view.place.place_id, view.breakdown_id
            self.now.setdefault(key, []).append(view)

    def history(self, goal: Goal) -> History:
        parts = self._needed(goal.spec)
        own = self._views(goal.spec, goal)
        m = min(self._known(each, goal) for each in parts)
        past, filled = self._past(goal)
        rule, values = self._rule(goal.spec), np.array([_whole(view) for view in own[:m]], float)
        if self._is_worked_out(goal.spec):
            values = np.array([self._so_far(goal, count) for count in range(1, m + 1)], float)
            if rule == SUM:
                past, values = (np.diff(each, axis=-1, prepend=0.0) for each in (past, values))
        totals = paths.running(past, rule)[:, -1] if len(past) else np.zeros(0)
        simulated = any(view.simulated for each in parts for view in self._views(each, goal)[:m])
        last, so_far = (self.periods[m - 1] if m else None), (self._so_far(goal, m) if m else None)
        reported = self._so_far(goal, len(own)) if own else None
        return History(
            goal, rule, self.cycle, past, values, totals, last, so_far, reported, tuple(own), filled, simulated
        )

    def _is_worked_out(self, spec: IndicatorSpec) -> bool:
        """By a formula, over the periods of the year so far."""
        return bool(spec.formula) and self.frequency is not Frequency.YEAR

    def _rule(self, spec: IndicatorSpec) -> str:
        inputs = self._needed(spec)
        if self._is_worked_out(spec):
            return SUM if _additive(spec) and all(rules.rule(each) == SUM for each in inputs) else LAST
        return rules.rule(spec) or LAST

    def _views(self, spec: IndicatorSpec, goal: Goal) -> list[FigureView]:
        return self.now.get((spec.id, goal.area, spec.fitting(goal.breakdown)), [])

    def _known(self, spec: IndicatorSpec, goal: Goal) -> int:
        """How many periods of this year are known, without a gap."""
        views = self._views(spec, goal)
        return next((number for number, view in enumerate(views) if not _is_known(view)), len(views))

    def _past(self, goal: Goal) -> tuple[Floats, bool]:
        """The years before, those of a formula as the year stood after each period; whether gaps were filled."""
        if not self._is_worked_out(goal.spec):
            return _filled(self._years(goal.spec, goal))
        return self._stood(goal.spec, goal)

    def _years(self, spec: IndicatorSpec, goal: Goal) -> Floats:
        empty = np.full((self.back, self.cycle), np.nan)
        return self.past.get(spec.id, {}).get((goal.area, spec.fitting(goal.breakdown)), empty)

    def _stood(self, spec: IndicatorSpec, goal: Goal) -> tuple[Floats, bool]:
        """The figure of the year so far after each period of each year, by the formula over its parts."""
        if not spec.formula:
            values, filled = _filled(self._years(spec, goal))
            return paths.running(values, rules.rule(spec) or LAST), filled
        inputs = [self.reader.snapshot.by_id[each] for each in spec.inputs]
        parts = {each.code: self._stood(each, goal) for each in inputs}
        shape = next(iter(parts.values()))[0].shape
        found = np.full(shape, np.nan)
        for at in np.ndindex(shape):
            found[at] = self._formula(spec, {code: _decimal(float(years[at])) for code, (years, _) in parts.items()})
        return found, any(filled for _, filled in parts.values())

    def _formula(self, spec: IndicatorSpec, values: dict[str, Decimal | None]) -> float:
        value = spec.compiled.evaluate(values, spec.decimals) if spec.compiled else None
        return float("nan") if value is None else float(value)

    def _so_far(self, goal: Goal, count: int, spec: IndicatorSpec | None = None) -> Decimal | None:
        """The exact figure of the year through its first `count` periods."""
        asked = spec or goal.spec
        if self._is_worked_out(asked):
            inputs = [self.reader.snapshot.by_id[each] for each in asked.inputs]
            values = {each.code: self._so_far(goal, count, each) for each in inputs}
            return asked.compiled.evaluate(values, asked.decimals) if asked.compiled else None
        said = [view.value for view in self._views(asked, goal)[:count] if view.value is not None]
        kind = rules.rule(asked)
        if kind == LAST or not said:
            return said[-1] if said else None
        total = results.add(said)
        return total if kind == SUM else results.quotient(total, Decimal(len(said)), asked.decimals)


def _is_known(view: FigureView) -> bool:
    """There is a figure, and nearly all reports stand behind it."""
    return view.value is not None and view.reported >= ENOUGH * view.expected


def _whole(view: FigureView) -> float:
    """The value as it would be with the few reports that are missing, for a sum over places."""
    value = float(view.value or 0)
    if view.spec.area_rule == "sum" and 0 < view.reported < view.expected:
        return value * view.expected / view.reported
    return value


def _decimal(value: float) -> Decimal | None:
    return Decimal(repr(float(value))) if np.isfinite(value) else None


def _folded(values: Floats, starts: Sequence[int | None], cycle: int) -> Floats:
    """A series as years (Y, c); years outside of it are NaN."""
    years = np.full((len(starts), cycle), np.nan)
    for row, start in enumerate(starts):
        if start is not None:
            part = values[start : start + cycle]
            years[row, : len(part)] = part
    return years


def _filled(years: Floats) -> tuple[Floats, bool]:
    """Gaps of a few periods within a year filled between their neighbours."""
    gaps = ~np.isfinite(years)
    few = gaps.any(axis=1) & (gaps.sum(axis=1) * GAPS <= years.shape[1])
    if not few.any():
        return years, False
    line, known = years.ravel().copy(), np.flatnonzero(~gaps.ravel())
    wanted = np.flatnonzero(gaps & few[:, None])
    line[wanted] = np.interp(wanted, known, line[known])
    return line.reshape(years.shape), True


def _additive(spec: IndicatorSpec) -> bool:
    """True for a formula whose year is the sum of its periods: births less deaths, not a ratio."""
    names = spec.compiled.inputs if spec.compiled else ()
    first = {name: Decimal(3 + 7 * number) for number, name in enumerate(names)}
    second = {name: Decimal(11 + 5 * number * number) for number, name in enumerate(names)}
    both = {name: first[name] + second[name] for name in names}
    found = [spec.compiled.evaluate(each, ROUNDED) if spec.compiled else None for each in (first, second, both)]
    return None not in found and found[0] + found[1] == found[2]  # type: ignore[operator]
