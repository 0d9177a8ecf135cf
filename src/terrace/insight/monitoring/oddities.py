"""What the detectors say of the newest figures of many series of one frequency, and of those that stand already.

A period is judged at once, and again when the one after it is known. A figure older than these two is looked at only
where a warning of it stands: an entry error stands until somebody corrects it; a change is over by then.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from terrace.base.kernel.periods import Frequency, Period
from terrace.insight.forecasting.horizons import CYCLES, WORDS
from terrace.insight.monitoring import detectors, expectations, guards, weighing
from terrace.insight.monitoring.detectors import Past, Verdicts
from terrace.insight.monitoring.expectations import Ask
from terrace.insight.monitoring.found import Series
from terrace.insight.monitoring.histories import History
from terrace.insight.monitoring.peers import NOTHING, Moves, Peers

Floats = NDArray[np.float64]
#: So few figures have the places beside them looked at in any case: it costs less than judging them twice.
FEW: Final = 100
#: Figures before the judged one from which on the detectors are asked at all.
FEWEST: Final = 4


@dataclass(frozen=True, slots=True)
class Oddity:
    """What was found at a position of a series; `twice`: with the period after it."""

    at: int
    kind: str
    sure: float
    error: float
    reasons: tuple[str, ...]
    expected: float
    low: float
    high: float
    twice: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A position of a series that is judged."""

    history: History
    at: int


@dataclass(slots=True)
class Judge:
    """Judges series of one frequency along one axis of time."""

    axis: Sequence[Period]
    frequency: Frequency
    peers: Peers
    today: date
    #: The places beside are looked at for every figure; else for those that are odd without them. Figures that are odd
    #: only beside others are then left to the rounds.
    thorough: bool = False
    #: Odd figures are judged again when the one after them is known.
    later: bool = True
    found: dict[Series, dict[int, Oddity]] = field(default_factory=dict)

    def look(self, wanted: Mapping[Series, tuple[History, Iterable[int]]]) -> dict[Series, dict[int, Oddity]]:
        """By series the odd positions among those asked."""
        items = [Item(history, at) for history, positions in wanted.values() for at in sorted(set(positions))]
        items = [item for item in items if self._is_asked(item)]
        if items:
            self._at_once(items)
        return self.found

    def _is_asked(self, item: Item) -> bool:
        values = item.history.values
        return not np.isnan(values[item.at]) and int((~np.isnan(values[: item.at])).sum()) >= FEWEST

    def _at_once(self, items: Sequence[Item]) -> None:
        verdicts = self._judged(items, read=self.thorough or len(items) <= FEW)
        blind = [number for number, item in enumerate(items) if verdicts.alarm[number] and self._is_blind(item)]
        if blind:
            self._sort([items[number] for number in blind], self._judged([items[n] for n in blind], read=True))
        self._sort(items, verdicts, but=frozenset(blind))

    def _judged(self, items: Sequence[Item], *, read: bool) -> Verdicts:
        return detectors.judge(self._past(items, read=read), weighing.of(WORDS[self.frequency]))

    def _is_blind(self, item: Item) -> bool:
        """Nobody has looked yet at the places beside it."""
        return self.peers.known(item.history.series, self.axis[item.at], self.today) is None

    def _sort(self, items: Sequence[Item], verdicts: Verdicts, but: frozenset[int] = frozenset()) -> None:
        """Keep what is odd; what the next period is known of is judged once more."""
        alarms = ((item, n) for n, item in enumerate(items) if verdicts.alarm[n] and n not in but)
        odd = [(item, number) for item, number in alarms if not self._is_usual(item, float(verdicts.expected[number]))]
        later = []
        for item, number in odd:
            followed = self.later and item.at < item.history.newest and not np.isnan(item.history.values[item.at + 1])
            if followed:
                later.append(item)
            else:
                self._put(item, verdicts, number, twice=False)
        if later:
            self._later(later)

    def _is_usual(self, item: Item, hoped: float) -> bool:
        spec = self.peers.snapshot.by_id[item.history.series[0]]
        past, cycle = item.history.values[: item.at + 1], CYCLES[self.frequency]
        return guards.is_usual(past, cycle, hoped, counted=spec.decimals == 0, flow=spec.nature == "flow")

    def _later(self, items: Sequence[Item]) -> None:
        """Those that were odd, with the figure of the period after."""
        after = [Item(item.history, item.at + 1) for item in items]
        weights = weighing.of(WORDS[self.frequency])
        verdicts = detectors.again(self._past(after, read=True), weights, self._past(items, read=True))
        for number, item in enumerate(items):
            if verdicts.alarm[number]:
                self._put(item, verdicts, number, twice=True)

    def _put(self, item: Item, said: Verdicts, n: int, *, twice: bool) -> None:
        numbers = (float(said.sure[n]), float(said.error[n]))
        bounds = (float(said.expected[n]), float(said.low[n]), float(said.high[n]))
        made = Oddity(item.at, said.kind[n], *numbers, said.reasons[n], *bounds, twice=twice)
        self.found.setdefault(item.history.series, {})[item.at] = made

    def _past(self, items: Sequence[Item], *, read: bool) -> Past:
        """Right-aligned: the last column is the position of each. `read`: slices that are not known are."""
        width = max(item.at for item in items) + 1
        values = np.full((len(items), width), np.nan)
        for row, item in enumerate(items):
            end = item.at + 1
            values[row, width - end :] = item.history.values[:end]
        if read:
            self.peers.fetch([(item.history.series, self.axis[item.at]) for item in items], self.today)
        asked = [self._ask(item) for item in items]
        likely, spread = expectations.expected(asked, self.frequency)
        beside = np.array([self._beside(item, read=read) for item in items], float).reshape(len(items), 3)
        place = np.array([float(self.axis[item.at].index) for item in items])
        word = WORDS[self.frequency]
        return Past(values, word, likely, spread, beside[:, 0], beside[:, 1], beside[:, 2], place)

    def _ask(self, item: Item) -> Ask:
        moments = item.history.at[: item.at]
        moved = float(np.nanmax(moments)) if not np.isnan(moments).all() else 0.0
        return Ask(item.history.series, self.axis[item.at].previous(), item.history.values[: item.at], moved)

    def _beside(self, item: Item, *, read: bool) -> tuple[float, float, float]:
        asked = (item.history.series, self.axis[item.at], self.today)
        moves = self.peers.of(*asked) if read else self.peers.known(*asked) or NOTHING
        return moves.others(item.history.series[1])


_slices: OrderedDict[tuple[int, int, int, int], tuple[float, Moves]] = OrderedDict()


def slices(*, fresh: bool = False) -> OrderedDict[tuple[int, int, int, int], tuple[float, Moves]]:
    """How peers moved, as far as this process remembers; `fresh`: nothing of it."""
    return OrderedDict() if fresh else _slices
