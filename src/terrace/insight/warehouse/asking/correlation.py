"""How two measures go together over places and periods, and what such a number does not say.

>>> round(pearson([1, 2, 3, 4], [2, 4, 6, 9]), 4), round(spearman([1, 2, 3, 4], [2, 4, 6, 9]), 4)
(0.9944, 1.0)
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from django.utils.translation import gettext as _

from terrace.insight.warehouse.answers import Answer, Heading, Note

#: Below these numbers of points a correlation says nothing, or little.
LEAST, FEW = 3, 12
#: A correlation with time from which on a trend is spoken of; points that move the result so far are named.
TRENDING, MOVED, BENT = 0.6, 0.15, 0.2
#: Two-sided 95 %.
NORMAL = 1.959964


@dataclass(frozen=True, slots=True)
class Point:
    """A pair of numbers, and whose they are."""

    label: str
    place: str
    period: str
    x: Decimal
    y: Decimal


@dataclass(frozen=True, slots=True)
class Correlation:
    """Pearson and Spearman of `count` points, the 95 % interval of Pearson, and what must be said beside them.

    None where there are too few points or one measure never changes. `changes` is Pearson of the changes from one
    period to the next within a place; `outliers` are labels of points without which the result is another.
    """

    points: tuple[Point, ...]
    count: int
    pearson: float | None
    spearman: float | None
    low: float | None
    high: float | None
    changes: float | None
    outliers: tuple[str, ...]
    warnings: tuple[Note, ...]


def correlate(answer: Answer, first: int = 0, second: int = 1) -> Correlation:
    """Of two measures of an answer, over all else that its rows and columns are; hidden cells are no points."""
    points = tuple(_points(answer, first, second))
    x, y = np.array([float(each.x) for each in points]), np.array([float(each.y) for each in points])
    r = pearson(x, y)
    low, high = _interval(r, len(points))
    changes, odd = _of_changes(points), _outliers(points, x, y, r)
    found = Correlation(points, len(points), r, spearman(x, y), low, high, changes, odd, ())
    return replace(found, warnings=tuple(_warnings(answer, found, (first, second))))


def pearson(x: Sequence[float] | np.ndarray, y: Sequence[float] | np.ndarray) -> float | None:
    """None for fewer than three points, or when one never changes."""
    a, b = np.asarray(x, float), np.asarray(y, float)
    if len(a) < LEAST or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    a, b = a - a.mean(), b - b.mean()
    return float(np.clip((a @ b) / np.sqrt((a @ a) * (b @ b)), -1, 1))


def spearman(x: Sequence[float] | np.ndarray, y: Sequence[float] | np.ndarray) -> float | None:
    """Pearson of the ranks; equals share the mean of theirs."""
    return pearson(_ranked(np.asarray(x, float)), _ranked(np.asarray(y, float)))


def _ranked(values: np.ndarray) -> np.ndarray:
    _each, at, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[at] if len(values) else values


def _interval(r: float | None, count: int) -> tuple[float | None, float | None]:
    """95 % by Fisher's z; none for fewer than four points."""
    if r is None or count <= LEAST:
        return None, None
    if abs(r) == 1:
        return r, r
    z, half = np.arctanh(r), NORMAL / np.sqrt(count - LEAST)
    return float(np.tanh(z - half)), float(np.tanh(z + half))


def _points(answer: Answer, first: int, second: int) -> Iterator[Point]:
    """Pairs of cells whose headings differ in the measure alone."""
    found: dict[tuple[str, ...], dict[int, tuple[Decimal, list[Heading]]]] = {}
    for r, row in enumerate(answer.cells):
        for c, cell in enumerate(row):
            if cell is None or cell.value is None or _is_total(answer.rows[r]) or _is_total(answer.columns[c]):
                continue
            both = [answer.rows[r], answer.columns[c]]
            key = tuple(member.key for heading in both for member in heading.members if member.kind != "measure")
            at = answer.column_measures[c] if answer.column_measures else answer.row_measures[r]
            found.setdefault(key, {})[at] = (cell.value, both)
    for pair in found.values():
        if first in pair and second in pair:
            yield _point(pair[first][0], pair[second][0], pair[first][1])


def _is_total(heading: Heading) -> bool:
    return any(member.key == "total" for member in heading.members)


def _point(x: Decimal, y: Decimal, both: list[Heading]) -> Point:
    members = [member for heading in both for member in heading.members if member.kind != "measure"]
    inner = {member.kind: member for member in members}
    place, period = (inner[kind].key if kind in inner else "" for kind in ("place", "period"))
    others = ",".join(member.key for member in members if member.kind not in {"place", "period"})
    return Point(" · ".join(member.label for member in members), f"{place}{others}", period, x, y)


def _series(points: Sequence[Point]) -> dict[str, list[Point]]:
    """The points of each place in order of time."""
    found: dict[str, list[Point]] = {}
    for point in sorted(points, key=lambda each: each.period):
        found.setdefault(point.place, []).append(point)
    return found


def _of_changes(points: Sequence[Point]) -> float | None:
    """Pearson of the changes from one period to the next within each place."""
    steps = [
        (float(after.x - before.x), float(after.y - before.y))
        for series in _series(points).values()
        for before, after in itertools.pairwise(series)
    ]
    return pearson([x for x, _ in steps], [y for _, y in steps]) if len(steps) > LEAST else None


def _outliers(points: Sequence[Point], x: np.ndarray, y: np.ndarray, r: float | None) -> tuple[str, ...]:
    """Points without which the correlation is clearly another; the strongest first, five at most."""
    if r is None or len(points) <= LEAST:
        return ()
    moved = []
    for at, point in enumerate(points):
        without = _without(x, y, at)
        if without is not None and abs(without - r) > MOVED:
            moved.append((abs(without - r), point.label))
    return tuple(label for _, label in sorted(moved, reverse=True)[:5])


def _without(x: np.ndarray, y: np.ndarray, at: int) -> float | None:
    return pearson(np.delete(x, at), np.delete(y, at))


def _trends(points: Sequence[Point]) -> bool:
    """Both go with time in the mean over places."""
    times: dict[str, list[Point]] = {}
    for point in points:
        times.setdefault(point.period, []).append(point)
    if len(times) <= LEAST:
        return False
    order = np.arange(len(times), dtype=float)
    each = [times[period] for period in sorted(times)]
    x = pearson(order, [float(sum(one.x for one in some) / len(some)) for some in each])
    y = pearson(order, [float(sum(one.y for one in some) / len(some)) for some in each])
    return x is not None and y is not None and min(abs(x), abs(y)) >= TRENDING


def _warnings(answer: Answer, found: Correlation, pair: tuple[int, int]) -> Iterator[Note]:
    if found.pearson is None:
        yield Note("too_few", _("Too few points, or one of the two never changes: there is no correlation to show."))
        return
    yield Note("cause", _("That two figures go together does not say that one brings about the other."))
    if found.count < FEW:
        yield Note("few", _("Only %(count)d points: chance alone can look like this.") % {"count": found.count})
    if _trends(found.points):
        yield Note("trend", _trend_text(found.changes))
    if found.outliers:
        names = {"points": "; ".join(found.outliers)}
        yield Note("outliers", _("Without %(points)s the result is clearly another.") % names)
    if found.spearman is not None and abs(found.spearman - found.pearson) > BENT:
        yield Note("bent", _("The two do not lie along a straight line; the correlation of ranks says more."))
    yield from _about_places(answer, found.points, pair)


def _trend_text(changes: float | None) -> str:
    if changes is None:
        return _("Both follow time; that alone makes them go together.")
    text = _("Both follow time; that alone makes them go together. Of their changes the correlation is %(changes)s.")
    return text % {"changes": f"{changes:.2f}"}


def _about_places(answer: Answer, points: Sequence[Point], pair: tuple[int, int]) -> Iterator[Note]:
    places = {point.place for point in points if point.place}
    if len(places) > 1:
        yield Note("ecological", _("The points are places: what holds for places need not hold for people in them."))
    if len(points) > len(places) > 1:
        yield Note("repeated", _("The same places come again in several periods: the points are not independent."))
    if len(places) > 1 and all(answer.measures[at].additive for at in pair):
        yield Note(
            "size", _("Both are totals: large places have more of both. Compare amounts per head or per hectare.")
        )
