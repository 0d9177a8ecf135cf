"""What the pipeline hears: accepted observations, rolled up in two steps, each one transaction a batch.

First the figures of the period that was reported, within milliseconds; then, by an event of its own, coarser periods:
those read many more rows a cell, and returns that come one after the other share that work.
"""

from collections.abc import Iterable, Iterator

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


def accepted(heard: Iterable[Envelope]) -> list[Changed]:
    """Bring what the batch touches up to date in its own periods. Twice is the same as once."""
    return refresh(_groups(heard), Share.AT_ONCE)


def rolled(heard: Iterable[Envelope]) -> list[Changed]:
    """Bring the coarser periods up to date. Twice is the same as once."""
    return refresh(_groups(heard), Share.LATER)


def _groups(heard: Iterable[Envelope]) -> Iterator[Group]:
    return (group for event in heard for group in _decoder.decode(event.data).cells)


def refresh(groups: Iterable[Group], share: Share = Share.ALL) -> list[Changed]:
    """Recompute what these cells touch, in one transaction."""
    touched = Touched(snapshot.current(), index.current(), share)
    for group in groups:
        touched.add(group)
    with transaction.atomic():
        return recompute(touched)


def recompute(touched: Touched) -> list[Changed]:
    """Recompute and tell of what changed; the touched partitions have no other writer until the commit."""
    partitions = touched.partitions()
    for partition in partitions:
        rollup.lock(partition, touched.share)
    changed = rollup.recompute(touched)
    partition = min(partitions, default=0)
    bus.publish_all(events.derived(changed, partition))
    if touched.share is Share.AT_ONCE:
        bus.publish(events.rolled(touched.groups(), partition))
    return changed
