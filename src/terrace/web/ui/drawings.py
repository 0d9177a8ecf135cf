"""Small drawings as SVG coordinates: pixels only, so floats are enough here and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

EDGE = 3.0
#: The part of a sparkline that is history when it has a forecast.
PAST = 0.75


@dataclass(frozen=True, slots=True)
class Spark:
    """A sparkline of `width` × `height`; `low` and `high` let a script move its last point."""

    points: str
    width: int
    height: int
    last_x: str
    last_y: str
    low: str
    high: str
    #: What is likely next, as a line from the last point, and the range around it.
    ahead: str = ""
    band: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line chart: one polyline for each unbroken run, a dot for each value, labels along the axis."""

    width: int
    height: int
    runs: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]


def spark(
    values: Sequence[Decimal | None],
    ahead: tuple[Decimal, Decimal, Decimal] | None = None,
    width: int = 104,
    height: int = 32,
) -> Spark | None:
    """A sparkline of at least two values; gaps are passed over in a straight line.

    `ahead`: what is likely next with the ends of its range, drawn behind the last value.
    """
    known = [(index, float(value)) for index, value in enumerate(values) if value is not None]
    if len(known) <= 1:
        return None
    after = [float(each) for each in ahead or ()]
    every, count = [*after, *(value for _, value in known)], len(values) + bool(after)
    low, high = min(every), max(every)
    places = [(f"{_across(index, count, width):.1f}", f"{_up(value, low, high, height):.1f}") for index, value in known]
    x, y = places[-1]
    fan = [f"{width - EDGE:.1f},{_up(value, low, high, height):.1f}" for value in after]
    return Spark(
        " ".join(f"{x},{y}" for x, y in places),
        width,
        height,
        x,
        y,
        repr(low),
        repr(high),
        f"{x},{y} {fan[0]}" if fan else "",
        f"{x},{y} {fan[1]} {fan[2]}" if fan else "",
    )


def line(values: Sequence[Decimal | None], labels: Sequence[str], width: int = 640, height: int = 240) -> Line | None:
    """A line chart of at least two values; a gap breaks the line."""
    known = [float(value) for value in values if value is not None]
    if len(known) <= 1:
        return None
    low, high, inner = min(known), max(known), height - 28
    places = [
        None
        if value is None
        else (f"{_across(i, len(values), width):.1f}", f"{_up(float(value), low, high, inner):.1f}")
        for i, value in enumerate(values)
    ]
    runs = (list(run) for filled, run in groupby(places, key=lambda place: place is not None) if filled)
    lines = tuple(" ".join(f"{place[0]},{place[1]}" for place in run if place) for run in runs)
    return Line(width, height, lines, tuple(place for place in places if place), _ends(labels, width))


def _ends(labels: Sequence[str], width: int) -> tuple[tuple[str, str], ...]:
    return (("start", labels[0]), ("end", labels[-1])) if width and labels else ()


def _across(index: int, count: int, width: int) -> float:
    return EDGE + (width - 2 * EDGE) * (index / max(count - 1, 1))


def _up(value: float, low: float, high: float, height: int) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return EDGE + (1 - share) * (height - 2 * EDGE)
