"""Outlines of places, and small maps of them for pages that are drawn on the server."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from terrace.base.places import index, polylines
from terrace.base.places.models import Boundary
from terrace.base.places.polylines import Point, Ring

#: The fewest corners of a shape.
TRIANGLE = 3


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map in whole pixels: `paths` are (place, `d` of an SVG path, to be filled by the rule evenodd)."""

    width: int
    height: int
    paths: tuple[tuple[int, str], ...]


def outlines(place_ids: Iterable[int], day: date) -> dict[int, list[Ring]]:
    """The rings (longitude, latitude in 1/100,000 degree) of the places that have an outline on that day."""
    held = Boundary.objects.filter(place_id__in=list(place_ids), valid__contains=day).exclude(rings="")
    return {place_id: polylines.decode(rings) for place_id, rings in held.values_list("place_id", "rings")}


def svg(place_ids: Iterable[int], day: date, width: int) -> list[tuple[int, str]]:
    """The paths of `drawing`."""
    return list(drawing(place_ids, day, width).paths)


def drawing(place_ids: Iterable[int], day: date, width: int) -> Drawing:
    """The places side by side, north up, so many pixels wide; kept until a place changes."""
    return _drawn(tuple(place_ids), day, width, index.current().revision)


@lru_cache(maxsize=64)
def _drawn(place_ids: tuple[int, ...], day: date, width: int, revision: int) -> Drawing:  # noqa: ARG001
    shapes = outlines(place_ids, day)
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    if not points:
        return Drawing(width, 0, ())
    paper = _Paper(points, width)
    paths = ((place_id, paper.path(shapes[place_id])) for place_id in place_ids if place_id in shapes)
    return Drawing(width, paper.height, tuple(path for path in paths if path[1]))


class _Paper:
    """Equirectangular: degrees of longitude are shortened by the cosine of the middle latitude."""

    def __init__(self, points: Sequence[Point], width: int) -> None:
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        self.left, self.top = min(xs), max(ys)
        self.squeeze = math.cos(math.radians((min(ys) + max(ys)) / 2 / polylines.SCALE))
        across = (max(xs) - self.left) * self.squeeze
        self.zoom = width / across if across else 1.0
        self.height = math.ceil((self.top - min(ys)) * self.zoom)

    def path(self, rings: Iterable[Ring]) -> str:
        """Rings that are a dot at this size are left out."""
        drawn = (self._ring([self._pixel(point) for point in ring]) for ring in rings)
        return "".join(drawn)

    def _pixel(self, point: Point) -> Point:
        return (
            round((point[0] - self.left) * self.squeeze * self.zoom),
            round((self.top - point[1]) * self.zoom),
        )

    @staticmethod
    def _ring(pixels: Sequence[Point]) -> str:
        kept = [pixels[0]]
        for pixel in pixels[1:]:
            if pixel != kept[-1]:
                kept.append(pixel)
        if len(set(kept)) < TRIANGLE:
            return ""
        steps = pairwise(kept)
        moves = (f"{x - before[0]},{y - before[1]}" for before, (x, y) in steps)
        return f"M{kept[0][0]},{kept[0][1]}l{' '.join(moves)}z"
