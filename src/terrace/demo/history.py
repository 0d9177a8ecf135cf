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
from terrace.demo import accounts
from terrace.demo.ground import Commune
from terrace.demo.simulation import Simulation
from terrace.facts.collection import actions
from terrace.facts.collection.actions import Delivery
from terrace.facts.collection.intake import Intake
from terrace.facts.collection.models import Submission

SOURCE, DOOR, KEY = "simulation", "file", "demo:return:1"
#: The reason that is given where a simulated figure is unusual.
BECAUSE = "Mô phỏng / Simulated"
#: The first month (half a year before communes were merged), and so many at the most, whatever the clock says.
FIRST, LONGEST = periods.parse("2025-M01"), 36
#: How much of the current month's returns are in when the demo begins.
EARLY = 0.6


@dataclass(frozen=True, slots=True)
class Month:
    """A month and the communes whose return of it was never sent; `whole`: with all sectors, else the early ones."""

    period: Period
    communes: tuple[Commune, ...]
    whole: bool


def months(today: date) -> list[Period]:
    """The months from the first one to today's, oldest first."""
    now = periods.containing(today, Frequency.MONTH)
    found = [now]
    while found[0].previous() >= FIRST and len(found) < LONGEST:
        found.insert(0, found[0].previous())
    return found


def missing(simulation: Simulation, sender: Actor, wanted: list[Period]) -> list[Month]:
    """What was never sent, by month; the last month is under way, the others are whole."""
    sent = set(_sent(sender))
    found = [_month(simulation, period, period != wanted[-1], sent) for period in wanted]
    return [month for month in found if month.communes]


def _month(simulation: Simulation, period: Period, whole: bool, sent: set[str]) -> Month:
    communes = simulation.ground.communes(min(period.end, simulation.ground.today))
    left = [each for each in communes if whole or each.code not in accounts.manned()]
    unsent = (each for each in left if not {_key(each, period, True), _key(each, period, whole)} & sent)
    return Month(period, tuple(each for each in unsent if _sectors(simulation, each, period, whole)), whole)


def _sent(sender: Actor) -> Iterator[str]:
    rows = Submission.objects.filter(person_id=sender.person_id or 0, key__startswith=KEY)
    return rows.values_list("key", flat=True).iterator()


def _key(commune: Commune, period: Period, whole: bool) -> str:
    return f"{KEY}:{commune.code}:{period.code}:{'all' if whole else 'early'}"


def _sectors(simulation: Simulation, commune: Commune, period: Period, whole: bool) -> list[str]:
    return [each for each in simulation.sectors(period) if whole or is_early(commune, period, each)]


def is_early(commune: Commune, period: Period, sector: str) -> bool:
    """True for the sectors of a commune that are sent before the month is over; the same every time."""
    digest = hashlib.blake2b(f"{commune.code}|{period.code}|{sector}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") < EARLY * 2**32


def send(simulation: Simulation, sender: Actor, month: Month) -> int:
    """Hand in a month in one transaction; how many facts. Raises `Refused` when the simulation is at fault."""
    sent = 0
    for outcome in actions.submit_many(_deliveries(simulation, sender, month)):
        if isinstance(outcome, Refused):
            raise outcome
        sent += outcome.facts
    return sent


def _deliveries(simulation: Simulation, sender: Actor, month: Month) -> list[Delivery]:
    """One return a commune."""
    made = []
    for commune in month.communes:
        sectors = _sectors(simulation, commune, month.period, month.whole)
        intake = Intake(SOURCE, simulation.facts(commune, month.period, sectors), because=BECAUSE)
        made.append(Delivery(sender, _key(commune, month.period, month.whole), DOOR, intake))
    return made
