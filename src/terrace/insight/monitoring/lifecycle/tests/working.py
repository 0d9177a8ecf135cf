"""A worker of the tests that are killed: it raises warnings, clears some, goes up the ladder and makes briefs.

Run again, it takes up where the one before died.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from terrace.base.bus.events import Envelope, Event
from terrace.insight.monitoring.found import Found

#: Warnings, of which every third is cleared again; days on which the ladder is climbed.
MANY: Final = 9
DAYS: Final = 12


def found(number: int) -> Found:
    """A warning of a period of its own: so each is a group."""
    from terrace.facts.catalogue import snapshot
    from terrace.facts.conftest import COMMUNES
    from terrace.insight.monitoring.lifecycle.tests.conftest import PERIOD, place

    spec, period = snapshot.current().indicators["PIGS"], PERIOD - number
    about: dict[str, Any] = {"indicator": spec.id, "sector": spec.sector, "subject": str(number)}
    return Found("farm", "change", place(COMMUNES[number % 2]), period, period, severity=2, **about)


def work() -> None:
    from terrace.insight.monitoring import raising
    from terrace.insight.monitoring.models import Warning

    for number in range(MANY):
        if not Warning.objects.filter(subject=str(number)).exists():
            raising.raise_([found(number)])
        tell_of(Warning.objects.filter(subject=str(number)))
        if number % 3 == 0:
            raising.clear(list(Warning.objects.filter(subject=str(number))), raising.CORRECTED)
            _cleared()
    for day in range(1, DAYS):
        _later(day)


def tell_of(made: Iterable[Any]) -> None:
    """The event that they were raised, which comes again whenever a worker died."""
    from terrace.insight.monitoring import events
    from terrace.insight.monitoring.lifecycle import handlers

    handlers.raised(map(enveloped, events.told(events.RAISED, made)))


def _cleared() -> None:
    """The same of those that were cleared."""
    from terrace.insight.monitoring import events
    from terrace.insight.monitoring.lifecycle import handlers
    from terrace.insight.monitoring.models import Warning

    handlers.moved(map(enveloped, events.told(events.CLEARED, Warning.objects.filter(state="cleared"))))


def enveloped(event: Event) -> Envelope:
    """As the stream brings it."""
    body = msgspec.Raw(msgspec.json.encode(event.data))
    return Envelope("1", event.type, event.subject, datetime.now(UTC), body, "0")


def _later(day: int) -> None:
    from terrace.insight.monitoring.lifecycle import digesting, escalating
    from terrace.insight.monitoring.lifecycle.tests.conftest import at

    moment: datetime = at(1, 9, month=3, year=2027) + timedelta(days=day)
    escalating.work(moment)
    digesting.work(moment)
