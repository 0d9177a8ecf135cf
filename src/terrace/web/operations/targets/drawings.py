"""Drawings of a target as SVG coordinates: how far it is, the way of the year, and how the chance moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from terrace.insight.targets.standings import Past, Standing

WIDTH, HEIGHT, EDGE = 640, 40, 4
WAY_HEIGHT, CHANCE_HEIGHT = 200, 72
#: Room at the right of the furthest mark, as a part of the whole.
ROOM = Decimal("1.04")


@dataclass(frozen=True, slots=True)
class Bar:
    """How far a target is, in pixels from the left: what is there, what should be, the target, where it leads."""

    width: int
    height: int
    done: str
    due: str
    target: str
    likely: str
    low: str
    spread: str


@dataclass(frozen=True, slots=True)
class Way:
    """The way of a year: lines of what should be there, what was, what is likely; the height of the target."""

    width: int
    height: int
    expected: str
    came: str
    likely: str
    target: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Moved:
    """How the chance moved: a line from 0 to 1, with a dot at its end."""

    width: int
    height: int
    points: str
    last_x: str
    last_y: str


def bar(standing: Standing) -> Bar | None:
    """None while nothing is known, and for values below zero."""
    values = [standing.so_far, standing.target, standing.likely, standing.high, standing.low]
    known = [value for value in values if value is not None]
    if standing.so_far is None or min(known) < 0 or not max(known):
        return None
    whole = max(known) * ROOM
    due = standing.target * standing.due if standing.due is not None else None
    low, high = _at(standing.low, whole), _at(standing.high, whole)
    spread = f"{float(high) - float(low):.1f}" if low and high else ""
    done, likely = _at(standing.so_far, whole), _at(standing.likely, whole)
    return Bar(WIDTH, HEIGHT, done, _at(due, whole), _at(standing.target, whole), likely, low, spread)


def _at(value: Decimal | None, whole: Decimal) -> str:
    return "" if value is None else f"{float(value / whole) * WIDTH:.1f}"


def way(standing: Standing, labels: tuple[str, str]) -> Way | None:
    """None with fewer than two periods."""
    marks = standing.marks
    if len(marks) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    lines: list[list[Decimal | None]] = [
        [mark.expected for mark in marks],
        [mark.came for mark in marks],
        [mark.likely for mark in marks],
    ]
    known = [float(value) for line in lines for value in line if value is not None] + [float(standing.target)]
    low, high = min(known), max(known)
    if low >= 0 and low < high / 2:
        low = 0.0
    drawn = [_line(line, low, high) for line in _joined(lines)]
    target = f"{_up(float(standing.target), low, high, WAY_HEIGHT):.1f}"
    return Way(WIDTH, WAY_HEIGHT, drawn[0], drawn[1], drawn[2], target, *labels)


def _joined(lines: list[list[Decimal | None]]) -> list[list[Decimal | None]]:
    """What is likely begins where what came ends."""
    expected, came, likely = lines
    last = max((at for at, value in enumerate(came) if value is not None), default=None)
    if last is not None and any(value is not None for value in likely):
        likely = [came[at] if at == last else value for at, value in enumerate(likely)]
    return [expected, came, likely]


def _line(values: Sequence[Decimal | None], low: float, high: float) -> str:
    places = [(at, float(value)) for at, value in enumerate(values) if value is not None]
    across = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    return " ".join(f"{EDGE + at * across:.1f},{_up(value, low, high, WAY_HEIGHT):.1f}" for at, value in places)


def _up(value: float, low: float, high: float, height: int) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return EDGE + (1 - share) * (height - 2 * EDGE)


def moved(rows: Sequence[Past]) -> Moved | None:
    """By day; None with fewer than two days that have a chance."""
    known = [(row.day.toordinal(), float(row.chance)) for row in rows if row.chance is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    first, last = known[0][0], known[-1][0]
    across = (WIDTH - 2 * EDGE) / (last - first)
    places = [(f"{EDGE + (day - first) * across:.1f}", f"{_up(met, 0, 1, CHANCE_HEIGHT):.1f}") for day, met in known]
    return Moved(WIDTH, CHANCE_HEIGHT, " ".join(map(",".join, places)), *places[-1])
