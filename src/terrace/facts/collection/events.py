"""What collection publishes.

`facts.accepted`: cells whose observations changed, by partition, in the shortest form: a list of
`[area, period, [indicator, breakdown, indicator, breakdown, …]]`, all ids.
"""

from collections import defaultdict
from collections.abc import Iterable

from terrace.base.bus.events import PARTITIONS, Event
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.collection.checking import CellKey

ACCEPTED = "facts.accepted"
Group = tuple[int, int, list[int]]


def accepted(submissions: list[int], cells: Iterable[CellKey], snapshot: Snapshot) -> list[Event]:
    """One event for each partition that the cells touch."""
    partitions = {number: spec.family % PARTITIONS for number, spec in snapshot.by_id.items()}
    groups: dict[int, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for indicator, period, breakdown, area in cells:
        groups[partitions[indicator]][area, period] += (indicator, breakdown)
    subject = f"submission/{submissions[0]}"
    return [
        Event(ACCEPTED, subject, {"submissions": submissions, "cells": _cells(cells)}, partition)
        for partition, cells in groups.items()
    ]


def _cells(groups: dict[tuple[int, int], list[int]]) -> list[Group]:
    return [(area, period, pairs) for (area, period), pairs in groups.items()]
