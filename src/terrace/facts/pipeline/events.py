"""What the pipeline publishes.

`facts.rolled`: what was accepted and is in the figures of its own period; coarser periods are still to follow.
Groups as in `facts.accepted`.

`facts.derived`: figures that changed, each `[indicator, area, period, breakdown, value, status, simulated, reported,
expected]` (ids; the value as text), with the time of the newest change.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from terrace.base.bus.events import Event
from terrace.facts.pipeline.figures import Changed
from terrace.facts.pipeline.touched import Group

DERIVED, ROLLED = "facts.derived", "facts.rolled"
#: Figures in one event.
CHUNK = 5_000


def rolled(groups: list[Group], partition: int) -> Event:
    """The event that lets the coarser periods follow."""
    return Event(ROLLED, "figures", {"submissions": [], "cells": groups}, partition)


def derived(changed: Sequence[Changed], partition: int) -> Iterator[Event]:
    """Events for figures that changed."""
    rest = iter(changed)
    while chunk := list(islice(rest, CHUNK)):
        newest = max(figure.changed_at for figure in chunk)
        cells = [_cell(figure) for figure in chunk]
        yield Event(DERIVED, "figures", {"changed_at": newest.timestamp(), "cells": cells}, partition)


def _cell(figure: Changed) -> list[object]:
    value = None if figure.value is None else format(figure.value, "f")
    return [*figure[:4], value, *figure[5:9]]
