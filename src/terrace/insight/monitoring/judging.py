"""Judging series: their histories, every rule of figures that holds for them, and the warnings that follow.

What stands after it is a function of the figures, not of the order in which they came: the newest period known and
the one before it are judged, and what stands of older ones is judged anew. Writers of the same series wait for each
other before they read, so that the last of them has seen everything.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.places import index as places
from terrace.base.places.index import Index
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.insight.forecasting import territory
from terrace.insight.forecasting.horizons import CYCLES
from terrace.insight.forecasting.territory import Territory
from terrace.insight.monitoring import evidence, expectations, oddities, raising, rules
from terrace.insight.monitoring.comparing import COMPARISONS, Around, Told
from terrace.insight.monitoring.detectors.crossing import DOWN, UP, crossing
from terrace.insight.monitoring.expectations import Ask
from terrace.insight.monitoring.found import Found, Series
from terrace.insight.monitoring.histories import Histories, History
from terrace.insight.monitoring.models import Kind, RuleKind, Warning
from terrace.insight.monitoring.oddities import Judge, Oddity
from terrace.insight.monitoring.peers import Peers
from terrace.insight.monitoring.raising import Outcome
from terrace.insight.monitoring.rules import ABOVE, RuleSpec

#: Series judged in one transaction.
CHUNK: Final = 500
#: Days since the end of the newest period, from which on a series is history and nobody is warned of it.
FRESH: Final = {
    Frequency.YEAR: 900,
    Frequency.HALF: 450,
    Frequency.NINE: 900,
    Frequency.QUARTER: 300,
    Frequency.SEASON: 450,
    Frequency.MONTH: 190,
}
NAN: Final = float("nan")
_ALONE = "SELECT pg_advisory_xact_lock(7305, number) FROM unnest(%s::int[]) AS t (number)"
#: A series and the earliest period of it that moved (Period.id); None: any of them.
Touched = Mapping[Series, int | None]


def judge(touched: Touched, *, fresh: bool = False, today: date | None = None) -> Outcome:
    """Bring the warnings of these series to what their figures say; what was done.

    `fresh`: what is remembered of the places beside is read anew.
    """
    bench = Bench(catalogue.current(), places.current(), rules.current(), today or timezone.localdate(), fresh)
    done = Outcome()
    for chunk in _chunks(bench.watched(touched)):
        part = bench.judge({series: touched[series] for series in chunk})
        done.raised += part.raised
        done.changed += part.changed
        done.cleared += part.cleared
    return done


def is_fresh(period: Period, today: date) -> bool:
    """Not so old that it is history."""
    return period.end >= today - timedelta(days=FRESH[period.frequency])


def _chunks(series: Collection[Series]) -> Iterator[list[Series]]:
    listed = sorted(series)
    return (listed[at : at + CHUNK] for at in range(0, len(listed), CHUNK))


@dataclass
class Bench:
    """All that a judgement needs, at one moment."""

    snapshot: Snapshot
    index: Index
    book: rules.Rulebook
    today: date
    fresh: bool = False
    peers: Peers = field(init=False)
    territory: Territory = field(init=False)

    def __post_init__(self) -> None:
        self.peers = Peers(self.snapshot, self.index, oddities.slices(fresh=self.fresh))
        self.territory = territory.current(self.index, self.today)

    # what is watched

    def watched(self, touched: Touched) -> list[Series]:
        """Those with rules, or whose rules are gone while a warning stands."""
        listed = [series for series in touched if series[0] in self.snapshot.by_id]
        with_rules = {series for series in listed if self.rules(series)}
        rest = [series for series in listed if series not in with_rules]
        return [*with_rules, *{(row.indicator_id, row.area_id, row.breakdown_id) for row in _standing(rest)}]

    def rules(self, series: Series) -> tuple[RuleSpec, ...]:
        """The rules of figures that hold for it."""
        indicator, area, breakdown = series
        spec = self.snapshot.by_id[indicator]
        if spec.retired or not self.index.version(area, self.today):
            return ()
        found = self.book.of(spec, area, self.snapshot.cells[breakdown] if breakdown else "", self.index, self.today)
        return tuple(rule for rule in found if rule.kind in rules.OF_FIGURES)

    # judging

    def judge(self, touched: Touched) -> Outcome:
        """One chunk, in one transaction."""
        with transaction.atomic():
            self._alone(touched)
            held = [row for row in raising.standing(touched) if self._is_ours(row)]
            histories = self.histories(touched)
            found = self._found(touched, held, histories)
            why = _Why(self, histories)
            return raising.settle(held, found, why, evidence.Snapshots(self, histories))

    def _alone(self, touched: Iterable[Series]) -> None:
        """Nobody else judges these series until the commit."""
        numbers = {2 * series[0] + (not self.index.is_leaf(series[1], self.today)) for series in touched}
        with connection.cursor() as cursor:
            cursor.execute(_ALONE, [sorted(numbers)])

    def _is_ours(self, row: Warning) -> bool:
        """Of a rule of figures, or of one that is gone."""
        rule = self.book.rule(row.rule)
        return row.subject == "" and (rule is None or rule.kind in rules.OF_FIGURES)

    def histories(self, touched: Iterable[Series]) -> dict[Series, "Placed"]:
        parted: dict[Frequency, list[Series]] = defaultdict(list)
        for series in touched:
            parted[self.snapshot.by_id[series[0]].frequency].append(series)
        placed: dict[Series, Placed] = {}
        for frequency, listed in parted.items():
            reader = Histories(self.snapshot, self.territory, frequency)
            placed |= {series: Placed(each, reader.axis) for series, each in reader.read(listed).items()}
        return placed

    def _found(self, touched: Touched, held: Sequence[Warning], histories: Mapping[Series, "Placed"]) -> list[Found]:
        odd = self._oddities(touched, held, histories)
        ahead = self._ahead(histories)
        found: list[Found] = []
        for series, placed in histories.items():
            if not placed.is_fresh(self.today):
                continue
            for rule in self.rules(series):
                made = self._one(rule, placed, odd.get(series, {}), ahead.get(series))
                if made is not None and _counts(rule, made.period):
                    found.append(made)
        return found + self._still(held, histories, odd, {each.key for each in found})

    def _one(
        self, rule: RuleSpec, placed: "Placed", odd: Mapping[int, Oddity], ahead: tuple[float, float] | None
    ) -> Found | None:
        if rule.kind == RuleKind.DETECTOR:
            return self._odd(rule, placed, odd)
        if rule.kind == RuleKind.CROSSING:
            return self._crossing(rule, placed, ahead)
        around = Around(CYCLES[placed.frequency])
        if rule.kind == RuleKind.PEERS:
            around = Around(around.cycle, self.moved(placed, placed.newest))
        told = COMPARISONS[rule.kind](placed.values, rule, around)
        return None if told is None else self._compared(rule, placed, told)

    def moved(self, placed: "Placed", at: int) -> float:
        """By how much (log) the places beside moved in a period; NaN with too few."""
        return self.peers.of(placed.series, placed.axis[at], self.today).others(placed.series[1])[0]

    # what each kind finds

    def _odd(self, rule: RuleSpec, placed: "Placed", odd: Mapping[int, Oddity]) -> Found | None:
        """Of the newest period, else of the one before."""
        telling = {at: each for at, each in odd.items() if at >= placed.newest - 1 and self.tells(rule, placed, each)}
        if not telling:
            return None
        at = max(telling)
        return self._of(rule, placed, telling[at], since=at - 1 if at - 1 in telling else at)

    def tells(self, rule: RuleSpec, placed: "Placed", odd: Oddity) -> bool:
        """As sure as the rule asks, and more than a trifle."""
        least = rule.params.least
        far = least is None or not abs(placed.history.values[odd.at] - odd.expected) < float(least)
        return far and odd.sure >= float(rule.params.sure or 0)

    def _of(self, rule: RuleSpec, placed: "Placed", odd: Oddity, since: int) -> Found:
        exact = placed.exactly(self._spec(placed))
        return Found(
            **self._common(rule, placed),
            kind=Kind.ERROR if odd.kind == "error" else Kind.CHANGE,
            period=placed.axis[odd.at].id,
            since=placed.axis[since].id,
            value=exact(float(placed.history.values[odd.at])),
            expected=exact.least(odd.expected),
            low=exact.least(odd.low),
            high=exact(odd.high),
            against="forecast",
            reasons=odd.reasons,
            sure=_chance(odd.sure),
            error_chance=_chance(odd.error),
            twice=odd.twice,
        )

    def _compared(self, rule: RuleSpec, placed: "Placed", told: Told) -> Found:
        exact = placed.exactly(self._spec(placed))
        bound = rule.params.limit if rule.kind == RuleKind.LIMIT else exact(told.bound)
        return Found(
            **self._common(rule, placed),
            kind=Kind.LIMIT if rule.kind == RuleKind.LIMIT else Kind.CHANGE,
            period=placed.period.id,
            since=placed.axis[max(placed.newest - told.back, 0)].id,
            value=exact(float(placed.values[-1])),
            expected=exact(told.expected),
            bound=bound,
            against=str(rule.kind),
        )

    def _crossing(self, rule: RuleSpec, placed: "Placed", ahead: tuple[float, float] | None) -> Found | None:
        now = float(placed.values[-1])
        chance = None if ahead is None else self.will_cross(rule, now, ahead)
        if ahead is None or chance is None:
            return None
        exact = placed.exactly(self._spec(placed))
        return Found(
            **self._common(rule, placed),
            kind=Kind.CROSSING,
            period=placed.period.id,
            since=placed.period.id,
            value=exact(now),
            expected=exact(ahead[0]),
            bound=rule.params.limit,
            against="limit",
            sure=_chance(chance),
        )

    def will_cross(self, rule: RuleSpec, now: float, ahead: tuple[float, float]) -> float | None:
        """How likely the next period crosses the limit that this one has not crossed; None when the rule is silent."""
        limit, way = float(rule.params.limit or 0), UP if rule.params.direction == ABOVE else DOWN
        if now > limit if way == UP else now < limit:
            return None
        chance = float(crossing([ahead[0]], [ahead[1]], [limit], way)[0])
        return chance if chance >= float(rule.params.sure or 0) else None

    def _common(self, rule: RuleSpec, placed: "Placed") -> dict[str, Any]:
        indicator, area, breakdown = placed.series
        return {
            "rule": rule.code,
            "indicator": indicator,
            "area": area,
            "breakdown": breakdown,
            "sector": self._spec(placed).sector,
            "severity": rule.severity,
            "simulated": placed.history.simulated,
        }

    def _spec(self, placed: "Placed") -> IndicatorSpec:
        return self.snapshot.by_id[placed.series[0]]

    # what stands of older periods

    def _still(
        self,
        held: Sequence[Warning],
        histories: Mapping[Series, "Placed"],
        odd: Mapping[Series, Mapping[int, Oddity]],
        found: set[tuple[str, int, int, int, str]],
    ) -> list[Found]:
        """Entry errors of older periods that nobody has corrected."""
        still = []
        for row in held:
            series, rule = (row.indicator_id, row.area_id, row.breakdown_id), self.book.rule(row.rule)
            placed = histories.get(series)
            if placed is None or rule is None or raising.key(row) in found or rule not in self.rules(series):
                continue
            each = odd.get(series, {}).get(placed.at(row.period))
            if each is not None and each.kind == "error" and self.tells(rule, placed, each):
                still.append(self._of(rule, placed, each, since=each.at))
        return still

    # detectors and forecasts, for all of a chunk at once

    def _oddities(
        self, touched: Touched, held: Sequence[Warning], histories: Mapping[Series, "Placed"]
    ) -> dict[Series, dict[int, Oddity]]:
        standing: dict[Series, set[int]] = defaultdict(set)
        for row in held:
            standing[row.indicator_id, row.area_id, row.breakdown_id].add(row.period)
        parted: dict[Frequency, dict[Series, tuple[History, Iterable[int]]]] = defaultdict(dict)
        for series, placed in histories.items():
            if any(rule.kind == RuleKind.DETECTOR for rule in self.rules(series)):
                positions = placed.judged(touched[series], standing[series], self.today)
                parted[placed.frequency][series] = (placed.history, positions)
        found: dict[Series, dict[int, Oddity]] = {}
        for frequency, wanted in parted.items():
            axis = next(iter(histories[series].axis for series in wanted))
            found |= Judge(axis, frequency, self.peers, self.today, thorough=self.fresh).look(wanted)
        return found

    def _ahead(self, histories: Mapping[Series, "Placed"]) -> dict[Series, tuple[float, float]]:
        """The forecast of the period to come, where a rule asks for it."""
        parted: dict[Frequency, list[Placed]] = defaultdict(list)
        for series, placed in histories.items():
            if any(rule.kind == RuleKind.CROSSING for rule in self.rules(series)):
                parted[placed.frequency].append(placed)
        found: dict[Series, tuple[float, float]] = {}
        for frequency, listed in parted.items():
            asked = [Ask(each.series, each.period, each.values, float(np.nanmax(each.history.at))) for each in listed]
            likely, spread = expectations.expected(asked, frequency)
            for each, value, error in zip(listed, likely.tolist(), spread.tolist(), strict=True):
                found[each.series] = (value, error)
        return found


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

    def exactly(self, spec: IndicatorSpec) -> "_Exactly":
        return _Exactly(spec)


@dataclass(frozen=True, slots=True)
class _Exactly:
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


def _chance(value: float) -> Decimal | None:
    return Decimal(f"{value:.3f}") if np.isfinite(value) else None


def _counts(rule: RuleSpec, period: int) -> bool:
    """The rule holds for periods that end so late."""
    return rule.valid_from is None or periods.from_id(period).end >= rule.valid_from


def _standing(series: Sequence[Series]) -> list[Warning]:
    if not series:
        return []
    with transaction.atomic():
        return raising.standing(series)


@dataclass(frozen=True, slots=True)
class _Why:
    """For what reason a warning stands no more."""

    bench: Bench
    histories: Mapping[Series, Placed]

    def __call__(self, row: Warning) -> str:
        series = (row.indicator_id, row.area_id, row.breakdown_id)
        if self.bench.book.rule(row.rule) not in self.bench.rules(series):
            return raising.RULE
        placed = self.histories.get(series)
        at = placed.at(row.period) if placed else -1
        if placed is None or at < 0 or np.isnan(placed.history.values[at]):
            return raising.WITHDRAWN
        exact = placed.exactly(self.bench.snapshot.by_id[series[0]])
        if exact(float(placed.history.values[at])) != row.value:
            return raising.CORRECTED
        return raising.PASSED if at < placed.newest - 1 else raising.BACK
