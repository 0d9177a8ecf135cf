"""The months up to now: every commune's return, through the door, in the name of a simulating system.

A return has one key for each commune, month and set of sectors, so what was sent is never sent again.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from terrace.base.access.actors import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.kernel.problems import Refused
from terrace.demo.ground import Commune
from terrace.demo.simulation import Simulation
from terrace.facts.collection import actions
from terrace.facts.collection.actions import Delivery
from terrace.facts.collection.intake import Intake
from terrace.facts.collection.models import Submission

SOURCE, DOOR, KEY = "simulation", "file", "demo:return:1"
#: The first month, and so many months at the most, whatever the clock says.
FIRST, LONGEST = periods.parse("2024-M01"), 36
#: How much of the current month's returns are in when the demo begins.
EARLY = 0.6
ALL = "all"


@dataclass(frozen=True, slots=True)
class Month:
    """A month with what is still to be sent of it."""

    period: Period
    deliveries: tuple[Delivery, ...]

    @property
    def facts(self) -> int:
        return sum(len(delivery.intake.observations) for delivery in self.deliveries)


def months(today: date) -> list[Period]:
    """The months from the first one to today's, oldest first."""
    now = periods.containing(today, Frequency.MONTH)
    found = [now]
    while found[0].previous() >= FIRST and len(found) < LONGEST:
        found.insert(0, found[0].previous())
    return found


def missing(simulation: Simulation, sender: Actor, wanted: list[Period]) -> Iterator[Month]:
    """Month by month the returns that were never sent; the last month is under way, the others are whole."""
    sent = set(_sent(sender))
    for period in wanted:
        under_way = period == wanted[-1]
        made = (
            _delivery(simulation, sender, commune, period, under_way)
            for commune in simulation.ground.communes(min(period.end, simulation.ground.today))
            if not _is_sent(commune, period, under_way, sent)
        )
        if deliveries := tuple(delivery for delivery in made if delivery is not None):
            yield Month(period, deliveries)


def _is_sent(commune: Commune, period: Period, under_way: bool, sent: set[str]) -> bool:
    """Sent whole; of the month under way the first part suffices."""
    prefix = f"{KEY}:{commune.code}:{period.code}"
    return f"{prefix}:{ALL}" in sent or (under_way and f"{prefix}:early" in sent)


def _sent(sender: Actor) -> Iterator[str]:
    rows = Submission.objects.filter(person_id=sender.person_id, key__startswith=KEY)
    return rows.values_list("key", flat=True).iterator()


def _delivery(
    simulation: Simulation, sender: Actor, commune: Commune, period: Period, under_way: bool
) -> Delivery | None:
    sectors = [each for each in simulation.sectors(period) if not under_way or is_early(commune, period, each)]
    facts = simulation.facts(commune, period, sectors)
    if not facts:
        return None
    key = f"{KEY}:{commune.code}:{period.code}:{'early' if under_way else ALL}"
    return Delivery(sender, key, DOOR, Intake(SOURCE, facts))


def is_early(commune: Commune, period: Period, sector: str) -> bool:
    """True for the sectors of a commune that are sent before the month is over; the same every time."""
    digest = hashlib.blake2b(f"{commune.code}|{period.code}|{sector}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") < EARLY * 2**32


def send(month: Month) -> int:
    """Hand in a month in one transaction; how many facts. Raises `Refused` when the simulation is at fault."""
    sent = 0
    for outcome in actions.submit_many(month.deliveries):
        if isinstance(outcome, Refused):
            raise outcome
        sent += outcome.facts
    return sent
