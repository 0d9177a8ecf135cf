"""What if: any figures of a place and period, worked out again with some of its inputs changed.

The reports behind the figures are changed in memory, in the proportion that is asked for, and the same evaluation that
defines every figure (`pipeline.evaluation`) works out totals, weighted means and formulas from them. So a change of
nothing gives the figures as they are, and what was reported directly stands as it does there. A ratio may be held:
when the area of a crop falls and its yield is held, the output falls along. Nothing is stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from terrace.base.kernel.periods import Frequency, Period
from terrace.base.kernel.problems import Refused
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.pipeline import results
from terrace.facts.pipeline.evaluation import Cell, Evaluator, Said
from terrace.facts.pipeline.queries import Reader
from terrace.insight.planning import bases, problems
from terrace.insight.targets import goals
from terrace.insight.targets import queries as targets
from terrace.insight.targets.goals import Goal

PERCENT, ABSOLUTE = "percent", "absolute"
WAYS = (PERCENT, ABSOLUTE)
#: Changes of one scenario, decimals that a changed report keeps, and the most and least per cent of a change.
MOST, PLACES, LARGEST, SMALLEST = 12, 6, Decimal(1000), Decimal(-100)
DIGITS = 20


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator that is so much more or less at a place (and all below it)."""

    spec: IndicatorSpec
    by: Decimal
    way: str
    place: int
    #: How an address says it: `RICE_PLANTED:-5`, `RICE_PLANTED:120:absolute:01273`.
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as it is and as it would be. `changed`: by hand; else it follows."""

    spec: IndicatorSpec
    place: int
    base: Decimal | None
    then: Decimal | None
    changed: bool
    simulated: bool
    #: A ratio that may be held, or is.
    holdable: bool = False
    held: bool = False

    @property
    def difference(self) -> Decimal | None:
        return None if self.base is None or self.then is None else self.then - self.base


@dataclass(frozen=True)
class Scenario:
    """All figures that a scenario touches at the place, and one of them for the places right below."""

    area: int
    period: Period
    changes: tuple[Change, ...]
    holds: tuple[IndicatorSpec, ...]
    rows: tuple[Row, ...]
    shown: IndicatorSpec
    below: tuple[Row, ...]
    #: True where the reader sees the figure of the place, but not what it is made of.
    as_a_whole: bool
    #: True where some of it is a forecast, since the period is not over.
    forecast: bool
    #: Targets of the place for the year, by id of the indicator.
    targets: Mapping[int, Goal]

    @property
    def simulated(self) -> bool:
        return any(row.simulated for row in self.rows)


def read(reader: Reader, texts: Sequence[str], area: int, period: Period) -> tuple[Change, ...]:
    """The changes that an address names; raises 400 with every fault."""
    faults, found = [], []
    for text in texts[:MOST]:
        try:
            found.append(_change(reader, text, area, period))
        except Refused as refused:
            faults += refused.faults
    if len(texts) > MOST:
        faults.append(_wrong(f"{len(texts)}", f"nhiều nhất {MOST} thay đổi", f"at most {MOST} changes").faults[0])
    if faults:
        raise Refused(faults)
    return tuple(found)


def _change(reader: Reader, text: str, area: int, period: Period) -> Change:
    code, by, way, place = [*text.strip().split(":"), "", "", ""][:4]
    spec = reader.snapshot.indicators.get(code)
    if spec is None or spec.retired:
        raise _wrong(text, f"không có chỉ tiêu {code}", f"there is no indicator {code}")
    if spec.formula:
        names = ", ".join(reader.snapshot.by_id[each].code for each in spec.inputs)
        why = f"{code} được tính từ {names}: hãy đổi các chỉ tiêu đó"
        raise _wrong(text, why, f"{code} is worked out from {names}: change those")
    at = reader.index.resolve(place, period.end) if place else area
    if at is None or at not in reader.index.descendants(area, period.end):
        raise _wrong(text, f"{place} không thuộc địa bàn này", f"{place} is not within this place")
    return Change(spec, _amount(text, by, way or PERCENT), way or PERCENT, at, text.strip())


def _amount(text: str, by: str, way: str) -> Decimal:
    try:
        found = Decimal(by.replace("\u2212", "-").replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if way not in WAYS:
        raise _wrong(text, "cách tính là percent hoặc absolute", "it counts as percent or absolute")
    if not found.is_finite() or len(by) > DIGITS:
        raise _wrong(text, "mức thay đổi không phải là số", "the amount is no number")
    if way == PERCENT and not SMALLEST <= found <= LARGEST:
        raise _wrong(text, f"phần trăm từ {SMALLEST} đến {LARGEST}", f"per cent from {SMALLEST} to {LARGEST}")
    return found


def _wrong(text: str, why_vi: str, why_en: str) -> Refused:
    return problems.CHANGE.problem("change", text=text[:80], why_vi=why_vi, why_en=why_en)


def held(reader: Reader, codes: Sequence[str], changes: Sequence[Change]) -> tuple[IndicatorSpec, ...]:
    """The ratios that an address holds; raises 400 for what is no ratio of something that is changed."""
    changed = {each.spec.id for each in changes}
    found = []
    for code in dict.fromkeys(codes[:MOST]):
        spec = reader.snapshot.indicators.get(code)
        if spec is None or not changed & set(spec.inputs) or not is_ratio(spec):
            why = ("không phải là tỷ lệ tính từ chỉ tiêu được đổi", "it is no ratio of what is changed")
            raise _wrong(f"hold={code}", *why)
        found.append(spec)
    return tuple(found)


def is_ratio(spec: IndicatorSpec) -> bool:
    """True when twice as much of every input gives the same: then the rest can move so that it stays."""
    formula = spec.compiled
    if formula is None or len(formula.inputs) < 2:  # noqa: PLR2004 - something over something
        return False
    once = {code: Decimal(7 + 4 * number) for number, code in enumerate(formula.inputs)}
    values = [formula.evaluate({code: each * times for code, each in once.items()}, PLACES) for times in (1, 2)]
    return values[0] is not None and values[0] == values[1]


def work_out(
    reader: Reader,
    area: int,
    period: Period,
    changes: Sequence[Change],
    *,
    holds: Sequence[IndicatorSpec] = (),
    shown: str = "",
) -> Scenario:
    """The figures with these changes. `shown` is the indicator whose places below are listed.

    Raises `planning.no_base` (404) where there is nothing to change that she may see.
    """
    return _Working(reader, area, period, tuple(changes), tuple(holds)).scenario(shown)


class _Working:
    def __init__(
        self, reader: Reader, area: int, period: Period, changes: tuple[Change, ...], holds: tuple[IndicatorSpec, ...]
    ) -> None:
        self.reader, self.area, self.period, self.changes, self.holds = reader, area, period, changes, holds
        self.specs = self._touched()
        self.reports = bases.read(reader, self.specs, area, period)
        self.base = self._evaluator(self.reports.said)
        self.then = self._evaluator(self._changed())

    def _touched(self) -> list[IndicatorSpec]:
        """What is changed, then all that follows from it, as far as she may see it."""
        snapshot = self.reader.snapshot
        moved = (part for each in self.holds for part in each.inputs if not snapshot.by_id[part].formula)
        own = list(dict.fromkeys([*(each.spec.id for each in self.changes), *moved]))
        after = [number for each in own for number in snapshot.dependents.get(each, ())]
        specs = [snapshot.by_id[number] for number in dict.fromkeys([*own, *after])]
        return [each for each in specs if not each.retired and self.reader.sees(each, self.area, self.period.id)]

    def _evaluator(self, said: Mapping[Cell, Said]) -> Evaluator:
        return Evaluator.over(self.reader.snapshot, self.reader.index, said)

    def _changed(self) -> dict[Cell, Said]:
        """The reports with every change made, one after the other."""
        said = dict(self.reports.said)
        for change in self.changes:
            factor, along = self._factor(change), {change.spec.id, *self._along(change)}
            inside = set(self.reader.index.descendants(change.place, self.period.end))
            for cell, one in said.items():
                if cell[0] in along and cell[1] in inside and one.value is not None:
                    said[cell] = replace(one, value=_times(one.value, factor))
        return said

    def _along(self, change: Change) -> set[int]:
        """What moves along so that the ratios that are held stay; what is changed by hand does not."""
        by_hand = {each.spec.id for each in self.changes}
        ratios = (each for each in self.holds if change.spec.id in each.inputs)
        parts = {part for ratio in ratios for part in ratio.inputs}
        return {part for part in parts - by_hand if not self.reader.snapshot.by_id[part].formula}

    def _factor(self, change: Change) -> Decimal:
        if change.way == PERCENT:
            return 1 + change.by / 100
        found = _value(self.base, (change.spec.id, change.place, self.period.id, 0))
        if not found:
            raise self._no_base(change.spec, change.place)
        return (found + change.by) / found

    def _no_base(self, spec: IndicatorSpec, place: int) -> Refused:
        version = self.reader.index.version(place, self.period.end) or self.reader.index.history(place)[-1]
        names = {"indicator_vi": spec.name_vi, "indicator_en": spec.name_en}
        periods = {"period_vi": self.period.label("vi"), "period_en": self.period.label("en")}
        return problems.NO_BASE.problem("change", place=version.full_name, **names, **periods)

    def scenario(self, shown: str) -> Scenario:
        own, seen = {each.spec.id for each in self.changes}, {each.id for each in self.specs}
        for change in self.changes:
            cell = (change.spec.id, change.place, self.period.id, 0)
            if change.spec.id not in seen or _value(self.base, cell) is None:
                raise self._no_base(change.spec, change.place)
        rows = tuple(self._row(spec, self.area, spec.id in own) for spec in self.specs)
        known = [row for row in rows if row.base is not None or row.then is not None]
        one = next((row.spec for row in known if row.spec.code == shown), known[-1].spec if known else self.specs[0])
        return Scenario(
            self.area,
            self.period,
            self.changes,
            self.holds,
            tuple(known),
            one,
            tuple(self._below(one, own)),
            self.reports.as_a_whole,
            self.reports.forecast,
            self._targets(),
        )

    def _targets(self) -> dict[int, Goal]:
        """The year's targets that she may see; other periods have none."""
        if self.period.frequency is not Frequency.YEAR:
            return {}
        index = self.reader.index
        held = goals.holding(self.reader.snapshot, index, years=[self.period.year], areas=[self.area])
        return {goal.spec.id: goal for goal in held if not goal.breakdown and targets.sees(self.reader, goal)}

    def _below(self, spec: IndicatorSpec, own: Iterable[int]) -> Iterable[Row]:
        for place in self.reader.index.children(self.area, self.period.end):
            if self.reader.sees(spec, place, self.period.id):
                row = self._row(spec, place, spec.id in own)
                if row.base is not None or row.then is not None:
                    yield row

    def _row(self, spec: IndicatorSpec, place: int, changed: bool) -> Row:
        cell = (spec.id, place, self.period.id, 0)
        base, then = self.base.result(*cell), self.then.result(*cell)
        return Row(
            spec,
            place,
            _rounded(base.value if base else None, spec),
            _rounded(then.value if then else None, spec),
            changed,
            bool(base and base.simulated),
            bool(spec.formula)
            and not {each.spec.id for each in self.changes}.isdisjoint(spec.inputs)
            and is_ratio(spec),
            spec in self.holds,
        )


def _value(worker: Evaluator, cell: Cell) -> Decimal | None:
    found = worker.result(*cell)
    return found.value if found else None


def _times(value: Decimal, factor: Decimal) -> Decimal:
    if factor == 1:
        return value
    return results.rounded(value * factor, PLACES)


def _rounded(value: Decimal | None, spec: IndicatorSpec) -> Decimal | None:
    return None if value is None else results.rounded(value, spec.decimals)
