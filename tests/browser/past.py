"""Gives the site a past: `python -m tests.browser.past`, in the environment of the site that runs.

Some series of the statistical yearbook, the same months a year before, the quarters and half-years up to now, and what
the people of the demo keep. Everything goes through the one door; what was sent is not sent again.
"""

from collections.abc import Iterator
from typing import Any

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period

from . import people

#: Of the yearbook: these series, from this year on.
YEARBOOK, SINCE = ("PADDY_AREA", "PADDY_PRODUCTION", "PADDY_YIELD", "POPULATION", "POVERTY_RATE"), "2010"
QUARTERS = 4


def tell() -> None:
    import django

    django.setup()
    from terrace.demo import keeping, series

    chosen = [fact for fact in series.read() if fact.indicator in YEARBOOK and fact.period >= SINCE]
    series.send(series.missing(chosen))
    _hand_in([*_a_year_before(), *_coarser()])
    keeping.ensure()


def _hand_in(deliveries: list[Any]) -> None:
    from terrace.base.kernel.problems import Refused
    from terrace.facts.collection import actions

    refused = [outcome for outcome in actions.submit_many(deliveries) if isinstance(outcome, Refused)]
    if refused:
        raise refused[0]


def _a_year_before() -> Iterator[Any]:
    """Every commune's returns of the months that are full, of the year before."""
    from terrace.base.access.policy import SYSTEM
    from terrace.facts.collection.actions import Delivery

    from . import site

    for month in people.before(people.FULL_MONTHS):
        code = month.shifted(-12).code
        for place in map(site._code, site.communes()):
            yield Delivery(SYSTEM, f"past-{code}-{place}", "file", site._intake(place, code))


def _coarser() -> Iterator[Any]:
    """What communes report by quarter and half-year, as the demo simulates it."""
    from django.utils import timezone

    from terrace.base.access.policy import SYSTEM
    from terrace.base.places import index
    from terrace.demo.ground import Ground
    from terrace.demo.simulation import Simulation
    from terrace.facts.catalogue import snapshot
    from terrace.facts.collection.actions import Delivery
    from terrace.facts.collection.intake import Intake

    simulation = Simulation(Ground(index.current(), people.PROVINCE, timezone.localdate()), snapshot.current())
    for month in _ends():
        for commune in simulation.ground.communes(month.end):
            facts = [fact for fact in simulation.facts(commune, month) if fact.period != month.code]
            intake = Intake("simulation", facts, because="Dữ liệu thử")
            yield Delivery(SYSTEM, f"past-{month.code}-{commune.code}", "file", intake)


def _ends() -> Iterator[Period]:
    """The last months of the quarters before the running one, the oldest first."""
    quarter = periods.containing(people.running().start, Frequency.QUARTER).shifted(-QUARTERS)
    for _ in range(QUARTERS):
        yield periods.containing(quarter.end, Frequency.MONTH)
        quarter = quarter.next()


if __name__ == "__main__":
    tell()
