"""Choropleths as SVG: the outlines of places put into a frame, their values into five classes."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from terrace.base.places.framing import Frame, limits
from terrace.web.ui.components import MapArea


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
    areas: Sequence[MapArea],
    *,
    name: str,
    unit: str,
    decimals: int,
    none: str = "",
    scale: float = 1e-5,
    among: Sequence[Decimal] = (),
) -> MapView | None:
    """The view of the areas that have outlines; None when none has.

    `none`: words for a place without a value, where that means something else than no report.
    `scale` turns the outlines' units into degrees (outlines of `places` are in 1/100,000 degree).
    `among`: the values of several maps of which this is one, so that their colours mean the same.
    """
    drawn = [area for area in areas if area.rings]
    if not drawn:
        return None
    frame = Frame.around((ring for area in drawn for ring in area.rings), scale)
    values = sorted(area.value for area in drawn if area.value is not None)
    every = sorted(among) or values
    breaks = limits(every)
    shapes = tuple(
        Shape(area, frame.path(area.rings), css(area.value, breaks), *frame.middle(area.rings)) for area in drawn
    )
    gaps = len(values) < len(drawn)
    return MapView(name, unit, decimals, frame.width, frame.height, shapes, breaks, _bands(every, breaks), gaps, none)


def css(value: Decimal | None, breaks: Sequence[Decimal]) -> str:
    """The class of a value: `q0` … `q4`, or `none`."""
    return "none" if value is None else f"q{bisect_right(breaks, value)}"


def _bands(values: Sequence[Decimal], breaks: Sequence[Decimal]) -> tuple[Band, ...]:
    if not values:
        return ()
    lows = [values[0], *breaks]
    return tuple(Band(f"q{i}", low, lows[i + 1] if i + 1 < len(lows) else None) for i, low in enumerate(lows))
