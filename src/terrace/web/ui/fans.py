"""Fan charts as SVG coordinates in a field of 1,000 by 1,000 that the page stretches; floats, since these are pixels.

Words (the numbers of the axes, the day) stand beside it at shares of the field, so that they are never stretched.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TypeVar

from terrace.base.kernel import periods

Each = TypeVar("Each")

SIDE = 1000
#: Points of which each has its dot; more would run into each other.
CROWD = 60
#: About so many numbers along the upright axis, and names of periods along the level one.
RUNGS, NAMES = 4, 4
#: Per cent across: right of it the day ends at its line, left of it it begins there.
HALF = 50


@dataclass(frozen=True, slots=True)
class FanPoint:
    """One period: what came (`value`), what is likely, and where it lies 80 and 95 times of a hundred."""

    period: str
    label: str
    value: Decimal | None = None
    likely: Decimal | None = None
    low80: Decimal | None = None
    high80: Decimal | None = None
    low95: Decimal | None = None
    high95: Decimal | None = None
    cell: str = ""
    #: A warning speaks of it: its value is ringed.
    judged: bool = False

    @property
    def numbers(self) -> list[Decimal]:
        """All that is to be drawn."""
        found = (self.value, self.likely, self.low80, self.high80, self.low95, self.high95)
        return [each for each in found if each is not None]


@dataclass(frozen=True, slots=True)
class FanChart:
    """What a fan chart is drawn of, oldest first, and the day the forecast was made (None: it has none)."""

    name: str
    unit: str
    decimals: int
    points: tuple[FanPoint, ...]
    made: date | None = None

    @property
    def ahead(self) -> list[FanPoint]:
        """What is forecast."""
        return [point for point in self.points if point.likely is not None]

    @property
    def before(self) -> list[FanPoint]:
        """What came, the newest first."""
        return [point for point in reversed(self.points) if point.likely is None]

    @property
    def made_at(self) -> str:
        """The place of the day among the periods, for scripts."""
        return f"{position(self.points, self.made):.2f}" if self.made else ""

    @property
    def met(self) -> bool:
        """True when something came of what was forecast."""
        return any(point.value is not None for point in self.ahead)

    @property
    def wide(self) -> bool:
        """True when there is a range of 95."""
        return any(point.low95 is not None for point in self.points)


@dataclass(frozen=True, slots=True)
class Word:
    """A number or a name beside the field; `at` in per cent of its side, `across` in the field."""

    text: str
    at: str
    anchor: str = "middle"
    across: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """A number of the upright axis: `up` in the field, `at` in per cent from above."""

    value: Decimal
    decimals: int
    up: str
    at: str


@dataclass(frozen=True, slots=True)
class Fan:
    """The drawing: lines of what came and of what is likely, the two bands, the axes, the day it was made."""

    came: tuple[str, ...]
    came_dots: str
    likely: tuple[str, ...]
    likely_dots: str
    band80: tuple[str, ...]
    band95: tuple[str, ...]
    rungs: tuple[Rung, ...]
    names: tuple[Word, ...]
    made: Word | None
    judged: str = ""


def draw(points: Sequence[FanPoint], made: date | None = None) -> Fan | None:
    """The fan chart of at least two numbers; None when there is nothing to draw."""
    found = [float(number) for point in points for number in point.numbers]
    if len(points) <= 1 or len(found) <= 1:
        return None
    field = _Field(len(points), *_round(min(found), max(found)))
    joined = _joined(points)
    return Fan(
        came=_lines(field, [point.value for point in points]),
        came_dots=_dots(field, [point.value for point in points]),
        likely=_lines(field, [point.likely for point in joined]),
        likely_dots=_dots(field, [point.likely for point in points]),
        band80=_bands(field, joined, lambda point: (point.low80, point.high80)),
        band95=_bands(field, joined, lambda point: (point.low95, point.high95)),
        rungs=tuple(field.rungs()),
        names=tuple(_names(field, points)),
        made=_made(field, points, made) if made else None,
        judged=_dots(field, [point.value if point.judged else None for point in points]),
    )


@dataclass(frozen=True, slots=True)
class _Field:
    """From numbers to places in the field."""

    count: int
    low: float
    high: float
    step: float

    def across(self, index: float) -> float:
        return SIDE * (index + 0.5) / self.count

    def up(self, value: float) -> float:
        return SIDE * (self.high - value) / (self.high - self.low)

    def place(self, index: int, value: Decimal) -> str:
        return f"{self.across(index):.1f},{self.up(float(value)):.1f}"

    def rungs(self) -> Iterator[Rung]:
        """The numbers of the upright axis, from below."""
        decimals = max(0, -math.floor(math.log10(self.step) + 1e-9))
        for rung in range(round((self.high - self.low) / self.step) + 1):
            value = self.low + rung * self.step
            up = self.up(value)
            yield Rung(round(Decimal(value), decimals + 1), decimals, f"{up:.1f}", f"{up / SIDE * 100:.1f}%")


def _round(low: float, high: float) -> tuple[float, float, float]:
    """The ends of the upright axis and its step: 1, 2 or 5 times a power of ten."""
    width = (high - low) or abs(high) or 1.0
    rough = width / RUNGS
    power = 10 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough * 0.999)
    if low == high:
        return low - step, high + step, step
    return math.floor(low / step) * step, math.ceil(high / step) * step, step


def _joined(points: Sequence[FanPoint]) -> list[FanPoint]:
    """The last figure that came is where the fan opens."""
    first = next((index for index, point in enumerate(points) if point.likely is not None), 0)
    before = points[first - 1] if first else None
    if before is None or before.value is None:
        return list(points)
    value = before.value
    opened = FanPoint(before.period, before.label, value, value, value, value, value, value)
    return [*points[: first - 1], opened, *points[first:]]


def _runs(values: Sequence[Each], there: Callable[[Each], bool]) -> Iterator[list[tuple[int, Each]]]:
    for filled, run in groupby(enumerate(values), key=lambda pair: there(pair[1])):
        if filled:
            yield list(run)


def _lines(field: _Field, values: Sequence[Decimal | None]) -> tuple[str, ...]:
    """A polyline for each unbroken run."""
    runs = _runs(values, lambda value: value is not None)
    return tuple(" ".join(field.place(index, value) for index, value in run if value is not None) for run in runs)


def _dots(field: _Field, values: Sequence[Decimal | None]) -> str:
    """A path of points: strokes of no length whose round ends are the dots."""
    if len(values) > CROWD:
        return ""
    return "".join(f"M{field.place(index, value)}h0" for index, value in enumerate(values) if value is not None)


def _bands(
    field: _Field, points: Sequence[FanPoint], ends: Callable[[FanPoint], tuple[Decimal | None, Decimal | None]]
) -> tuple[str, ...]:
    """A closed outline for each unbroken run of ranges."""
    runs = _runs([ends(point) for point in points], lambda pair: None not in pair)
    return tuple(_outline(field, run) for run in runs)


def _outline(field: _Field, run: Sequence[tuple[int, tuple[Decimal | None, Decimal | None]]]) -> str:
    below = [field.place(index, low) for index, (low, _) in run if low is not None]
    above = [field.place(index, high) for index, (_, high) in run if high is not None]
    return " ".join([*below, *reversed(above)])


def _names(field: _Field, points: Sequence[FanPoint]) -> Iterator[Word]:
    """The first period, the last, and some between at equal distances."""
    last = len(points) - 1
    chosen = sorted({round(last * part / (NAMES - 1)) for part in range(NAMES)})
    for index in chosen:
        anchor = "start" if index == 0 else "end" if index == last else "middle"
        yield Word(points[index].label, {"start": "0%", "end": "100%"}.get(anchor, _share(field, index)), anchor)


def _share(field: _Field, index: float) -> str:
    return f"{field.across(index) / SIDE * 100:.1f}%"


def _made(field: _Field, points: Sequence[FanPoint], day: date) -> Word:
    """Where the day stands among the periods."""
    index = position(points, day)
    share = field.across(index) / SIDE * 100
    anchor = "end" if share > HALF else "start"
    return Word(f"{day:%d/%m/%Y}", f"{share:.1f}%", anchor, f"{field.across(index):.1f}")


def position(points: Sequence[FanPoint], day: date) -> float:
    """The place of a day among the points, each point being the middle of its period.

    >>> round(position([FanPoint("2025", ""), FanPoint("2026", ""), FanPoint("2027", "")], date(2026, 7, 2)), 1)
    1.0
    """
    for index, point in enumerate(points):
        period = periods.parse(point.period)
        if day <= period.end:
            share = (day - period.start).days / ((period.end - period.start).days + 1)
            return max(index - 0.5 + max(share, 0.0), 0.0)
    return len(points) - 0.5
