"""Choropleths as SVG: the outlines of places put into a frame, their values into five classes."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terrace.web.ui.components import MapArea, Ring

#: The longer side of the drawing in its own units; the other follows from the outlines.
LONGER = 800
CLASSES = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """One area as it is drawn."""

    area: MapArea
    path: str
    css: str
    #: The middle of its largest outline, where its pin stands.
    x: str = ""
    y: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """One class of the legend: from (inclusive) to (exclusive; None: and above)."""

    css: str
    low: Decimal
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class MapView:
    """A choropleth ready to be drawn; `breaks` are the lower limits of the classes above the first.

    `none`: what a place without a value is said to have; '' for no report.
    """

    name: str
    unit: str
    decimals: int
    width: int
    height: int
    shapes: tuple[Shape, ...]
    breaks: tuple[Decimal, ...]
    bands: tuple[Band, ...]
    gaps: bool
    none: str = ""

    @property
    def pinned(self) -> tuple[Shape, ...]:
        """The areas with a pin."""
        return tuple(shape for shape in self.shapes if shape.area.pin)


def draw(
    areas: Sequence[MapArea], *, name: str, unit: str, decimals: int, none: str = "", scale: float = 1e-5
) -> MapView | None:
    """The view of the areas that have outlines; None when none has.

    `none`: words for a place without a value, where that means something else than no report.
    `scale` turns the outlines' units into degrees (outlines of `places` are in 1/100,000 degree).
    """
    drawn = [area for area in areas if area.rings]
    if not drawn:
        return None
    frame = _Frame.around((ring for area in drawn for ring in area.rings), scale)
    values = sorted(area.value for area in drawn if area.value is not None)
    breaks = limits(values)
    shapes = tuple(
        Shape(area, frame.path(area.rings), css(area.value, breaks), *frame.middle(area.rings)) for area in drawn
    )
    gaps = len(values) < len(drawn)
    return MapView(name, unit, decimals, frame.width, frame.height, shapes, breaks, _bands(values, breaks), gaps, none)


def limits(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Lower limits of the upper classes, so that each class holds about as many of the (sorted) values.

    >>> limits([Decimal(n) for n in range(1, 11)])
    (Decimal('3'), Decimal('5'), Decimal('7'), Decimal('9'))
    >>> limits([Decimal(1), Decimal(1)])
    ()
    """
    cuts = (values[len(values) * part // CLASSES] for part in range(1, CLASSES) if values)
    return tuple(sorted({cut for cut in cuts if cut > values[0]}))


def css(value: Decimal | None, breaks: Sequence[Decimal]) -> str:
    """The class of a value: `q0` … `q4`, or `none`."""
    return "none" if value is None else f"q{bisect_right(breaks, value)}"


def _bands(values: Sequence[Decimal], breaks: Sequence[Decimal]) -> tuple[Band, ...]:
    if not values:
        return ()
    lows = [values[0], *breaks]
    return tuple(Band(f"q{i}", low, lows[i + 1] if i + 1 < len(lows) else None) for i, low in enumerate(lows))


@dataclass(frozen=True, slots=True)
class _Frame:
    """From outlines to drawing: flat, with a degree of longitude shortened as at the middle latitude."""

    left: float
    top: float
    across: float
    down: float
    width: int
    height: int

    @classmethod
    def around(cls, rings: Iterable[Ring], scale: float) -> "_Frame":
        points = [point for ring in rings for point in ring]
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        bottom, top = min(y for _, y in points), max(y for _, y in points)
        narrow = math.cos(math.radians((bottom + top) / 2 * scale))
        down = LONGER / max((right - left) * narrow, top - bottom, 1)
        across = down * narrow
        width, height = math.ceil((right - left) * across) + 4, math.ceil((top - bottom) * down) + 4
        return cls(left, top, across, down, width, height)

    def path(self, rings: Iterable[Ring]) -> str:
        return "".join(self._ring(ring) for ring in rings)

    def middle(self, rings: Iterable[Ring]) -> tuple[str, str]:
        """The middle of the box around the largest outline."""
        boxes = [(*zip(*ring, strict=True),) for ring in rings]
        xs, ys = max(boxes, key=lambda box: (max(box[0]) - min(box[0])) * (max(box[1]) - min(box[1])))
        x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        return f"{2 + (x - self.left) * self.across:.1f}", f"{2 + (self.top - y) * self.down:.1f}"

    def _ring(self, ring: Ring) -> str:
        places = (f"{2 + (x - self.left) * self.across:.1f} {2 + (self.top - y) * self.down:.1f}" for x, y in ring)
        return f"M{'L'.join(places)}Z"
