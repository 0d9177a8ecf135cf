"""News of places."""

from collections.abc import Iterable
from datetime import date

from terrace.base.bus.events import Event


def changed(places: Iterable[int], days: Iterable[date]) -> Event:
    """`place.changed`: these places are not as they were, from these days on."""
    data = {"places": sorted(places), "days": [day.isoformat() for day in sorted(set(days))]}
    return Event(type="place.changed", subject="places", data=data)
