"""Publishing: into the outbox, in the caller's transaction."""

from collections.abc import Iterable

from terrace.base.bus.events import Event
from terrace.base.bus.models import Outbox


def publish(event: Event) -> None:
    """Hand over one event; it leaves when the transaction commits."""
    publish_all([event])


def publish_all(events: Iterable[Event]) -> None:
    """Hand over many events with one statement."""
    Outbox.objects.bulk_create(
        Outbox(type=event.type, subject=event.subject, partition=event.partition, data=event.json) for event in events
    )
