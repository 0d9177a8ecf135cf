"""What monitoring hears: figures that were accepted or worked out, forecasts that were made, rules that changed."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from django.utils import timezone

from terrace.base.bus.events import Envelope
from terrace.base.kernel import periods
from terrace.base.places import index as places
from terrace.base.places.index import Index
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.pipeline.handlers import Accepted
from terrace.insight.monitoring import due, judging, rules
from terrace.insight.monitoring.bench import UNMOVED
from terrace.insight.monitoring.found import Series
from terrace.insight.monitoring.models import RuleKind
from terrace.insight.monitoring.placed import is_fresh
from terrace.insight.monitoring.raising import Outcome


class Derived(msgspec.Struct):
    """The data of `facts.derived` and of `forecast.made`, as far as they are read here."""

    cells: list[list[Any]]


class RuleChanged(msgspec.Struct):
    """The data of `rule.changed`."""

    code: str


_accepted, _derived = msgspec.json.Decoder(Accepted), msgspec.json.Decoder(Derived)
_changed = msgspec.json.Decoder(RuleChanged)


#: From so many series in one batch on it is a flood, and judged by rounds when it has passed.
FLOOD: Final = 5_000


class Gathering:
    """The series that a batch touches, each with the earliest of its periods that moved.

    `late`: series of which something old moved. History that is loaded, and floods, are judged by rounds when they
    have come to rest: once, and not period by period.
    """

    def __init__(self) -> None:
        self.snapshot: Snapshot = catalogue.current(max_age=1)
        self.index: Index = places.current()
        self.today = timezone.localdate()
        self.touched: dict[Series, int] = {}
        self.late: set[Series] = set()
        self._now: dict[tuple[int, int], tuple[int, ...]] = {}
        self._leaf: dict[tuple[int, int], bool] = {}

    def add(self, indicator: int, area: int, breakdown: int, period: int, *, leaf: bool) -> None:
        """A cell that moved; periods that are made of the indicator's own are not judged."""
        spec = self.snapshot.by_id.get(indicator)
        if spec is None or periods.from_id(period).frequency is not spec.frequency:
            return
        if leaf and not self._is_leaf(area, period):
            return
        for place in self._places(area, period):
            for cell in (breakdown, *(spec.wholes.get(breakdown, ()) if leaf else ())):
                self._put((indicator, place, cell), period)

    def _put(self, series: Series, period: int) -> None:
        if is_fresh(periods.from_id(period), self.today):
            self.touched[series] = min(period, self.touched.get(series, period))
        else:
            self.late.add(series)

    def _is_leaf(self, area: int, period: int) -> bool:
        """Figures of places with others below come as `facts.derived`."""
        if (area, period) not in self._leaf:
            self._leaf[area, period] = self.index.is_leaf(area, periods.from_id(period).end)
        return self._leaf[area, period]

    def _places(self, area: int, period: int) -> tuple[int, ...]:
        """The place itself, or those of today that its ground went to."""
        if (area, period) not in self._now:
            self._now[area, period] = self._standing(area, period)
        return self._now[area, period]

    def _standing(self, area: int, period: int) -> tuple[int, ...]:
        if self.index.version(area, self.today):
            return (area,)
        day = min(periods.from_id(period).end, self.today)
        return tuple(share.place_id for share in self.index.successors(area, day, self.today))


def accepted(heard: Iterable[Envelope]) -> Outcome:
    """Observations: the figures of places without any below them."""
    gathering = Gathering()
    for area, period, pairs in (group for event in heard for group in _accepted.decode(event.data).cells):
        for at in range(0, len(pairs), 2):
            gathering.add(pairs[at], area, pairs[at + 1], period, leaf=True)
    return _judge(gathering)


def derived(heard: Iterable[Envelope]) -> Outcome:
    """Figures of places that have places below them."""
    gathering = Gathering()
    for cell in (cell for event in heard for cell in _derived.decode(event.data).cells):
        indicator, area, period, breakdown = cell[:4]
        gathering.add(indicator, area, breakdown, period, leaf=False)
    return _judge(gathering)


def _judge(gathering: Gathering) -> Outcome:
    flood = len(gathering.touched) > FLOOD
    at_once = {} if flood else gathering.touched
    done = judging.judge(at_once)
    due.note(at_once, gathering.index, gathering.today)
    due.note_late({*gathering.late, *gathering.touched} if flood else gathering.late, gathering.index)
    return done


def made(heard: Iterable[Envelope]) -> Outcome:
    """Forecasts: only rules on the period to come look at them."""
    watched = {rule.indicator for rule in rules.current().every(RuleKind.CROSSING)}
    by_id = catalogue.current().by_id
    cells = (cell for event in heard for cell in _derived.decode(event.data).cells)
    series = {(int(c[0]), int(c[1]), int(c[2])) for c in cells if by_id[int(c[0])].code in watched}
    return judging.judge(dict.fromkeys(series, UNMOVED))


def rule_changed(heard: Iterable[Envelope]) -> int:
    """A page changed a rule: what it speaks of is judged anew by the rounds."""
    rules.expire()
    codes = {_changed.decode(event.data).code for event in heard}
    return due.note_rules([rule for code in codes if (rule := rules.current().rule(code))])


def loaded(heard: Iterable[Envelope]) -> int:
    """A pack came: its rules may be other ones."""
    del heard
    rules.expire()
    by_kind: dict[str, list[rules.RuleSpec]] = defaultdict(list)
    for rule in rules.current().every():
        by_kind[rule.kind].append(rule)
    return due.note_rules([rule for kind in rules.OF_FIGURES for rule in by_kind[kind]])
