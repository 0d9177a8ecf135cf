"""Outlines of places put into a drawing, and the classes of a choropleth: for pages and for printed reports.

Pixels only, so floats are enough here.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terrace.base.places.polylines import Ring

#: The longer side of the drawing in its own units; the other follows from the outlines.
LONGER = 800
CLASSES = 5


def limits(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Lower limits of the upper classes, so that each class holds about as many of the (sorted) values.

    >>> limits([Decimal(n) for n in range(1, 11)])
    (Decimal('3'), Decimal('5'), Decimal('7'), Decimal('9'))
    >>> limits([Decimal(1), Decimal(1)])
    ()
    """
    cuts = (values[len(values) * part // CLASSES] for part in range(1, CLASSES) if values)
    return tuple(sorted({cut for cut in cuts if cut > values[0]}))


@dataclass(frozen=True, slots=True)
class Frame:
    """From outlines to drawing: flat, with a degree of longitude shortened as at the middle latitude."""

    left: float
    top: float
    across: float
    down: float
    width: int
    height: int

    @classmethod
    def around(cls, rings: Iterable[Ring], scale: float) -> "Frame":
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
