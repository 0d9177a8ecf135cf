"""What collection publishes.

`facts.accepted`: cells whose observations changed, by partition, in the shortest form: a list of
`[area, period, [indicator, breakdown, indicator, breakdown, …]]`, all ids.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from terrace.base.bus.events import PARTITIONS, Event
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.collection.checking import CellKey

ACCEPTED = "facts.accepted"
#: Cells in one event, so that no message outgrows the stream's limit.
CHUNK = 50_000


def accepted(submissions: list[int], cells: Iterable[CellKey], snapshot: Snapshot) -> list[Event]:
    """Events for each partition that the cells touch; a large submission has several."""
    partitions = {number: spec.family % PARTITIONS for number, spec in snapshot.by_id.items()}
    rest, events = iter(cells), list[Event]()
    while chunk := list(islice(rest, CHUNK)):
        events += _events(submissions, chunk, partitions)
    return events


def _events(submissions: list[int], cells: Iterable[CellKey], partitions: dict[int, int]) -> Iterator[Event]:
    groups: dict[int, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for indicator, period, breakdown, area in cells:
        groups[partitions[indicator]][area, period] += (indicator, breakdown)
    for partition, touched in groups.items():
        data = {"submissions": submissions, "cells": [(*key, pairs) for key, pairs in touched.items()]}
        yield Event(ACCEPTED, f"submission/{submissions[0]}", data, partition)
