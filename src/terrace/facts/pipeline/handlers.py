"""What the pipeline hears: accepted observations, rolled up in two steps, each one transaction a batch.

First the figures of the period that was reported, within milliseconds; then, by an event of its own, coarser periods:
those read many more rows a cell, and returns that come one after the other share that work.
"""

from collections.abc import Iterable

import msgspec
from django.db import transaction

from terrace.base.bus import actions as bus
from terrace.base.bus.events import PARTITIONS, Envelope
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.pipeline import events, rollup
from terrace.facts.pipeline.figures import Changed
from terrace.facts.pipeline.touched import Group, Share, Touched


#: The hearers of each partition, as the stream knows them.
AT_ONCE, LATER = "rollup-{}", "rollup-later-{}"


class Accepted(msgspec.Struct):
    """The data of `facts.accepted` and of `facts.rolled`."""

    submissions: list[int]
    cells: list[Group]


_decoder = msgspec.json.Decoder(Accepted)


def hearers() -> list[str]:
    """All of them: when none has anything before it and the outbox is empty, every figure is up to date."""
    return [name.format(number) for name in (AT_ONCE, LATER) for number in range(PARTITIONS)]


def accepted(heard: Iterable[Envelope], partition: int) -> list[Changed]:
    """Bring what the batch touches up to date in its own periods. Twice is the same as once."""
    return refresh(_groups(heard), partition, Share.AT_ONCE)


def rolled(heard: Iterable[Envelope], partition: int) -> list[Changed]:
    """Bring the coarser periods up to date. Twice is the same as once."""
    return refresh(_groups(heard), partition, Share.LATER)


def _groups(heard: Iterable[Envelope]) -> Iterable[Group]:
    return (group for event in heard for group in _decoder.decode(event.data).cells)


def refresh(groups: Iterable[Group], partition: int, share: Share = Share.ALL) -> list[Changed]:
    """Recompute what these cells touch, in one transaction that has the share of the partition for itself."""
    with transaction.atomic():
        rollup.lock(partition, share)
        touched = Touched(snapshot.current(), index.current(), share)
        for group in groups:
            touched.add(group)
        changed = rollup.recompute(touched)
        bus.publish_all(events.derived(changed, partition))
        if share is Share.AT_ONCE:
            bus.publish(events.rolled(touched.groups(), partition))
    return changed
