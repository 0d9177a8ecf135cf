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


def accepted(heard: Iterable[Envelope], partition: int) -> list[Changed]:
    """Recompute what the batch touches and tell of what changed. Twice is the same as once."""
    return refresh((group for event in heard for group in _decoder.decode(event.data).cells), partition)


def refresh(groups: Iterable[Group], partition: int) -> list[Changed]:
    """Recompute all that these cells touch, in one transaction that has the partition for itself."""
    with transaction.atomic():
        rollup.lock(partition)
        touched = Touched(snapshot.current(), index.current())
        for group in groups:
            touched.add(group)
        changed = rollup.recompute(touched)
        bus.publish_all(events.derived(changed, partition))
    return changed
