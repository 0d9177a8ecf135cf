"""A department that counts livestock too: for some communes, and not always with the same result.

So the demo has conflicts to settle. The department's figures are as simulated as those of the communes.
"""

import hashlib
from collections.abc import Iterator

from terrace.base.access.actors import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.demo.ground import Commune
from terrace.demo.history import BECAUSE, DOOR
from terrace.demo.simulation import Simulation
from terrace.facts.collection import actions
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.collection.models import Submission

SOURCE, KEY, SECTOR = "simulation-dept", "demo:dept:1", "agriculture"
#: Months that it counted, every so manieth commune, and every so manieth of those with another result.
MONTHS, COUNTED, OTHER = 3, 3, 6
#: What its other results are multiplied with.
FACTORS = (0.86, 0.93, 1.08, 1.15)


def fill(simulation: Simulation, sender: Actor) -> None:
    """Send what the department counted in the last full months; once."""
    month = periods.containing(simulation.ground.today, Frequency.MONTH)
    for _ in range(MONTHS):
        month = month.previous()
        key = f"{KEY}:{month.code}"
        if not Submission.objects.filter(person_id=sender.person_id or 0, key=key).exists():
            intake = Intake(SOURCE, list(_facts(simulation, month)), because=BECAUSE)
            actions.submit(sender, key, DOOR, intake)


def _facts(simulation: Simulation, month: Period) -> Iterator[Fact]:
    stocks = (spec for _, spec, _ in simulation.due(month) if spec.sector == SECTOR and spec.nature == "stock")
    herds = sorted(spec.code for spec in stocks if spec.frequency is month.frequency)
    for commune in simulation.ground.communes(month.end):
        number = _number(commune, month)
        if number % COUNTED == 0:
            other = FACTORS[number % len(FACTORS)] if number % (COUNTED * OTHER) == 0 else 1.0
            shaken = dict.fromkeys(herds, 1.0) | {herds[number % len(herds)]: other}
            said = simulation.facts(commune, month, [SECTOR], shaken)
            yield from (fact for fact in said if not fact.breakdown)


def _number(commune: Commune, month: Period) -> int:
    """Always the same for a commune and a month."""
    return int.from_bytes(hashlib.blake2b(f"{commune.code}|{month.code}".encode(), digest_size=4).digest())
