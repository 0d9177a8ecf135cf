"""What forecasting publishes: `forecast.made`, forecasts that changed, each `[indicator, place, breakdown]` (ids)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from terrace.base.bus.events import PARTITIONS, Event
from terrace.facts.catalogue.snapshot import Snapshot

MADE = "forecast.made"
#: Forecasts in one event.
CHUNK = 5_000


def made(changed: Iterable[tuple[int, ...]], snapshot: Snapshot) -> Iterator[Event]:
    """Events by the partition of the indicator; a forecast that changed twice is told of once."""
    parted: dict[int, set[tuple[int, ...]]] = defaultdict(set)
    for series in changed:
        parted[snapshot.by_id[series[0]].family % PARTITIONS].add(series[:3])
    for partition, cells in sorted(parted.items()):
        listed = sorted(cells)
        for at in range(0, len(listed), CHUNK):
            yield Event(MADE, "forecasts", {"cells": listed[at : at + CHUNK]}, partition)
