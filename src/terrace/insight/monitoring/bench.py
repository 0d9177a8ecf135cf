"""All that a judgement needs at one moment: rules, histories, places beside; and what is found with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.insight.forecasting import territory
from terrace.insight.forecasting.horizons import CYCLES
from terrace.insight.forecasting.territory import Territory
from terrace.insight.monitoring import expectations, oddities, raising, rules
from terrace.insight.monitoring.comparing import COMPARISONS, Around
from terrace.insight.monitoring.expectations import Ask
from terrace.insight.monitoring.findings import Findings, tells
from terrace.insight.monitoring.found import Found, Series
from terrace.insight.monitoring.histories import Histories, History
from terrace.insight.monitoring.models import RuleKind, Warning
from terrace.insight.monitoring.oddities import Judge, Oddity
from terrace.insight.monitoring.peers import Peers
from terrace.insight.monitoring.placed import Placed
from terrace.insight.monitoring.rules import RuleSpec

NAN: Final = float("nan")
#: In the place of a period: none moved, only the forecast of what comes.
UNMOVED: Final = 2**31 - 1
#: A series and the earliest period of it that moved (Period.id); None: any of them.
Touched = Mapping[Series, int | None]


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
    findings: Findings = field(init=False)
    _rules: dict[Series, tuple[RuleSpec, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.peers = Peers(self.snapshot, self.index, oddities.slices(fresh=self.fresh))
        self.territory = territory.current(self.index, self.today)
        self.findings = Findings(self.snapshot)

    # what is watched

    def watched(self, touched: Touched) -> list[Series]:
        """Those with rules, or whose rules are gone while a warning stands."""
        listed = [series for series in touched if series[0] in self.snapshot.by_id]
        with_rules = {series for series in listed if self.rules(series)}
        rest = [series for series in listed if series not in with_rules]
        return [*with_rules, *raising.series_standing(rest)]

    def rules(self, series: Series) -> tuple[RuleSpec, ...]:
        """The rules of figures that hold for it."""
        if series not in self._rules:
            self._rules[series] = self._holding(series)
        return self._rules[series]

    def _holding(self, series: Series) -> tuple[RuleSpec, ...]:
        indicator, area, breakdown = series
        spec = self.snapshot.by_id[indicator]
        if spec.retired or not self.index.version(area, self.today):
            return ()
        found = self.book.of(spec, area, self.snapshot.cells[breakdown] if breakdown else "", self.index, self.today)
        return tuple(rule for rule in found if rule.kind in rules.OF_FIGURES)

    def histories(self, touched: Iterable[Series]) -> dict[Series, Placed]:
        parted: dict[Frequency, list[Series]] = defaultdict(list)
        for series in touched:
            parted[self.snapshot.by_id[series[0]].frequency].append(series)
        placed: dict[Series, Placed] = {}
        for frequency, listed in parted.items():
            reader = Histories(self.snapshot, self.territory, frequency)
            placed |= {series: Placed(each, reader.axis) for series, each in reader.read(listed).items()}
        return placed

    def found(self, touched: Touched, held: Sequence[Warning], histories: Mapping[Series, Placed]) -> list[Found]:
        """What the rules tell of at these series, and what still stands of older periods."""
        self._look_beside(histories)
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
        self, rule: RuleSpec, placed: Placed, odd: Mapping[int, Oddity], ahead: tuple[float, float] | None
    ) -> Found | None:
        if rule.kind == RuleKind.DETECTOR:
            return self.findings.odd(rule, placed, odd)
        if rule.kind == RuleKind.CROSSING:
            return self.findings.crossing(rule, placed, ahead)
        around = Around(CYCLES[placed.frequency])
        if rule.kind == RuleKind.PEERS:
            around = Around(around.cycle, self.moved(placed, placed.newest))
        told = COMPARISONS[rule.kind](placed.values, rule, around)
        return None if told is None else self.findings.compared(rule, placed, told)

    def _look_beside(self, histories: Mapping[Series, Placed]) -> None:
        """Read at once how the places beside moved, where a rule compares with them."""
        wanted = [
            (series, placed.period)
            for series, placed in histories.items()
            if placed.newest >= 0 and any(rule.kind == RuleKind.PEERS for rule in self.rules(series))
        ]
        self.peers.fetch(wanted, self.today)

    def moved(self, placed: Placed, at: int) -> float:
        """By how much (log) the places beside moved in a period; NaN with too few."""
        return self.peers.of(placed.series, placed.axis[at], self.today).others(placed.series[1])[0]

    # what stands of older periods

    def _still(
        self,
        held: Sequence[Warning],
        histories: Mapping[Series, Placed],
        odd: Mapping[Series, Mapping[int, Oddity]],
        found: set[tuple[str, int, int, int, str]],
    ) -> list[Found]:
        """Entry errors of older periods that nobody has corrected."""
        still = []
        for row in held:
            series, rule = (row.indicator_id, row.area_id, row.breakdown_id), self.book.rule(row.rule)
            placed = histories.get(series)
            if placed is None or raising.key(row) in found or rule not in self.rules(series):
                continue
            if rule is None or rule.kind != RuleKind.DETECTOR:
                continue
            each = odd.get(series, {}).get(placed.at(row.period))
            if each is not None and each.kind == "error" and tells(rule, placed, each):
                still.append(self.findings.of(rule, placed, each, since=each.at))
        return still

    # detectors and forecasts, for all of a chunk at once

    def _oddities(
        self, touched: Touched, held: Sequence[Warning], histories: Mapping[Series, Placed]
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

    def _ahead(self, histories: Mapping[Series, Placed]) -> dict[Series, tuple[float, float]]:
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


def _counts(rule: RuleSpec, period: int) -> bool:
    """The rule holds for periods that end so late."""
    return rule.valid_from is None or periods.from_id(period).end >= rule.valid_from
