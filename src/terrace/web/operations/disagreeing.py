"""Where a reported figure is not what the figures beside it come to: official tables disagree with themselves too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from terrace.facts.pipeline.differing import differs
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.pipeline.results import Basis
from terrace.facts.pipeline.views import FigureView


@dataclass(frozen=True, slots=True)
class Other:
    """What the places below, or the parts of a breakdown, come to."""

    value: Decimal
    by_places: bool


def others(reader: Reader, asked: Asked, figure: FigureView, places: Sequence[FigureView]) -> list[Other]:
    """What else the figure would be by its places and its breakdowns, where all of them are known."""
    if figure.basis != Basis.REPORTED or figure.value is None or asked.as_of:
        return []
    found = [*_by_places(reader, asked, figure, places), *_by_parts(reader, asked)]
    return [
        Other(value, by_places) for value, parts, by_places in found if differs(asked.spec, figure.value, value, parts)
    ]


#: What the parts come to, the parts, and whether they are places.
Sum = tuple[Decimal, list[Decimal], bool]


def _by_places(reader: Reader, asked: Asked, figure: FigureView, places: Sequence[FigureView]) -> Iterator[Sum]:
    """What the roll-up made of the places right below: a sum, or a weighted mean."""
    below = reader.index.children(asked.area, asked.day)
    values = [view.value for view in places if view.value is not None]
    if figure.below is not None and values and len(values) == len(below):
        yield figure.below, values, True


def _by_parts(reader: Reader, asked: Asked) -> Iterator[Sum]:
    for parts in asked.spec.margins.get(asked.breakdown, ()):
        views = reader.tiles([replace(asked, breakdown=part) for part in parts])
        values = [view.value for view in views if view.value is not None]
        if asked.spec.area_rule == "sum" and len(values) == len(parts):
            yield sum(values, Decimal(0)), values, False
