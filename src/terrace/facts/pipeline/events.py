"""What the pipeline publishes.

`facts.derived`: figures that changed, each `[indicator, area, period, breakdown, value, status, simulated, reported,
expected]` (ids; the value as text), with the time of the roll-up.
"""

import time
from collections.abc import Iterator, Sequence
from itertools import islice

from terrace.base.bus.events import Event
from terrace.facts.pipeline.figures import Changed

DERIVED = "facts.derived"
#: Figures in one event.
CHUNK = 5_000


def derived(changed: Sequence[Changed], partition: int) -> Iterator[Event]:
    """Events for figures that changed."""
    rest, now = iter(changed), time.time()
    while chunk := list(islice(rest, CHUNK)):
        cells = [_cell(figure) for figure in chunk]
        yield Event(DERIVED, "figures", {"changed_at": now, "cells": cells}, partition)


def _cell(figure: Changed) -> list[object]:
    value = None if figure.value is None else format(figure.value, "f")
    return [*figure[:4], value, *figure[5:9]]
