"""What the pipeline hears: accepted observations, rolled up in one transaction a batch."""

from collections.abc import Iterable

import msgspec
from django.db import transaction

from terrace.base.bus import actions as bus
from terrace.base.bus.events import Envelope
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.pipeline import events, rollup
from terrace.facts.pipeline.figures import Changed
from terrace.facts.pipeline.touched import Group, Touched


class Accepted(msgspec.Struct):
    """The data of `facts.accepted`."""

    submissions: list[int]
    cells: list[Group]


_decoder = msgspec.json.Decoder(Accepted)


def accepted(heard: Iterable[Envelope]) -> list[Changed]:
    """Recompute what the batch touches and tell of what changed. Twice is the same as once."""
    return refresh(group for event in heard for group in _decoder.decode(event.data).cells)


def refresh(groups: Iterable[Group]) -> list[Changed]:
    """Recompute all that these cells touch, in one transaction."""
    touched = Touched(snapshot.current(), index.current())
    for group in groups:
        touched.add(group)
    with transaction.atomic():
        return recompute(touched)


def recompute(touched: Touched) -> list[Changed]:
    """Recompute and tell of what changed; the touched partitions have no other writer until the commit."""
    partitions = touched.partitions()
    for partition in partitions:
        rollup.lock(partition)
    changed = rollup.recompute(touched)
    bus.publish_all(events.derived(changed, min(partitions, default=0)))
    return changed
