"""Figures that somebody should be warned of: a slip of a digit, and a real fall in communes side by side.

They are corrections of the last full month's returns, as simulated as these. What and where says `data/mistakes.tsv`.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from terrace.base.access.actors import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.demo.ground import Commune
from terrace.demo.history import BECAUSE, DOOR, SOURCE
from terrace.demo.simulation import Simulation
from terrace.facts.collection import actions
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.collection.models import Submission

FILE, KEY = Path(__file__).parent / "data" / "mistakes.tsv", "demo:mistake:1"


@dataclass(frozen=True, slots=True)
class Mistake:
    """An indicator, what its figure is multiplied with, in how many communes, from where in their list (per cent)."""

    indicator: str
    factor: float
    communes: int
    start: int


def read(path: Path = FILE) -> tuple[Mistake, ...]:
    """The mistakes of the demo."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t")
    return tuple(
        Mistake(row["indicator"], float(row["factor"]), int(row["communes"]), int(row["from"])) for row in rows
    )


def fill(simulation: Simulation, sender: Actor) -> None:
    """Send the corrections of the last full month; once."""
    month = periods.containing(simulation.ground.today, Frequency.MONTH).previous()
    for mistake in read():
        key = f"{KEY}:{mistake.indicator}:{month.code}"
        if not Submission.objects.filter(person_id=sender.person_id or 0, key=key).exists():
            where = _where(simulation, mistake, month)
            facts = [fact for commune in where for fact in _facts(simulation, mistake, commune, month)]
            actions.submit(sender, key, DOOR, Intake(SOURCE, facts, because=BECAUSE))


def _where(simulation: Simulation, mistake: Mistake, month: Period) -> list[Commune]:
    listed = sorted(simulation.ground.communes(month.end), key=lambda commune: commune.code)
    start = len(listed) * mistake.start // 100
    return listed[start : start + mistake.communes]


def _facts(simulation: Simulation, mistake: Mistake, commune: Commune, month: Period) -> list[Fact]:
    return simulation.facts(commune, month, shaken={mistake.indicator: mistake.factor})
